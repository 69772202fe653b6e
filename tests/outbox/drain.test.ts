import { describe, expect, test } from "vitest";
import { DELIVERY_AGE_MAX_MS, OUTBOX_BATCH_MAX, OUTBOX_PARALLEL_MAX } from "../../schemas/limits.ts";
import type { Delivery, Outcome } from "../../worker/outbox/delivery.ts";
import { drainBatch } from "../../worker/outbox/drain.ts";
import { AT, Crash, delivery, FakeOutbox } from "./fake-outbox.ts";

const DELIVERED: Outcome = { kind: "delivered" };
const failed = (fields: Partial<Extract<Outcome, { kind: "failed" }>> = {}): Outcome => ({
  kind: "failed",
  failure: "http_500",
  retryAfterMs: null,
  isChannelDown: false,
  ...fields,
});
const DOWN = failed({ failure: "unreachable", isChannelDown: true });

const many = (count: number, fields: Partial<Delivery> = {}): Delivery[] =>
  Array.from({ length: count }, (_, n) => delivery(`${fields.channel ?? "crm"}-${n}`, fields));

const drain = async (outbox: FakeOutbox): Promise<void> => {
  while (outbox.isDue) await drainBatch(outbox);
};

describe("a try", () => {
  test("that succeeds is the last", async () => {
    const outbox = new FakeOutbox([delivery("a")], () => DELIVERED);
    await drainBatch(outbox);
    expect([outbox.sent, [...outbox.rows], outbox.dead]).toEqual([["a"], [], []]);
  });

  test("that fails is put off, with its count", async () => {
    const outbox = new FakeOutbox([delivery("a", { failures: 1 })], () => failed());
    await drainBatch(outbox);
    expect([...outbox.rows.values()]).toEqual([delivery("a", { failures: 2, dueAt: AT + 300_000 })]);
  });

  test("that fails waits as long as the receiver asks", async () => {
    const outbox = new FakeOutbox([delivery("a")], () => failed({ retryAfterMs: 60_000 }));
    await drainBatch(outbox);
    expect(outbox.rows.get("a")?.dueAt).toBe(AT + 60_000);
  });

  test("that is refused for ever is given up at once", async () => {
    const outbox = new FakeOutbox([delivery("a")], () => ({ kind: "refused", failure: "http_410" }));
    await drainBatch(outbox);
    expect([outbox.rows.size, outbox.dead]).toEqual([0, [{ id: "a", failures: 1, failure: "http_410" }]]);
  });

  test("that fails after three days is given up", async () => {
    const createdAt = AT - DELIVERY_AGE_MAX_MS;
    const outbox = new FakeOutbox([delivery("a", { createdAt, failures: 9 })], () => failed());
    await drainBatch(outbox);
    expect([outbox.rows.size, outbox.dead]).toEqual([0, [{ id: "a", failures: 10, failure: "http_500" }]]);
  });

  test("to a channel that was deleted ends without a trace", async () => {
    const outbox = new FakeOutbox([delivery("a")], () => ({ kind: "unwanted" }));
    await drainBatch(outbox);
    expect([outbox.rows.size, outbox.dead]).toEqual([0, []]);
  });
});

test("what is not due is not sent", async () => {
  const outbox = new FakeOutbox([delivery("a", { dueAt: AT + 1 }), delivery("b")], () => DELIVERED);
  await drainBatch(outbox);
  expect(outbox.sent).toEqual(["b"]);
});

test.each([OUTBOX_BATCH_MAX - 1, OUTBOX_BATCH_MAX, OUTBOX_BATCH_MAX + 1])(
  "of %d that are due one batch takes no more than its bound",
  async (count) => {
    const outbox = new FakeOutbox(many(count), () => DELIVERED);
    await drainBatch(outbox);
    expect(outbox.sent).toHaveLength(Math.min(count, OUTBOX_BATCH_MAX));
  },
);

test.each([OUTBOX_PARALLEL_MAX - 1, OUTBOX_PARALLEL_MAX, OUTBOX_PARALLEL_MAX + 1])(
  "of %d no more are on their way at once than there are connections",
  async (count) => {
    const outbox = new FakeOutbox(many(count), () => DELIVERED);
    await drainBatch(outbox);
    expect(outbox.mostInFlight).toBe(Math.min(count, OUTBOX_PARALLEL_MAX));
  },
);

