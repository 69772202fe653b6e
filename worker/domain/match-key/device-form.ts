import type { DeviceForm } from "./match-keys.ts";

/** Apple's id for advertisers, and Android's. */
export type DeviceKind = "idfa" | "aaid";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
/** What a device that limits tracking answers. */
const NOBODY = "00000000-0000-0000-0000-000000000000";

/** A device's id in lower case with hyphens; empty where it is none. */
export const deviceId = (told: string): string => {
  const id = told.trim().toLowerCase();
  return UUID.test(id) && id !== NOBODY ? id : "";
};

/** The id as a destination spells it before it hashes it, or shows it: Reddit alone wants Apple's in capitals. */
export const deviceIn = (form: DeviceForm, kind: DeviceKind, told: string): string => {
  const id = deviceId(told);
  return form === "reddit" && kind === "idfa" ? id.toUpperCase() : id;
};
