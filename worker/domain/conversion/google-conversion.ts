import type { GoogleConversions } from "../../../schemas/destination-conversions.ts";
import { GOOGLE_IDENTIFIERS_MAX } from "../../../schemas/limits-destination.ts";
import { amountOf } from "./amount.ts";
import { type Conversion, orderIdOf, UNMATCHED, type Written } from "./conversion.ts";
import { orderLines } from "./order-lines.ts";
import { present } from "./present.ts";

/** One of them names the click; the others only where it is missing. */
const CLICK_IDS = ["gclid", "gbraid", "wbraid"] as const;

const accountOf = ({ account_type, account_id }: GoogleConversions["operating_account"]): object => ({
  accountType: account_type,
  accountId: account_id,
});

const statusOf = (isGranted: boolean): string => (isGranted ? "CONSENT_GRANTED" : "CONSENT_DENIED");

const identifiersOf = ({ emails, phones }: Conversion): object[] =>
  [
    ...emails.map((emailAddress) => ({ emailAddress })),
    ...phones.map((phoneNumber) => ({ phoneNumber })),
  ].slice(0, GOOGLE_IDENTIFIERS_MAX);

/** `quantity` is a whole number, which JSON writes as text in Google's APIs. */
const cartOf = ({ event }: Conversion): object | null => {
  const items = orderLines(event).map(({ id, quantity, price }) =>
    present({ merchantProductId: id, quantity: String(Math.max(1, Math.round(quantity))), unitPrice: price }),
  );
  return items.length === 0 ? null : { items };
};

/**
 * Body of `POST /v1/events:ingest` of the Data Manager API: enhanced conversions, told from the tag's own by
 * `transactionId`. Source: google.ads.datamanager.v1.IngestEventsRequest.
 */
export const googleConversion = (
  conversion: Conversion,
  settings: Pick<GoogleConversions, "operating_account" | "login_account" | "conversion_action_id">,
): Written => {
  const { event, clickIds, granted, currency } = conversion;
  const clicked = CLICK_IDS.find((name) => clickIds[name] !== undefined);
  const userIdentifiers = identifiersOf(conversion);
  if (clicked === undefined && userIdentifiers.length === 0) return UNMATCHED;
  const amount = amountOf(event, currency);
  const { operating_account, login_account, conversion_action_id } = settings;
  return {
    kind: "written",
    body: {
      destinations: [
        present({
          operatingAccount: accountOf(operating_account),
          loginAccount: login_account === undefined ? null : accountOf(login_account),
          productDestinationId: conversion_action_id,
        }),
      ],
      encoding: "HEX",
      events: [
        present({
          transactionId: orderIdOf(event),
          eventTimestamp: new Date(event.at).toISOString(),
          eventSource: "WEB",
          adIdentifiers: clicked === undefined ? null : { [clicked]: clickIds[clicked]?.value },
          userData: userIdentifiers.length === 0 ? null : { userIdentifiers },
          consent: {
            adUserData: statusOf(granted.ad_user_data),
            adPersonalization: statusOf(granted.ad_personalization),
          },
          conversionValue: amount?.value,
          currency: amount?.currency,
          cartData: cartOf(conversion),
        }),
      ],
    },
  };
};
