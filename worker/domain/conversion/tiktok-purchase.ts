import type { TiktokEvents } from "../../../schemas/destination-conversions.ts";
import { withoutClickIds } from "../consent/click-ids.ts";
import { amountOf } from "./amount.ts";
import { type Conversion, orderIdOf, sharedIdOf, VALUE_MISSING, type Written } from "./conversion.ts";
import { orderLines } from "./order-lines.ts";
import { present } from "./present.ts";

const userOf = ({ emails, phones, externalId, clickIds, browser }: Conversion): object =>
  present({
    email: emails[0],
    phone: phones[0],
    external_id: externalId,
    ttclid: clickIds["ttclid"]?.value,
    ttp: browser.ttp,
    user_agent: browser.userAgent,
  });

const pageOf = ({ event }: Conversion): object | null => {
  const { page } = event.fields;
  if (page === undefined) return null;
  const { url, referrer } = page;
  return present({
    url: withoutClickIds(url),
    referrer: referrer === undefined || referrer === "" ? null : withoutClickIds(referrer),
  });
};

/**
 * Body of `POST /open_api/v1.3/event/track/`. `Purchase` is the name since 2025 of what was `CompletePayment`.
 * Sources: ads.tiktok.com/help/article/supported-standard-events, business-api.tiktok.com/portal/docs?id=1771101276978178.
 */
export const tiktokPurchase = (
  conversion: Conversion,
  { event_source_id, test_event_code }: Pick<TiktokEvents, "event_source_id" | "test_event_code">,
): Written => {
  const { event, currency } = conversion;
  const amount = amountOf(event, currency);
  if (amount === null) return VALUE_MISSING;
  const contents = orderLines(event).map(({ id, name, quantity, price, brand, category }) =>
    present({
      content_id: id,
      content_name: name,
      content_category: category,
      brand,
      quantity,
      price,
    }),
  );
  const written = present({
    event: "Purchase",
    event_time: Math.floor(event.at / 1_000),
    event_id: sharedIdOf(event),
    user: userOf(conversion),
    properties: present({
      ...amount,
      order_id: orderIdOf(event),
      content_type: contents.length > 0 ? "product" : null,
      contents,
    }),
    page: pageOf(conversion),
  });
  return {
    kind: "written",
    body: present({ event_source: "web", event_source_id, test_event_code, data: [written] }),
  };
};
