import { expect, test } from "vitest";
import { keepsAnswers } from "../../api/openapi/describe-operation.ts";
import { listOperations } from "../../api/operations.ts";
import { createApp } from "../../worker/app.ts";
import type { SnippetBundle } from "../../worker/http/browser/snippet.ts";
import { keepsAnswer } from "../../worker/http/access/kept-answers.ts";
import type { ApiReference } from "../../worker/http/reference.ts";

/** `/h/:site{[a-z0-9-]+\.js}` as a document writes it. */
const templateOf = (path: string): string => path.replace(/:(\w+)(?:\{[^/]*\})?/g, "{$1}");

/** The name of a site's script ends in `.js`, which routes take as a part of its parameter. */
const routeOf = (path: string): string => path.replace("{site}.js", "{site}");

test("every route is described, and every described route is there", () => {
  const { routes } = createApp({} as SnippetBundle, new Set(), {} as ApiReference);
  const answering = routes
    .filter(({ method }) => method !== "OPTIONS")
    .map(({ method, path }) => `${method} ${templateOf(path)}`);
  const described = listOperations().map(({ method, path }) => `${method} ${routeOf(path)}`);
  expect(described.toSorted()).toEqual(answering.toSorted());
});

test("the routes that keep answers are those that say so", () => {
  for (const described of listOperations()) {
    const path = described.path.replace(/\{\w+\}/g, "x1");
    const { id, method, access } = described;
    const isKept = access !== "instance" && keepsAnswer(method, path);
    expect({ id, isKept }).toEqual({ id, isKept: keepsAnswers(described) });
  }
});
