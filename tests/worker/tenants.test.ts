import { beforeEach, describe, expect, test } from "vitest";
import { type Described, askFor, KEY_OPERATIONS, type Swaps } from "./described-request.ts";
import { createSite, type TestSite } from "./kit.ts";
import { dump, siteTables } from "./objects.ts";
import { WEBHOOK } from "./webhook.ts";
import { addToCart, CAMPAIGN, EVERYTHING, identify, JOURNEY, pageView, VIEWERS } from "./samples.ts";

/** In every name of the first site: an answer to the second must not contain it. */
const NAME = "Victims own name";

interface Ids {
  readonly audience: string;
  readonly campaign: string;
  readonly journey: string;
  readonly channel: string;
  readonly destination: string;
  readonly key: string;
  readonly visitor: string;
  readonly contact: string;
  readonly anonymous: string;
  readonly email: string;
  readonly cursor: string;
  readonly page: string;
  readonly receipt: string;
  readonly merge: string;
  readonly change: string;
  readonly checkpoint: string;
  readonly reservation: string;
}

const PIXEL = { kind: "meta_conversions", status: "paused", pixel_id: "1234" };
const PHONE = "+4915112345678";
const field = (body: unknown, name: string): string => String((body as Record<string, unknown>)[name]);

/** Where the second page of an export begins. */
const pageToken = async ({ server }: TestSite, audience: string): Promise<string> => {
  const { headers } = await server.get(`/audiences/${audience}/members?limit=1`);
  const [, after] = /[?&]after=([^&>]+)/.exec(headers.get("link") ?? "") ?? [];
  if (after === undefined) throw new Error("the first page is the last");
  return decodeURIComponent(after);
};

/** A site with something of every kind, all under names that begin with `prefix`. */
const furnished = async (prefix: string, name: string): Promise<{ site: TestSite; ids: Ids }> => {
  const site = await createSite({ name, consent: { approval: true } });
  const { server } = site;
  const named = (kind: string): string => `${prefix}-${kind}`;
  const anonymous = named("crm");
  const email = `${prefix}@example.com`;
  const audience = named("audience");
  await site.putAudience(audience, { ...VIEWERS, name });
  await server.put(`/channels/${named("channel")}`, { ...WEBHOOK, url: `https://crm.example/${prefix}` });
  await server.put(`/destinations/${named("destination")}`, {
    ...PIXEL,
    access_token: name.replaceAll(" ", "-"),
  });
  await server.put(`/journeys/${named("journey")}`, {
    ...JOURNEY,
    name,
    steps: [{ send: { channel: named("channel") } }],
  });
  await server.put(`/campaigns/${named("campaign")}`, { ...CAMPAIGN, name, audience });
  await site.ingest([
    { ...pageView(), anonymous_id: anonymous },
    { ...identify(email, { phone: prefix === "victim" ? PHONE : "+4915112345679" }) },
    { ...identify(`${prefix}@old.example`) },
    { ...addToCart(), email },
  ]);
  const decided = await server.post("/decide", { placements: ["home-hero"], anonymous_id: anonymous });
  const { decisions } = decided.body as { decisions: { reservation: string }[] };
  const merged = await server.post("/contacts/merge", {
    from: { email: `${prefix}@old.example` },
    into: { email },
  });
  await site.ingest([{ ...pageView(), anonymous_id: named("erased") }]);
  const erased = await server.post("/privacy/erase", { anonymous_id: named("erased") });
  const proposed = await server.put("/consent/rules", { rules: [{ region: "*", mode: "opt-in" }] });
  const ids: Ids = {
    audience,
    campaign: named("campaign"),
    journey: named("journey"),
    channel: named("channel"),
    destination: named("destination"),
    key: (await site.createKey(["read"])).id,
    visitor: await site.lookUp(`anonymous_id=${anonymous}`),
    contact: await site.lookUp(`email=${email}`),
    anonymous,
    email,
    cursor: (await site.members(audience)).cursor,
    page: await pageToken(site, audience),
    receipt: field(erased.body, "receipt"),
    merge: field(merged.body, "merge"),
    change: field(proposed.body, "change"),
    checkpoint: field((await server.get("/audit/checkpoint")).body, "jws"),
    reservation: decisions[0]?.reservation ?? "",
  };
  return { site, ids };
};

/** What `{id}` is, by what stands before it. */
const KINDS: readonly (readonly [part: string, kind: keyof Ids])[] = [
  ["/audiences/", "audience"],
  ["/campaigns/", "campaign"],
  ["/journeys/", "journey"],
  ["/channels/", "channel"],
  ["/destinations/", "destination"],
  ["/keys/", "key"],
  ["/profiles/", "visitor"],
  ["/consent/rules/pending/", "change"],
];

