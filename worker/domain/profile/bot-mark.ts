import type { BotMark, BotSignal } from "../../../schemas/bot.ts";
import { isContactId } from "../identity/profile-id.ts";

/** Whether a profile is held for a bot's: its events are kept, and it takes part in nothing. */
export const isBot = ({ bot }: { readonly bot: BotMark | null }): boolean =>
  bot !== null && bot !== "cleared";

/**
 * What of a mark stays when nothing of the browser may be kept: what the operator said, and of a contact how its address
 * came, which is all that keeps a bot's addresses from being written to.
 */
export const markLeft = (id: string, bot: BotMark | null): BotMark | null =>
  isContactId(id) || bot === "operator" || bot === "cleared" ? bot : null;

/**
 * The mark of a profile after a signal came. The first one stays until the operator says otherwise, and what the operator said
 * stays. A contact is marked only as it comes into being: any bot could type the address of one that is known.
 */
export const markAfter = (
  known: BotMark | null,
  signal: BotSignal | null,
  isKnownContact: boolean,
): BotMark | null => known ?? (isKnownContact ? null : signal);
