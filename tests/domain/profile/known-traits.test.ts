import { describe, expect, test } from "vitest";
import type { ConsentState } from "../../../schemas/consent.ts";
import type { Choices } from "../../../worker/domain/consent/choices.ts";
import { adopt } from "../../../worker/domain/profile/adopt.ts";
import { type Arrival, applyBatch } from "../../../worker/domain/profile/apply-batch.ts";
import { NO_TRAITS } from "../../../worker/domain/profile/known-traits.ts";
import type { Profile } from "../../../worker/domain/profile/profile.ts";
import type { StoredEvent } from "../../../worker/domain/profile-state.ts";
import { arrivalOf, audienceOf, CONTACT, eventOf, profileOf, rulesOf, VISITOR } from "./sample.ts";
import { NO_MAIL } from "../../../worker/domain/outreach/confirmation.ts";

const RULES = rulesOf([
  audienceOf("phones", { profile: "device", op: "eq", value: "mobile" }),
  audienceOf("germans", { profile: "language", op: "starts_with", value: "de" }),
  audienceOf("acme", { profile: "account_domain", op: "eq", value: "acme.example" }),
]);
const PHONE = { device: "mobile", language: "de-at" } as const;
const DESKTOP = { device: "desktop", language: "en" } as const;
const ACME = { accountDomain: "acme.example" };

const chosen = (state: ConsentState, at: number): Choices => ({
  analytics_storage: { state, source: "banner", at },
  ad_storage: { state, source: "banner", at },
});

const send = (
  id: string,
  known: Profile | null,
  events: readonly StoredEvent[],
  rest: Partial<Arrival>,
): Profile => {
  const { profile } = applyBatch(id, known, arrivalOf(events, rest), RULES, 100);
  if (profile === null) throw new Error("nothing was kept");
  return profile;
};

const traitsOf = ({ head: { device, language, accountDomain } }: Profile) => ({
  device,
  language,
  accountDomain,
});
const audiencesOf = ({ head }: Profile): string[] => Object.keys(head.standings).toSorted();

const [first, second] = [eventOf("e1", 1), eventOf("e2", 2)];
const known = send(VISITOR, null, [first], PHONE);

describe("what comes with an event", () => {
  test("is known from then on, and audiences that ask for it take the profile", () => {
    expect(traitsOf(known)).toEqual({ ...NO_TRAITS, ...PHONE });
    expect(audiencesOf(known)).toEqual(["germans", "phones"]);
  });

  test("replaces what was known, and is decided anew", () => {
    const { profile, changes } = applyBatch(VISITOR, known, arrivalOf([second], DESKTOP), RULES, 100);
    expect(profile && traitsOf(profile)).toEqual({ ...NO_TRAITS, ...DESKTOP });
    expect(changes.map(({ audience, op }) => `${op} ${audience}`).toSorted()).toEqual([
      "exit germans",
      "exit phones",
    ]);
  });

  test("leaves what it does not tell as it was", () => {
    expect(traitsOf(send(VISITOR, known, [second], {}))).toEqual(traitsOf(known));
    expect(traitsOf(send(VISITOR, known, [second], { language: "fr" }))).toEqual({
      ...NO_TRAITS,
      device: "mobile",
      language: "fr",
    });
  });

  test("is not stored where the event is a repeat", () => {
    expect(applyBatch(VISITOR, known, arrivalOf([first], DESKTOP), RULES, 100)).toMatchObject({
      isChanged: false,
      profile: known,
    });
  });

  test("tells the account of a contact, never of a visitor", () => {
    expect(traitsOf(send(VISITOR, known, [second], ACME)).accountDomain).toBeNull();
    const contact = send(CONTACT, null, [first], ACME);
    expect(traitsOf(contact)).toEqual({ ...NO_TRAITS, ...ACME });
    expect(audiencesOf(contact)).toEqual(["acme"]);
    expect(traitsOf(send(CONTACT, contact, [second], { accountDomain: "other.example" }))).toEqual({
      ...NO_TRAITS,
      accountDomain: "other.example",
    });
  });
});

describe("without a purpose that allows a history", () => {
  test("nothing is learned", () => {
    const choices = chosen("denied", 5);
    const denied = send(VISITOR, profileOf(VISITOR, {}), [], { ...PHONE, choices });
    expect(traitsOf(denied)).toEqual(NO_TRAITS);
  });

  test("what was known is forgotten, by a contact as by a visitor", () => {
    const contact = send(CONTACT, null, [first], { ...PHONE, ...ACME });
    for (const profile of [known, contact]) {
      const after = send(profile.id, profile, [], { ...DESKTOP, ...ACME, choices: chosen("denied", 5) });
      expect(traitsOf(after)).toEqual(NO_TRAITS);
      expect(audiencesOf(after)).toEqual([]);
    }
  });

  test("it stays while one purpose still keeps the history", () => {
    const choices = { ad_storage: { state: "denied", source: "banner", at: 5 } } as const;
    expect(traitsOf(send(VISITOR, known, [], { choices }))).toEqual(traitsOf(known));
  });

  test("a mere signal makes nothing forgotten and lets nothing be learned", () => {
    const strict = rulesOf([], { purposes: { analytics_storage: "denied" } });
    const signalled = applyBatch(VISITOR, known, arrivalOf([], { ...DESKTOP, gpc: true }), strict, 100);
    expect(signalled.profile && traitsOf(signalled.profile)).toEqual(traitsOf(known));
  });
});

describe("a contact that takes in a visitor", () => {
  const account = "acme.example";
  const later = send(VISITOR, null, [eventOf("v", 50)], PHONE);
  const earlier = send(VISITOR, null, [eventOf("v", 5)], PHONE);
  const contact = send(CONTACT, null, [eventOf("c", 20)], {
    device: "desktop",
    accountDomain: "old.example",
  });
  const take = (by: Profile | null, visitor: Profile, accountDomain: string | null = account) => {
    const { profile } = adopt(CONTACT, by, visitor, RULES, 100, {
      accountDomain,
      isVouched: false,
      mail: NO_MAIL,
    });
    if (profile === null) throw new Error("adopting always leaves a profile");
    return profile;
  };

  test("knows what the visitor's profile knew, and the account of the address", () => {
    const after = take(null, later);
    expect(traitsOf(after)).toEqual({ ...PHONE, accountDomain: account });
    expect(audiencesOf(after)).toEqual(["acme", "germans", "phones"]);
  });

  test("believes the side that was seen last, where it knows", () => {
    expect(traitsOf(take(contact, later))).toEqual({ ...PHONE, accountDomain: account });
    expect(traitsOf(take(contact, earlier))).toEqual({
      device: "desktop",
      language: "de-at",
      accountDomain: account,
    });
  });

  test("keeps the account it had where the address tells none", () => {
    expect(traitsOf(take(contact, later, null)).accountDomain).toBe("old.example");
  });

  test("knows nothing where either has denied every purpose", () => {
    const denied = profileOf(CONTACT, {}, { choices: chosen("denied", 60) });
    expect(traitsOf(take(denied, later))).toEqual(NO_TRAITS);
  });
});
