import { ledgerOf, seen } from "../campaign/sample.ts";
import type { Outreach } from "../../../worker/domain/outreach/outreach.ts";
import type { Exposure } from "../../../worker/domain/campaign/exposure.ts";
import { EMPTY_LEDGER, type Ledger } from "../../../worker/domain/campaign/ledger.ts";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { DeviceClass } from "../../../schemas/audience.ts";
import { BotMark } from "../../../schemas/bot.ts";
import {
  decodeHead,
  decodeHistory,
  decodeProfile,
  encodeHead,
  encodeHistory,
  encodeProfile,
} from "../../../worker/domain/profile/codec.ts";
import { encodedLength } from "../../../worker/domain/profile/log-text.ts";
import { newProfile, type Profile } from "../../../worker/domain/profile/profile.ts";
import { anyChoices } from "../consent/sample.ts";
import { EMPTY, eventOf, VISITOR } from "./sample.ts";
import { NO_LINKS } from "../../../worker/domain/identity/browser-links.ts";

const text = fc.string({ unit: "grapheme" });
const time = fc.integer({ min: 0, max: 9_999_999_999_999 });
const orNull = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });
const decimal = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
const dictionary = <T>(value: fc.Arbitrary<T>) =>
  fc.dictionary(text, value, { noNullPrototype: true, maxKeys: 3 });

const event = fc.record({
  id: text,
  type: text,
  at: time,
  n: fc.nat(),
  digest: fc.nat(),
  collectedFor: fc.integer({ min: 1, max: 3 }),
  fields: fc.record(
    {
      value: decimal,
      search_term: text,
      page: fc.record({ url: text, title: text }),
      items: fc.array(fc.record({ item_id: text, price: decimal }), { maxLength: 2 }),
      params: dictionary(fc.oneof(text, decimal, fc.boolean())),
    },
    { requiredKeys: [] },
  ),
});

const exposure: fc.Arbitrary<Exposure> = fc.record({
  id: text,
  campaign: text,
  creative: text,
  placement: text,
  channel: fc.constantFrom("onsite" as const, "email" as const, "sms" as const, "push" as const),
  reservedAt: time,
  expiresAt: time,
  renderedAt: orNull(time),
  viewableAt: orNull(time),
  clickedAt: orNull(time),
  isGhost: fc.boolean(),
  probability: orNull(fc.double({ min: 0, max: 1, noNaN: true })),
});
const anyLedger: fc.Arbitrary<Ledger> = fc.record({
  exposures: fc.array(exposure, { maxLength: 3 }),
  folded: dictionary(fc.record({ reserved: fc.nat(), rendered: fc.nat(), viewable: fc.nat(), until: time })),
  places: dictionary(fc.record({ seen: fc.array(text, { maxLength: 2 }), at: time })),
  newestAt: time,
});

const key = orNull(text);
const anyOutreach: fc.Arbitrary<Outreach> = fc.record({
  suppressed: fc.record(
    { email: fc.record({ reason: fc.constantFrom("bounced" as const, "unsubscribed" as const), at: time }) },
    { requiredKeys: [] },
  ),
  optedOut: dictionary(time),
  attributes: dictionary(fc.record({ value: fc.oneof(text, decimal, fc.boolean()), at: time })),
  push: fc.array(fc.record({ id: text, sealed: text, at: time }), { maxLength: 2 }),
  journeys: fc.record({
    instances: fc.array(
      fc.record({
        id: text,
        journey: text,
        version: fc.nat(),
        key,
        enteredAt: time,
        path: fc.array(fc.nat(), { maxLength: 3 }),
        since: time,
        wakeAt: time,
      }),
      { maxLength: 2 },
    ),
    ended: fc.array(
      fc.record({
        journey: text,
        key,
        enteredAt: time,
        endedAt: time,
        end: fc.constantFrom("completed" as const, "exited" as const),
      }),
      { maxLength: 2 },
    ),
  }),
});

const standing = fc.record({
  version: fc.nat(),
  enteredAt: orNull(time),
  nextFlipAt: orNull(time),
  truncated: fc.boolean(),
});

const anyHead = fc
  .record({
    firstSeenAt: time,
    lastSeenAt: time,
    region: fc.record({ country: orNull(text), subdivision: orNull(text) }),
    gpc: fc.boolean(),
    choices: anyChoices.map((choices) => ({ ...choices })),
    evaluatedVersion: fc.nat(),
    standings: dictionary(fc.record({ standing, entry: fc.option(fc.nat(), { nil: undefined }) })),
    timerAt: orNull(time),
    isExportable: fc.boolean(),
    isShared: fc.boolean(),
    device: orNull(fc.constantFrom(...DeviceClass.options)),
    language: orNull(text),
    accountDomain: orNull(text),
    consentRecord: orNull(fc.nat()),
    wakeAt: orNull(time),
    bot: orNull(fc.constantFrom(...BotMark.options)),
  })
  .map(({ standings, ...head }) => ({
    ...head,
    standings: Object.fromEntries(Object.entries(standings).map(([id, { standing: one }]) => [id, one])),
    entries: new Map(
      Object.entries(standings).flatMap(([id, { entry }]) =>
        entry === undefined ? [] : [[id, entry] as const],
      ),
    ),
  }));

