import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { tryOut } from "../../../worker/outbox/conversion/try-out.ts";
import { ProviderServer } from "../send/provider-server.ts";
import { ga4, google, meta, portsOf, tiktok } from "./sample.ts";

let server: ProviderServer;

beforeAll(async () => {
  server = await ProviderServer.start();
});
afterAll(() => server.stop());
beforeEach(() => {
  server.called.length = 0;
  server.answer = { status: 200, body: "{}" };
});

const BODY = { events: [{ name: "purchase" }] };
const refused = (failure: string) => ({ kind: "refused", failure });

const bodies = (): unknown[] =>
  server.called
    .filter(({ path }) => path !== "/token")
    .map(({ body }) => JSON.parse(body.toString()) as unknown);

test("GA4's debug server looks into it, and what it finds is a refusal", async () => {
  server.answer = { status: 200, body: JSON.stringify({ validationMessages: [] }) };
  expect(await tryOut(BODY, ga4(server.url), portsOf())).toEqual({ kind: "delivered" });
  expect(server.called[0]?.path).toContain("/debug/mp/collect?");
  expect(bodies()).toEqual([{ ...BODY, validation_behavior: "ENFORCE_RECOMMENDATIONS" }]);
});

test.each([
  [
    [{ fieldPath: "events", description: "secret text", validationCode: "VALUE_INVALID" }],
    "ga4_value_invalid",
  ],
  [[{ description: "secret text", validationCode: "not a code" }], "ga4_invalid"],
  [[{}], "ga4_invalid"],
])("what GA4 says of it is a code: %o", async (validationMessages, failure) => {
  server.answer = { status: 200, body: JSON.stringify({ validationMessages }) };
  expect(await tryOut(BODY, ga4(server.url), portsOf())).toEqual(refused(failure));
});

test("Google only validates it", async () => {
  server.answer = (response) =>
    response.writeHead(200).end(JSON.stringify({ access_token: "ya29", expires_in: 3_600 }));
  expect(await tryOut(BODY, google(server.url), portsOf())).toEqual({ kind: "delivered" });
  expect(bodies()).toEqual([{ ...BODY, validateOnly: true }]);
});

test.each([
  ["Meta", () => meta(server.url)],
  ["TikTok", () => tiktok(server.url)],
])("%s gets it only as a test event", async (_, destination) => {
  expect(await tryOut(BODY, destination(), portsOf())).toEqual(refused("test_event_code_missing"));
  expect(server.called).toEqual([]);
  server.answer = { status: 200, body: JSON.stringify({ code: 0, events_received: 1 }) };
  const outcome = await tryOut(BODY, { ...destination(), test_event_code: "TEST1" }, portsOf());
  expect(outcome).toEqual({ kind: "delivered" });
  expect(bodies()).toEqual([BODY]);
});
