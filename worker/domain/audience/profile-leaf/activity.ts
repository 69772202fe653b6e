/** What servers and Halley itself report: nobody was at the browser. */
const NOT_ACTIVITY: ReadonlySet<string> = new Set([
  "purchase",
  "refund",
  "ad_view",
  "ad_click",
  "message_sent",
  "message_opened",
  "message_clicked",
  "journey_entered",
  "journey_left",
]);

/** Whether an event of the type says that the visitor was there. */
export const isActivity = (type: string): boolean => !NOT_ACTIVITY.has(type);