const profile = fc.record({
  id: fc.constant(VISITOR),
  head: anyHead,
  history: fc.record({
    log: fc.array(event, { maxLength: 3 }),
    folded: dictionary(fc.record({ count: fc.nat(), countForAds: fc.nat(), firstAt: time, lastAt: time })),
    foldedUntil: orNull(time),
    seen: fc.array(fc.maxSafeNat(), { maxLength: 4 }),
    forgottenUntil: orNull(time),
    touches: fc.array(
      fc.record({ at: time, event: text, utm: dictionary(text), clickIds: dictionary(text) }),
      { maxLength: 2 },
    ),
    adopted: fc.array(text, { maxLength: 2 }),
    ledger: anyLedger,
    outreach: anyOutreach,
    links: fc.oneof(
      fc.constant(NO_LINKS),
      fc.record({
        vouched: fc.array(text, { maxLength: 2 }),
        only: orNull(text),
        tookBack: fc.constantFrom({}, { ad_storage: "vw00a" }),
      }),
    ),
  }),
}) satisfies fc.Arbitrary<Profile>;

test("a profile that is stored and read is the same profile", () => {
  fc.assert(
    fc.property(profile, (one) => {
      expect(decodeProfile(encodeProfile(one))).toEqual(one);
    }),
  );
});

test("a profile that was read is stored as the same text", () => {
  fc.assert(
    fc.property(profile, (one) => {
      const row = encodeProfile(one);
      expect(encodeProfile(decodeProfile(row))).toEqual(row);
    }),
  );
});

test("the stored form is pinned, because rows outlive a version", () => {
  const history = {
    ...EMPTY,
    log: [eventOf("e1", 5, { n: 2, fields: { value: 1 } })],
    folded: { purchase: { count: 1, countForAds: 0, firstAt: 3, lastAt: 4 } },
    foldedUntil: 4,
    seen: [7, 8],
    forgottenUntil: 3,
    touches: [{ at: 5, event: "e1", utm: { utm_source: "x" }, clickIds: {} }],
    adopted: ["v"],
  };
  expect(encodeHistory(history)).toBe(
    '[[["e1","view_item",5,2,1,3,{"value":1}]],{"purchase":{"count":1,"countForAds":0,"firstAt":3,"lastAt":4}},4,[7,8],[{"at":5,"event":"e1","utm":{"utm_source":"x"},"clickIds":{}}],["v"],3]',
  );
  expect(decodeHistory(encodeHistory(history))).toEqual(history);
});

const LEDGER = ledgerOf(seen("r1", 5));
const LEDGER_TEXT = '[[["r1","boots","a","hero","onsite",5,60005,5,5,null,0]],{},{},0]';

test("what campaigns showed is a text of its own, empty where they showed nothing", () => {
  const known = newProfile(VISITOR, 1, { country: "DE", subdivision: null });
  const shown = { ...known, history: { ...known.history, ledger: LEDGER } };
  expect(encodeProfile(shown)).toEqual({ ...encodeProfile(known), ledger: LEDGER_TEXT });
  expect(encodeProfile(known).ledger).toBe("");
});

test.each([{}, { ledger: null }])(
  "a row from before that, with %j instead, has the ledger in its history",
  (none) => {
    const known = newProfile(VISITOR, 1, { country: "DE", subdivision: null });
    const { id, head, history } = encodeProfile(known);
    const before = { id, head, history: `${history.slice(0, -1)},${LEDGER_TEXT}]`, ...none };
    expect(decodeProfile(before)).toEqual({
      ...known,
      history: { ...known.history, ledger: LEDGER },
    });
    expect(decodeProfile({ id, head, history, ...none }).history.ledger).toBe(EMPTY_LEDGER);
    expect(decodeProfile({ ...before, ledger: "" }).history.ledger).toBe(EMPTY_LEDGER);
    expect(encodeProfile(decodeProfile(before))).toEqual({ id, head, history, ledger: LEDGER_TEXT });
  },
);

test("the head of a row from before it held traits is read as one that knows none", () => {
  const old = '[1,2,"DE",null,0,{},3,[],null,1,0]';
  expect(decodeHead(old)).toEqual({
    ...newProfile(VISITOR, 1, { country: "DE", subdivision: null }).head,
    lastSeenAt: 2,
    evaluatedVersion: 3,
    isExportable: true,
  });
  expect(encodeHead(decodeHead(old))).toBe('[1,2,"DE",null,0,{},3,[],null,1,0,null,null,null,null]');
});

test("traits and the newest consent record stand at the end of the head", () => {
  const { head } = newProfile(VISITOR, 1, { country: "DE", subdivision: null });
  const known = {
    ...head,
    device: "tv",
    language: "de-at",
    accountDomain: "acme.example",
    consentRecord: 7,
  } as const;
  expect(encodeHead(known)).toBe('[1,1,"DE",null,0,{},0,[],null,0,0,"tv","de-at","acme.example",7]');
  expect(decodeHead(encodeHead(known))).toEqual(known);
});

test("the length of an event is that of its part of the stored form", () => {
  fc.assert(
    fc.property(event, (one) => {
      const without = encodeHistory(EMPTY).length;
      expect(encodedLength(one)).toBe(encodeHistory({ ...EMPTY, log: [one] }).length - without);
    }),
  );
});
