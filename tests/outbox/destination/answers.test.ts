import { afterEach, describe, expect, test, vi } from "vitest";
import type { OpenedDestination } from "../../../worker/domain/destination/destination-parts.ts";
import { googleAccess } from "../../../worker/outbox/destination/google-access.ts";
import { googleFate } from "../../../worker/outbox/destination/google-data-manager.ts";
import { linkedinAudience, linkedinOutcome } from "../../../worker/outbox/destination/linkedin-audience.ts";
import { metaFailure } from "../../../worker/outbox/destination/meta-custom-audience.ts";
import { accepted, failureOf, later, refusedPush } from "../../../worker/outbox/destination/push-outcome.ts";
import { tiktokFailure } from "../../../worker/outbox/destination/tiktok-audience.ts";
import { webhookAudience } from "../../../worker/outbox/destination/webhook-audience.ts";
import { personAs, PORTS, removed } from "./person.ts";

afterEach(() => {
  vi.unstubAllGlobals();
});

const answerOf = (status: number, fields: object = {}, retryAfterMs: number | null = null) => ({
  status,
  retryAfterMs,
  fields: fields as Record<string, unknown>,
});

test.each([
  [200, null],
  [204, null],
  [302, later("http_302")],
  [400, refusedPush("request_refused")],
  [401, refusedPush("auth_failed")],
  [403, refusedPush("permission_missing")],
  [404, refusedPush("list_missing")],
  [409, later("http_409")],
  [413, refusedPush("request_refused")],
  [429, later("rate_limited", 7_000)],
  [500, later("http_500")],
  [503, later("http_503", 7_000)],
])("a status of %i means %j", (status, outcome) => {
  const waits = status === 429 || status === 503;
  expect(failureOf(answerOf(status, {}, waits ? 7_000 : null))).toEqual(outcome);
});

test("no answer is tried again", () => {
  expect(failureOf(null)).toEqual(later("unreachable"));
});

test.each([
  [{ code: 4 }, later("rate_limited")],
  [{ code: 17 }, later("rate_limited")],
  [{ code: 613 }, later("rate_limited")],
  [{ code: 80_003 }, later("rate_limited")],
  [{ code: 190, error_subcode: 463 }, refusedPush("auth_failed")],
  [{ code: 200 }, refusedPush("permission_missing")],
  [{ code: 200, error_subcode: 1_870_034 }, refusedPush("terms_missing")],
  [{ code: 200, error_subcode: 1_870_047 }, refusedPush("list_too_small")],
  [{ code: 100, error_subcode: 33 }, refusedPush("list_missing")],
  [{ code: 100, error_subcode: 1_713_230 }, refusedPush("list_flagged")],
  [{ code: 2_650, error_subcode: 1_870_145 }, later("list_busy")],
  [{ code: 1 }, later("http_400")],
  [{ code: 99_999, is_transient: true }, later("http_400")],
  [{ code: 100 }, refusedPush("request_refused")],
])("of Meta %j means %j", (error, outcome) => {
  expect(metaFailure(answerOf(400, { error }))).toEqual(outcome);
});

test.each([
  [0, null],
  [40_016, later("rate_limited")],
  [40_100, later("rate_limited")],
  [40_105, refusedPush("auth_failed")],
  [40_001, refusedPush("permission_missing")],
  [40_007, refusedPush("list_missing")],
  [40_002, refusedPush("request_refused")],
  [50_000, later("code_50000")],
  ["?", later("answer_malformed")],
])("of TikTok the code %s in an answer that is a success means %j", (code, outcome) => {
  expect(tiktokFailure(answerOf(200, { code }))).toEqual(outcome);
});

test("LinkedIn refuses elements for good or for now, one by one", () => {
  const elements = [201, 400, 429, 503].map((status) => ({ status }));
  expect(linkedinOutcome({ elements })).toEqual(accepted(1, [2, 3]));
  expect(linkedinOutcome({})).toEqual(accepted());
});

const fateOf = (status: object) => googleFate({ requestStatusPerDestination: [status] });

describe("Google tells of a request", () => {
  test("nothing while it works on it", () => {
    expect(fateOf({ requestStatus: "PROCESSING" })).toEqual({ kind: "pending" });
    expect(googleFate({})).toEqual({ kind: "pending" });
  });

  test("how many it could not take, why, and how many it found", () => {
    expect(
      fateOf({
        requestStatus: "PARTIAL_SUCCESS",
        errorInfo: {
          errorCounts: [
            { recordCount: "3", reason: "PROCESSING_ERROR_REASON_NO_CONSENT" },
            { recordCount: "1", reason: "PROCESSING_ERROR_REASON_INVALID_FORMAT" },
          ],
        },
        audienceMembersIngestionStatus: {
          userDataIngestionStatus: {
            recordCount: "10",
            uploadMatchRateRange: "MATCH_RATE_RANGE_41_TO_50",
          },
        },
      }),
    ).toEqual({ kind: "decided", rejected: 4, reason: "no_consent", matchRate: "41_to_50" });
  });

  test("that all of it failed, without a text of its own", () => {
    const ingested = { userDataIngestionStatus: { recordCount: "10" } };
    expect(fateOf({ requestStatus: "FAILED", audienceMembersIngestionStatus: ingested })).toEqual({
      kind: "decided",
      rejected: 10,
      reason: "request_failed",
      matchRate: null,
    });
    const spoken = { errorCounts: [{ recordCount: "2", reason: "<b>anything</b>" }] };
    expect(fateOf({ requestStatus: "FAILED", errorInfo: spoken })).toMatchObject({
      reason: "request_failed",
    });
  });
});

