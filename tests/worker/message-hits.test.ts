import { describe, expect, test } from "vitest";
import { HITS_WAITING_MAX, LINK_TOKEN_MAX_LENGTH, MACHINE_BURST_MS } from "../../schemas/limits-outreach.ts";
import type { Hit } from "../../worker/domain/outreach/hits.ts";
import type { GroupCommit } from "../../worker/profile/group-commit.ts";
import type { ShardState } from "../../worker/profile/shard-state.ts";
import { newReservation, reserve } from "../../worker/domain/campaign/ledger.ts";
import { advance, DAY, MINUTE, NOON, present, SECOND, sleepThrough } from "./clock.ts";
import { createSite } from "./kit.ts";
import {
  linksFor,
  CHROME,
  follow,
  type MessageScene,
  messageScene,
  refTo,
  resultsOf,
  typesOf,
} from "./message-kit.ts";
import { evictShards, inShard, rowsOf, runAlarms, shardOf } from "./objects.ts";
import { event, NOTHING } from "./samples.ts";

const TARGET = "https://shop.example/boots?size=42&token=secret#top";

/** Events that hits made, as far as they say what was hit. */
const hitsOf = async ({ site, contact }: MessageScene) =>
  (await site.profile(contact)).events
    .filter(({ type }) => type.startsWith("message_"))
    .map(({ type, at, page, params }) => ({ type, at, page, params }));

/** The part of a shard that only it can reach. */
interface Inside {
  readonly state: ShardState;
  readonly group: GroupCommit;
}

/** Notes in the contact's ledger that the message was sent. */
const sendTo = ({ site, contact, ref }: MessageScene): Promise<void> =>
  inShard(shardOf(site, contact), (shard) => {
    const { state, group } = shard as unknown as Inside;
    return group.run(() => {
      const profile = state.profiles.read(contact);
      if (profile === null) throw new Error("no such contact");
      const candidate = {
        campaign: ref.journey,
        creative: ref.step,
        placement: "main",
        channel: "email",
      } as const;
      const at = present();
      const sent = { ...newReservation(candidate, ref.message, at), renderedAt: at, viewableAt: at };
      const ledger = reserve(profile.history.ledger, sent, at);
      state.profiles.put({ ...profile, history: { ...profile.history, ledger } });
    });
  });

