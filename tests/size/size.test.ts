import { readdirSync, readFileSync } from "node:fs";
import { Script } from "node:vm";
import { beforeAll, describe, expect, test } from "vitest";
import {
  buildSnippet,
  modulesOf,
  type SnippetBuild,
  withWatch,
  wrapSnippet,
} from "../../scripts/build-snippet.ts";
import { measureBanner, measureSnippet, measureWatched, type PartSize } from "../../scripts/size.ts";

let parts: PartSize[];
let built: SnippetBuild;
beforeAll(async () => {
  const [snippet, watched, banner, core] = await Promise.all([
    measureSnippet(),
    measureWatched(),
    measureBanner(),
    buildSnippet(),
  ]);
  parts = [...snippet, ...watched, ...banner];
  built = core;
}, 60_000);

const texts = (): string[] => [
  built.core,
  built.watch,
  built.serviceWorker,
  ...Object.values(modulesOf(built)),
];

test("no part is over its ceiling", () => {
  const bounded = parts.filter(({ ceiling }) => ceiling !== null);
  expect(bounded.length).toBeGreaterThan(0);
  expect(bounded.filter(({ measured, ceiling }) => measured > ceiling!)).toEqual([]);
});

describe("the bundles", () => {
  test("hold no schema code", () => {
    for (const text of texts()) expect(text).not.toMatch(/zod|safeParse|~standard/i);
  });

  test("never make code of text", () => {
    for (const text of texts()) expect(text).not.toMatch(/\beval\(|new Function|innerHTML|\.write\(|\.src=/);
  });

  test("are the same when built again", async () => {
    expect(await buildSnippet()).toEqual(built);
  });

  test("are a classic script, and modules with a default export", () => {
    expect(() => new Script(wrapSnippet("{}", built.core))).not.toThrow();
    for (const text of Object.values(modulesOf(built)))
      expect(text).toMatch(/export\{(?:\w+ as \w+,)*\w+ as default(?:,\w+ as \w+)*\};?$/);
  });

  test("name their chunks by content", () => {
    for (const name of Object.keys(modulesOf(built))) {
      expect(name).toMatch(/^[xspacrnk]-[0-9a-f]{8}\.js$/);
      const files = [withWatch(built), built.serviceWorker, ...Object.values(modulesOf(built))];
      expect(files.filter((text) => text.includes(name))).toHaveLength(1);
    }
  });
});

test("the source imports values of schemas from the limits only", () => {
  const folder = new URL("../../snippet/", import.meta.url);
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
  for (const file of files.filter((name) => name.endsWith(".ts"))) {
    const source = readFileSync(new URL(file, folder), "utf8");
    const values = source.matchAll(/^import (?!type)[^;]*?from "(?:\.\.\/)+schemas\/([^"]+)"/gms);
    for (const [, module] of values) expect(module, file).toBe("limits.ts");
  }
});

const sizeOf = (name: string): string =>
  parts.find(({ part }) => part.replace(/ \w-[0-9a-f]{8}\.js$/, "") === name)?.brotli.toLocaleString("en") ??
  "missing";

test("the README prints the sizes that are served", () => {
  const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
  for (const name of [
    "core",
    "core without queue",
    "everything loaded",
    "watch (in script)",
    "placements",
    "creatives",
    "frame, close",
    "audiences",
    "cart",
    "page with an HTML creative",
  ]) {
    expect(readme, name).toContain(`${sizeOf(name)} B`);
  }
});