/** What a parameter of a route names. */
const idIn = ({ path }: Described, name: string, ids: Ids): string | undefined => {
  if (name === "merge") return ids.merge;
  if (name === "receipt") return ids.receipt;
  if (name !== "id") return undefined;
  const kind = KINDS.find(([part]) => path.includes(part))?.[1];
  return kind === undefined ? undefined : ids[kind];
};

/** Ids that a query can name. What is not here names nothing of a site. */
const QUERY_IDS: Readonly<Record<string, (ids: Ids) => string>> = {
  profile: ({ visitor }) => visitor,
  visitor: ({ visitor }) => visitor,
  anonymous_id: ({ anonymous }) => anonymous,
  email: ({ email }) => email,
  phone: () => PHONE,
  audience: ({ audience }) => audience,
  overlap: ({ audience }) => audience,
  since: ({ cursor }) => cursor,
  // Elsewhere it is the number of an entry.
  "exportMembers after": ({ page }) => page,
};
const NO_IDS = new Set(
  "format fields op list session limit after version import from case at abandon".split(" "),
);

/** What a parameter of a query names; undefined where it names nothing of a site. */
const idInQuery = ({ id }: Described, name: string): ((ids: Ids) => string) | undefined =>
  QUERY_IDS[`${id} ${name}`] ?? QUERY_IDS[name];

/** Bodies that name something of a site. Each answers as it would for what does not exist, or changes nothing of the other. */
const BODIES: Readonly<Partial<Record<Described["id"], (ids: Ids) => readonly unknown[]>>> = {
  ingestEvents: ({ visitor }) => [
    { consent: EVERYTHING, region: "DE", events: [{ ...pageView(), visitor }] },
  ],
  decide: ({ visitor }) => [{ placements: ["home-hero"], visitor }],
  confirm: ({ visitor, anonymous, reservation }) => [
    { visitor, reservation, state: "viewable" },
    { anonymous_id: anonymous, reservation, state: "viewable" },
  ],
  mergeContacts: ({ contact, visitor, email }) => [
    { from: { profile: contact }, into: { email: "intruder@example.com" } },
    { from: { email: "intruder@example.com" }, into: { profile: contact } },
    { from: { profile: visitor }, into: { email } },
  ],
  previewMessage: ({ channel, contact }) => [
    { send: { channel, text: "Hi {{ contact.id }}" }, profile: contact },
  ],
  putCampaign: ({ audience }) => [{ ...CAMPAIGN, audience }],
  putJourney: ({ audience, channel }) => [
    { ...JOURNEY, enter: { audience } },
    { ...JOURNEY, steps: [{ send: { channel } }] },
  ],
  putAudience: ({ audience, channel }) => [
    { ...VIEWERS, include: { audience } },
    { ...VIEWERS, notify: [channel] },
  ],
  previewAudience: ({ audience }) => [{ ...VIEWERS, include: { audience } }],
  accessPrivacy: ({ visitor, email, anonymous }) => [{ visitor }, { email }, { anonymous_id: anonymous }],
  erasePrivacy: ({ visitor, email, anonymous }) => [{ visitor }, { email }, { anonymous_id: anonymous }],
  verifyAgainstCheckpoint: ({ checkpoint }) => [{ checkpoint }],
  replayDeadLetters: () => [{ ids: ["unknown"] }],
  replayUndelivered: () => [{ ids: ["unknown"] }],
  putDestination: ({ audience }) => [
    { kind: "webhook", audiences: [audience], url: "https://crm.example/lists", secret: WEBHOOK.secret },
  ],
  createKey: ({ audience }) => [{ label: "Reader", scopes: ["read", "export"], audiences: [audience] }],
};

/** The intruder's own ids where no other is swapped in, so that nothing but the swapped one can be why it is refused. */
const ownSwaps = (
  described: Described,
  ids: Ids,
): { path: Record<string, string>; query: Record<string, string> } => {
  const names = [...described.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? "");
  const path = names.flatMap((name) => {
    const id = idIn(described, name, ids);
    return id === undefined ? [] : [[name, id] as const];
  });
  const needed = Object.entries(described.query ?? {}).filter(
    ([, schema]) => !schema.safeParse(undefined).success,
  );
  const query = needed.flatMap(([name]) => {
    const read = idInQuery(described, name);
    return read === undefined ? [] : [[name, read(ids)] as const];
  });
  return { path: Object.fromEntries(path), query: Object.fromEntries(query) };
};

interface Swap {
  readonly described: Described;
  readonly place: string;
  readonly swaps: (victim: Ids, own: Ids) => Swaps;
}

const inPath = (described: Described): Swap[] =>
  [...described.path.matchAll(/\{(\w+)\}/g)]
    .map(([, name]) => name ?? "")
    .filter((name) => name !== "site")
    .map((name) => ({
      described,
      place: name,
      swaps: (victim, own) => {
        const { path, query } = ownSwaps(described, own);
        return { path: { ...path, [name]: idIn(described, name, victim) ?? "" }, query };
      },
    }));

