import { PURPOSE_OF_MEDIUM } from "../../../schemas/channel-medium.ts";
import type { Choices } from "../consent/choices.ts";
import {
  askToConfirm,
  confirm,
  type ConfirmationOrder,
  isUnconfirmed,
  type MailReach,
  needsConfirmation,
} from "./confirmation.ts";
import { type Outreach, resubscribe } from "./outreach.ts";

const MEDIA = ["email", "sms", "push"] as const;

/** What arrived for a contact, as far as writing to it goes. */
export interface HeardGrant {
  readonly contact: string;
  /** Explicit choices before and after, and those that arrived. */
  readonly before: Choices;
  readonly after: Choices;
  readonly arrived: Choices;
  readonly isVouched: boolean;
  readonly mail: MailReach;
  /** The channel that confirmations are sent by; null where the site asks for none. */
  readonly confirmsBy: string | null;
}

export interface HeardOutreach {
  readonly outreach: Outreach;
  readonly orders: readonly ConfirmationOrder[];
}

/**
 * A server that names the contact and states its consent lifts an unsubscription that is older than the consent. Nothing
 * that was chosen in a browser does: whoever types an address there may be anybody.
 */
const resubscribed = (outreach: Outreach, arrived: Choices): Outreach =>
  MEDIA.reduce((current, medium) => {
    const choice = arrived[PURPOSE_OF_MEDIUM[medium]];
    const stopped = current.suppressed[medium];
    const isLater = choice !== undefined && stopped !== undefined && choice.at > stopped.at;
    return isLater && choice.source === "api" && choice.state === "granted"
      ? resubscribe(current, medium)
      : current;
  }, outreach);

const isWanted = ({ email_marketing: choice }: Choices): boolean => choice?.state === "granted";

/** What a grant changes in what writing to a contact rests on; the same outreach where it changes nothing. */
export const hearGrant = (
  outreach: Outreach,
  { contact, before, after, arrived, isVouched, mail, confirmsBy }: HeardGrant,
): HeardOutreach => {
  const lifted = isVouched ? resubscribed(outreach, arrived) : outreach;
  const { email_marketing: said } = arrived;
  if (isVouched && said?.state === "granted" && isUnconfirmed(lifted)) {
    return { outreach: confirm(lifted, said.at), orders: [] };
  }
  const isNeeded = needsConfirmation(lifted, {
    isAsked: confirmsBy !== null,
    isVouched,
    wasReachable: mail.before && isWanted(before),
    isReachable: mail.after && isWanted(after),
  });
  if (!isNeeded || confirmsBy === null) return { outreach: lifted, orders: [] };
  return {
    outreach: askToConfirm(lifted),
    orders: [{ kind: "confirmation", contact, channel: confirmsBy }],
  };
};
