import { expect, test } from "vitest";
import { openChannelSecrets, sealChannelSecrets } from "../../worker/crypto/channel-secret.ts";
import { seal } from "../../worker/crypto/seal.ts";

const KEY = new Uint8Array(32).fill(5);
const SECRETS = { secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", password: "{" };

test("a channel's secrets open as its own and show nothing before, not even their names", () => {
  const sealed = sealChannelSecrets(KEY, "crm", SECRETS);
  for (const part of ["MfKQ", "secret", "password"]) expect(sealed).not.toContain(part);
  expect(openChannelSecrets(KEY, "crm", sealed)).toEqual(SECRETS);
});

test("a channel without secrets has none", () => {
  expect(openChannelSecrets(KEY, "inbox", sealChannelSecrets(KEY, "inbox", {}))).toEqual({});
});

test("a channel's secrets open neither as another channel's nor with another site's key", () => {
  const sealed = sealChannelSecrets(KEY, "crm", SECRETS);
  expect(openChannelSecrets(KEY, "mail", sealed)).toBeNull();
  expect(openChannelSecrets(new Uint8Array(32).fill(6), "crm", sealed)).toBeNull();
});

test("the secret of a webhook from before other kinds of channels opens", () => {
  const at = { table: "config", column: "body", row: "channel crm" };
  const sealed = seal(KEY, at, SECRETS.secret);
  expect(openChannelSecrets(KEY, "crm", sealed)).toEqual({ secret: SECRETS.secret });
});
