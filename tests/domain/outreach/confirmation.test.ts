import { describe, expect, test } from "vitest";
import type { Choices } from "../../../worker/domain/consent/choices.ts";
import {
  askToConfirm,
  confirm,
  isUnconfirmed,
  needsConfirmation,
} from "../../../worker/domain/outreach/confirmation.ts";
import { hearGrant, type HeardGrant } from "../../../worker/domain/outreach/hear-grant.ts";
import { NO_OUTREACH, suppress, uniteOutreach } from "../../../worker/domain/outreach/outreach.ts";

const REACHED = { isAsked: true, isVouched: false, wasReachable: false, isReachable: true };
const WAITING = askToConfirm(NO_OUTREACH);

describe("a confirmation", () => {
  test.each([
    ["is needed where a form alone made the contact reachable", {}, true],
    ["is not needed at a site that does not ask", { isAsked: false }, false],
    ["is not needed where somebody vouched", { isVouched: true }, false],
    ["is not needed where the contact was reachable before", { wasReachable: true }, false],
    ["is not needed where it is not reachable yet", { isReachable: false }, false],
  ])("%s", (_, more, needed) => {
    expect(needsConfirmation(NO_OUTREACH, { ...REACHED, ...more })).toBe(needed);
  });

  test("is asked for once, whether it was given or not", () => {
    expect(needsConfirmation(WAITING, REACHED)).toBe(false);
    expect(needsConfirmation(confirm(WAITING, 5), REACHED)).toBe(false);
  });

  test("keeps the time of the first", () => {
    expect(confirm(confirm(WAITING, 5), 9).confirmedAt).toBe(5);
  });

  test("of one of two contacts counts for both, and a question that is open stays open", () => {
    const unasked = suppress(NO_OUTREACH, "sms", { reason: "bounced", at: 1 });
    expect(uniteOutreach(WAITING, confirm(WAITING, 5)).confirmedAt).toBe(5);
    expect(uniteOutreach(confirm(WAITING, 9), confirm(WAITING, 5)).confirmedAt).toBe(5);
    expect(isUnconfirmed(uniteOutreach(unasked, WAITING))).toBe(true);
    expect(uniteOutreach(unasked, unasked)).not.toHaveProperty("confirmedAt");
  });
});

const granted = (source: "api" | "banner", at: number): Choices => ({
  email_marketing: { state: "granted", source, at },
});

const heard = (more: Partial<HeardGrant>): HeardGrant => ({
  contact: "c",
  before: {},
  after: granted("banner", 7),
  arrived: granted("banner", 7),
  isVouched: false,
  mail: { before: false, after: true },
  confirmsBy: "mail",
  ...more,
});

describe("a grant", () => {
  test("that a form brings is unconfirmed and orders one message", () => {
    expect(hearGrant(NO_OUTREACH, heard({}))).toEqual({
      outreach: { ...NO_OUTREACH, confirmedAt: null },
      orders: [{ kind: "confirmation", contact: "c", channel: "mail" }],
    });
  });

  test("that a server vouches for is its own confirmation", () => {
    const arrived = granted("api", 7);
    expect(hearGrant(WAITING, heard({ arrived, isVouched: true }))).toEqual({
      outreach: { ...NO_OUTREACH, confirmedAt: 7 },
      orders: [],
    });
  });

  test("lifts an unsubscription only where a server states it, newer, and vouches", () => {
    const stopped = suppress(NO_OUTREACH, "email", { reason: "unsubscribed", at: 6 });
    const isLifted = (more: Partial<HeardGrant>) =>
      hearGrant(stopped, heard({ confirmsBy: null, ...more })).outreach.suppressed.email === undefined;
    expect(isLifted({ arrived: granted("api", 7), isVouched: true })).toBe(true);
    expect(isLifted({ arrived: granted("api", 6), isVouched: true })).toBe(false);
    expect(isLifted({ arrived: granted("banner", 7), isVouched: true })).toBe(false);
    expect(isLifted({ arrived: granted("api", 7), isVouched: false })).toBe(false);
  });

  test.each(["bounced", "complained"] as const)("never lifts what %s", (reason) => {
    const stopped = suppress(NO_OUTREACH, "email", { reason, at: 1 });
    const said = heard({ arrived: granted("api", 7), isVouched: true, confirmsBy: null });
    expect(hearGrant(stopped, said).outreach).toBe(stopped);
  });
});
