import * as fc from "fast-check";
import { expect, test } from "vitest";
import { decodeHead } from "../../worker/domain/profile/codec.ts";
import { isMember } from "../../worker/domain/profile/membership-changes.ts";
import { advance, DAY, HOUR, MINUTE } from "./clock.ts";
import { erase } from "./erasure-kit.ts";
import { createSite, type Export, type TestSite } from "./kit.ts";
import { evictShards, rowsOf } from "./objects.ts";
import { addToCart, type Definition, EVERYTHING, identify, NOTHING, pageView, VIEWERS } from "./samples.ts";

const AUDIENCES: Readonly<Record<string, Definition>> = {
  viewers: { ...VIEWERS, include: { event: "page_view", within: "30d" } },
  everybody: { ...VIEWERS, of: "all", include: { event: "*", within: "120d" } },
  carts: { ...VIEWERS, of: "contacts", include: { event: "add_to_cart", within: "200d" } },
};
const EDITED: Definition = { ...VIEWERS, include: { event: "add_to_cart", within: "30d" } };

/** Browsers that come by, and the addresses they tell. */
const BROWSERS = 3;
const who = fc.nat({ max: BROWSERS - 1 });
const anAddress = fc.constantFrom("ada@one.example", "ada@two.example");

const action = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constantFrom("look" as const, "cart" as const), who }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom("keep from ads" as const, "refuse" as const, "agree" as const),
      who,
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("tell" as const), who, address: anAddress }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("wait" as const),
      ms: fc.constantFrom(HOUR, 29 * DAY, 100 * DAY),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constantFrom("edit" as const, "restore" as const, "evict" as const, "merge" as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constantFrom("flag" as const, "clear" as const, "erase" as const), who }),
  },
);
type Action = typeof action extends fc.Arbitrary<infer One> ? One : never;

const ada = { who: 0 } as const;
const bob = { who: 1 } as const;
const monthsLater: Action = { kind: "wait", ms: 100 * DAY };
/** What chance might leave out. */
const EXAMPLES: Action[][] = [
  // Who comes back is told of once.
  [
    { kind: "look", ...ada },
    { kind: "keep from ads", ...ada },
    { kind: "agree", ...ada },
    { kind: "look", ...bob },
  ],
  // Members that exports never heard of go as well.
  [{ kind: "keep from ads", ...ada }, { kind: "look", ...bob }, { kind: "erase", ...ada }, { kind: "evict" }],
  [
    { kind: "keep from ads", ...ada },
    { kind: "tell", ...ada, address: "ada@one.example" },
    { kind: "evict" },
  ],
  // Entries that are too old to be told of again stand for whoever is a member still.
  [
    { kind: "look", ...ada },
    { kind: "look", ...bob },
    monthsLater,
    { kind: "look", ...bob },
    monthsLater,
    { kind: "evict" },
  ],
  [
    { kind: "cart", ...ada },
    { kind: "tell", ...ada, address: "ada@two.example" },
    monthsLater,
    { kind: "evict" },
  ],
];

const KEPT_FROM_ADS = { ...EVERYTHING, ad_user_data: "denied" } as const;

const play = async (site: TestSite, browsers: readonly ReturnType<TestSite["browser"]>[], one: Action) => {
  const browser = "who" in one ? browsers[one.who] : undefined;
  const choose = async (consent: typeof EVERYTHING) => {
    if (browser === undefined) return;
    browser.consent = consent;
    await browser.send([pageView()]);
  };
  const visitor = browser === undefined || browser.cookie === null ? null : browser.visitor;
  switch (one.kind) {
    case "look":
      return browser?.send([pageView()]);
    case "cart":
      return browser?.send([addToCart()]);
    case "keep from ads":
      return choose(KEPT_FROM_ADS);
    case "refuse":
      return choose(NOTHING);
    case "agree":
      return choose(EVERYTHING);
    case "tell":
      return browser?.send([identify(one.address)]);
    case "wait":
      return advance(one.ms);
    case "edit":
      return site.putAudience("viewers", EDITED);
    case "restore":
      return site.putAudience("viewers", AUDIENCES["viewers"] ?? EDITED);
    case "evict":
      return evictShards(site);
    case "merge":
      return site.server.post("/contacts/merge", {
        from: { email: "ada@one.example" },
        into: { email: "ada@two.example" },
      });
    case "flag":
    case "clear":
      return visitor === null
        ? null
        : site.server.put(`/profiles/${visitor}/bot`, { bot: one.kind === "flag" });
    case "erase":
      return visitor === null ? null : erase(site, { visitor });
  }
};

/** What the stored profiles say of an audience: its members, and those of them that may leave for ad platforms. */
const storedIn = async (site: TestSite, audience: string) => {
  const heads = (await rowsOf(site, "profile")).map(({ id, head }) => ({
    id: `${id}`,
    ...decodeHead(`${head}`),
  }));
  const members = heads.filter(({ standings }) => isMember(standings[audience]));
  return {
    size: members.length,
    exportable: members
      .filter(({ isExportable }) => isExportable)
      .map(({ id }) => id)
      .toSorted(),
  };
};

const sizeOf = async (site: TestSite, audience: string): Promise<unknown> =>
  ((await site.server.get(`/audiences/${audience}`)).body as { size: number }).size;

/** A receiver's copy of an audience, which follows the feed as long as that is whole. */
class Copy {
  readonly #site: TestSite;
  readonly #audience: string;
  #members = new Set<string>();
  #cursor = "";

  constructor(site: TestSite, audience: string) {
    this.#site = site;
    this.#audience = audience;
  }

  async follow(): Promise<string[]> {
    const isWhole = this.#cursor !== "" && (await this.#readChanges());
    if (!isWhole) this.#take(await this.#site.members(this.#audience));
    return [...this.#members].toSorted();
  }

  #take({ rows, cursor }: Export): void {
    this.#members = new Set(rows.map(({ profile }) => profile));
    expect(this.#members.size).toBe(rows.length);
    this.#cursor = cursor;
  }

  async #readChanges(): Promise<boolean> {
    const path = `/audiences/${this.#audience}/members?since=${encodeURIComponent(this.#cursor)}`;
    const { status, headers, text } = await this.#site.server.get(path);
    if (status === 410) return false;
    expect(status).toBe(200);
    for (const line of text.split("\n").filter((one) => one !== "")) {
      const { op, profile } = JSON.parse(line) as { op: string; profile: string };
      if (op === "enter") this.#members.add(profile);
      else this.#members.delete(profile);
    }
    this.#cursor = headers.get("halley-cursor") ?? "";
    return true;
  }
}

test("sizes, exports and what receivers make of the feed are what the profiles say, whatever happens", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(action, { minLength: 4, maxLength: 16 }), async (actions) => {
      const site = await createSite();
      for (const [id, definition] of Object.entries(AUDIENCES)) await site.putAudience(id, definition);
      const browsers = Array.from({ length: BROWSERS }, () => site.browser());
      const copies = Object.keys(AUDIENCES).map((audience) => ({ audience, copy: new Copy(site, audience) }));
      for (const one of actions) {
        await play(site, browsers, one);
        await advance(MINUTE); // Of two choices at one time the stricter counts.
        for (const { audience, copy } of copies) {
          const stored = await storedIn(site, audience);
          const told = { size: await sizeOf(site, audience), exportable: await site.exported(audience) };
          expect({ audience, ...told }).toEqual({ audience, ...stored });
          expect(await copy.follow()).toEqual(stored.exportable);
        }
      }
    }),
    { numRuns: 15, examples: EXAMPLES.map((actions) => [actions]) },
  );
});
