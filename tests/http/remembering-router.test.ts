import { TrieRouter } from "hono/router/trie-router";
import { expect, test } from "vitest";
import { RememberingRouter } from "../../worker/http/remembering-router.ts";

const ROUTES: readonly (readonly [method: string, path: string])[] = [
  ["GET", "/h/:site{[a-z0-9-]+\\.js}"],
  ["POST", "/h/:site/d"],
  ["GET", "/h/:site/p"],
  ["POST", "/h/:site/p"],
  ["PUT", "/v1/sites/:site/audiences/:id"],
  ["GET", "/v1/sites/:site/audiences/:id/members"],
];
const PATHS = [
  "/h/demo.js",
  "/h/demo/d",
  "/h/other/d",
  "/h/demo/p",
  "/v1/sites/demo/audiences/a",
  "/nowhere",
];

const created = () => {
  const routers = { plain: new TrieRouter<string>(), remembering: new RememberingRouter<string>() };
  for (const router of Object.values(routers)) {
    for (const [method, path] of ROUTES) router.add(method, path, `${method} ${path}`);
  }
  return routers;
};

test("finds what the plain router finds, however often and with whatever method it is asked", () => {
  const { plain, remembering } = created();
  for (const path of [...PATHS, ...PATHS]) {
    for (const method of ["GET", "POST", "PUT", "DELETE"]) {
      expect(remembering.match(method, path)).toEqual(plain.match(method, path));
    }
  }
});

test("finds the same after more paths than it remembers", () => {
  const { plain, remembering } = created();
  for (let site = 0; site < 2_500; site++) {
    expect(remembering.match("POST", `/h/s${site}/d`)).toEqual(plain.match("POST", `/h/s${site}/d`));
  }
  expect(remembering.match("POST", "/h/s0/d")).toEqual(plain.match("POST", "/h/s0/d"));
});

test("finds a route that is added after it was missed", () => {
  const { remembering } = created();
  expect(remembering.match("GET", "/healthz")[0]).toEqual([]);
  remembering.add("GET", "/healthz", "health");
  expect(remembering.match("GET", "/healthz")[0]).toEqual([["health", {}]]);
});
