import { describe, expect, test } from "vitest";
import { NOON } from "./clock.ts";
import { createSite } from "./kit.ts";
import { dump } from "./objects.ts";
import { CANARY, deep, DEPTH, ingestText, withNeighbour } from "./problems.ts";
import type { Answer } from "./request.ts";
import { event, EVERYTHING, pageView } from "./samples.ts";

/** A problem of ours, or a success that lists the event at index 1 as rejected and keeps the one at index 0. */
const expectRefused = (answer: Answer, code = "event_invalid"): void => {
  expect(answer).toMatchObject({ status: 200, body: { accepted: 1, rejected: [{ index: 1, code }] } });
  expect(answer.text).not.toContain(CANARY);
};

/** JSON texts of single events, because some cannot be written as values. */
const badEvents: [name: string, json: string][] = [
  ["null", "null"],
  ["a text", `"${CANARY}"`],
  ["a list", `["${CANARY}"]`],
  ["without an id", `{"type":"page_view"}`],
  ["with a number for an id", `{"id":7,"type":"page_view"}`],
  ["with an empty id", `{"id":"","type":"page_view"}`],
  ["with a space in its id", `{"id":"${CANARY} x","type":"page_view"}`],
  ["with a NUL in its id", `{"id":"${CANARY}\\u0000","type":"page_view"}`],
  ["with a lone surrogate in its id", `{"id":"${CANARY}\\ud800","type":"page_view"}`],
  ["without a type", `{"id":"x"}`],
  ["of the type __proto__", `{"id":"x","type":"__proto__"}`],
  ["of a type with a dot", `{"id":"x","type":"${CANARY}.x"}`],
  ["with a time as text", `{"id":"x","type":"page_view","at":"${CANARY}"}`],
  ["with a negative time", `{"id":"x","type":"page_view","at":-1}`],
  ["with a broken time", `{"id":"x","type":"page_view","at":0.5}`],
  ["with a time beyond all calendars", `{"id":"x","type":"page_view","at":1e16}`],
  ["with an infinite value", `{"id":"x","type":"purchase","value":1e400}`],
  ["with a value in words", `{"id":"x","type":"purchase","value":"${CANARY}"}`],
  ["with a value as a list", `{"id":"x","type":"purchase","value":[1]}`],
  ["with a currency in words", `{"id":"x","type":"purchase","currency":"${CANARY}"}`],
  ["with a NUL in a text", `{"id":"x","type":"search","search_term":"${CANARY}\\u0000"}`],
  ["with a lone surrogate in a text", `{"id":"x","type":"search","search_term":"${CANARY}\\udfff"}`],
  ["with a lone surrogate in its address", `{"id":"x","type":"page_view","page":{"url":"\\ud800"}}`],
  ["with a page that is a text", `{"id":"x","type":"page_view","page":"${CANARY}"}`],
  ["with items that are an object", `{"id":"x","type":"purchase","items":{"0":{"item_id":"a"}}}`],
  ["with an item without a name", `{"id":"x","type":"purchase","items":[{"price":1}]}`],
  ["with an item that is null", `{"id":"x","type":"purchase","items":[null]}`],
  ["with a parameter that is an object", `{"id":"x","type":"e","params":{"a":{"b":"${CANARY}"}}}`],
  ["with a parameter that is a list", `{"id":"x","type":"e","params":{"a":["${CANARY}"]}}`],
  ["with a parameter whose name is no name", `{"id":"x","type":"e","params":{"a b":1}}`],
  ["with an infinite parameter", `{"id":"x","type":"e","params":{"a":-1e400}}`],
  ["with a counter below zero", `{"id":"x","type":"e","n":-1}`],
  ["with a counter beyond counting", `{"id":"x","type":"e","n":1e300}`],
  ["that identifies nobody", `{"id":"x","type":"identify"}`],
  ["that identifies by a list", `{"id":"x","type":"identify","email":["${CANARY}@example.com"]}`],
];

const deepEvents: typeof badEvents = [
  ["a million deep", deep("[", "]", DEPTH)],
  ["with a parameter a million deep", `{"id":"x","type":"e","params":{"a":${deep("[", "]", DEPTH)}}}`],
  ["with items a million deep", `{"id":"x","type":"e","items":${deep("[", "]", DEPTH)}}`],
];

