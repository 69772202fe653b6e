import * as z from "zod";
import type { Purpose } from "./consent.ts";

/** How a message reaches somebody. */
export const Medium = z.enum(["email", "sms", "push", "webhook"]);
export type Medium = z.infer<typeof Medium>;

/** The purpose that a message of each medium needs. A webhook leads to letters, calls or a CRM, which no purpose names: its step does. */
export const PURPOSE_OF_MEDIUM: Readonly<Record<Exclude<Medium, "webhook">, Purpose>> = {
  email: "email_marketing",
  sms: "sms_marketing",
  push: "push_marketing",
};
