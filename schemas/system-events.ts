/** Events that Halley itself makes. Nobody else can report one as it happens; rules name them like any other. */
export const SYSTEM_EVENT_TYPES = [
  "ad_view",
  "ad_click",
  "message_sent",
  "message_opened",
  "message_clicked",
  "journey_entered",
  "journey_left",
] as const;