describe("one bad event does not cost the good one", () => {
  test.each(badEvents)("%s, in a beacon", async (_, json) => {
    const { site, ben } = await withNeighbour();
    const before = await site.profile(ben.visitor);
    const ada = site.browser();
    const good = pageView();
    const consent = JSON.stringify(EVERYTHING);
    const events = `[${JSON.stringify(good)},${json}]`;
    expectRefused(await ada.post(`{"v":1,"sent_at":${NOON},"consent":${consent},"events":${events}}`));
    expect((await site.profile(ada.visitor)).events.map(({ id }) => id)).toEqual([good.id]);
    expect(await site.profile(ben.visitor)).toEqual(before);
  });

  test.each([...badEvents, ...deepEvents])("%s, from a server", async (_, json) => {
    const { site, ben } = await withNeighbour();
    const before = await site.profile(ben.visitor);
    const good = { ...pageView(), anonymous_id: "crm-1" };
    const addressed = json.startsWith("{") ? json.replace("{", `{"anonymous_id":"crm-1",`) : json;
    const consent = JSON.stringify(EVERYTHING);
    const body = `{"consent":${consent},"region":"DE","events":[${JSON.stringify(good)},${addressed}]}`;
    expectRefused(await ingestText(site, body));
    const visitor = await site.lookUp("anonymous_id=crm-1");
    expect((await site.profile(visitor)).events.map(({ id }) => id)).toEqual([good.id]);
    expect(await site.profile(ben.visitor)).toEqual(before);
  });

  test.each([
    ["for nobody", {}, "profile_unknown"],
    ["for a visitor that is no id", { visitor: CANARY }, "profile_unknown"],
    ["for an empty id of the caller", { anonymous_id: "" }, "event_invalid"],
    ["for an id with a lone surrogate", { anonymous_id: `${CANARY}\ud800` }, "event_invalid"],
    ["for what is no address", { email: `${CANARY}@` }, "address_invalid"],
    ["with a foreign choice", { anonymous_id: "a", consent: { ad_storage: CANARY } }, "event_invalid"],
  ] as const)("%s, from a server", async (_, address, code) => {
    const site = await createSite();
    const events = [
      { ...pageView(), anonymous_id: "crm-1" },
      { ...pageView(), ...address },
    ];
    expectRefused(await site.server.post("/events", { consent: EVERYTHING, events }), code);
  });
});

const names = ["constructor", "toString", "hasOwnProperty", "valueOf"];

describe("strange but harmless", () => {
  test.each(names)("the name %s works as an event type and as a parameter", async (name) => {
    const site = await createSite();
    const ada = site.browser();
    await ada.send([pageView()]);
    const params = `{"${name}":"x","${name}2":1}`;
    const json = `{"id":"x","type":"${name}","at":${NOON},"params":${params},"items":[{"item_id":"a"}]}`;
    const consent = JSON.stringify(EVERYTHING);
    const { body } = await ada.post(`{"v":1,"sent_at":${NOON},"consent":${consent},"events":[${json}]}`);
    expect(body).toMatchObject({ accepted: 1 });
    const { events } = await site.profile(ada.visitor);
    expect(events.find(({ id }) => id === "x")).toMatchObject({ type: name, params: { [name]: "x" } });
  });

  test("__proto__ among fields, items and parameters changes no prototype", async () => {
    const site = await createSite();
    const evil = `"__proto__":{"polluted":"${CANARY}","item_id":"a"}`;
    const evilEvent = `{"id":"x","type":"e",${evil},"page":{"url":"https://shop.example/",${evil}},"items":[{"item_id":"a",${evil}}],"params":{${evil}}}`;
    const consent = JSON.stringify(EVERYTHING);
    const answer = await site
      .browser()
      .post(
        `{"v":1,"sent_at":${NOON},"consent":${consent},${evil},"events":[${evilEvent},${JSON.stringify(pageView())}]}`,
      );
    expect(answer.status).toBe(200);
    expect(answer.text).not.toContain(CANARY);
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
    expect(JSON.stringify(await dump(site))).not.toContain(CANARY);
  });

  test("minus zero, the largest number and text beyond the basic plane survive", async () => {
    const site = await createSite();
    const ada = site.browser();
    const odd = event("odd", {
      value: -0,
      search_term: "𝒷ö🥾\u2028",
      params: { huge: 1.7e308, int: 2 ** 60 },
    });
    expect((await ada.send([odd])).body).toMatchObject({ accepted: 1 });
    expect((await ada.send([odd])).body).toMatchObject({ duplicate: 1 });
    expect((await site.profile(ada.visitor)).events).toMatchObject([
      { search_term: "𝒷ö🥾\u2028", params: { huge: 1.7e308, int: 2 ** 60 } },
    ]);
  });

  test("purposes nobody knows are ignored in a stamp", async () => {
    const site = await createSite();
    const consent = `{"ad_storage":"granted","telepathy":"denied","__proto__":{"analytics_storage":"granted"}}`;
    const ada = site.browser();
    await ada.post(`{"v":1,"sent_at":${NOON},"consent":${consent},"events":[{"id":"x","type":"e"}]}`);
    expect(Object.keys((await site.profile(ada.visitor)).consent)).toEqual(["ad_storage"]);
  });

  test("fields nobody knows are ignored on events", async () => {
    const site = await createSite();
    const ada = site.browser();
    await ada.send([Object.assign(pageView(), { password: CANARY })]);
    expect(JSON.stringify(await dump(site))).not.toContain(CANARY);
  });
});
