import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { CollectBody } from "../../schemas/collect.ts";
import type { ConsentStamp, Purpose } from "../../schemas/consent.ts";
import type { SnippetVerbs } from "../../schemas/snippet-settings.ts";
import { signUp } from "../../snippet/sign-up/sign-up.ts";
import { OPT_IN } from "./fake-page.ts";

const NOW = Date.UTC(2026, 5, 1);
const REFUSED = { analytics_storage: "denied", ad_storage: "denied", email_marketing: "granted" } as const;
const CLAIM = { email: "ada@shop.example", phone: "+49301234567", form_id: "letter", params: { plan: "x" } };

let sent: CollectBody[];
let answers: (number | Error)[];

beforeEach(() => {
  vi.useFakeTimers({ now: NOW });
  sent = [];
  answers = [];
  vi.stubGlobal("fetch", async (url: URL, { body }: { body: string }) => {
    expect(url.href).toMatch(/\/e$/);
    sent.push(JSON.parse(body) as CollectBody);
    const answer = answers.shift() ?? 200;
    if (answer instanceof Error) throw answer;
    return { status: answer };
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const sign = async (wanted: ConsentStamp, granted: Purpose[] = ["email_marketing"]): Promise<void> => {
  const state: SnippetVerbs["state"] = (tell) => tell({ consent: REFUSED, granted, gpc: true, ask: false });
  const done = signUp({ ...OPT_IN, signals: { gpp: "DBAA" } }, { state } as SnippetVerbs, CLAIM, wanted);
  await vi.runAllTimersAsync();
  await done;
};

test("an address leaves with the choices and what they rest on, and with nothing else", async () => {
  await sign({ email_marketing: "granted" });
  expect(sent).toEqual([
    {
      v: 1,
      sent_at: NOW,
      consent: REFUSED,
      consent_at: NOW,
      gpc: true,
      signals: { gpp: "DBAA" },
      events: [
        { id: expect.stringMatching(/^\d{16,40}$/), type: "identify", at: NOW, email: "ada@shop.example" },
      ],
    },
  ]);
});

test("a number leaves with the wish for SMS, and not with that for e-mail", async () => {
  await sign({ sms_marketing: "granted" });
  expect(sent[0]?.events[0]).toMatchObject({ phone: CLAIM.phone });
  expect(sent[0]?.events[0]).not.toHaveProperty("email");
});

test.for([
  ["without a wish", {}, []],
  ["with a denial", { email_marketing: "denied" }, []],
  ["with a wish for something else", { push_marketing: "granted" }, []],
  ["where a history may be kept, and the core tells it", { email_marketing: "granted" }, ["ad_storage"]],
] as const)("nothing leaves %s", async ([, wanted, granted]) => {
  await sign(wanted, [...granted]);
  expect(sent).toEqual([]);
});

test("what fails is repeated with the same id, by the clock of the try, and not for ever", async () => {
  answers = [503, new TypeError("offline"), 429];
  await sign({ email_marketing: "granted" });
  expect(sent.map(({ sent_at, consent_at }) => [sent_at - NOW, consent_at! - NOW])).toEqual([
    [0, 0],
    [1_000, 0],
    [5_000, 0],
  ]);
  expect(new Set(sent.map(({ events }) => events[0]?.id)).size).toBe(1);
});

test("what was refused is not repeated", async () => {
  answers = [400];
  await sign({ email_marketing: "granted" });
  expect(sent).toHaveLength(1);
});
