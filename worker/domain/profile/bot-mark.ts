import type { BotMark, BotSignal } from "../../../schemas/bot.ts";

/** Whether a profile is held for a bot's: its events are kept, and it takes part in nothing. */
export const isBot = ({ bot }: { readonly bot: BotMark | null }): boolean =>
  bot !== null && bot !== "cleared";

/**
 * The mark of a profile after a signal came. The first one stays until the operator says otherwise, and what the operator said
 * stays. A contact is marked only as it comes into being: any bot could type the address of one that is known.
 */
export const markAfter = (
  known: BotMark | null,
  signal: BotSignal | null,
  isKnownContact: boolean,
): BotMark | null => known ?? (isKnownContact ? null : signal);
