import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Served } from "./served.ts";

const NOON = Date.UTC(2026, 10, 25, 12);
const DAY_MS = 86_400_000;
const ORIGIN = "https://shop.example";
const GRANTED = {
  analytics_storage: "granted",
  ad_storage: "granted",
  ad_user_data: "granted",
  ad_personalization: "granted",
};

/** What must be in no file, no line and no answer, whatever field it was put in. */
const SECRETS = {
  formEmail: "canary.form@canary-mail.example",
  formPhone: "+4915100000001",
  linkEmail: "canary.link@canary-mail.example",
  encodedEmail: "canary.encoded@canary-mail.example",
  pathEmail: "canary.path@canary-mail.example",
  referrerEmail: "canary.referrer@canary-mail.example",
  titleEmail: "canary.title@canary-mail.example",
  searchEmail: "canary.search@canary-mail.example",
  itemEmail: "canary.item@canary-mail.example",
  paramEmail: "canary.param@canary-mail.example",
  serverEmail: "canary.server@canary-mail.example",
  junkEmail: "canary.junk@@canary-mail.example",
  serverPhone: "+4915100000002",
  linkPhone: "4915100000003",
  namedPhone: "015100000004",
  textPhone: "+4915100000005",
  resetToken: "canary-reset-token-000001",
  fragmentToken: "canary-fragment-token-0001",
  password: "canary-password-0000000001",
  callersId: "canary-anonymous-id-000001",
};
const PLANTED = Object.values(SECRETS);
const HASHED_ONLY = "canary-mail.example";

/** What may be kept while there is a profile: proof that this test looks into the right files. */
const KEPT = ["canary-landing-page", "canary-item-name", "canary-search-term", "canary-campaign"];

let served: Served;

const ask = (method: string, path: string, body?: object) => served.ask(method, `/sites/shop${path}`, body);

/** A browser's beacon; returns the visitor the cookie names. */
const beacon = async (events: object[], cookie?: string): Promise<{ cookie: string; visitor: string }> => {
  const answer = await served.fetch("/h/shop/e", {
    method: "POST",
    headers: { origin: ORIGIN, "cf-ipcountry": "DE", ...(cookie === undefined ? {} : { cookie }) },
    body: JSON.stringify({ v: 1, sent_at: NOON, consent: GRANTED, events }),
  });
  const [set = ""] = (answer.headers.get("set-cookie") ?? cookie ?? "").split(";");
  return { cookie: set, visitor: set.slice(set.indexOf("=") + 1, set.lastIndexOf(".")) };
};

let ids = 0;
const event = (type: string, fields: object): object => {
  ids += 1;
  return { id: `event-${ids}`, type, at: NOON, ...fields };
};

/** Two browsers and a server say everything that can be said of one contact, and what should not be. */
const plant = async (): Promise<string[]> => {
  await served.ask("POST", "/clock", { now: NOON });
  await ask("PUT", "", {
    name: "Shop",
    origins: [ORIGIN],
    timezone: "UTC",
    currency: "EUR",
    exports: { min_size: 1 },
  });
  const include = { event: "page_view", within: "7d" };
  await ask("PUT", "/audiences/viewers", { v: 1, name: "Viewers", of: "all", include });
  const first = await beacon([
    event("page_view", {
      page: {
        url: `${ORIGIN}/canary-landing-page/${SECRETS.pathEmail}?utm_campaign=canary-campaign&e=${SECRETS.linkEmail}&tel=${SECRETS.namedPhone}`,
        referrer: `${ORIGIN}/login?next=${encodeURIComponent(SECRETS.encodedEmail)}&reset_token=${SECRETS.resetToken}&password=${SECRETS.password}`,
        title: `Hello ${SECRETS.titleEmail}`,
      },
    }),
    event("page_view", {
      page: {
        url: `${ORIGIN}/?q=%2B${SECRETS.linkPhone}#access_token=${SECRETS.fragmentToken}`,
        referrer: `https://mail.example/?to=${SECRETS.referrerEmail}`,
      },
    }),
  ]);
  // A profile that grows leaves older versions of itself in pages that nobody looks at any more.
  for (let n = 0; n < 40; n++) {
    const items = [{ item_id: `boots-${n}`, item_name: `canary-item-name for ${SECRETS.itemEmail}` }];
    await beacon([event("view_item", { items, params: { note: SECRETS.paramEmail } })], first.cookie);
  }
  await beacon(
    [event("search", { search_term: `canary-search-term ${SECRETS.searchEmail} ${SECRETS.textPhone}` })],
    first.cookie,
  );
  const second = await beacon([event("page_view", { page: { url: `${ORIGIN}/canary-landing-page` } })]);
  for (const { cookie } of [first, second]) {
    await beacon([event("identify", { email: SECRETS.formEmail, phone: SECRETS.formPhone })], cookie);
  }
  await beacon([event("identify", { email: SECRETS.junkEmail })], first.cookie);
  const consent = { consent: GRANTED, region: "DE" };
  const events = [
    event("page_view", { anonymous_id: SECRETS.callersId, page: { url: `${ORIGIN}/app` } }),
    event("identify", {
      anonymous_id: SECRETS.callersId,
      email: SECRETS.serverEmail,
      phone: SECRETS.serverPhone,
    }),
  ];
  await ask("POST", "/events", { ...consent, events });
  const looked = await Promise.all(
    [`email=${SECRETS.formEmail}`, `email=${SECRETS.serverEmail}`].map((query) =>
      ask("GET", `/profiles/lookup?${query}`),
    ),
  );
  const contacts = looked.map((text) => (JSON.parse(text) as { profile: string }).profile);
  const mapped = JSON.parse(await ask("POST", "/privacy/access", { anonymous_id: SECRETS.callersId })) as {
    subject: string[];
  };
  return [...new Set([first.visitor, second.visitor, ...contacts, ...mapped.subject])];
};

