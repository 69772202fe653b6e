import { expect, test } from "vitest";
import { openSubscription, sealSubscription, subscriptionId } from "../../worker/crypto/push-subscription.ts";
import { siteSecrets } from "../../worker/crypto/site-secrets.ts";

const { pepper, seal } = siteSecrets("a root secret of thirty-two chars", "shop");
const ADDRESS = { endpoint: "https://push.example/ada", p256dh: "point", auth: "secret" };

test("a subscription opens under the id it was sealed for, and under no other", () => {
  const id = subscriptionId(pepper, ADDRESS.endpoint);
  const sealed = sealSubscription(seal, id, ADDRESS);
  expect(openSubscription(seal, id, sealed)).toEqual(ADDRESS);
  expect(() => openSubscription(seal, subscriptionId(pepper, "https://push.example/bea"), sealed)).toThrow(
    Error,
  );
});

test("its id is the same for an endpoint, and tells nothing without the site's key", () => {
  const id = subscriptionId(pepper, ADDRESS.endpoint);
  expect(id).toMatch(/^[0-9A-Za-z]{22}$/);
  expect(subscriptionId(pepper, ADDRESS.endpoint)).toBe(id);
  expect(
    subscriptionId(siteSecrets("another root secret of 32 chars!", "shop").pepper, ADDRESS.endpoint),
  ).not.toBe(id);
});
