import { type Medium, PURPOSE_OF_MEDIUM } from "../../../schemas/channel-medium.ts";
import type { Purpose } from "../../../schemas/consent.ts";
import type { Granted } from "../consent/effective.ts";
import { isUnconfirmed } from "./confirmation.ts";
import type { Outreach } from "./outreach.ts";

/** What a message is about. */
export interface Subject {
  /** The purpose that it needs; left out, its medium's. A webhook has none of its own. */
  readonly purpose?: Purpose | undefined;
  readonly topic?: string | undefined;
}

export type Permission =
  | { readonly ok: true }
  | {
      readonly ok: false;
      /** `suppressed` by a bounce, a complaint or an unsubscription; `topic`: turned off; `unconfirmed`: the link was not used. */
      readonly reason: "no_consent" | "suppressed" | "topic" | "unconfirmed";
    };

const refused = (reason: Exclude<Permission, { ok: true }>["reason"]): Permission => ({ ok: false, reason });

/**
 * Whether marketing may be sent to a contact by a medium, at the instant for which `granted` was worked out. To be asked at
 * the moment of sending, whatever was asked before.
 */
export const mayBeWrittenTo = (
  { history: { outreach } }: { readonly history: { readonly outreach: Outreach } },
  medium: Medium,
  granted: Granted,
  { purpose, topic }: Subject = {},
): Permission => {
  const needed = purpose ?? (medium === "webhook" ? null : PURPOSE_OF_MEDIUM[medium]);
  if (needed !== null && !granted[needed]) return refused("no_consent");
  if (outreach.suppressed[medium] !== undefined) return refused("suppressed");
  if (isUnconfirmed(outreach)) return refused("unconfirmed");
  if (topic !== undefined && Object.hasOwn(outreach.optedOut, topic)) return refused("topic");
  return { ok: true };
};
