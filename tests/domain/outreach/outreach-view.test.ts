import { expect, test } from "vitest";
import { Profile } from "../../../schemas/answers/profiles.ts";
import { NO_OUTREACH } from "../../../worker/domain/outreach/outreach.ts";
import { outreachView } from "../../../worker/domain/outreach/outreach-view.ts";

test("the answer of a profile is as it is described, also of who answered STOP", () => {
  const sms = { reason: "unsubscribed", at: 1, isByWord: true } as const;
  const email = { reason: "bounced", at: 2 } as const;
  const view = outreachView({ ...NO_OUTREACH, suppressed: { sms, email } });
  expect(Profile.shape.outreach.parse(view)).toEqual(view);
});
