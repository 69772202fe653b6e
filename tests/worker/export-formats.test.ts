import { describe, expect, test } from "vitest";
import { advance, DAY, NOON } from "./clock.ts";
import { erase } from "./erasure-kit.ts";
import { createSite, type TestSite } from "./kit.ts";
import { exportLog } from "./objects.ts";
import { event, pageView, VIEWERS } from "./samples.ts";
import vectors from "../fixtures/hash-vectors.json" with { type: "json" };

const { person, ...golden } = vectors.golden_payloads;
const JANE = "jane.doe+promo@gmail.com";

const told = (params: Record<string, string>, more: object = {}) => ({
  ...event("identify", { email: person.email, phone: person.phone, params }),
  ...more,
});

/** A site whose contact is the one of the vectors, as far as a shop knows it; the phone's country is where it was typed. */
const withPerson = async (region = "GB", withheld: readonly string[] = []) => {
  const site = await createSite();
  await site.putAudience("known", { ...VIEWERS, of: "contacts" });
  const { first_name, last_name, country, postal_code, external_id, aaid } = person;
  const all = { first_name, last_name, country, postal_code, external_id, aaid };
  const params = Object.fromEntries(Object.entries(all).filter(([name]) => !withheld.includes(name)));
  await site.ingest([{ ...pageView(), email: person.email }, told(params)], { region });
  return site;
};

const read = (site: TestSite, query: string) => site.server.get(`/audiences/known/members?${query}`);

const linesOf = async (site: TestSite, query: string): Promise<unknown[]> => {
  const { status, text } = await read(site, query);
  if (status !== 200) throw new Error(text);
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as unknown);
};

const textOf = async (site: TestSite, query: string): Promise<string> => {
  const { status, text } = await read(site, query);
  if (status !== 200) throw new Error(text);
  return text;
};

const cursorOf = async (site: TestSite): Promise<string> =>
  encodeURIComponent((await read(site, "format=pinterest")).headers.get("halley-cursor") ?? "");

const removals = (site: TestSite, since: string, format = "pinterest") =>
  textOf(site, `format=${format}&op=exit&since=${since}`);

const refused = (parameter: string) => ({ status: 400, body: { code: "query_invalid", parameter } });

describe("the contact of the vectors, from its sealed addresses to the text, is what the platform expects:", () => {
  test("Google's file", async () => {
    expect(await textOf(await withPerson(), "format=google_customer_match")).toBe(golden.google_csv);
  });

  test("TikTok's file", async () => {
    expect(await textOf(await withPerson(), "format=tiktok")).toBe(golden.tiktok_csv);
  });

  test("Meta's body, with the session that was asked for", async () => {
    const { session_id } = golden.meta_users.session;
    expect(await linesOf(await withPerson(), `format=meta&session=${session_id}`)).toEqual([
      golden.meta_users,
    ]);
  });

  test("Microsoft's body, with the list that was asked for", async () => {
    const list = golden.microsoft_apply.CustomerListUserData.AudienceId;
    expect(await linesOf(await withPerson(), `format=microsoft&list=${list}`)).toEqual([
      golden.microsoft_apply,
    ]);
  });

  test("Snap's bodies, one for each list", async () => {
    expect(await linesOf(await withPerson(), "format=snap")).toEqual(golden.snap_users);
  });

  test("Reddit's body", async () => {
    expect(await linesOf(await withPerson(), "format=reddit")).toEqual([golden.reddit_users]);
  });

  test("UID2's body, where the contact lives in the United States", async () => {
    const site = await withPerson("US-CA", ["country"]);
    await site.ingest([{ ...pageView(), email: "pierre@example.com" }], { region: "FR" });
    await site.ingest([{ ...pageView(), email: "nobody-knows-where@example.com" }], { region: undefined });
    // The number was typed where it is a British one.
    expect(await linesOf(site, "format=uid2")).toEqual([golden.uid2_identity_map_v3]);
  });

  test("Pinterest's list of records", async () => {
    expect(await textOf(await withPerson(), "format=pinterest")).toBe(
      `${golden.pinterest_customer_list.records}\n`,
    );
  });

  test("LinkedIn's file", async () => {
    const [element] = golden.linkedin_users_batch.body.elements;
    expect(await textOf(await withPerson(), "format=linkedin")).toBe(
      "email,googleaid,firstname,lastname,jobtitle,employeecompany,country\n" +
        `${element?.userIds[0]?.idValue},,,,,,${element?.country}\n`,
    );
  });
});

