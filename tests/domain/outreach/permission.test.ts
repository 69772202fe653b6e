import { describe, expect, test } from "vitest";
import { Medium } from "../../../schemas/channel-medium.ts";
import { PURPOSES } from "../../../worker/domain/consent/choices.ts";
import type { Granted } from "../../../worker/domain/consent/effective.ts";
import { askToConfirm, confirm } from "../../../worker/domain/outreach/confirmation.ts";
import { NO_OUTREACH, type Outreach, suppress } from "../../../worker/domain/outreach/outreach.ts";
import { mayBeWrittenTo, type Subject } from "../../../worker/domain/outreach/permission.ts";

const granting = (...granted: readonly string[]): Granted =>
  Object.fromEntries(PURPOSES.map((purpose) => [purpose, granted.includes(purpose)])) as Granted;

const EVERYTHING = granting(...PURPOSES);

const asked = (outreach: Outreach, medium: Medium, granted: Granted, subject?: Subject): string => {
  const permission = mayBeWrittenTo({ history: { outreach } }, medium, granted, subject);
  return permission.ok ? "ok" : permission.reason;
};

describe("whether a contact may be written to", () => {
  test.each([
    ["email", "email_marketing"],
    ["sms", "sms_marketing"],
    ["push", "push_marketing"],
  ] as const)("by %s asks for %s and no other purpose", (medium, purpose) => {
    expect(asked(NO_OUTREACH, medium, granting(purpose))).toBe("ok");
    const others = PURPOSES.filter((other) => other !== purpose);
    expect(asked(NO_OUTREACH, medium, granting(...others))).toBe("no_consent");
  });

  test("by a webhook asks for the purpose that the step names, and for none where it names none", () => {
    expect(asked(NO_OUTREACH, "webhook", granting())).toBe("ok");
    const subject = { purpose: "ad_user_data" } as const;
    expect(asked(NO_OUTREACH, "webhook", granting(), subject)).toBe("no_consent");
    expect(asked(NO_OUTREACH, "webhook", granting("ad_user_data"), subject)).toBe("ok");
  });

  test("asks for the step's purpose in place of the medium's", () => {
    const subject = { purpose: "analytics_storage" } as const;
    expect(asked(NO_OUTREACH, "email", granting("analytics_storage"), subject)).toBe("ok");
    expect(asked(NO_OUTREACH, "email", granting("email_marketing"), subject)).toBe("no_consent");
  });

  test.each(["bounced", "complained", "unsubscribed"] as const)(
    "ends for one medium where it %s",
    (reason) => {
      const outreach = suppress(NO_OUTREACH, "email", { reason, at: 1 });
      expect(Medium.options.map((medium) => asked(outreach, medium, EVERYTHING))).toEqual([
        "suppressed",
        "ok",
        "ok",
        "ok",
      ]);
    },
  );

  test("heeds topics that were turned off, by their own names", () => {
    const outreach = { ...NO_OUTREACH, optedOut: { news: 1 } };
    const topics = ["news", "offers", "constructor", undefined];
    expect(topics.map((topic) => asked(outreach, "email", EVERYTHING, { topic }))).toEqual([
      "topic",
      "ok",
      "ok",
      "ok",
    ]);
  });

  test("waits for the confirmation by every medium, and for none where nobody asked", () => {
    const waiting = askToConfirm(NO_OUTREACH);
    for (const medium of Medium.options) {
      expect(asked(waiting, medium, EVERYTHING)).toBe("unconfirmed");
      expect(asked(confirm(waiting, 5), medium, EVERYTHING)).toBe("ok");
    }
  });
});
