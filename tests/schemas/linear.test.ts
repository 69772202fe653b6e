import { describe, expect, test } from "vitest";
import type { z } from "zod";
import { Duration, ProfileLeaf, Condition } from "../../schemas/audience.ts";
import { Cap, Creative } from "../../schemas/campaign.ts";
import { ChannelConfiguration, ChannelTest, ChannelUrl, WebhookSecret } from "../../schemas/channel.ts";
import { CollectRequest, EventAddress } from "../../schemas/collect.ts";
import { Region } from "../../schemas/consent.ts";
import { Event } from "../../schemas/event.ts";
import { SiteConfiguration } from "../../schemas/site.ts";
import { Slug } from "../../schemas/text.ts";

/**
 * Long texts that make a regular expression with nested or overlapping repetition try every way to split them. With
 * linear ones each takes well under a millisecond; with an exponential one this file never ends.
 */
const LENGTH = 100_000;
const ATTACKS = ["a", "0", "-", "1.", "a-", "A", "_", ".", "%41", "page.", " ", "\t "].flatMap((piece) => {
  const long = piece.repeat(Math.ceil(LENGTH / piece.length));
  return [long, `${long}!`, `a${long}!`, `https://${long}!`, `-${long}.${long}!`];
});

const event = (fields: object) => ({ id: "e", type: "x", ...fields });
const site = { name: "Shop", origins: [], timezone: "UTC", currency: "EUR" };

const readers: [string, z.ZodType, (text: string) => unknown][] = [
  ["an event's id", Event, (id) => event({ id })],
  ["an event's type", Event, (type) => event({ type })],
  ["a decimal", Event, (value) => event({ value })],
  ["a currency", Event, (currency) => event({ currency })],
  ["a parameter's name", Event, (name) => event({ params: { [name]: 1 } })],
  ["an e-mail", Event, (email) => event({ email })],
  ["a reset token", CollectRequest, (reset) => ({ v: 1, sent_at: 0, events: [], reset })],
  ["a foreign id", EventAddress, (id) => ({ anonymous_id: id })],
  ["a region", Region, (region) => region],
  ["an origin", SiteConfiguration, (origin) => ({ ...site, origins: [origin] })],
  ["a time zone", SiteConfiguration, (timezone) => ({ ...site, timezone })],
  ["a channel's address", ChannelUrl, (url) => url],
  ["a sender", ChannelConfiguration, (from) => ({ kind: "resend", api_key: "k", from })],
  [
    "a sender's name",
    ChannelConfiguration,
    (name) => ({ kind: "resend", api_key: "k", from: `${name} <a@b>` }),
  ],
  ["a token", ChannelConfiguration, (api_key) => ({ kind: "resend", api_key, from: "a@shop.example" })],
  [
    "a push service's contact",
    ChannelConfiguration,
    (who) => ({ kind: "webpush", subject: `mailto:${who}` }),
  ],
  ["a test's recipient", ChannelTest, (to) => ({ to: `${to}@${to}` })],
  ["a webhook's secret", WebhookSecret, (secret) => secret],
  [
    "a creative's link",
    Creative,
    (href) => ({ id: "a", content: { kind: "text", headline: "Boots", href } }),
  ],
  ["a cap's window", Cap, (per) => ({ scope: "site", limit: 1, per })],
  ["a slug", Slug, (slug) => slug],
  ["a duration", Duration, (duration) => duration],
  ["a property", Condition, (prop) => ({ prop, op: "exists" })],
  ["a profile's property", ProfileLeaf, (profile) => ({ profile, op: "exists" })],
];

describe("texts of 100,000 characters", () => {
  test.each(readers)("are refused as %s without backtracking", (_, schema, bodyOf) => {
    expect(ATTACKS.filter((attack) => schema.safeParse(bodyOf(attack)).success)).toEqual([]);
  });
});
