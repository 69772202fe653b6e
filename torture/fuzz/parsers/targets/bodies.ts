import { CollectRequest } from "../../../../schemas/collect.ts";
import { EVENT_LATE_MAX_MS, EVENT_MAX_BYTES } from "../../../../schemas/limits.ts";
import { scrubFields } from "../../../../worker/domain/privacy/scrub.ts";
import { touchOf } from "../../../../worker/domain/profile/touch.ts";
import { type BatchTimes, parseEvent } from "../../../../worker/http/events/parse-event.ts";
import { parse } from "../../../../worker/http/body.ts";
import { Refusal } from "../../../../worker/http/refusal.ts";
import { type FuzzTarget, jsonIn, must } from "../fuzz-target.ts";

const NOW = Date.UTC(2026, 10, 26, 12);
const TIMES: BatchTimes = { sentAt: NOW, receivedAt: NOW, lateMaxMs: EVENT_LATE_MAX_MS, isHistory: false };

const checkEvent = (raw: unknown, index: number): void => {
  const parsed = parseEvent(raw, index, TIMES);
  if (parsed.kind === "rejected") return;
  const { event } = parsed.indexed;
  const body = JSON.stringify(event.fields);
  must(
    body.isWellFormed() && !body.includes("\\u0000") && !/\\ud[89a-f]/i.test(body),
    "only clean text is kept",
  );
  must(Number.isSafeInteger(event.at) && event.at <= NOW + EVENT_LATE_MAX_MS, "its time is plausible");
  must(Buffer.byteLength(body) <= EVENT_MAX_BYTES * 2, "it is not larger than it may be");
  must(
    !/(?:^|[^[])\b[\w.+-]+@[a-z0-9-]+\.[a-z]{2,}/i.test(event.fields.page?.url ?? ""),
    "no link keeps an address",
  );
  const again = JSON.stringify(scrubFields(event.fields, body));
  must(again === body, "what was scrubbed once has nothing more to scrub");
  const touch = touchOf(event);
  must(
    touch === null || Object.values(touch.utm).every((text) => text.isWellFormed()),
    "campaigns are clean text",
  );
};

const seed = (fields: object): string =>
  JSON.stringify({
    v: 1,
    sent_at: NOW,
    consent: { ad_storage: "granted" },
    events: [{ id: "a-1", type: "page_view", at: NOW, n: 1, ...fields }],
  });

/** `POST /h/{site}/e`, from the body to the events that are handed on. */
export const BEACON: FuzzTarget = {
  name: "beacon",
  seeds: [
    seed({
      page: {
        url: "https://shop.example/a?utm_source=x&gclid=y&email=a@b.example",
        title: "A",
        referrer: "",
      },
    }),
    seed({
      type: "purchase",
      value: "12.50",
      currency: "EUR",
      transaction_id: "t",
      items: [{ item_id: 7, price: "1.5", quantity: 2, url: "https://shop.example/7" }],
    }),
    seed({
      type: "identify",
      email: "Ada@Shop.example",
      phone: "+49 30 123456",
      params: { first_name: "Ada", tel: "x" },
    }),
    seed({ params: { said: "call +49 (30) 123-45678 or a%40b.example", token: "t", n: 1, is: true } }),
  ],
  tokens: [
    "page_view",
    '"params":{',
    '"items":[{',
    "+4930123456",
    "a@b.example",
    "%40",
    "%2B49301234567",
    "?token=",
    "&email=",
    "[removed]",
    "utm_source=",
    "gclid=",
  ],
  check: (text) => {
    const body = jsonIn(text);
    if (body === undefined) return;
    let request: CollectRequest;
    try {
      request = parse(CollectRequest, body, "body_invalid");
    } catch (error) {
      must(
        error instanceof Refusal && error.code === "body_invalid",
        `only refusals are thrown: ${String(error)}`,
      );
      return;
    }
    for (const [index, event] of request.events.entries()) checkEvent(event, index);
  },
};