describe("a click of a person", () => {
  test("leads to the signed address at once and is an event two seconds later", async () => {
    const scene = await messageScene();
    const answer = await follow(scene.links.click(TARGET));
    expect(answer.status).toBe(302);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      location: TARGET,
      "cache-control": "no-store",
      "referrer-policy": "no-referrer",
    });
    expect(await hitsOf(scene)).toEqual([]);
    const waiting = await rowsOf(scene.site, "hit");
    expect(waiting).toHaveLength(1);
    expect(JSON.stringify(waiting)).not.toContain("secret");
    await advance(MACHINE_BURST_MS - 1);
    expect(await hitsOf(scene)).toEqual([]);
    await advance(1);
    expect(await hitsOf(scene)).toEqual([
      {
        type: "message_clicked",
        at: NOON,
        page: { url: "https://shop.example/boots?size=42&token=[removed]#top" },
        params: { journey: "cart-recovery", step: "first", message: scene.ref.message },
      },
    ]);
    expect(await resultsOf(scene)).toEqual([{ step: "first", clicked: 1 }]);
    expect(await rowsOf(scene.site, "hit")).toEqual([]);
  });

  test("counts once for each message, and is an event once for each link, also the next day", async () => {
    const scene = await messageScene();
    await follow(scene.links.click(TARGET));
    await follow(scene.links.click(TARGET));
    await advance(MINUTE);
    await follow(scene.links.click(TARGET));
    await advance(MINUTE);
    await follow(scene.links.click("https://shop.example/socks"));
    await advance(MINUTE);
    expect(await hitsOf(scene)).toHaveLength(2);
    expect(await resultsOf(scene)).toEqual([{ step: "first", clicked: 1 }]);
    const other = linksFor(scene.site, { ...scene.ref, message: "0123456789abcdefghijkl-2", step: "second" });
    await follow(other.click(TARGET));
    await advance(MINUTE);
    expect(await resultsOf(scene)).toEqual([
      { step: "first", clicked: 1 },
      { step: "second", clicked: 1 },
    ]);
  });

  test("is the click of the message's exposure in the ledger, and counts though no event may be kept", async () => {
    const scene = await messageScene();
    const { site, contact } = scene;
    await sendTo(scene);
    await follow(scene.links.click(TARGET));
    await advance(MINUTE);
    await follow(scene.links.click("https://shop.example/socks"));
    await advance(MINUTE);
    const { exposures } = await site.profile(contact);
    expect(exposures).toMatchObject([
      { campaign: "cart-recovery", creative: "first", clicked_at: NOON + MINUTE },
    ]);
    expect(await resultsOf(scene)).toEqual([{ step: "first", clicked: 1 }]);
  });

  test("leaves no event where nothing may be stored", async () => {
    const scene = await messageScene();
    scene.browser.consent = { ...NOTHING, email_marketing: "granted" };
    await scene.browser.send([]);
    expect((await follow(scene.links.click(TARGET))).status).toBe(302);
    await advance(MINUTE);
    expect(await typesOf(scene)).toEqual([]);
    expect(await rowsOf(scene.site, "hit")).toEqual([]);
  });

  test("can be named in audiences", async () => {
    const scene = await messageScene();
    await scene.site.putAudience("clickers", {
      v: 1,
      name: "Clickers",
      of: "contacts",
      include: {
        event: "message_clicked",
        where: [{ prop: "params.journey", op: "eq", value: "cart-recovery" }],
      },
    });
    await follow(scene.links.click(TARGET));
    await advance(MINUTE);
    expect(await scene.site.memberships(scene.contact)).toEqual(["clickers"]);
  });

  test("survives that its shard loses its memory before it is judged", async () => {
    const scene = await messageScene();
    await follow(scene.links.click(TARGET));
    await evictShards(scene.site);
    await sleepThrough(MINUTE);
    await runAlarms(scene.site);
    expect(await hitsOf(scene)).toHaveLength(1);
  });
});

const AGENTS = [
  ["a preview", "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)"],
  ["a crawler", "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"],
  ["a social network", "facebookexternalhit/1.1"],
  ["a gateway", "Barracuda Sentinel (EE)"],
  ["a library", "python-requests/2.32"],
  ["a test browser", CHROME.replace("Chrome/", "HeadlessChrome/")],
  ["Apple's proxy", "Mozilla/5.0"],
  ["nobody", ""],
];

describe("a machine", () => {
  test.each(AGENTS)("that is %s is led on, counted apart, and means nothing", async (_, agent) => {
    const scene = await messageScene();
    for (const url of [scene.links.click(TARGET), scene.links.open]) {
      expect((await follow(url, { "user-agent": agent ?? "" })).status).toBeLessThan(400);
    }
    await advance(MINUTE);
    expect(await hitsOf(scene)).toEqual([]);
    expect(await resultsOf(scene)).toEqual([{ step: "first", machine_opened: 1, machine_clicked: 1 }]);
  });

  test.each<[string, Record<string, string>]>([
    ["a prefetch", { "sec-purpose": "prefetch" }],
    ["a prerendering", { "sec-purpose": "prefetch;prerender" }],
    ["an older prefetch", { purpose: "prefetch" }],
    ["a preview", { "x-purpose": "preview" }],
    ["a prefetch of old Firefox", { "x-moz": "prefetch" }],
    ["a picture in a foreign page", { "sec-fetch-dest": "image" }],
    ["a request for the head", { method: "HEAD" }],
  ])("%s is one", async (_, headers) => {
    const scene = await messageScene();
    expect((await follow(scene.links.click(TARGET), headers)).status).toBe(302);
    await advance(MINUTE);
    expect(await hitsOf(scene)).toEqual([]);
    expect(await resultsOf(scene)).toEqual([{ step: "first", machine_clicked: 1 }]);
  });

  test("that follows three links within two seconds is one, whatever it says it is", async () => {
    const scene = await messageScene();
    await follow(scene.links.open);
    for (const path of ["a", "b", "c"]) {
      await follow(scene.links.click(`https://shop.example/${path}`));
      await advance(SECOND - 1);
    }
    await advance(MINUTE);
    expect(await hitsOf(scene)).toEqual([]);
    expect(await resultsOf(scene)).toEqual([{ step: "first", machine_opened: 1, machine_clicked: 3 }]);
    await follow(scene.links.click("https://shop.example/a"));
    await advance(MINUTE);
    expect(await resultsOf(scene)).toEqual([
      { step: "first", clicked: 1, machine_opened: 1, machine_clicked: 3 },
    ]);
  });

  test("is none where three links are followed in more time, or two in less", async () => {
    const scene = await messageScene();
    for (const path of ["a", "b", "c"]) {
      await follow(scene.links.click(`https://shop.example/${path}`));
      await advance(SECOND);
    }
    await advance(MINUTE);
    expect(await hitsOf(scene)).toHaveLength(3);
    expect(await resultsOf(scene)).toEqual([{ step: "first", clicked: 1 }]);
  });
});

