import { keyedDigits } from "../crypto/digest.ts";
import { sign, verify } from "../crypto/signed.ts";
import type { SiteSecrets } from "../crypto/site-secrets.ts";
import type { Decision } from "../../schemas/decide.ts";
import { Refusal } from "./refusal.ts";

const MAC_BYTES = 12;

const encoder = new TextEncoder();

/** A key that differs for every visitor: another's token is as good as none. */
const keyOf = (profile: string, { pepper }: SiteSecrets): Uint8Array =>
  encoder.encode(keyedDigits(pepper, `reservation ${profile}`));

/** Decisions as they leave: what was reserved is named by a token that works for this visitor alone. */
export const signReservations = (
  decisions: readonly Decision[],
  profile: string,
  secrets: SiteSecrets,
): Decision[] => {
  const key = keyOf(profile, secrets);
  return decisions.map((decision) =>
    "none" in decision ? decision : { ...decision, reservation: sign(key, decision.reservation, MAC_BYTES) },
  );
};

/** The name of the reservation that a token stands for; 403 where it is forged or another's. */
export const reservationOf = (token: string, profile: string | null, secrets: SiteSecrets): string => {
  const id = profile === null ? null : verify(keyOf(profile, secrets), token, MAC_BYTES);
  if (id === null) throw new Refusal("reservation_foreign");
  return id;
};
