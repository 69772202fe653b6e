import type { Outreach } from "./outreach.ts";

/** The message that asks a contact to confirm its address; exactly one is ordered. */
export interface ConfirmationOrder {
  readonly kind: "confirmation";
  readonly contact: string;
  /** Id of the channel that it is sent by. */
  readonly channel: string;
}

/** Whether an e-mail address of a contact was known before something arrived, and is now. */
export interface MailReach {
  readonly before: boolean;
  readonly after: boolean;
}

export const NO_MAIL: MailReach = { before: false, after: false };

/** What decides whether a contact has to confirm its address. */
export interface Reached {
  /** Whether the site asks for a confirmation at all. */
  readonly isAsked: boolean;
  /** A server named the contact, or a link in a message was used. */
  readonly isVouched: boolean;
  /** Whether marketing could be sent to it before, and can be now: its address is known and `email_marketing` granted. */
  readonly wasReachable: boolean;
  readonly isReachable: boolean;
}

/** Whether a contact became reachable by nothing but a form, and was not asked before. */
export const needsConfirmation = (
  { confirmedAt }: Outreach,
  { isAsked, isVouched, wasReachable, isReachable }: Reached,
): boolean => isAsked && !isVouched && !wasReachable && isReachable && confirmedAt === undefined;

/** Whether a contact was asked for a confirmation and has not given it. */
export const isUnconfirmed = ({ confirmedAt }: Outreach): boolean => confirmedAt === null;

/** From now on nothing may be sent but the message that asks. */
export const askToConfirm = (outreach: Outreach): Outreach => ({ ...outreach, confirmedAt: null });

/** The contact used the link. Repeating it changes nothing, and the first time stays. */
export const confirm = (outreach: Outreach, at: number): Outreach =>
  typeof outreach.confirmedAt === "number" ? outreach : { ...outreach, confirmedAt: at };

/** Of two contacts that turn out to be one: a link that was used counts for both, a question that is open stays open. */
export const uniteConfirmations = (
  ours: Outreach["confirmedAt"],
  theirs: Outreach["confirmedAt"],
): Pick<Outreach, "confirmedAt"> => {
  const times = [ours, theirs].filter((at) => typeof at === "number");
  if (times.length > 0) return { confirmedAt: Math.min(...times) };
  return ours === null || theirs === null ? { confirmedAt: null } : {};
};

const ASKED = "message.confirm";

/** The message that asks, as it waits in the outbox. */
export const confirmationBody = ({ contact }: ConfirmationOrder): string =>
  JSON.stringify({ type: ASKED, data: { contact } });

/** Who is asked by a body of the outbox; null for one that holds something else. */
export const askedToConfirm = (body: string): string | null => {
  const { type, data } = JSON.parse(body) as {
    readonly type: string;
    readonly data: { readonly contact: string };
  };
  return type === ASKED ? data.contact : null;
};
