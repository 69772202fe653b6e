import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

/** Rules of WCAG 2.2 A and AA that the page breaks, each with the elements that do. */
export const wcagViolations = async (page: Page): Promise<unknown[]> => {
  await page.evaluate(readFileSync(AXE, "utf8"));
  return page.evaluate(async () => {
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
    const { axe } = window as unknown as {
      axe: { run: (options: object) => Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
    };
    const { violations: found } = await axe.run({ runOnly: tags });
    return found.map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html)]);
  });
};
