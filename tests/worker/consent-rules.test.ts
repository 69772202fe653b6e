import { describe, expect, test } from "vitest";
import { advance, HOUR, NOON } from "./clock.ts";
import { createSite } from "./kit.ts";
import { allDropped } from "./answers.ts";
import { pageView, VIEWERS } from "./samples.ts";

const rules = (mode: string) => ({
  rules: [
    { region: "*", mode: "opt-in" },
    { region: "US", mode },
  ],
});

describe("a change of the consent rules", () => {
  test("takes members who never chose out of exports at once, and keeps those who did", async () => {
    const site = await createSite();
    await site.putAudience("viewers", VIEWERS);
    const [silent, asked, german] = [
      site.browser({ country: "US", consent: {} }),
      site.browser({ country: "US" }),
      site.browser(),
    ];
    for (const browser of [silent, asked, german]) await browser.send([pageView()]);
    const { cursor, rows } = await site.members("viewers");
    expect(rows).toHaveLength(3);
    expect((await site.server.put("/consent/rules", rules("opt-in"))).status).toBe(200);
    expect(await site.exported("viewers")).toEqual([asked.visitor, german.visitor].toSorted());
    expect(await site.memberships(silent.visitor)).toEqual([]);
    expect((await site.changes("viewers", cursor)).rows).toEqual([
      { op: "exit", profile: silent.visitor, at: NOON, reason: "consent_withdrawn" },
    ]);
    expect(await silent.send([pageView()])).toMatchObject(allDropped(1));
    expect((await site.profile(silent.visitor)).events).toHaveLength(1);
  });

  test("is answered and read back in full", async () => {
    const site = await createSite();
    const { body } = await site.server.put("/consent/rules", rules("off"));
    const rest = {
      gpc: "honour",
      purposes: {},
      cookie_days: 395,
      reask_days: 180,
      retention_days: 400,
      effective_at: null,
    };
    expect(body).toEqual({
      rules: [
        { region: "*", mode: "opt-in", ...rest },
        { region: "US", mode: "off", ...rest },
      ],
    });
    expect((await site.server.get("/consent/rules")).body).toEqual(body);
  });

  test("with a date is in force from that moment on, on every request and in every export", async () => {
    const site = await createSite();
    await site.putAudience("viewers", VIEWERS);
    const ada = site.browser({ country: "US", consent: {} });
    const announced = { region: "US", mode: "opt-in", effective_at: NOON + HOUR };
    await site.server.put("/consent/rules", { rules: [...rules("opt-out").rules, announced] });
    await ada.send([pageView()]);
    const { visitor } = ada;
    await advance(HOUR - 1);
    expect(await site.exported("viewers")).toEqual([visitor]);
    await advance(1);
    expect(await site.exported("viewers")).toEqual([]);
    expect(await site.memberships(visitor)).toEqual([]);
    expect(await ada.send([pageView()])).toMatchObject(allDropped(1));
  });

  test("shortens the cookie", async () => {
    const site = await createSite();
    await site.server.put("/consent/rules", { rules: [{ region: "*", mode: "off", cookie_days: 30 }] });
    const { headers } = await site.browser({ consent: {} }).send([pageView()]);
    expect(headers.get("set-cookie")).toContain("; Max-Age=2592000;");
  });
});
