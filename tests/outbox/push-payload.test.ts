import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { PUSH_PAYLOAD_MAX_BYTES } from "../../schemas/limits-outreach.ts";
import type { PushMessage } from "../../worker/outbox/outgoing.ts";
import { pushPayload } from "../../worker/outbox/send/push-payload.ts";

const MESSAGE: PushMessage = {
  medium: "push",
  id: "msg_1",
  contact: "c00abc",
  subscription: { endpoint: "https://push.example/ada", p256dh: "", auth: "" },
  title: "Still thinking?",
  body: "Your boots wait.",
  url: "https://shop.example/boots",
};
const bytesOf = (text: string | null): number => Buffer.byteLength(text ?? "");

describe("a payload", () => {
  test("says title, body, address and id, and nothing of whom it is for", () => {
    const { title, body, url, id } = MESSAGE;
    expect(JSON.parse(pushPayload(MESSAGE)!)).toEqual({ title, body, url, id });
    expect(JSON.parse(pushPayload({ ...MESSAGE, url: null })!)).toMatchObject({ url: null });
  });

  test("is whole up to its limit, and cut from there on", () => {
    const room = PUSH_PAYLOAD_MAX_BYTES - bytesOf(pushPayload({ ...MESSAGE, body: "" }));
    const bodyOf = (length: number): string =>
      (JSON.parse(pushPayload({ ...MESSAGE, body: "x".repeat(length) })!) as { body: string }).body;
    expect(bodyOf(room - 1)).toHaveLength(room - 1);
    expect(bodyOf(room)).toBe("x".repeat(room));
    expect(bodyOf(room + 1)).toBe(`${"x".repeat(room - 3)}…`);
  });

  test("is never too long and never breaks a character, whatever is said", () => {
    const longBody = fc
      .tuple(fc.string({ unit: "binary", minLength: 1, maxLength: 20 }), fc.integer({ min: 1, max: 900 }))
      .map(([part, times]) => part.repeat(times).slice(0, 9_000));
    fc.assert(
      fc.property(longBody, (body) => {
        const payload = pushPayload({ ...MESSAGE, body });
        expect(bytesOf(payload)).toBeLessThanOrEqual(PUSH_PAYLOAD_MAX_BYTES);
        const said = (JSON.parse(payload!) as { body: string }).body;
        expect(said === body || body.startsWith(said.slice(0, -1))).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  test("is none where title and address alone are too long", () => {
    expect(pushPayload({ ...MESSAGE, title: "€".repeat(1_400) })).toBeNull();
  });
});