describe("a picture", () => {
  test("of one transparent pixel tells of an opening, once", async () => {
    const scene = await messageScene();
    const answer = await follow(scene.links.open, { "sec-fetch-dest": "image" });
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toBe("image/gif");
    expect(answer.headers.get("cache-control")).toBe("no-store");
    const bytes = new Uint8Array(await answer.arrayBuffer());
    expect(new TextDecoder().decode(bytes.slice(0, 6))).toBe("GIF89a");
    expect(bytes.slice(6, 10)).toEqual(Uint8Array.of(1, 0, 1, 0));
    await follow(scene.links.open);
    await advance(MINUTE);
    await follow(scene.links.open);
    await advance(MINUTE);
    expect(await hitsOf(scene)).toEqual([
      {
        type: "message_opened",
        at: NOON,
        page: undefined,
        params: { journey: "cart-recovery", step: "first", message: scene.ref.message },
      },
    ]);
    expect(await resultsOf(scene)).toEqual([{ step: "first", opened: 1 }]);
  });

  test.each([
    ["Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)", "opened"],
    ["YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html", "opened"],
    [
      "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/42.0.2311.135 Safari/537.36 Edge/12.246 Mozilla/5.0",
      "machine_opened",
    ],
  ])("that %s loads is %s", async (agent, result) => {
    const scene = await messageScene();
    await follow(scene.links.open, { "user-agent": agent });
    await advance(MINUTE);
    expect(await resultsOf(scene)).toEqual([{ step: "first", [result]: 1 }]);
  });
});

const cases = async () => {
  const scene = await messageScene();
  const other = await messageScene();
  return { scene, foreign: other.links, links: scene.links };
};

const tokenOf = (url: string) => url.slice(url.lastIndexOf("/") + 1);

