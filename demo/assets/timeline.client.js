// Words for what the profile says. Pure: values in, text out.
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const UNITS = [
  [DAY_MS, "d"],
  [HOUR_MS, "h"],
  [MINUTE_MS, "min"],
  [1_000, "s"],
];

/** `600900000` → `6 d 22 h`: the two largest units. */
export const formatSpan = (spanMs) => {
  const first = UNITS.findIndex(([unitMs]) => spanMs >= unitMs);
  if (first === -1) return "0 s";
  let rest = spanMs;
  const parts = UNITS.slice(first, first + 2).map(([unitMs, unit]) => {
    const count = Math.floor(rest / unitMs);
    rest -= count * unitMs;
    return count > 0 ? `${count} ${unit}` : "";
  });
  return parts.filter(Boolean).join(" ");
};

/** Whole units only, so that a line does not change on every reading. */
export const formatAgo = (at, now) => {
  const spanMs = now - at;
  if (spanMs < MINUTE_MS) return "just now";
  const [unitMs, unit] = UNITS.find(([candidateMs]) => spanMs >= candidateMs);
  return `${Math.floor(spanMs / unitMs)} ${unit} ago`;
};

export const formatMoment = (at) =>
  new Date(at).toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short" });

const money = (event) =>
  event.value === undefined
    ? ""
    : new Intl.NumberFormat("en-IE", { style: "currency", currency: event.currency ?? "EUR" }).format(
        event.value,
      );

const names = (event) => (event.items ?? []).map((item) => item.item_name ?? item.item_id).join(", ");

const pageName = (event) => {
  if (event.page?.title) return event.page.title.replace(" | Fell & Fen", "");
  return URL.parse?.(event.page?.url ?? "")?.pathname ?? "a page";
};

const WORDS = {
  page_view: (event) => `Opened ${pageName(event)}`,
  view_item_list: (event) => `Saw the list ${event.item_list_name ?? ""}`,
  view_item: (event) => `Looked at ${names(event)}`,
  add_to_cart: (event) => `Put ${names(event)} in the cart`,
  remove_from_cart: (event) => `Took ${names(event)} out of the cart`,
  view_cart: () => "Looked into the cart",
  begin_checkout: (event) => `Went to checkout with ${money(event)}`,
  purchase: (event) => `Ordered for ${money(event)}`,
  identify: () => "Left an address",
  ad_view: () => "Saw an ad",
  ad_click: () => "Followed an ad",
  journey_entered: () => "Began a journey",
  journey_left: () => "Left a journey",
  message_sent: () => "Was sent a message",
  message_opened: () => "Opened a message",
  message_clicked: () => "Followed a link of a message",
};

export const describeEvent = (event) => WORDS[event.type]?.(event) ?? event.type.replaceAll("_", " ");

/** When membership changes if nobody does anything: `leaves in 6 d 23 h`. */
export const describeFlip = (audience, now) => {
  if (audience.next_flip_at === null || audience.next_flip_at === undefined) {
    return audience.member ? "stays until you do something" : "";
  }
  const span = formatSpan(Math.max(0, audience.next_flip_at - now));
  return audience.member ? `leaves in ${span}` : `enters in ${span}`;
};
