import { describe, expect, test } from "vitest";
import { importsOf, readSources, type Source, type Violation } from "./source.ts";

/** What a folder may import: folders (with a slash at the end), files, packages. Everything else is forbidden. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  "schemas/": ["schemas/", "zod"],
  "snippet/": ["snippet/", "schemas/", "idb-keyval"],
  // The part that is loaded late, by an address that is known only while running.
  "snippet/chunk.ts": ["snippet/", "schemas/", "${base}/${$CHUNK}"],
  "snippet/load-file.ts": ["snippet/", "${base}/${name}"],
  "snippet/service-worker/": ["snippet/service-worker/", "schemas/"],
  "snippet/banner/loader.ts": ["snippet/banner/", "snippet/consent.ts", "schemas/", "${base}/${name}"],
  "worker/domain/identity/": ["schemas/", "worker/domain/identity/", "libphonenumber-js/min/es6"],
  "worker/domain/consent/": ["schemas/", "worker/domain/consent/", "worker/domain/profile-state.ts"],
  "worker/domain/consent/signals/": ["schemas/", "worker/domain/consent/", "@iabgpp/cmpapi"],
  "worker/domain/audience/": [
    "worker/domain/consent/click-ids.ts",
    "schemas/",
    "worker/domain/audience/",
    "worker/domain/profile-state.ts",
    "zod",
  ],
  "worker/domain/": ["schemas/", "worker/domain/"],
  "worker/crypto/": ["worker/crypto/", "worker/domain/outreach/message-ref.ts", "node:crypto", "jose"],
  "worker/storage/": ["worker/domain/", "worker/crypto/", "worker/storage/"],
  "worker/configuration/": ["schemas/", "worker/domain/", "worker/configuration/"],
  "worker/outbox/": ["schemas/", "worker/domain/", "worker/outbox/"],
  "worker/outbox/template/": [
    "schemas/",
    "worker/domain/",
    "worker/outbox/outgoing.ts",
    "worker/outbox/template/",
    "liquidjs",
    "htmlparser2",
  ],
  "worker/profile/": [
    "schemas/",
    "worker/domain/",
    "worker/crypto/",
    "worker/outbox/",
    "worker/configuration/",
    "worker/storage/",
    "worker/profile/",
    "cloudflare:sockets",
    "cloudflare:workers",
  ],
  "worker/site/": [
    "schemas/",
    "worker/domain/",
    "worker/crypto/",
    "worker/configuration/",
    "worker/storage/",
    "worker/site/",
    "cloudflare:workers",
  ],
  "worker/http/": [
    "schemas/",
    "worker/domain/",
    "worker/crypto/",
    "worker/configuration/",
    "worker/outbox/template/",
    "worker/http/",
    "hono",
    "hono/html",
    "zod",
  ],
  "worker/http/sender/client-address.ts": ["worker/configuration/", "node:net"],
  "worker/http/sender/bot-signal.ts": ["schemas/", "worker/configuration/", "isbot"],
  "worker/http/remembering-router.ts": ["hono/router", "hono/router/trie-router"],
  "worker/app.ts": ["worker/http/", "hono"],
  // The description of the API is made when the Worker is built, and is no part of what runs.
  "api/": ["api/", "schemas/", "zod"],
  "api/reference/": ["api/", "hono/html"],
  "client/": ["client/", "api/", "schemas/", "zod"],
  "worker/index.ts": [
    "worker/app.ts",
    "worker/http/serve.ts",
    "worker/configuration/",
    "worker/profile/profile-shard.ts",
    "worker/site/site.ts",
    "build/embedded/",
  ],
};

const isBelow = (file: string, folder: string): boolean =>
  folder.endsWith("/") ? file.startsWith(folder) : file === folder;

const allowedFor = (file: string): readonly string[] | undefined => {
  const [entry] = Object.entries(ALLOWED)
    .filter(([folder]) => isBelow(file, folder))
    .toSorted(([a], [b]) => b.length - a.length);
  return entry?.[1];
};

const FOLDERS = ["snippet", "schemas", "worker", "api", "client"] as const;

/**
 * The client knows types only: whoever installs it loads nothing else.
 * The snippet knows types of the schemas and values of the limits: a schema would cost 28 kB. The domain knows the type
 * of a schema's faults, not how they come about.
 */
const isTypeOnly = (file: string, target: string): boolean =>
  (isBelow(file, "snippet/") && isBelow(target, "schemas/") && target !== "schemas/limits.ts") ||
  (isBelow(file, "client/") && !isBelow(target, "client/")) ||
  (isBelow(file, "worker/domain/") && target === "zod");

/** Limits are the one file of the schemas that works without zod. */
const isLimitsImport = (file: string): boolean => file === "schemas/limits.ts";

const violationsOf = (source: Source): Violation[] => {
  const allowed = allowedFor(source.path);
  if (allowed === undefined) return [`${source.path} is in no folder that the design knows`];
  return importsOf(source)
    .filter(
      ({ target, isType }) =>
        !allowed.some((folder) => isBelow(target, folder)) ||
        (!isType && isTypeOnly(source.path, target)) ||
        isLimitsImport(source.path),
    )
    .map(({ target, isType }) => `${source.path} imports ${isType ? "types of " : ""}${target}`);
};