const eraseAll = async (): Promise<void> => {
  await ask("POST", "/privacy/erase", { phone: SECRETS.formPhone });
  await ask("POST", "/privacy/erase", { anonymous_id: SECRETS.callersId });
};

/** Requests that are wrong in as many ways, each with a planted text where a value goes. */
const refused = async (): Promise<string> => {
  const answers = await Promise.all([
    ...PLANTED.map((text) => ask("POST", "/privacy/access", { email: text, [text]: text })),
    ...PLANTED.map((text) => ask("PUT", `/audiences/${encodeURIComponent(text)}`, { name: text })),
    ...PLANTED.map((text) => ask("GET", `/profiles/${encodeURIComponent(text)}`)),
    ...PLANTED.map((text) => ask("GET", `/privacy/receipts/${encodeURIComponent(text)}`)),
    ...PLANTED.map((text) => ask("POST", "/events", { events: [{ id: text, type: text, email: [text] }] })),
    ...PLANTED.map((text) => ask("POST", "/privacy/erase", { visitor: text })),
  ]);
  expect(answers.filter((text) => /"code"/.test(text))).toHaveLength(answers.length);
  return answers.join("\n");
};

const without = (text: string): string[] => PLANTED.filter((planted) => text.includes(planted));

beforeEach(async () => {
  ids = 0;
  served = await Served.start();
});

afterEach(async () => {
  await served.remove();
});

describe("what is planted", () => {
  test("is in no database file, no line of the log and no error, while what may be kept is there", async () => {
    const profiles = await plant();
    expect(PLANTED).toHaveLength(20);
    expect(await served.stored(KEPT)).toEqual(KEPT);
    expect(await served.stored(profiles)).toEqual(profiles);
    expect(await served.stored(PLANTED)).toEqual([]);
    expect(without(await refused())).toEqual([]);
    await served.stop();
    expect(await served.stored(PLANTED)).toEqual([]);
    expect(without(served.printed)).toEqual([]);
    expect(await served.stored(KEPT)).toEqual(KEPT);
  });
});

describe("after erasure and the time that platforms have to learn of it, nothing is in any file", () => {
  test.each(["SIGTERM", "SIGKILL"] as const)("where the server is stopped by %s", async (signal) => {
    const profiles = await plant();
    await eraseAll();
    await served.ask("POST", "/clock", { advance: 31 * DAY_MS });
    await served.stop(signal);
    if (signal === "SIGKILL") {
      await served.run(); // A server that was killed makes good for it at its next start.
      expect(await ask("GET", "/audiences")).toContain("viewers");
      await served.stop();
    }
    expect(await served.stored([...profiles, ...KEPT, ...PLANTED, HASHED_ONLY])).toEqual([]);
    expect(await served.stored(["viewers"])).toEqual(["viewers"]);
  });
});
