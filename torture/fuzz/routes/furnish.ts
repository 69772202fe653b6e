import { EXPORT_MIN_SIZE_FLOOR } from "../../../schemas/limits.ts";
import { CONSENT, SHOP_ORIGIN, SHOP_SETTINGS } from "../../shop.ts";
import { SITE, type Victim } from "../../victim.ts";
import type { DescribedRoute } from "./described-route.ts";
import { SHARED_IDS } from "./value-maker.ts";

export const OTHER_SITE = "elsewhere";

/** Keys that a request may come with. */
export interface Keys {
  readonly admin: string;
  /** Of the site, with one scope that opens little. */
  readonly weak: string;
  /** Of another site. */
  readonly foreign: string;
}

const post = async (victim: Victim, site: string, route: string, body: object): Promise<unknown> => {
  const answer = await fetch(`${victim.origin}/v1/sites/${site}${route}`, {
    method: "POST",
    headers: { ...victim.authorization, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`POST ${route} answered ${answer.status}`);
  return answer.json();
};

/** Keys for the site and for another one. */
export const makeKeys = async (victim: Victim): Promise<Keys> => {
  const settings = { name: "Other", origins: ["https://other.example"], timezone: "UTC", currency: "EUR" };
  await fetch(`${victim.origin}/v1/sites/${OTHER_SITE}`, {
    method: "PUT",
    headers: { ...victim.authorization, "content-type": "application/json" },
    body: JSON.stringify(settings),
  });
  const keyFor = async (site: string, scope: string): Promise<string> => {
    const { key } = (await post(victim, site, "/keys", { label: "fuzz", scopes: [scope] })) as {
      key: string;
    };
    return key;
  };
  const admin = victim.authorization.authorization.replace("Bearer ", "");
  return { admin, weak: await keyFor(SITE, "export"), foreign: await keyFor(OTHER_SITE, "admin") };
};

/** What the document's examples save, under the ids that requests share. Some of them name others: those are refused. */
const saveExamples = async (victim: Victim, routes: readonly DescribedRoute[]): Promise<void> => {
  const saving = routes.filter(
    ({ method, path, body }) => method === "PUT" && path.endsWith("/{id}") && body?.example !== undefined,
  );
  for (const { path, body } of saving) {
    const route = path.replace("/v1/sites/{site}", "");
    for (const id of SHARED_IDS) await victim.ask("PUT", route.replace("{id}", id), body?.example);
  }
};

const WHO = { anonymous_id: "somebody known" };

/** People with events, so that there is something to read, export, explain and merge. Answers with what names them. */
const bringPeople = async (victim: Victim): Promise<unknown[]> => {
  const at = Date.now();
  const page = { url: `${SHOP_ORIGIN}/boots?utm_source=mail`, title: "Boots" };
  // As many as an audience needs to be exported.
  const viewers = Array.from({ length: EXPORT_MIN_SIZE_FLOOR }, (_, n) => ({
    id: `viewer-${n}-${at}`,
    type: "page_view",
    anonymous_id: `viewer ${n}`,
  }));
  const events = [
    ...viewers,
    { id: `seen-${at}`, type: "page_view", page, ...WHO },
    { id: `bought-${at}`, type: "purchase", value: 400, currency: "EUR", transaction_id: `t-${at}`, ...WHO },
    { id: `ada-${at}`, type: "identify", email: "ada@shop.example" },
    { id: `bob-${at}`, type: "identify", email: "bob@shop.example" },
  ];
  await victim.must("POST", "/events", {
    consent: CONSENT,
    region: "GB",
    events: events.map((one) => ({ ...one, at })),
  });
  const names = [`anonymous_id=${WHO.anonymous_id}`, "email=ada@shop.example", "email=bob@shop.example"];
  const found = names.map(async (name) =>
    (await victim.ask("GET", `/profiles/lookup?${encodeURI(name)}`)).json(),
  );
  return Promise.all(found);
};

/** A shop with everything that routes ask for; resolves with answers whose names lead to something. */
export const furnish = async (victim: Victim, routes: readonly DescribedRoute[]): Promise<unknown[]> => {
  await victim.must("PUT", "", { ...SHOP_SETTINGS, exports: { min_size: EXPORT_MIN_SIZE_FLOOR } });
  await saveExamples(victim, routes);
  return bringPeople(victim);
};
