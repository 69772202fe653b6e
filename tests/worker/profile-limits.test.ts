import { describe, expect, test } from "vitest";
import {
  SERVER_EVENTS_MAX,
  PROFILE_EVENTS_MAX,
  PROFILE_EVENTS_MAX_LENGTH,
  PROFILE_SEEN_IDS_MAX,
} from "../../schemas/limits.ts";
import { NOON, SECOND } from "./clock.ts";
import { createSite, type ServerEvent, type TestSite } from "./kit.ts";
import { rowsOf } from "./objects.ts";
import { identify } from "./samples.ts";

const VISITOR = { anonymous_id: "crm-1" };

/** Events one second apart, the newest now. */
const story = (count: number, type = "page_view"): ServerEvent[] =>
  Array.from({ length: count }, (_, i) => ({
    id: `${type}-${i}`,
    type,
    at: NOON - (count - 1 - i) * SECOND,
    ...VISITOR,
  }));

const ingestAll = async (site: TestSite, events: ServerEvent[]) => {
  const sum = { accepted: 0, duplicate: 0 };
  for (let from = 0; from < events.length; from += SERVER_EVENTS_MAX) {
    const { body } = await site.ingest(events.slice(from, from + SERVER_EVENTS_MAX));
    const { accepted, duplicate } = body as typeof sum;
    sum.accepted += accepted;
    sum.duplicate += duplicate;
  }
  return sum;
};

const profileOf = async (site: TestSite) => site.profile(await site.lookUp("anonymous_id=crm-1"));

describe("a profile's recent events", () => {
  test.each([PROFILE_EVENTS_MAX - 1, PROFILE_EVENTS_MAX])(
    "are all kept up to the limit: %i",
    async (count) => {
      const site = await createSite();
      await ingestAll(site, story(count));
      const { events, folded, truncated } = await profileOf(site);
      expect({ kept: events.length, folded, truncated }).toEqual({
        kept: count,
        folded: {},
        truncated: false,
      });
    },
  );

  test("beyond the limit are folded into counters, the oldest first", async () => {
    const site = await createSite();
    const views = story(PROFILE_EVENTS_MAX + 1);
    expect(await ingestAll(site, views)).toEqual({ accepted: PROFILE_EVENTS_MAX + 1, duplicate: 0 });
    const { events, folded, truncated, first_seen_at } = await profileOf(site);
    const [oldest] = views;
    expect(events.map(({ id }) => id)).toEqual(views.slice(1).map(({ id }) => id));
    expect(folded).toMatchObject({ page_view: { count: 1, firstAt: oldest?.at, lastAt: oldest?.at } });
    expect({ truncated, first_seen_at }).toEqual({ truncated: true, first_seen_at: oldest?.at });
  });

  test("are counted by type, with the times of the first and the last", async () => {
    const site = await createSite();
    const early = story(40, "view_item").map((one) => ({ ...one, at: (one.at ?? 0) - 5_000 * SECOND }));
    await ingestAll(site, early);
    await ingestAll(site, story(PROFILE_EVENTS_MAX + 10));
    const { folded } = await profileOf(site);
    expect(Object.keys(folded).toSorted()).toEqual(["page_view", "view_item"]);
    expect(folded).toMatchObject({
      page_view: { count: 10 },
      view_item: { count: 40, firstAt: early[0]?.at, lastAt: early.at(-1)?.at },
    });
  });

  test("that arrive late are folded at once and counted", async () => {
    const site = await createSite();
    await ingestAll(site, story(PROFILE_EVENTS_MAX));
    const late: ServerEvent = { id: "late", type: "page_view", at: NOON - 7_200 * SECOND, ...VISITOR };
    expect(await ingestAll(site, [late])).toEqual({ accepted: 1, duplicate: 0 });
    expect(await ingestAll(site, [late])).toEqual({ accepted: 0, duplicate: 1 });
    const { events, folded } = await profileOf(site);
    expect(events).toHaveLength(PROFILE_EVENTS_MAX);
    expect(folded).toMatchObject({ page_view: { count: 1, firstAt: late.at, lastAt: late.at } });
  });

  test("are recognised when they come again after they were folded", async () => {
    const site = await createSite();
    const views = story(PROFILE_EVENTS_MAX + 50);
    await ingestAll(site, views);
    const before = await rowsOf(site, "profile");
    expect(await ingestAll(site, views)).toEqual({ accepted: 0, duplicate: PROFILE_EVENTS_MAX + 50 });
    expect(await rowsOf(site, "profile")).toEqual(before);
    const [oldest] = views;
    if (oldest === undefined) throw new Error("no events");
    expect((await site.ingest([{ ...oldest, value: 1 }])).body).toMatchObject({
      rejected: [{ index: 0, code: "id_conflict" }],
    });
  });

  test("are recognised for as many folded ones as the limit says", async () => {
    const site = await createSite();
    const views = story(PROFILE_EVENTS_MAX + PROFILE_SEEN_IDS_MAX);
    await ingestAll(site, views);
    expect(await ingestAll(site, views.slice(0, 500))).toEqual({ accepted: 0, duplicate: 500 });
  });

  test("are kept when the visitor becomes a contact, counters and digests included", async () => {
    const site = await createSite();
    const views = story(PROFILE_EVENTS_MAX + 5);
    await ingestAll(site, views);
    await site.ingest([{ ...identify("ada@example.com"), ...VISITOR }]);
    const { events, folded, truncated } = await site.contact("ada@example.com");
    expect({ kept: events.length, truncated }).toEqual({ kept: PROFILE_EVENTS_MAX, truncated: true });
    expect(folded).toMatchObject({ page_view: { count: 6 } });
    expect(await ingestAll(site, views)).toEqual({ accepted: 0, duplicate: PROFILE_EVENTS_MAX + 5 });
  });

  test("of two visitors are added up in their contact, whatever their type is called", async () => {
    const site = await createSite();
    for (const anonymous_id of ["crm-1", "crm-2"]) {
      const own = story(PROFILE_EVENTS_MAX + 5, "constructor");
      await ingestAll(
        site,
        own.map((one) => ({ ...one, id: `${anonymous_id}-${one.id}`, anonymous_id })),
      );
      await site.ingest([{ ...identify("ada@example.com"), anonymous_id }]);
    }
    const { events, folded } = await site.contact("ada@example.com");
    expect(events).toHaveLength(PROFILE_EVENTS_MAX);
    const count = (folded["constructor"]?.count ?? 0) + (folded["identify"]?.count ?? 0);
    expect(count + PROFILE_EVENTS_MAX).toBe(2 * (PROFILE_EVENTS_MAX + 5) + 2);
  });

  test("are folded by size too", async () => {
    const site = await createSite();
    const long = {
      params: Object.fromEntries(Array.from({ length: 24 }, (_, i) => [`p${i}`, "x".repeat(500)])),
    };
    const large = story(60).map((one) => ({ ...one, ...long }));
    await ingestAll(site, large);
    const { events, folded, truncated } = await profileOf(site);
    const [row] = await rowsOf(site, "profile");
    expect(String(row?.["history"]).length).toBeLessThan(PROFILE_EVENTS_MAX_LENGTH + 5_000);
    expect(events.length).toBeGreaterThan(35);
    expect(events.length + (folded["page_view"]?.count ?? 0)).toBe(60);
    expect(truncated).toBe(true);
  });
});
