import { createHash } from "node:crypto";
import vectors from "../../fixtures/hash-vectors.json" with { type: "json" };
import type { PushMember } from "../../../worker/outbox/destination/audience-platform.ts";
import type { DestinationPorts } from "../../../worker/outbox/destination/destination-ports.ts";

export const { golden_payloads: GOLDEN } = vectors;

export const hash = (text: string): string => createHash("sha256").update(text).digest("hex");

/** The person of the fixture, as a destination that spells addresses like this knows it. */
export const personAs = (
  email: "basic" | "google" | "tiktok",
  phone: "plus" | "digits" | null,
): PushMember => ({
  keys: {
    emails: [hash(GOLDEN.normalised[email])],
    phones: phone === null ? [] : [hash(GOLDEN.normalised[phone])],
    ids: [GOLDEN.person.external_id],
  },
  description: {
    firstName: GOLDEN.person.first_name,
    lastName: GOLDEN.person.last_name,
    country: GOLDEN.person.country,
    postalCode: GOLDEN.person.postal_code,
    externalId: GOLDEN.person.external_id,
    jobTitle: "",
    company: "",
  },
});

export const removed = ({ keys }: PushMember): PushMember => ({ keys, description: null });

export const PORTS: DestinationPorts = {
  now: () => Date.UTC(2026, 10, 26, 12),
  signWebhook: () => "v1,signature",
  digest: hash,
  signAssertion: async () => "assertion",
  tokens: new Map(),
  isTrial: false,
};
