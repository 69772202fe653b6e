import { describe, expect, test } from "vitest";
import type { ProblemCode } from "../../schemas/problem.ts";
import { ORIGIN } from "./browser.ts";
import { NOON } from "./clock.ts";
import { createSite } from "./kit.ts";
import { dump } from "./objects.ts";
import { CANARY, deep, DEPTH, expectProblem, ingestText, withNeighbour } from "./problems.ts";
import { request } from "./request.ts";

const wholeBodies: [name: string, body: BodyInit, code: ProblemCode][] = [
  ["nothing", "", "body_malformed"],
  ["half an object", `{"v":1,"${CANARY}`, "body_malformed"],
  ["a form", `email=${CANARY}&x=1`, "body_malformed"],
  ["bytes that are no UTF-8", new Uint8Array([0x7b, 0xff, 0xfe, 0x7d]), "body_malformed"],
  ["null", "null", "body_invalid"],
  ["a number", "1", "body_invalid"],
  ["a text", `"${CANARY}"`, "body_invalid"],
  ["a list", `["${CANARY}"]`, "body_invalid"],
  ["an empty object", "{}", "body_invalid"],
  ["events that are no list", `{"v":1,"sent_at":1,"events":{"0":"${CANARY}","length":1}}`, "body_invalid"],
  ["events that are null", `{"v":1,"sent_at":1,"events":null}`, "body_invalid"],
  [
    "a foreign choice",
    `{"v":1,"sent_at":1,"consent":{"ad_storage":"${CANARY}"},"events":[1]}`,
    "body_invalid",
  ],
];

const browserBodies: typeof wholeBodies = [
  ["another version", `{"v":2,"sent_at":1,"events":[]}`, "body_invalid"],
  ["a time as text", `{"v":1,"sent_at":"${CANARY}","events":[]}`, "body_invalid"],
  ["a negative time", `{"v":1,"sent_at":-1,"events":[]}`, "body_invalid"],
  ["an infinite time", `{"v":1,"sent_at":1e400,"events":[]}`, "body_invalid"],
  ["a short reset token", `{"v":1,"sent_at":1,"reset":"${CANARY}","events":[]}`, "body_invalid"],
  ["a deep list", deep("[", "]", 32_000), "body_invalid"],
  ["a deep object", deep('{"a":', "}", 10_000).replace("}", "1}"), "body_invalid"],
  ["a million brackets", deep("[", "]", DEPTH), "body_too_large"],
];

const serverBodies: typeof wholeBodies = [
  ["no events", `{"events":[]}`, "body_invalid"],
  ["a region that is a group", `{"region":"EEA","events":[1]}`, "body_invalid"],
  ["a region in lower case", `{"region":"${CANARY}","events":[1]}`, "body_invalid"],
  ["a list a million deep", deep("[", "]", DEPTH), "body_invalid"],
  ["events a million deep", `{"events":${deep("[", "]", DEPTH)}}`, "event_none_valid"],
];

test.each([...wholeBodies, ...browserBodies])("a beacon that is %s is refused: %#", async (_, body, code) => {
  const { site, before } = await withNeighbour();
  const answer = await site.browser().post(body);
  expectProblem(answer);
  expect(answer.body).toMatchObject({ code });
  expect(answer.headers.get("set-cookie")).toBeNull();
  expect(answer.headers.get("access-control-allow-origin")).toBe(ORIGIN);
  expect(await dump(site)).toEqual(before);
});

test.each([...wholeBodies, ...serverBodies])(
  "a server's body that is %s is refused: %#",
  async (_, body, code) => {
    const { site, before } = await withNeighbour();
    const answer = await ingestText(site, body);
    expectProblem(answer);
    expect(answer.body).toMatchObject({ code });
    expect(await dump(site)).toEqual(before);
  },
);

describe("who asks", () => {
  test.each([
    "",
    "null",
    "https://evil.example",
    "https://shop.example.evil.example",
    "http://shop.example",
    "https://shop.example/",
  ])("a beacon from the origin %j is refused", async (origin) => {
    const { site, before } = await withNeighbour();
    const body = `{"v":1,"sent_at":${NOON},"consent":{"ad_storage":"granted"},"events":[{"id":"x","type":"e"}]}`;
    const answer = await site.browser().post(body, { origin });
    expectProblem(answer);
    expect(answer.body).toMatchObject({ code: "origin_foreign" });
    expect(answer.headers.get("access-control-allow-origin")).toBeNull();
    expect(await dump(site)).toEqual(before);
  });

  test("a beacon without an origin is refused", async () => {
    const site = await createSite();
    expectProblem(await request("POST", `/h/${site.id}/e`, { body: "{}" }));
  });

  test.each(["no-such-site", "UPPER", "a b", "..", "%00", "*", "constructor", "x".repeat(200)])(
    "no site is called %j",
    async (name) => {
      const path = `/h/${encodeURIComponent(name)}/e`;
      const answer = await request("POST", path, { headers: { origin: ORIGIN }, body: "{}" });
      expectProblem(answer);
      expect(answer.status).toBe(404);
    },
  );
});
