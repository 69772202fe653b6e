import { describe, expect, test } from "vitest";
import { type ChannelConfiguration, SECRET_FIELDS } from "../../../schemas/channel.ts";
import {
  type ChannelSettings,
  openedChannel,
  partsOf,
  withKeptSecrets,
} from "../../../worker/domain/channel/channel-parts.ts";

const SMTP: Extract<ChannelConfiguration, { kind: "smtp" }> = {
  kind: "smtp",
  host: "mail.example",
  port: 587,
  security: "starttls",
  username: "shop",
  password: "p4ss",
  from: "hello@shop.example",
};

test("a channel is parted into what may be shown and what may not, and is whole again when it is opened", () => {
  const { settings, secrets } = partsOf(SMTP);
  expect(secrets).toEqual({ password: "p4ss" });
  expect(settings).not.toHaveProperty("password");
  expect(openedChannel({ id: "mail", settings }, secrets)).toEqual({ id: "mail", ...SMTP });
});

test("no secret field of any kind is a setting", () => {
  const secrets = Object.fromEntries(Object.keys(SECRET_FIELDS).map((name) => [name, "c4n4ry"]));
  const { settings } = partsOf({ kind: "inbox", medium: "sms", ...secrets });
  expect(settings).toEqual({ kind: "inbox", medium: "sms" });
});

const BEFORE = partsOf(SMTP).settings;
const { password: _, ...BODY } = SMTP;
const kept = (body: object, before: ChannelSettings = BEFORE, secrets = { password: "p4ss" }): unknown =>
  withKeptSecrets({ ...body }, before, secrets);

describe("a secret that is left out", () => {
  test.each([
    ["nothing else changed", {}],
    ["the sender changed", { from: "other@shop.example" }],
    ["the name changed", { username: "other" }],
  ])("is kept where %s", (_case, more) => {
    expect(kept({ ...BODY, ...more })).toEqual({ ...BODY, ...more, password: "p4ss" });
  });

  test.each([
    ["the server is another", { host: "evil.example" }],
    ["the port is another", { port: 25 }],
    ["it would go unencrypted", { security: "none" }],
    ["nobody is named any more", { username: undefined }],
  ])("is not kept where %s", (_case, more) => {
    expect(kept({ ...BODY, ...more })).toEqual({ ...BODY, ...more });
  });

  test("is not kept for another kind, nor for another address of the provider", () => {
    const before: ChannelSettings = { kind: "resend", from: "hello@shop.example" };
    const secrets = { api_key: "re_1", webhook_secret: "whsec_1" } as unknown as { password: string };
    const body = { kind: "sendgrid", from: "hello@shop.example" };
    expect(kept(body, before, secrets)).toEqual(body);
    const elsewhere = { ...before, base_url: "http://127.0.0.1:4000" };
    expect(kept(elsewhere, before, secrets)).toEqual(elsewhere);
    expect(kept(before, before, secrets)).toEqual({ ...before, ...secrets });
  });
});

test("a secret that is given takes the place of the one before, and null takes it away", () => {
  expect(kept({ ...BODY, password: "new" })).toEqual({ ...BODY, password: "new" });
  expect(kept({ ...BODY, password: null })).toEqual(BODY);
});
