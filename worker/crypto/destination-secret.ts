import { open, seal, type SealedAt } from "./seal.ts";

/** Bound to the document it lies in, so that one destination's secrets do not open as another's. */
const placeOf = (destination: string): SealedAt => ({
  table: "config",
  column: "body",
  row: `destination ${destination}`,
});

/** A destination's secrets, by name, as they rest. `key` is the site's sealing key. */
export const sealDestinationSecrets = (
  key: Uint8Array,
  destination: string,
  secrets: Readonly<Record<string, string>>,
): string => seal(key, placeOf(destination), JSON.stringify(secrets));

/** Null where they were sealed with another key or for another destination. */
export const openDestinationSecrets = (
  key: Uint8Array,
  destination: string,
  sealed: string,
): Readonly<Record<string, string>> | null => {
  try {
    return JSON.parse(open(key, placeOf(destination), sealed)) as Record<string, string>;
  } catch {
    return null; // The instance's root secret was changed: until it is saved again nothing can be sent.
  }
};