const badImport = (path: string, text: string) => violationsOf({ path, text });

test("every file imports only what its folder may", () => {
  expect(readSources(...FOLDERS).flatMap(violationsOf)).toEqual([]);
});

const IMPORT_LINE = /^(?:(?:import|export|\}).* from|import) ".*";$/gm;

test("no import is overlooked", () => {
  const overlooked = readSources(...FOLDERS).filter(
    (source) => importsOf(source).length < (source.text.match(IMPORT_LINE) ?? []).length,
  );
  expect(overlooked.map(({ path }) => path)).toEqual([]);
});

test("the folders that the rules speak of are there, so that no rule is empty", () => {
  const files = readSources(...FOLDERS).map(({ path }) => path);
  const empty = Object.keys(ALLOWED).filter((folder) => !files.some((file) => isBelow(file, folder)));
  expect(empty).toEqual([]);
});

describe("the rule refuses", () => {
  test.each<[string, string, string]>([
    ["a schema as a value in the snippet", "snippet/a.ts", 'import { Event } from "../schemas/event.ts";'],
    ["a schema beside a type", "snippet/a.ts", 'import { type Event, Item } from "../schemas/event.ts";'],
    [
      "a type that leaves an import behind",
      "snippet/a.ts",
      'import { type Event } from "../schemas/event.ts";',
    ],
    ["the worker in the snippet", "snippet/a.ts", 'import type { Env } from "../worker/app.ts";'],
    ["zod in the snippet", "snippet/a.ts", 'import * as z from "zod";'],
    ["the worker in the schemas", "schemas/a.ts", 'import type { A } from "../worker/domain/csv.ts";'],
    ["anything in the limits", "schemas/limits.ts", 'import { text } from "./text.ts";'],
    ["a platform in the domain", "worker/domain/a.ts", 'import { createHash } from "node:crypto";'],
    ["zod in the domain", "worker/domain/a.ts", 'import * as z from "zod";'],
    ["a store in the domain", "worker/domain/a.ts", 'import type { S } from "../profile/shard-state.ts";'],
    [
      "a profile in the consent rules",
      "worker/domain/consent/a.ts",
      'import { f } from "../profile/fold.ts";',
    ],
    ["http in the profile's object", "worker/profile/a.ts", 'import { f } from "../http/body.ts";'],
    ["the site's object in the profile's", "worker/profile/a.ts", 'import { S } from "../site/site.ts";'],
    ["the profile's object in http", "worker/http/a.ts", 'import { P } from "../profile/profile-shard.ts";'],
    ["a store in the outbox", "worker/outbox/a.ts", 'import { S } from "../profile/outbox-store.ts";'],
    ["a secret in the outbox", "worker/outbox/a.ts", 'import { open } from "../crypto/seal.ts";'],
    ["hono outside http", "worker/site/a.ts", 'import { Hono } from "hono";'],
    [
      "the description of the API in the worker",
      "worker/http/a.ts",
      'import { O } from "../../api/operations.ts";',
    ],
    ["a schema as a value in the client", "client/a.ts", 'import { Slug } from "../schemas/text.ts";'],
    ["a folder nobody planned", "worker/extras/a.ts", ""],
    ["a re-export", "worker/domain/a.ts", 'export { f } from "../http/body.ts";'],
    ["a re-export of everything", "worker/domain/a.ts", 'export * from "../http/body.ts";'],
    ["an import for its effect", "worker/domain/a.ts", 'import "../http/body.ts";'],
    ["an import while running", "worker/domain/a.ts", 'const a = await import("../http/body.ts");'],
    ["an import over many lines", "worker/domain/a.ts", 'import {\n  a,\n  b,\n} from "../http/body.ts";'],
  ])("%s", (_, path, text) => {
    expect(badImport(path, text)).toHaveLength(1);
  });
});

describe("the rule allows", () => {
  test.each<[string, string, string]>([
    ["a limit in the snippet", "snippet/a.ts", 'import { DAY_MS } from "../schemas/limits.ts";'],
    ["a type in the snippet", "snippet/a.ts", 'import type { Event } from "../schemas/event.ts";'],
    ["a neighbour", "worker/domain/profile/a.ts", 'import { f } from "../consent/gate.ts";'],
    ["the type of a fault in the audiences", "worker/domain/audience/a.ts", 'import type { z } from "zod";'],
    ["a text about imports", "worker/domain/a.ts", 'const is = query("import") === "1"; const a = "b";'],
    [
      "an import in a comment",
      "worker/domain/a.ts",
      '// import { f } from "../http/body.ts";\n/* import "x" */',
    ],
    ["a text that names one", "worker/domain/a.ts", 'const a = `from "../http/body.ts"`;'],
  ])("%s", (_, path, text) => {
    expect(badImport(path, text)).toEqual([]);
  });
});
