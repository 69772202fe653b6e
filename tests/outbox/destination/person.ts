import { createHash } from "node:crypto";
import { describeIn } from "../../../worker/domain/match-key/describe.ts";
import type { DescriptionForm } from "../../../worker/domain/match-key/match-keys.ts";
import vectors from "../../fixtures/hash-vectors.json" with { type: "json" };
import type { PushMember } from "../../../worker/outbox/destination/audience-platform.ts";
import type { DestinationPorts } from "../../../worker/outbox/destination/destination-ports.ts";

export const { golden_payloads: GOLDEN } = vectors;

export const hash = (text: string): string => createHash("sha256").update(text).digest("hex");

const told = (value: string) => ({ value, at: 0 });

/** What the person of the fixture told of itself. */
const ATTRIBUTES = {
  first_name: told(GOLDEN.person.first_name),
  last_name: told(GOLDEN.person.last_name),
  postal_code: told(GOLDEN.person.postal_code),
  external_id: told(GOLDEN.person.external_id),
};

/** The person of the fixture, as a destination that spells addresses like this knows it. */
export const personAs = (
  email: "basic" | "google" | "tiktok",
  phone: "plus" | "digits" | null,
  form: DescriptionForm = "country",
): PushMember => ({
  keys: {
    emails: [hash(GOLDEN.normalised[email])],
    phones: phone === null ? [] : [hash(GOLDEN.normalised[phone])],
    ids: [GOLDEN.person.external_id],
  },
  description: describeIn(form, ATTRIBUTES, GOLDEN.person.country, hash),
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
