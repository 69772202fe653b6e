import { expect, test } from "vitest";
import { openChannelSecret, sealChannelSecret } from "../../worker/crypto/channel-secret.ts";

const KEY = new Uint8Array(32).fill(5);
const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

test("a channel's secret opens as its own and shows nothing before", () => {
  const sealed = sealChannelSecret(KEY, "crm", SECRET);
  expect(sealed).not.toContain("MfKQ");
  expect(openChannelSecret(KEY, "crm", sealed)).toBe(SECRET);
});

test("a channel's secret opens neither as another channel's nor with another site's key", () => {
  const sealed = sealChannelSecret(KEY, "crm", SECRET);
  expect(() => openChannelSecret(KEY, "mail", sealed)).toThrow(Error);
  expect(() => openChannelSecret(new Uint8Array(32).fill(6), "crm", sealed)).toThrow(Error);
});
