import { expect, test, vi } from "vitest";
import { SHARD_PIECES_MAX, VISITOR_REQUESTS_MAX } from "../../schemas/limits-load.ts";
import { GroupCommit } from "../../worker/profile/group-commit.ts";
import { ORIGIN } from "./browser.ts";
import { catchBatch } from "./interceptions.ts";
import { createSite } from "./kit.ts";
import { evictShards, inShard, shardOf, snapshotOf } from "./objects.ts";
import { request } from "./request.ts";
import { pageView, VIEWERS } from "./samples.ts";

const EXCESS = 20;

/** No shard commits until the returned function is called. */
const holdCommits = (): (() => void) => {
  const run = Reflect.get<GroupCommit, "run">(GroupCommit.prototype, "run");
  const released = Promise.withResolvers<void>();
  const spy = vi.spyOn(GroupCommit.prototype, "run");
  spy.mockImplementation(async function held<T>(this: GroupCommit, work: () => T): Promise<T> {
    await released.promise;
    return run.call(this, work) as Promise<T>;
  });
  return () => {
    spy.mockRestore();
    released.resolve();
  };
};

test("beacons beyond the bound are refused at once, and those that were taken are stored", async () => {
  const site = await createSite();
  await site.putAudience("viewers", VIEWERS);
  const release = holdCommits();
  // A busy machine takes long to send so many, and a late one lets in fewer.
  const clock = vi.spyOn(Date, "now").mockReturnValue(Date.now());
  const taken = Array.from({ length: VISITOR_REQUESTS_MAX }, () => site.browser());
  const taking = Promise.all(taken.map((browser) => browser.send([pageView()])));
  for (let refused = 0; refused < EXCESS; refused++) {
    const { status, headers, body } = await site.browser().send([pageView()]);
    expect({ status, body }).toMatchObject({ status: 503, body: { code: "overloaded" } });
    expect(headers.get("retry-after")).toMatch(/^\d+$/);
    expect(headers.get("access-control-allow-origin")).toBe(ORIGIN);
    expect(headers.get("access-control-expose-headers")).toBe("retry-after");
  }
  expect((await request("GET", "/healthz")).status).toBe(200);
  expect((await request("GET", "/readyz")).status).toBe(200);
  expect((await site.server.get("/audiences/viewers")).status).toBe(200);
  expect((await request("GET", `/h/${site.id}/p`)).status).toBe(200);
  clock.mockRestore();
  release();
  expect((await taking).map(({ status }) => status)).toEqual(taken.map(() => 200));
  const late = site.browser();
  expect((await late.send([pageView()])).status).toBe(200);
  await evictShards(site);
  const stored = [...taken, late].map(({ visitor }) => visitor);
  expect(await site.exported("viewers")).toEqual(stored.toSorted());
});

test("a shard that has too much to do refuses more, and the caller is told when to come again", async () => {
  const site = await createSite();
  const ada = site.browser();
  await ada.send([pageView()]);
  const batch = await catchBatch(ada, [pageView()]);
  const { version } = await snapshotOf(site);
  const release = holdCommits();
  const shard = shardOf(site, ada.visitor);
  const working = inShard(shard, (object) =>
    object.collect(
      Array.from({ length: SHARD_PIECES_MAX }, () => batch),
      version,
    ),
  );
  const beacon = await ada.send([pageView()]);
  expect({ status: beacon.status, body: beacon.body }).toMatchObject({
    status: 503,
    body: { code: "overloaded" },
  });
  const question = await site.server.post("/decide", { visitor: ada.visitor, placements: ["hero"] });
  expect({ status: question.status, retryAfter: question.headers.get("retry-after") }).toEqual({
    status: 503,
    retryAfter: "2",
  });
  const confirming = inShard(shard, (object) =>
    object.confirm(
      {
        profile: ada.visitor,
        browser: ada.visitor,
        isDenied: false,
        gpc: false,
        id: "none",
        state: "viewable",
      },
      version,
    ),
  );
  await expect(confirming).rejects.toMatchObject({ overloaded: true });
  release();
  expect(await working).toHaveLength(SHARD_PIECES_MAX);
  expect((await ada.send([pageView()])).status).toBe(200);
  expect((await site.profile(ada.visitor)).events).toHaveLength(3);
});