test("nobody of the EEA, the United Kingdom or Switzerland, or of unknown whereabouts, is in a text for UID2", async () => {
  const site = await createSite();
  await site.putAudience("known", { ...VIEWERS, of: "contacts" });
  const seen = { us: "US-CA", ca: "CA", fr: "FR", gb: "GB", ch: "CH", je: "JE", no: "NO" };
  for (const [name, region] of Object.entries(seen)) {
    await site.ingest([{ ...pageView(), email: `${name}@example.com` }], { region });
  }
  const moved = event("identify", { email: "us-moved@example.com", params: { country: "de" } });
  await site.ingest([{ ...pageView(), email: "us-moved@example.com" }, moved], { region: "US-CA" });
  const [body] = (await linesOf(site, "format=uid2")) as { email_hash: string[] }[];
  expect(body?.email_hash).toHaveLength(2);
  expect((await linesOf(site, "format=microsoft")).length).toBe(1);
});

test("members that a platform could not find are left out, and not counted", async () => {
  const site = await withPerson();
  await site.ingest([{ ...pageView(), phone: "+4930123456" }]);
  await site.putAudience("known", { ...VIEWERS, of: "all" });
  await site.ingest([{ ...pageView(), anonymous_id: "anonymous" }]);
  expect(await textOf(site, "format=pinterest")).toBe(`${golden.pinterest_customer_list.records}\n`);
  expect((await exportLog(site)).at(-1)).toMatchObject({ format: "pinterest", rows: 1 });
  expect((await site.members("known")).rows).toHaveLength(3);
});

test("a contact that withdrew what ads need is in no text", async () => {
  const site = await withPerson();
  await site.ingest([{ ...pageView(), email: "ada@example.com" }]);
  await site.ingest([{ ...pageView(), email: JANE }], {
    consent: { ad_storage: "granted", analytics_storage: "granted", ad_user_data: "denied" },
    region: "GB",
  });
  for (const format of ["google_customer_match", "meta", "tiktok", "linkedin", "microsoft", "reddit"]) {
    const text = await textOf(site, `format=${format}`);
    expect(text).not.toContain(golden.pinterest_customer_list.records);
    expect(text.length).toBeGreaterThan(64);
  }
});

