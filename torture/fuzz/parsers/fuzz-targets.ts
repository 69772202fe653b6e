import type { FuzzTarget } from "./fuzz-target.ts";
import { EMAIL, MATCH_KEYS, PHONE } from "./targets/addresses.ts";
import { BEACON } from "./targets/bodies.ts";
import { GOOGLE, GPP_STRING, TCF } from "./targets/consent.ts";
import { CSV } from "./targets/csv.ts";
import { AUDIENCE, IMPORT, TEMPLATE } from "./targets/definitions.ts";
import { AUTHORIZATION, COOKIE, NEGOTIATION } from "./targets/headers.ts";
import { CURSOR, LINK, SEALED } from "./targets/tokens.ts";

/** Every parser of what strangers send. */
export const FUZZ_TARGETS: readonly FuzzTarget[] = [
  BEACON,
  COOKIE,
  AUTHORIZATION,
  NEGOTIATION,
  TCF,
  GPP_STRING,
  GOOGLE,
  AUDIENCE,
  IMPORT,
  TEMPLATE,
  EMAIL,
  PHONE,
  MATCH_KEYS,
  CURSOR,
  LINK,
  SEALED,
  CSV,
];
