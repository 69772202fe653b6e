import * as z from "zod";
import { KEY_AUDIENCES_MAX, KEY_FORMATS_MAX, KEY_NETWORKS_MAX } from "./limits-export.ts";
import { Scope } from "./site.ts";
import { EpochMs, Slug, text } from "./text.ts";

/** `203.0.113.7`, `203.0.113.0/24`, `2001:db8::1`, `2001:db8::/32`. */
const Network = z.union([z.cidrv4(), z.cidrv6(), z.ipv4(), z.ipv6()]);

/** Those limit reading audiences: a key that changes them, or makes other keys, could undo its own limits. */
const LIMITLESS: ReadonlySet<Scope> = new Set(["write", "admin"]);

/** Those that can be held to audiences: all others show or change what belongs to no audience. */
const OF_AUDIENCES: ReadonlySet<Scope> = new Set(["read", "export", "ingest"]);

/** Body of `POST /keys`. What is left out does not limit the key. */
export const KeyRequest = z
  .strictObject({
    label: text(100).min(1),
    scopes: z.array(Scope).min(1).max(Scope.options.length),
    /** Ids of the only audiences it can read and export. Such a key reads nothing else: no profile, no report. */
    audiences: z.array(Slug).min(1).max(KEY_AUDIENCES_MAX).optional(),
    /** The only formats it can export in. */
    formats: z
      .array(z.string().regex(/^[a-z0-9_]{1,40}$/))
      .min(1)
      .max(KEY_FORMATS_MAX)
      .optional(),
    /** The only addresses and networks (CIDR) that it can be used from. */
    networks: z.array(Network).min(1).max(KEY_NETWORKS_MAX).optional(),
    /** Epoch milliseconds at which it ends. */
    expires_at: EpochMs.optional(),
  })
  .refine(
    ({ scopes, audiences }) => audiences === undefined || scopes.every((scope) => OF_AUDIENCES.has(scope)),
    { path: ["audiences"], error: "only of keys that read, export or ingest" },
  )
  .refine(({ scopes, formats }) => formats === undefined || !scopes.some((scope) => LIMITLESS.has(scope)), {
    path: ["formats"],
    error: "only of keys that neither write nor administrate",
  });
export type KeyRequest = z.infer<typeof KeyRequest>;

/** Body of `POST /keys/{id}/rotate`. */
export const RotationRequest = z.strictObject({
  /** Epoch milliseconds at which the old key ends; without it, when it is deleted. */
  old_expires_at: EpochMs.optional(),
});
export type RotationRequest = z.infer<typeof RotationRequest>;
