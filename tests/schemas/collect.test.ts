import { describe, expect, test } from "vitest";
import { CollectRequest, EventAddress, ServerEventsRequest } from "../../schemas/collect.ts";
import { ANONYMOUS_ID_MAX_BYTES, COLLECT_EVENTS_MAX, SERVER_EVENTS_MAX } from "../../schemas/limits.ts";

const SENT_AT = 1_767_225_600_000;
const event = {
  id: "9f1c",
  type: "page_view",
  at: SENT_AT,
  page: { url: "https://shop.example/boots", referrer: "", title: "Boots" },
};

const acceptsBeacon = (fields: object): boolean =>
  CollectRequest.safeParse({ v: 1, sent_at: SENT_AT, events: [event], ...fields }).success;

const acceptsAddress = (fields: object): boolean => EventAddress.safeParse(fields).success;

describe("a beacon", () => {
  test("as the contract shows it is kept as it is", () => {
    const body = {
      v: 1,
      sent_at: SENT_AT,
      consent: { ad_storage: "granted", analytics_storage: "denied" },
      events: [event],
    };
    expect(CollectRequest.parse(body)).toEqual(body);
  });

  test("without consent states no choice", () => {
    expect(CollectRequest.parse({ v: 1, sent_at: SENT_AT, events: [] })).toEqual({
      v: 1,
      sent_at: SENT_AT,
      consent: {},
      events: [],
    });
  });

  test("keeps when the choice was made, the privacy signal and the reset token", () => {
    const body = {
      v: 1,
      sent_at: SENT_AT,
      consent: {},
      consent_at: SENT_AT - 5,
      gpc: true,
      reset: "0123456789abcdef",
      events: [],
    };
    expect(CollectRequest.parse(body)).toEqual(body);
  });

  test("loses unknown fields, also a prototype", () => {
    const raw = JSON.parse(
      `{"v":1,"sent_at":${SENT_AT},"surprise":1,"__proto__":{"gpc":true},"events":[]}`,
    ) as unknown;
    const body = CollectRequest.parse(raw);
    expect(body).toEqual({ v: 1, sent_at: SENT_AT, consent: {}, events: [] });
    expect(body.gpc).toBeUndefined();
  });

  test("of a sender with more purposes than ours keeps ours", () => {
    const consent = { ad_storage: "granted", functionality_storage: "granted" };
    const body = CollectRequest.parse({ v: 1, sent_at: SENT_AT, consent, events: [] });
    expect(body.consent).toEqual({ ad_storage: "granted" });
  });

  test("is not refused for one bad event, because events are parsed one by one", () => {
    expect(acceptsBeacon({ events: [event, null, { id: 5 }, "text"] })).toBe(true);
  });

  test("holds as many events as the limit and no more", () => {
    expect(
      [COLLECT_EVENTS_MAX - 1, COLLECT_EVENTS_MAX, COLLECT_EVENTS_MAX + 1].map((length: number) =>
        acceptsBeacon({ events: Array.from({ length }, () => event) }),
      ),
    ).toEqual([true, true, false]);
  });

  test.each([
    [15, false],
    [16, true],
    [64, true],
    [65, false],
  ])("takes a reset token of %d characters: %s", (length, expected) => {
    expect(acceptsBeacon({ reset: "a".repeat(length) })).toBe(expected);
  });

  test.each<[string, object]>([
    ["another version", { v: 2 }],
    ["no time of sending", { sent_at: undefined }],
    ["a time that is no number", { sent_at: "1767225600000" }],
    ["an infinite time", { sent_at: Infinity }],
    ["a fraction of a millisecond", { sent_at: 0.5 }],
    ["a negative time", { sent_at: -1 }],
    ["no events", { events: undefined }],
    ["events that are no list", { events: { 0: event } }],
    ["an unknown state", { consent: { ad_storage: "yes" } }],
    ["a signal that is no truth value", { gpc: 1 }],
    ["a reset token with other characters", { reset: "0123456789abcde/" }],
  ])("with %s is refused", (_, fields) => {
    expect(acceptsBeacon(fields)).toBe(false);
  });

  test.each([null, [], "text", 5])("that is %j is refused", (body) => {
    expect(CollectRequest.safeParse(body).success).toBe(false);
  });
});

describe("a server's batch", () => {
  test("as the contract shows it is kept as it is", () => {
    const body = {
      consent: { ad_storage: "granted" },
      region: "US-CA",
      events: [{ ...event, email: "ada@example.com" }],
    };
    expect(ServerEventsRequest.parse(body)).toEqual(body);
  });

  test("holds one event at least and as many as the limit", () => {
    expect(
      [0, 1, SERVER_EVENTS_MAX - 1, SERVER_EVENTS_MAX, SERVER_EVENTS_MAX + 1].map(
        (length: number) =>
          ServerEventsRequest.safeParse({ events: Array.from({ length }, () => event) }).success,
      ),
    ).toEqual([false, true, true, true, false]);
  });

  test.each(["DE", "US-CA", "GB-ENG", "FR-75"])("may state the region %s", (region) => {
    expect(ServerEventsRequest.safeParse({ region, events: [event] }).success).toBe(true);
  });

  test.each(["*", "EEA", "EU", "UK", "UK-ENG", "de", "USA", "US-", "US-CALI", "", null])(
    "may not state %j, which is nobody's place",
    (region) => {
      expect(ServerEventsRequest.safeParse({ region, events: [event] }).success).toBe(false);
      expect(acceptsAddress({ region })).toBe(false);
    },
  );
});

describe("whom an event is for", () => {
  test("is read beside the event's own fields", () => {
    expect(
      EventAddress.parse({
        ...event,
        anonymous_id: "crm-7",
        consent: { ad_storage: "denied" },
        region: "DE",
      }),
    ).toEqual({ anonymous_id: "crm-7", consent: { ad_storage: "denied" }, region: "DE" });
  });

  test("may be an id of as many bytes as the limit", () => {
    const at = ANONYMOUS_ID_MAX_BYTES;
    expect(
      [0, 1, at - 1, at, at + 1].map((length: number) =>
        acceptsAddress({ anonymous_id: "i".repeat(length) }),
      ),
    ).toEqual([false, true, true, true, false]);
  });

  test("is measured in bytes, not in characters", () => {
    expect(
      [ANONYMOUS_ID_MAX_BYTES / 2, ANONYMOUS_ID_MAX_BYTES / 2 + 1].map((length: number) =>
        acceptsAddress({ anonymous_id: "é".repeat(length) }),
      ),
    ).toEqual([true, false]);
  });

  test("is no text that would not survive storing", () => {
    expect(acceptsAddress({ anonymous_id: "a\uD800" })).toBe(false);
    expect(acceptsAddress({ anonymous_id: "a\0" })).toBe(false);
  });
});
