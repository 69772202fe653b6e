import { describe, expect, test } from "vitest";
import { usePlatforms } from "./destination-kit.ts";
import { createSite, type TestSite } from "./kit.ts";
import { ACCESS_TOKEN, CRM, GOOGLE, LINKEDIN, META, TIKTOK } from "./platform-world.ts";

const platforms = usePlatforms();

const createUntold = async (destination: object): Promise<TestSite> => {
  const site = await createSite();
  const saved = await site.server.put("/destinations/list", { audiences: [], ...destination });
  expect(saved.status).toBe(201);
  return site;
};

const tryOut = (site: TestSite) => site.server.post("/destinations/list/test", {});

describe.each([
  ["Google", GOOGLE, "google_invalid_destination"],
  ["Meta", META, "list_missing"],
  ["TikTok", TIKTOK, "list_missing"],
  ["LinkedIn", LINKEDIN, "list_missing"],
  ["a server", CRM, "list_missing"],
])("%s, tried out", (_, destination, missing) => {
  test("says that it knows the list, and nobody is brought or counted", async () => {
    const site = await createUntold(destination);
    expect(await tryOut(site)).toMatchObject({ status: 200, body: { outcome: "delivered", reason: null } });
    expect(platforms.now.calls.map(({ op }) => op)).toEqual(["try"]);
    expect([...platforms.now.list]).toEqual([]);
    expect((await site.server.get("/destinations/list/report")).body).toMatchObject({
      ours: 0,
      accepted: 0,
      last_success_at: null,
    });
  });

  test("says that it knows no such list", async () => {
    const site = await createUntold(destination);
    platforms.now.listType = null;
    expect((await tryOut(site)).body).toEqual({ outcome: "refused", reason: missing });
  });

  test.each([
    [401, "refused", "auth_failed"],
    [403, "refused", "permission_missing"],
    [429, "failed", "rate_limited"],
    [503, "failed", "http_503"],
  ])("and answering %i is what it comes to, without a word of its own", async (status, outcome, reason) => {
    const site = await createUntold(destination);
    platforms.now.answers(() => Response.json({ message: `${ACCESS_TOKEN} is bad` }, { status }));
    const { body, text } = await tryOut(site);
    expect(body).toEqual({ outcome, reason });
    expect(text).not.toContain(ACCESS_TOKEN);
  });

  test("is tried while it is paused", async () => {
    const site = await createUntold({ ...destination, status: "paused" });
    expect((await tryOut(site)).body).toEqual({ outcome: "delivered", reason: null });
  });
});

test.each([
  ["Meta", META, "LOOKALIKE"],
  ["LinkedIn", LINKEDIN, "COMPANY"],
])("a list of %s that takes nobody from outside is unfit", async (_, destination, type) => {
  const site = await createUntold(destination);
  platforms.now.listType = type;
  expect((await tryOut(site)).body).toEqual({ outcome: "refused", reason: "list_unfit" });
});

test("a key of Google's that is none is told apart", async () => {
  const key = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";
  const site = await createUntold({ ...GOOGLE, private_key: key });
  expect((await tryOut(site)).body).toEqual({ outcome: "refused", reason: "key_malformed" });
  expect(platforms.now.calls).toEqual([]);
});

test("a destination that is not there is not tried, and a key for reading tries none", async () => {
  const site = await createUntold(CRM);
  expect(await site.server.post("/destinations/none/test", {})).toMatchObject({
    status: 404,
    body: { code: "destination_unknown" },
  });
  const reader = site.serverWith(`Bearer ${(await site.createKey(["read"])).key}`);
  expect(await reader.post("/destinations/list/test", {})).toMatchObject({
    status: 403,
    body: { code: "scope_missing" },
  });
  expect(platforms.now.calls).toEqual([]);
});
