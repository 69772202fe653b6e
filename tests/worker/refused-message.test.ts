import { beforeEach, expect, test } from "vitest";
import type { JourneyInput } from "../../schemas/journey.ts";
import { advance, DAY, HOUR, MINUTE, NOON } from "./clock.ts";
import { createSite } from "./kit.ts";
import { EMAIL } from "./message-kit.ts";
import { useNetwork } from "./network.ts";
import { inShard, rowsOf, shardOf } from "./objects.ts";
import { event, EVERYTHING, JOURNEY } from "./samples.ts";

const PHONE = "+493012345678";
const WANTED = { ...EVERYTHING, email_marketing: "granted", sms_marketing: "granted" } as const;
const TWILIO = { kind: "twilio", account_sid: `AC${"0".repeat(32)}`, auth_token: "token", from: "Boots" };
const RESEND = { kind: "resend", api_key: "re_1", from: "hello@shop.example" };

const TWO: JourneyInput = {
  ...JOURNEY,
  steps: [
    { wait: "1h" },
    { id: "a", send: { channel: "sms", text: "Hello" } },
    { wait: "1d" },
    { id: "b", send: { channel: "sms", text: "Again" } },
    { id: "c", send: { channel: "mail", subject: "Hello", text: "Hello" } },
  ],
};

/** Bodies of requests to providers, by host. */
let asked: string[] = [];
let answer: (url: string) => Response;

beforeEach(() => {
  asked = [];
});
useNetwork((url) => {
  asked.push(new URL(url).hostname);
  return answer(url);
});

const refusal = (code: number) => () => Response.json({ code }, { status: 400 });

/** A contact with a number and an address, whose first message the channel answers. */
const scene = async (channel: (url: string) => Response) => {
  answer = channel;
  const site = await createSite();
  await site.server.put("/channels/sms", TWILIO);
  await site.server.put("/channels/mail", RESEND);
  expect((await site.server.put("/journeys/welcome", TWO)).status).toBe(201);
  await site.ingest([event("sign_up", { email: EMAIL, phone: PHONE })], { consent: WANTED });
  const contact = await site.lookUp(`email=${EMAIL}`);
  await advance(HOUR);
  const suppressed = () =>
    inShard(shardOf(site, contact), (shard) => {
      const { state } = shard as unknown as {
        state: { profiles: { read(id: string): { history: { outreach: { suppressed: unknown } } } } };
      };
      return state.profiles.read(contact).history.outreach.suppressed;
    });
  const steps = async () =>
    (await site.server.get("/journeys/welcome/report")).body as { steps: Record<string, unknown>[] };
  return { site, contact, suppressed, steps };
};

test.each([
  ["that is no number", 21211, "bounced"],
  ["that answered STOP", 21610, "unsubscribed"],
])(
  "a number %s is not written to again, with the reason, and the medium's other messages go on",
  async (_, code, reason) => {
    const { site, suppressed, steps } = await scene(refusal(code));
    expect(await suppressed()).toEqual({ sms: { reason, at: NOON + HOUR } });
    expect(await rowsOf(site, "dead_letter")).toMatchObject([
      { channel: "sms", failure: code === 21610 ? "recipient_unsubscribed" : "recipient_rejected" },
    ]);
    answer = () => Response.json({});
    asked = [];
    await advance(DAY);
    expect(asked).toEqual(["api.resend.com"]);
    expect((await steps()).steps).toMatchObject([
      { id: "a", failed: 1, parked: 1, sent: 0 },
      { id: "b", skipped: 1, sent: 0 },
      { id: "c", sent: 1 },
    ]);
  },
);

test("a refusal for another reason stops nothing, and is listed", async () => {
  const { suppressed, steps } = await scene(refusal(21617));
  expect(await suppressed()).toEqual({});
  expect((await steps()).steps).toMatchObject([{ id: "a", failed: 1, parked: 1 }, {}, {}]);
  answer = () => Response.json({});
  await advance(DAY);
  expect((await steps()).steps).toMatchObject([{ id: "a" }, { id: "b", sent: 1 }, { id: "c", sent: 1 }]);
});

test("a complaint that was heard before outweighs a number that is refused", async () => {
  const { site, contact, suppressed } = await scene(() => Response.json({}, { status: 503 }));
  answer = refusal(21211);
  await inShard(shardOf(site, contact), (shard) =>
    shard.hearFeedback({ contact, medium: "sms", message: null, kind: "complained", at: NOON }, 0),
  );
  await advance(HOUR);
  expect(await suppressed()).toEqual({ sms: { reason: "complained", at: NOON } });
});

test("a message that was refused holds its place under the caps, and can be sent again once that is mended", async () => {
  const { site, contact, steps } = await scene(refusal(21617));
  const place = async () => (await site.profile(contact)).exposures;
  expect(await place()).toMatchObject([{ creative: "a", viewable_at: null }]);
  answer = () => Response.json({});
  await site.server.post("/channels/sms/dead-letters/replay", {});
  await advance(MINUTE);
  expect(await place()).toMatchObject([{ creative: "a", viewable_at: NOON + HOUR + MINUTE }]);
  expect((await steps()).steps).toMatchObject([{ id: "a", sent: 1, failed: 1, parked: 0 }, {}, {}]);
});