describe("a token", () => {
  test("that was changed, is another site's or of another kind leads nowhere and counts nothing", async () => {
    const { scene, foreign, links } = await cases();
    const base = `https://shop.example/h/${scene.site.id}`;
    const bad = [
      `${base}/l/${tokenOf(foreign.click(TARGET))}`,
      `${base}/l/${tokenOf(links.open)}`,
      `${base}/l/${tokenOf(links.unsubscribe)}`,
      `${base}/o/${tokenOf(links.click(TARGET))}`,
      `${base}/u/${tokenOf(links.click(TARGET))}`,
      `${links.click(TARGET).slice(0, -3)}xxc`,
      `${base}/l/x`,
      `${base}/l/${"x".repeat(5_000)}`,
    ];
    for (const url of bad) {
      const answer = await follow(url);
      expect([answer.status, answer.headers.get("location")]).toEqual([404, null]);
      expect(await answer.text()).not.toContain("<script");
    }
    await advance(MINUTE);
    expect(await resultsOf(scene)).toEqual([]);
    expect(await hitsOf(scene)).toEqual([]);
  });

  test.each([LINK_TOKEN_MAX_LENGTH - 1, LINK_TOKEN_MAX_LENGTH, LINK_TOKEN_MAX_LENGTH + 1])(
    "of %d characters is read as long as it may be",
    async (length) => {
      const { site, ref } = await messageScene();
      const urlWith = (message: string) => linksFor(site, { ...ref, message }).click(TARGET);
      const url = urlWith("m".repeat(1 + length - tokenOf(urlWith("m")).length));
      expect(tokenOf(url)).toHaveLength(length);
      expect((await follow(url)).status).toBe(length > LINK_TOKEN_MAX_LENGTH ? 404 : 302);
    },
  );

  test.each(["c99ABCDEFGHIJKLMNOPQRSTUV", "preview", ""])(
    "of the contact %o, whom no shard holds, leads nowhere",
    async (contact) => {
      const { site } = await messageScene();
      expect((await follow(linksFor(site, refTo(contact)).click(TARGET))).status).toBe(404);
    },
  );

  test("of a contact that was erased leads on and brings nobody back", async () => {
    const { scene, links } = await cases();
    await scene.site.server.post("/privacy/erase", { email: "ada@example.com" });
    await advance(MINUTE);
    expect((await follow(links.click(TARGET))).status).toBe(302);
    await advance(MINUTE);
    expect(await rowsOf(scene.site, "hit")).toEqual([]);
    expect((await scene.site.server.get(`/profiles/${scene.contact}`)).status).toBe(404);
  });
});

test("hits that wait go with their contact when it is erased", async () => {
  const scene = await messageScene();
  await follow(scene.links.click(TARGET));
  expect(await rowsOf(scene.site, "hit")).toHaveLength(1);
  await scene.site.server.post("/privacy/erase", { email: "ada@example.com" });
  expect(await rowsOf(scene.site, "hit")).toEqual([]);
});

test.each([HITS_WAITING_MAX - 1, HITS_WAITING_MAX, HITS_WAITING_MAX + 1])(
  "of %d hits that come at once no more wait than may, and all are counted",
  async (count) => {
    const scene = await messageScene();
    const hit = (n: number): Hit => ({
      ref: scene.ref,
      kind: "click",
      url: `${n}`,
      at: present(),
      isMachine: false,
    });
    await inShard(shardOf(scene.site, scene.contact), async (shard) => {
      for (let n = 0; n < count; n++) await shard.hearHit(hit(n), 0);
    });
    expect(await rowsOf(scene.site, "hit")).toHaveLength(Math.min(count, HITS_WAITING_MAX));
    await advance(MINUTE);
    expect(await resultsOf(scene)).toEqual([{ step: "first", machine_clicked: count }]);
  },
);

test("a hit on a message to an identifier that leads to another contact is that contact's", async () => {
  const site = await createSite();
  await site.ingest([event("identify", { phone: "+493012345678" })]);
  await site.ingest([event("identify", { phone: "+493012345678", email: "ada@example.com" })]);
  const contact = await site.lookUp("email=ada@example.com");
  const pointers = (await rowsOf(site, "pointer")).map(({ id }) => `${id}`);
  const alias = pointers.find((id) => id.startsWith("c")) ?? "";
  await follow(linksFor(site, refTo(alias)).click(TARGET));
  await advance(MINUTE);
  expect(await typesOf({ site, contact })).toContain("message_clicked");
});

test("results are kept for four hundred days", async () => {
  const scene = await messageScene();
  await follow(scene.links.open, { "user-agent": "" });
  await advance(MINUTE);
  expect(await rowsOf(scene.site, "message_result")).toHaveLength(1);
  await scene.site.ingest([event("page_view", { email: "ada@example.com" })]);
  await advance(402 * DAY);
  expect(await rowsOf(scene.site, "message_result")).toEqual([]);
});