const answering = (...responses: Response[]) => {
  const fetched = vi.fn(async () => responses.shift() ?? new Response(null, { status: 500 }));
  vi.stubGlobal("fetch", fetched);
  return fetched;
};

const granted = (token: string, seconds: number) =>
  Response.json({ access_token: token, expires_in: seconds });

describe("an access token", () => {
  const account = { client_email: "a@b.example", private_key: "key" };

  test("is asked for once while it is good, and again five minutes before it ends", async () => {
    const tokens = new Map();
    let now = 0;
    const ports = { ...PORTS, tokens, now: () => now };
    const fetched = answering(granted("one", 3_600), granted("two", 3_600));
    expect(await googleAccess(account, ports)).toEqual({ kind: "granted", token: "one" });
    now = 3_300_000 - 1;
    expect(await googleAccess(account, ports)).toEqual({ kind: "granted", token: "one" });
    now = 3_300_000;
    expect(await googleAccess(account, ports)).toEqual({ kind: "granted", token: "two" });
    expect(fetched).toHaveBeenCalledTimes(2);
  });

  test("is another one for another key of the same account", async () => {
    const ports = { ...PORTS, tokens: new Map() };
    answering(granted("one", 3_600), granted("two", 3_600));
    await googleAccess(account, ports);
    const other = { ...account, private_key: "other" };
    expect(await googleAccess(other, ports)).toEqual({ kind: "granted", token: "two" });
  });

  test.each([
    ["a key that is revoked", 400, { kind: "refused", reason: "auth_failed" }],
    ["a fault of Google's", 503, { kind: "later", reason: "http_503", retryAfterMs: null }],
  ])("is not to be had with %s", async (_, status, outcome) => {
    answering(Response.json({ error: "invalid_grant" }, { status }));
    expect(await googleAccess(account, { ...PORTS, tokens: new Map() })).toEqual(outcome);
  });

  test("is not asked for with what is no key", async () => {
    const fetched = answering();
    const ports = { ...PORTS, tokens: new Map(), signAssertion: async () => null };
    expect(await googleAccess(account, ports)).toEqual({ kind: "refused", reason: "key_malformed" });
    expect(fetched).not.toHaveBeenCalled();
  });
});

describe("a call", () => {
  const LINKEDIN = {
    id: "list",
    kind: "linkedin_audience",
    audiences: [],
    segment_id: "1",
    access_token: "t",
    api_version: "202603",
    status: "live",
  } satisfies OpenedDestination<"linkedin_audience">;
  const batch = { op: "remove" as const, members: [removed(personAs("basic", null))] };

  test("follows no redirect and ends in time", async () => {
    const fetched = vi.fn(async (_: string, init: RequestInit) => {
      expect(init.redirect).toBe("manual");
      expect(init.signal).toBeInstanceOf(AbortSignal);
      return new Response(null, { status: 307, headers: { location: "https://elsewhere.example/" } });
    });
    vi.stubGlobal("fetch", fetched);
    expect(await linkedinAudience.push(batch, LINKEDIN, PORTS)).toEqual(later("http_307"));
    expect(fetched).toHaveBeenCalledTimes(1);
  });

  test("that meets nobody is tried again", async () => {
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("refused")));
    expect(await linkedinAudience.push(batch, LINKEDIN, PORTS)).toEqual(later("unreachable"));
  });

  test("to a server has the same id for the same batch", async () => {
    const ids: (string | undefined)[] = [];
    vi.stubGlobal("fetch", async (_: string, init: { headers: Record<string, string> }) => {
      ids.push(init.headers["webhook-id"]);
      return new Response(null, { status: 204 });
    });
    const crm = {
      id: "crm",
      kind: "webhook" as const,
      audiences: [],
      url: "https://crm.example/",
      secret: "whsec_",
      status: "live" as const,
    };
    await webhookAudience.push(batch, crm, PORTS);
    await webhookAudience.push(batch, crm, { ...PORTS, now: () => 1 });
    await webhookAudience.push({ ...batch, op: "add" }, crm, PORTS);
    expect(ids[0]).toMatch(/^push_[0-9a-f]{32}$/);
    expect(ids[1]).toBe(ids[0]);
    expect(ids[2]).not.toBe(ids[0]);
  });
});