describe("removals", () => {
  const HASH = golden.pinterest_customer_list.records;

  test("name who left, and are the platform's request to remove", async () => {
    const site = await withPerson();
    const since = await cursorOf(site);
    await advance(8 * DAY);
    expect(await removals(site, since)).toBe(`${HASH}\n`);
    expect(JSON.parse(await removals(site, since, "reddit"))).toMatchObject({
      data: { action_type: "REMOVE" },
    });
    expect(JSON.parse(await removals(site, since, "microsoft"))).toMatchObject({
      CustomerListUserData: { ActionType: "Remove", CustomerListItems: [HASH] },
    });
    expect(await removals(site, since, "google_customer_match")).toBe(golden.google_csv);
    expect(await removals(site, since, "tiktok")).toBe(golden.tiktok_csv);
    expect(await textOf(site, `format=pinterest&op=enter&since=${since}`)).toBe("");
  });

  test("name both spellings of everything that was told of an erased contact, for a month", async () => {
    const site = await withPerson();
    const since = await cursorOf(site);
    await erase(site, { email: JANE });
    expect(await removals(site, since, "tiktok")).toBe(golden.tiktok_csv);
    expect(await removals(site, since)).toBe(`${HASH}\n`);
    const [google] = (await removals(site, since, "google_customer_match")).split("\n").slice(1);
    expect(google).toBe(`${golden.google_csv.split("\n")[1]?.split(",").slice(0, 2).join()},,,,`);
    const snap = (await removals(site, since, "snap")).trim().split("\n");
    expect(snap.map((line) => JSON.parse(line) as unknown)).toEqual(golden.snap_users);
    await advance(30 * DAY);
    expect((await read(site, `format=pinterest&op=exit&since=${since}`)).status).toBe(410);
  });

  test("name an erased contact for UID2 where it lived outside Europe alone", async () => {
    const site = await withPerson("US-CA", ["country"]);
    await site.ingest([{ ...pageView(), email: "pierre@example.com" }], { region: "FR" });
    const since = await cursorOf(site);
    await erase(site, { email: JANE });
    await erase(site, { email: "pierre@example.com" });
    expect(JSON.parse(await removals(site, since, "uid2"))).toEqual(golden.uid2_identity_map_v3);
  });

  test("name a contact by the addresses it had when it went into another", async () => {
    const site = await withPerson();
    await site.ingest([event("identify", { email: "jane@new.example" })]);
    const since = await cursorOf(site);
    const merge = { from: { email: JANE }, into: { email: "jane@new.example" } };
    expect((await site.server.post("/contacts/merge", merge)).status).toBe(200);
    expect(await removals(site, since)).toBe(`${HASH}\n`);
    // The one that stays has the address now, and came in by it.
    const entries = await textOf(site, `format=pinterest&op=enter&since=${since}`);
    expect(entries.split("\n")).toContain(HASH);
    expect(entries.trim().split("\n")).toHaveLength(2);
  });

  test("leave out who came back, and entries who left again", async () => {
    const site = await withPerson();
    const since = await cursorOf(site);
    await advance(8 * DAY);
    await site.ingest([{ ...pageView(), email: JANE }], { region: "GB" });
    expect(await removals(site, since)).toBe("");
    expect(await textOf(site, `format=pinterest&op=enter&since=${since}`)).toBe(`${HASH}\n`);
    await advance(8 * DAY);
    expect(await removals(site, since)).toBe(`${HASH}\n`);
    expect(await textOf(site, `format=pinterest&op=enter&since=${since}`)).toBe("");
  });

  test("name who withdrew consent", async () => {
    const site = await withPerson();
    const since = await cursorOf(site);
    await site.ingest([{ ...pageView(), email: JANE }], {
      consent: { ad_storage: "granted", analytics_storage: "granted", ad_personalization: "denied" },
      region: "GB",
    });
    expect(await removals(site, since)).toBe(`${HASH}\n`);
  });
});

describe("what a query may say of a format", () => {
  test("entries and exits are asked for one by one where the text does not tell which is which", async () => {
    const site = await withPerson();
    const since = encodeURIComponent((await site.members("known")).cursor);
    expect(await read(site, `format=meta&since=${since}`)).toMatchObject(refused("op"));
    expect(await read(site, `format=meta&since=${since}&op=both`)).toMatchObject(refused("op"));
    expect(await read(site, "format=meta&op=enter")).toMatchObject(refused("op"));
    expect((await read(site, `format=ndjson&since=${since}`)).status).toBe(200);
  });

  test("lines of JSON and CSV give entries or exits alone where one of them is asked for", async () => {
    const site = await withPerson();
    const since = encodeURIComponent((await site.members("known")).cursor);
    await site.ingest([{ ...pageView(), email: "ada@example.com" }]);
    await advance(8 * DAY);
    const opsOf = async (query: string) =>
      ((await linesOf(site, `since=${since}${query}`)) as { op: string }[]).map(({ op }) => op);
    expect((await opsOf("")).toSorted()).toEqual(["enter", "exit", "exit"]);
    expect(await opsOf("&op=enter")).toEqual(["enter"]);
    expect(await opsOf("&op=exit")).toEqual(["exit", "exit"]);
    expect(await textOf(site, `format=csv&op=enter&since=${since}`)).toMatch(
      /^op,profile,at,reason\r\nenter,\w+,\d+,\r\n$/,
    );
  });

  test.each([
    "list=1&format=meta",
    "list=0&format=microsoft",
    "list=x&format=microsoft",
    "list=1&format=ndjson",
  ])("%s is refused for its list", async (query) => {
    expect(await read(await withPerson(), query)).toMatchObject(refused("list"));
  });

  test.each(["session=1&format=microsoft", "session=-1&format=meta", "session=1&format=csv"])(
    "%s is refused for its session",
    async (query) => {
      expect(await read(await withPerson(), query)).toMatchObject(refused("session"));
    },
  );

  test("a session may be named by as large a number as is described", async () => {
    const site = await withPerson();
    const largest = Number.MAX_SAFE_INTEGER;
    expect((await read(site, `session=${largest}&format=meta`)).status).toBe(200);
    expect(await read(site, `session=${largest + 1}&format=meta`)).toMatchObject(refused("session"));
  });

  test.each(["fields=click_ids&format=csv", "fields=email", "fields=", "fields=click_ids&format=meta"])(
    "%s is refused for its fields",
    async (query) => {
      expect(await read(await withPerson(), query)).toMatchObject(refused("fields"));
    },
  );
});

