import { EMPTY_LEDGER, type Ledger } from "../campaign/ledger.ts";
import { journeyNamed } from "./message-order.ts";

/** Whether counters of a scope are of messages alone. Those of a placement and of the site count both. */
const isOfMessages = (scope: string): boolean => {
  const [kind, name = ""] = scope.split(" ");
  return kind === "channel" ? name !== "onsite" : journeyNamed(name) !== null;
};

const ofMessages = <T>(record: Readonly<Record<string, T>>, isOurs: (name: string) => boolean) =>
  Object.fromEntries(Object.entries(record).filter(([name]) => isOurs(name)));

/**
 * A ledger without what campaigns showed: the messages that were sent, on which caps and reports rest, and those that are
 * ordered, which would not be sent without their place. The same one where there is nothing else in it.
 */
export const keepMessages = (ledger: Ledger): Ledger => {
  const exposures = ledger.exposures.filter(({ channel }) => channel !== "onsite");
  const folded = ofMessages(ledger.folded, isOfMessages);
  const places = ofMessages(ledger.places, (campaign) => journeyNamed(campaign) !== null);
  const isSame =
    exposures.length === ledger.exposures.length &&
    Object.keys(folded).length === Object.keys(ledger.folded).length &&
    Object.keys(places).length === Object.keys(ledger.places).length;
  if (isSame) return ledger;
  const isEmpty = exposures.length === 0 && Object.keys(folded).length === 0;
  return isEmpty ? EMPTY_LEDGER : { ...ledger, exposures, folded, places };
};
