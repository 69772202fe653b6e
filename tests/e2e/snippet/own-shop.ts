// oxlint-disable no-empty-pattern -- the runner reads from the parameter what a fixture asks for
import { test } from "vitest";
import { launchBrowser } from "../browser.ts";
import { startCollector } from "./collector.ts";

/**
 * Tests with a shop and a visitor of their own. They share nothing but the browser, and wait more than they compute: with
 * `.concurrent` those of a file run beside each other.
 */
export const ownShop = test
  .extend("browser", { scope: "file" }, async ({}, { onCleanup }) => {
    const browser = await launchBrowser();
    onCleanup(() => browser.close());
    return browser;
  })
  .extend("collector", async ({}, { onCleanup }) => {
    const collector = await startCollector();
    onCleanup(() => collector.stop());
    return collector;
  })
  .extend("context", async ({ browser }, { onCleanup }) => {
    const context = await browser.newContext();
    onCleanup(() => context.close());
    return context;
  });