describe("click ids", () => {
  test("of anonymous members are the newest of each platform, as they came", async () => {
    const site = await createSite();
    await site.putAudience("known", VIEWERS);
    await site.ingest([{ ...pageView("/?gclid=Old-1&utm_source=x"), anonymous_id: "a" }]);
    await advance(1_000);
    await site.ingest([{ ...pageView("/?gclid=Cj0KCQjw-AbC_dEf"), anonymous_id: "a" }]);
    await site.ingest([
      { ...pageView("/?fbclid=IwAR2F4"), anonymous_id: "a" },
      { ...pageView(), anonymous_id: "b" },
    ]);
    const profiles = [await site.lookUp("anonymous_id=a"), await site.lookUp("anonymous_id=b")];
    const rows = await linesOf(site, "fields=click_ids");
    expect(rows).toHaveLength(2);
    expect(rows).toContainEqual({
      profile: profiles[0],
      entered_at: NOON,
      next_flip_at: expect.any(Number) as number,
      click_ids: { gclid: "Cj0KCQjw-AbC_dEf", fbclid: "IwAR2F4" },
    });
    expect(rows).toContainEqual(expect.objectContaining({ profile: profiles[1], click_ids: {} }));
  });

  test("are told with changes too", async () => {
    const site = await createSite();
    await site.putAudience("known", VIEWERS);
    await site.ingest([{ ...pageView("/?gclid=One"), anonymous_id: "a" }]);
    const since = encodeURIComponent((await site.members("known")).cursor);
    await site.ingest([{ ...pageView("/?gclid=Two"), anonymous_id: "b" }]);
    await advance(8 * DAY);
    const rows = (await linesOf(site, `fields=click_ids&since=${since}`)) as {
      op: string;
      click_ids: object;
    }[];
    expect(
      rows
        .map(({ op, click_ids }) => [op, click_ids])
        .toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
    ).toEqual([
      ["enter", { gclid: "Two" }],
      ["exit", { gclid: "One" }],
      ["exit", { gclid: "Two" }],
    ]);
  });

  test("of a contact without ad_storage are not told", async () => {
    const site = await createSite();
    await site.putAudience("known", { ...VIEWERS, of: "contacts" });
    await site.ingest([{ ...pageView("/?gclid=One"), email: JANE }]);
    expect(await linesOf(site, "fields=click_ids")).toMatchObject([{ click_ids: { gclid: "One" } }]);
    await site.ingest([{ ...pageView(), email: JANE }], {
      consent: {
        analytics_storage: "granted",
        ad_user_data: "granted",
        ad_personalization: "granted",
        ad_storage: "denied",
      },
    });
    expect(await linesOf(site, "fields=click_ids")).toMatchObject([{ click_ids: {} }]);
  });
});
