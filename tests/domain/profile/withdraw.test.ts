import { EMPTY_LEDGER } from "../../../worker/domain/campaign/ledger.ts";
import { exposure, ledgerOf, seen } from "../campaign/sample.ts";
import { NO_OUTREACH } from "../../../worker/domain/outreach/outreach.ts";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ConsentMode, ConsentState } from "../../../schemas/consent.ts";
import type { Choices } from "../../../worker/domain/consent/choices.ts";
import { effectiveConsent } from "../../../worker/domain/consent/effective.ts";
import type { History } from "../../../worker/domain/profile/profile.ts";
import type { Touch } from "../../../worker/domain/profile-state.ts";
import { addTouches, touchOf } from "../../../worker/domain/profile/touch.ts";
import { withdraw } from "../../../worker/domain/profile/withdraw.ts";
import { ruleOf } from "../consent/sample.ts";
import { ADS, ANALYTICS, BOTH, EMPTY, eventOf, landingOf } from "./sample.ts";
import { NO_LINKS } from "../../../worker/domain/identity/browser-links.ts";

type Stated = ConsentState | undefined;

const chosen = (analytics: Stated, ads: Stated): Choices => ({
  ...(analytics === undefined
    ? {}
    : { analytics_storage: { state: analytics, source: "banner" as const, at: 1 } }),
  ...(ads === undefined ? {} : { ad_storage: { state: ads, source: "banner" as const, at: 1 } }),
});

const statedForPush = (state: ConsentState): Choices => ({
  push_marketing: { state, source: "banner", at: 1 },
});

const after = (history: History, choices: Choices, mode: ConsentMode = "opt-out"): History =>
  withdraw(history, choices, effectiveConsent(ruleOf("*", { mode }), choices, false));

const landing = landingOf("both", 1, "?gclid=g&utm_source=s");
const landingWithoutClick = landingOf("both", 1, "?utm_source=s", { collectedFor: ANALYTICS });
const click = landingOf("click", 2, "?fbclid=f", { collectedFor: ADS });
const measured = landingOf("measured", 3, "?utm_source=m", { collectedFor: ANALYTICS });
const advertised = eventOf("advertised", 4, { collectedFor: ADS });

const touchesOf = (...events: readonly Parameters<typeof touchOf>[0][]): readonly Touch[] =>
  addTouches(
    [],
    events.flatMap((event) => touchOf(event) ?? []),
  );

const LOG = [landing, click, measured, advertised];
const FULL: History = {
  log: LOG,
  folded: { purchase: { count: 3, countForAds: 1, firstAt: 0, lastAt: 1 } },
  foldedUntil: 1,
  seen: [1, 2, 3, 4],
  forgottenUntil: null,
  touches: touchesOf(...LOG),
  adopted: ["vw00a"],
  ledger: ledgerOf(seen("r1", 1)),
  outreach: NO_OUTREACH,
  links: NO_LINKS,
};

describe("a denial", () => {
  test("of push messages takes the browsers that would get them, and nothing else", () => {
    const push = [{ id: "a", sealed: "1.x", at: 1 }];
    const history = { ...FULL, outreach: { ...NO_OUTREACH, optedOut: { news: 1 }, push } };
    expect(after(history, statedForPush("denied"))).toEqual({
      ...history,
      outreach: { ...history.outreach, push: [] },
    });
    for (const choices of [statedForPush("granted"), {}]) expect(after(history, choices)).toEqual(history);
  });

  test("of ads takes what only ads held, and every click id", () => {
    const left = after(FULL, chosen(undefined, "denied"));
    expect(left.log).toEqual([landingWithoutClick, measured]);
    expect(left.touches).toEqual(touchesOf(landingWithoutClick, measured));
    expect(left.folded).toEqual({ purchase: { count: 3, countForAds: 0, firstAt: 0, lastAt: 1 } });
  });

  test("of ads takes the campaign of a landing that only ads held", () => {
    const paid = landingOf("paid", 5, "?gclid=g&utm_source=p", { collectedFor: ADS });
    const history = { ...EMPTY, log: [paid], touches: touchesOf(paid) };
    expect(after(history, chosen(undefined, "denied"))).toEqual(EMPTY);
  });

  test("of analytics takes what only analytics held and leaves click ids", () => {
    const left = after(FULL, chosen("denied", undefined));
    expect(left.log).toEqual([{ ...landing, collectedFor: ADS }, click, advertised]);
  });

  test("of analytics takes the campaign of a landing that only analytics held", () => {
    expect(after(FULL, chosen("denied", undefined)).touches).toEqual(touchesOf(landing, click));
  });

  test("of analytics takes the counts of what only analytics held", () => {
    expect(after(FULL, chosen("denied", undefined)).folded).toEqual({
      purchase: { count: 1, countForAds: 1, firstAt: 0, lastAt: 1 },
    });
  });

  test.each<[string, Choices, ConsentMode]>([
    ["of both", chosen("denied", "denied"), "opt-out"],
    ["of both under a rule that grants everything", chosen("denied", "denied"), "off"],
    ["of one where the other was never granted", chosen(undefined, "denied"), "opt-in"],
    ["of the other where the one was never granted", chosen("denied", undefined), "opt-in"],
  ])("%s leaves nothing but whom the profile has taken in", (_, choices, mode) => {
    expect(after(FULL, choices, mode)).toEqual({ ...EMPTY, adopted: ["vw00a"] });
  });
});

