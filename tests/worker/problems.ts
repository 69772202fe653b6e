import { expect } from "vitest";
import { PROBLEM_STATUS, type ProblemCode } from "../../schemas/problem.ts";
import { createSite, type TestSite } from "./kit.ts";
import { dump } from "./objects.ts";
import type { Answer } from "./request.ts";
import { pageView } from "./samples.ts";

/** Put where values go; an answer that contains it repeats what it was sent. */
export const CANARY = "c4n4ry";
/** Deeper than any stack. */
export const DEPTH = 1_000_000;

/** A problem of the caller's, in the documented shape, that repeats nothing. */
export const expectProblem = ({ status, headers, body, text }: Answer): void => {
  const { code } = body as { code: ProblemCode };
  expect(headers.get("content-type")).toBe("application/problem+json");
  expect(body).toMatchObject({ type: `urn:halley:problem:${code}`, status });
  expect(status).toBe(PROBLEM_STATUS[code]);
  expect(status).toBeGreaterThanOrEqual(400);
  expect(status).toBeLessThan(500);
  expect(text).not.toContain(CANARY);
};

/** A refusal of a configuration that says where its one fault lies. */
export const expectFaultAt = (answer: Answer, pointer: string): void => {
  expectProblem(answer);
  expect(answer).toMatchObject({ status: 422, body: { code: "configuration_invalid" } });
  const { errors } = answer.body as { errors: { pointer: string }[] };
  expect(errors.map((fault) => fault.pointer)).toEqual([pointer]);
};

/** A problem of ours, or a success that lists the event at index 1 as rejected and keeps the one at index 0. */
export const deep = (open: string, close: string, depth: number): string =>
  open.repeat(depth) + close.repeat(depth);

/** A neighbour nobody may touch. */
export const withNeighbour = async () => {
  const site = await createSite();
  const ben = site.browser();
  await ben.send([pageView()]);
  return { site, ben, before: await dump(site) };
};

export const ingestText = (site: TestSite, body: BodyInit) => site.server.call("POST", "/events", body);
