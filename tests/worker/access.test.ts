import { describe, expect, test } from "vitest";
import { KeyRequest } from "../../schemas/key.ts";
import { Scope } from "../../schemas/site.ts";
import { advance, present } from "./clock.ts";
import { askFor, KEY_OPERATIONS, SITE_OPERATIONS } from "./described-request.ts";
import { createSite } from "./kit.ts";
import { pageView, VIEWERS } from "./samples.ts";

const codeOf = (body: unknown): unknown => (body as { code?: unknown } | null)?.code;

describe("of every described route", () => {
  test.each(Scope.options)("a key with the scope %s opens those of its scope and no other", async (scope) => {
    const site = await createSite();
    await site.putAudience("viewers", VIEWERS);
    await site.ingest([{ ...pageView(), anonymous_id: "crm-0" }]);
    const { key } = await site.createKey([scope]);
    for (const described of SITE_OPERATIONS) {
      const { id, access } = described;
      const { status, body } = await askFor(site, described, `Bearer ${key}`);
      const isOpen = scope === access || (scope === "admin" && access !== "instance");
      if (access === "instance")
        expect({ id, status, code: codeOf(body) }).toEqual({ id, status: 401, code: "key_invalid" });
      else if (isOpen)
        expect({ id, isRefused: status === 401 || codeOf(body) === "scope_missing" }).toEqual({
          id,
          isRefused: false,
        });
      else expect({ id, status, code: codeOf(body) }).toEqual({ id, status: 403, code: "scope_missing" });
    }
  });

  test("a key that is missing, unknown, another site's or revoked opens none", async () => {
    const [site, other] = [await createSite(), await createSite()];
    const { key: foreign } = await other.createKey(["admin"]);
    const { id: revokedId, key: revoked } = await site.createKey([...Scope.options]);
    expect((await site.serverWith(`Bearer ${revoked}`).get("/keys")).status).toBe(200);
    expect((await site.server.delete(`/keys/${revokedId}`)).status).toBe(204);
    const presented: [string | null, string][] = [
      [null, "key_missing"],
      ["", "key_missing"],
      ["Bearer", "key_missing"],
      ["Bearer ", "key_missing"],
      ["Basic !!!", "key_missing"],
      ["Digest abc", "key_missing"],
      ["Bearer hk_unknown", "key_invalid"],
      [`Bearer ${foreign}`, "key_invalid"],
      [`Basic ${btoa(`x:${foreign}`)}`, "key_invalid"],
      [`Bearer ${revoked}`, "key_invalid"],
      [`Bearer ${revoked.slice(0, -1)}`, "key_invalid"],
    ];
    for (const [authorization, code] of presented) {
      for (const described of SITE_OPERATIONS) {
        const { status, body, headers } = await askFor(site, described, authorization);
        const { id } = described;
        expect({ id, status, code: codeOf(body) }).toEqual({ id, status: 401, code });
        expect(headers.get("www-authenticate")).toBe('Bearer realm="halley", Basic realm="halley"');
      }
    }
  });

  test.each("expires_at" in KeyRequest.shape ? [60_000] : [])(
    "a key that expired opens none any more",
    async (lifeMs) => {
      const site = await createSite();
      const body = { label: "short", scopes: [...Scope.options], expires_at: present() + lifeMs };
      const { key } = (await site.server.post("/keys", body)).body as { key: string };
      expect((await site.serverWith(`Bearer ${key}`).get("/keys")).status).toBe(200);
      await advance(lifeMs);
      for (const described of SITE_OPERATIONS) {
        const { status } = await askFor(site, described, `Bearer ${key}`);
        expect({ id: described.id, status }).toEqual({ id: described.id, status: 401 });
      }
    },
  );

  test("those with a key tell nothing about a site that is not there", async () => {
    const site = await createSite();
    const { key } = await site.createKey([...Scope.options]);
    for (const described of KEY_OPERATIONS) {
      const swapped = { path: { site: "no-such-site" } };
      const { status, body } = await askFor(site, described, `Bearer ${key}`, swapped);
      expect({ id: described.id, status, code: codeOf(body) }).toEqual({
        id: described.id,
        status: 401,
        code: "key_invalid",
      });
    }
  });
});