describe("a channel that is down", () => {
  test("fails for the rest of the batch untried, and holds up no other", async () => {
    const deliveries = [...many(40), ...many(20, { channel: "mail" })];
    const outbox = new FakeOutbox(deliveries, ({ channel }) => (channel === "crm" ? DOWN : DELIVERED));
    await drainBatch(outbox);
    const crm = outbox.sent.filter((id) => id.startsWith("crm"));
    expect(crm).toHaveLength(OUTBOX_PARALLEL_MAX);
    expect(outbox.sent.length - crm.length).toBe(20);
    expect([...outbox.rows.values()].map(({ failures, dueAt }) => [failures, dueAt])).toEqual(
      Array.from({ length: 40 }, () => [1, AT + 5_000]),
    );
  });

  test("is asked again with the next batch", async () => {
    const outbox = new FakeOutbox(many(10), (_, tries) => (tries === 1 ? DOWN : DELIVERED));
    await drainBatch(outbox);
    for (const hours of [1, 2]) {
      outbox.time = AT + hours * 3_600_000;
      await drain(outbox);
    }
    expect(outbox.rows.size).toBe(0);
  });

  test("is not what one message is that fails alone", async () => {
    const outbox = new FakeOutbox(many(20), ({ id }) => (id === "crm-0" ? failed() : DELIVERED));
    await drainBatch(outbox);
    expect([...outbox.rows.keys()]).toEqual(["crm-0"]);
  });
});

/** Delivered, delivered after a failure, given up: every mark there is. */
const answerOf = ({ id }: Delivery, tries: number): Outcome => {
  if (id.startsWith("dead")) return { kind: "refused", failure: "http_410" };
  return id.startsWith("late") && tries === 1 ? failed() : DELIVERED;
};

const mixed = (): FakeOutbox =>
  new FakeOutbox(
    Array.from({ length: 8 }, (_, n) => delivery(`${["ok", "late", "dead"][n % 3] ?? ""}-${n}`)),
    answerOf,
  );

const finish = async (outbox: FakeOutbox): Promise<void> => {
  await drain(outbox);
  outbox.time += 3_600_000;
  await drain(outbox);
};

const endOf = ({ rows, dead, sent }: FakeOutbox) => ({
  waiting: [...rows.keys()],
  dead: dead.map(({ id }) => id).toSorted(),
  sent: [...new Set(sent)].toSorted(),
});

describe("a crash", () => {
  test.each(Array.from({ length: 20 }, (_, step) => step + 1))(
    "at step %d loses nothing: the next drain repeats what was not marked",
    async (step) => {
      const undisturbed = mixed();
      await finish(undisturbed);
      const outbox = mixed();
      outbox.crashAtStep(step);
      const crash = await finish(outbox).catch((error: unknown) => error);
      expect(crash === undefined || crash instanceof Crash).toBe(true);
      const reached = [...outbox.sent];
      outbox.crashAtStep(Infinity);
      await finish(outbox);
      expect(endOf(outbox)).toEqual(endOf(undisturbed));
      expect(outbox.sent.slice(0, reached.length)).toEqual(reached);
    },
  );

  test("between sending and marking sends again under the same id", async () => {
    const outbox = new FakeOutbox([delivery("a")], () => DELIVERED);
    outbox.crashAtStep(2);
    await expect(drainBatch(outbox)).rejects.toThrow(Crash);
    expect(outbox.rows.has("a")).toBe(true);
    outbox.crashAtStep(Infinity);
    await drainBatch(outbox);
    expect([outbox.sent, outbox.rows.size]).toEqual([["a", "a"], 0]);
  });

  test("is told only when nothing is on its way any more", async () => {
    const outbox = new FakeOutbox(many(30), () => DELIVERED);
    const markDone = outbox.markDone.bind(outbox);
    outbox.markDone = async (one) => {
      if (one.id === "crm-0") throw new Crash();
      await markDone(one);
    };
    await expect(drainBatch(outbox)).rejects.toThrow(Crash);
    expect(outbox.inFlight).toBe(0);
    expect([...outbox.rows.keys()]).toEqual(["crm-0"]);
  });
});