describe("of messages", () => {
  const mail = { campaign: "j:carts", creative: "0", placement: "mail", channel: "email" } as const;
  const counted = { reserved: 1, rendered: 1, viewable: 1, until: 1 };
  const onPages = {
    "creative boots a": counted,
    "campaign boots": counted,
    "placement hero": counted,
    "channel onsite": counted,
    site: counted,
  };
  const ofMessages = { "creative j:carts 0": counted, "campaign j:carts": counted, "channel email": counted };
  const place = { seen: ["a"], at: 1 };
  const sent = seen("m1", 1, mail);
  const ordered = exposure("m2", 2, mail);
  const messages = {
    ...ledgerOf(sent, ordered),
    folded: ofMessages,
    places: { "j:carts": place },
    newestAt: 3,
  };
  const both: History = {
    ...FULL,
    ledger: {
      ...ledgerOf(sent, seen("r1", 1), ordered),
      folded: { ...onPages, ...ofMessages },
      places: { boots: place, "j:carts": place },
      newestAt: 3,
    },
  };
  const mails: Choices = { email_marketing: { state: "granted", source: "api", at: 1 } };

  test("what was sent and is ordered stays when ads are denied, and what pages showed goes", () => {
    expect(after(both, chosen(undefined, "denied")).ledger).toEqual(messages);
    const alone = { ...FULL, ledger: messages };
    expect(after(alone, chosen(undefined, "denied")).ledger).toBe(messages);
  });

  test("it stays as well when everything else is denied, as long as any may be sent", () => {
    expect(after(both, { ...chosen("denied", "denied"), ...mails }).ledger).toEqual(messages);
    expect(after(both, chosen("denied", "denied")).ledger).toBe(EMPTY_LEDGER);
  });
});

describe("without an explicit denial nothing is destroyed", () => {
  test.each<[string, Choices, ConsentMode]>([
    ["where nothing is chosen and nothing granted", {}, "opt-in"],
    ["where everything is granted", chosen("granted", "granted"), "opt-in"],
    [
      "where only messages were denied",
      { email_marketing: { state: "denied", source: "banner", at: 1 } },
      "opt-in",
    ],
    [
      "where only the use for ads was denied",
      { ad_user_data: { state: "denied", source: "banner", at: 1 } },
      "opt-out",
    ],
  ])("%s", (_, choices, mode) => {
    expect(after(FULL, choices, mode)).toBe(FULL);
  });
});

test("withdrawing twice is withdrawing once, and never adds a purpose", () => {
  const stated = fc.constantFrom<Stated>(undefined, "granted", "denied");
  const bits = fc.array(fc.constantFrom(ANALYTICS, ADS, BOTH), { maxLength: 6 });
  fc.assert(
    fc.property(
      stated,
      stated,
      fc.constantFrom<ConsentMode>("opt-in", "opt-out", "off"),
      bits,
      (analytics, ads, mode, all) => {
        const log = all.map((collectedFor, i) => eventOf(`e${i}`, i, { collectedFor }));
        const choices = chosen(analytics, ads);
        const once = after({ ...FULL, log }, choices, mode);
        expect(after(once, choices, mode)).toEqual(once);
        for (const event of once.log) {
          const before = log.find(({ id }) => id === event.id)?.collectedFor ?? 0;
          expect(event.collectedFor & ~before).toBe(0);
          expect(event.collectedFor).not.toBe(0);
        }
      },
    ),
  );
});
