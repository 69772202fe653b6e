import { createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import { advance, MINUTE, NOON } from "./clock.ts";
import { createSite, type TestSite } from "./kit.ts";
import { dump, inShard, shardOf } from "./objects.ts";
import { type Answer, request } from "./request.ts";
import { event, EVERYTHING } from "./samples.ts";

const TOKEN = "twilio-token";
const EMAIL = "ada@engines.example.com";
const PHONE = "+493012345678";
const TWILIO = { kind: "twilio", account_sid: `AC${"0".repeat(32)}`, auth_token: TOKEN, from: "Boots" };
const WANTED = { ...EVERYTHING, email_marketing: "granted", sms_marketing: "granted" } as const;

/** A contact known by an address, and by a number that leads to it. */
const scene = async () => {
  const site = await createSite();
  await site.server.put("/channels/sms", TWILIO);
  await site.ingest([event("identify", { email: EMAIL })], { consent: WANTED });
  await site.ingest([event("identify", { email: EMAIL, phone: PHONE })], { consent: WANTED });
  return { site, contact: await site.lookUp(`email=${EMAIL}`) };
};

/** What Twilio posts when somebody writes, signed by its documented rule. */
const write = (site: TestSite, fields: Record<string, string>, token = TOKEN): Promise<Answer> => {
  const form = { MessageSid: "SM1", SmsStatus: "received", From: PHONE, To: "+15005550006", ...fields };
  const url = `https://shop.example/h/${site.id}/f/sms`;
  const text = Object.entries(form)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flat()
    .join("");
  const headers = {
    "x-twilio-signature": createHmac("sha1", token)
      .update(url + text)
      .digest("base64"),
  };
  return request("POST", `/h/${site.id}/f/sms`, { headers, body: new URLSearchParams(form).toString() });
};

const suppressedOf = (site: TestSite, contact: string): Promise<unknown> =>
  inShard(shardOf(site, contact), (shard) => {
    const { state } = shard as unknown as {
      state: { profiles: { read(id: string): { history: { outreach: { suppressed: unknown } } } } };
    };
    return state.profiles.read(contact).history.outreach.suppressed;
  });

const BY_WORD = { reason: "unsubscribed", at: expect.any(Number) as number, isByWord: true };

describe("an answer to a message", () => {
  test.each([
    { Body: "STOP" },
    { Body: " stop\n" },
    { Body: "Unsubscribe" },
    { Body: "QUIT" },
    { Body: "Nicht mehr", OptOutType: "STOP" },
  ])("of %j stops the medium for whoever has the number, once", async (fields) => {
    const { site, contact } = await scene();
    const answer = await write(site, fields);
    expect([answer.status, answer.text, answer.headers.get("content-type")]).toEqual([
      200,
      "<Response/>",
      "text/xml",
    ]);
    expect(await suppressedOf(site, contact)).toEqual({ sms: BY_WORD });
    const before = await dump(site);
    await write(site, fields);
    expect(await dump(site)).toEqual(before);
  });

  test.each([
    { Body: "Please stop" },
    { Body: "HELP" },
    { Body: "STOP", OptOutType: "HELP" },
    { Body: "constructor" },
    { Body: "" },
    { Body: "STOP", From: "whatsapp:+493012345678" },
    { Body: "STOP", From: "" },
    { Body: "STOP", From: "+493012345679" },
  ])("of %j stops nothing", async (fields) => {
    const { site, contact } = await scene();
    const before = await dump(site);
    expect((await write(site, fields)).status).toBe(200);
    expect(await suppressedOf(site, contact)).toEqual({});
    expect(await dump(site)).toEqual(before);
  });

  test.each(["START", "unstop", "Yes"])("of %s lifts what STOP did", async (Body) => {
    const { site, contact } = await scene();
    await write(site, { Body: "STOP" });
    await advance(MINUTE);
    await write(site, { Body });
    expect(await suppressedOf(site, contact)).toEqual({});
  });

  test.each(["bounced", "complained", "unsubscribed"] as const)(
    "of START lifts STOP alone where the medium is off too because it was %s, before or after",
    async (kind) => {
      for (const isFirst of [true, false]) {
        const { site, contact } = await scene();
        const hear = () =>
          inShard(shardOf(site, contact), (shard) =>
            shard.hearFeedback({ contact, medium: "sms", message: null, kind, at: NOON }, 0),
          );
        if (isFirst) await hear();
        await write(site, { Body: "STOP" });
        if (!isFirst) await hear();
        await write(site, { Body: "START" });
        // A number that somebody writes from is not dead: STOP takes the place of a bounce.
        const left = kind === "bounced" ? {} : { sms: { reason: kind, at: NOON } };
        expect(await suppressedOf(site, contact)).toEqual(left);
      }
    },
  );

  test("that is not signed with the channel's token is refused and changes nothing", async () => {
    const { site } = await scene();
    const before = await dump(site);
    expect(await write(site, { Body: "STOP" }, "other")).toMatchObject({
      status: 403,
      body: { code: "signature_invalid" },
    });
    expect(await dump(site)).toEqual(before);
  });
});
