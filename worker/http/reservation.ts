import { base64url } from "../crypto/base64url.ts";
import { isSameText } from "../crypto/digest.ts";
import { hmac } from "../crypto/hmac.ts";
import type { SiteSecrets } from "../crypto/site-secrets.ts";
import type { Decision } from "../../schemas/decide.ts";
import { Refusal } from "./refusal.ts";

const MAC_BYTES = 12;

/** The MAC covers whose it is: another's token is as good as none. */
const tokenOf = (id: string, profile: string, { pepper }: SiteSecrets): string =>
  `${id}.${base64url(hmac(pepper, `reservation ${profile} ${id}`).subarray(0, MAC_BYTES))}`;

/** Decisions as they leave: what was reserved is named by a token that works for this visitor alone. */
export const signReservations = (
  decisions: readonly Decision[],
  profile: string,
  secrets: SiteSecrets,
): Decision[] =>
  decisions.map((decision) =>
    "none" in decision
      ? decision
      : { ...decision, reservation: tokenOf(decision.reservation, profile, secrets) },
  );

/** The name of the reservation that a token stands for; 403 where it is forged or another's. */
export const reservationOf = (token: string, profile: string | null, secrets: SiteSecrets): string => {
  const id = token.slice(0, Math.max(0, token.lastIndexOf(".")));
  const isTheirs = profile !== null && isSameText(token, tokenOf(id, profile, secrets));
  if (!isTheirs) throw new Refusal("reservation_foreign");
  return id;
};