const inQuery = (described: Described): Swap[] =>
  Object.keys(described.query ?? {}).flatMap((name) => {
    const read = idInQuery(described, name);
    return read === undefined
      ? []
      : [
          {
            described,
            place: `?${name}`,
            swaps: (victim: Ids, own: Ids) => {
              const { path, query } = ownSwaps(described, own);
              return { path, query: { ...query, [name]: read(victim) } };
            },
          },
        ];
  });

/** Saving comes last: what is saved under another site's name is one's own from then on. */
const SWAPS = KEY_OPERATIONS.toSorted(
  (a, b) => Number(a.method === "PUT") - Number(b.method === "PUT"),
).flatMap((described) => [...inPath(described), ...inQuery(described)]);

test("every parameter that names something is known by name", () => {
  for (const described of KEY_OPERATIONS) {
    const { id, path, query = {} } = described;
    for (const [, name = ""] of path.matchAll(/\{(\w+)\}/g)) {
      const isKnown =
        name === "site" || ["merge", "receipt"].includes(name) || KINDS.some(([part]) => path.includes(part));
      expect({ id, name, isKnown }).toEqual({ id, name, isKnown: true });
    }
    for (const name of Object.keys(query)) {
      expect({ id, name, isKnown: name in QUERY_IDS || NO_IDS.has(name) }).toEqual({
        id,
        name,
        isKnown: true,
      });
    }
  }
  expect(SWAPS.length).toBeGreaterThan(30);
});

let victim: { site: TestSite; ids: Ids };
let intruder: { site: TestSite; ids: Ids };
let authorization: string;

const furnish = async (): Promise<void> => {
  victim = await furnished("victim", NAME);
  intruder = await furnished("intruder", "Intruders name");
  authorization = `Bearer ${(await intruder.site.createKey(["admin"])).key}`;
};

const everythingOf = async (site: TestSite) => [await dump(site), await siteTables(site)];

describe("an id of another site", () => {
  beforeEach(furnish);

  test("is unknown on every route, wherever a path or a query names it, and nothing of the other site is told or changed", async () => {
    const before = await everythingOf(victim.site);
    for (const { described, place, swaps } of SWAPS) {
      const { status, body, text } = await askFor(
        intruder.site,
        described,
        authorization,
        swaps(victim.ids, intruder.ids),
      );
      const { id, method } = described;
      const code = (body as { code?: string } | null)?.code;
      // Who saves something under a name that another site has too gets one of its own.
      const isOwn = method === "PUT" && (status === 201 || status === 422);
      // An audience that is previewed need not be there yet: its name is a new one of the own site.
      const isNew = id === "previewAudience" && place === "id" && status === 200;
      const isUnknown = status === 404 || status === 403 || code === "cursor_invalid";
      expect({ id, place, status, code, isRefused: isOwn || isNew || isUnknown }).toMatchObject({
        isRefused: true,
      });
      expect({ id, text }).not.toEqual({ id, text: expect.stringContaining(NAME) });
    }
    expect(await everythingOf(victim.site)).toEqual(before);
  });

  test("leads nowhere in a body, and nothing of the other site is told or changed", async () => {
    const before = await everythingOf(victim.site);
    for (const described of KEY_OPERATIONS) {
      for (const body of BODIES[described.id]?.(victim.ids) ?? []) {
        const own = ownSwaps(described, intruder.ids);
        const { text, status } = await askFor(intruder.site, described, authorization, { ...own, body });
        expect({ id: described.id, status }).not.toEqual({ id: described.id, status: 500 });
        expect({ id: described.id, text }).not.toEqual({
          id: described.id,
          text: expect.stringContaining(NAME),
        });
        expect(text).not.toContain(PHONE);
      }
    }
    expect(await everythingOf(victim.site)).toEqual(before);
  });

  test("with the other site's address is refused to a foreign key on every route", async () => {
    const before = await everythingOf(victim.site);
    for (const described of KEY_OPERATIONS) {
      const { status } = await askFor(victim.site, described, authorization, ownSwaps(described, victim.ids));
      expect({ id: described.id, status }).toEqual({ id: described.id, status: 401 });
    }
    expect(await everythingOf(victim.site)).toEqual(before);
  });

  test("would be found by the site's own key", async () => {
    const own = `Bearer ${(await victim.site.createKey(["admin"])).key}`;
    const reads = KEY_OPERATIONS.filter(({ method, id }) => method === "GET" && id !== "readInbox");
    for (const described of reads) {
      const more = described.id === "lookupProfile" ? { query: { email: victim.ids.email } } : {};
      const { status } = await askFor(victim.site, described, own, {
        ...ownSwaps(described, victim.ids),
        ...more,
      });
      expect({ id: described.id, status }).toEqual({ id: described.id, status: 200 });
    }
  });
});
