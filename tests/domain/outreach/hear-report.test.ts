import { expect, test } from "vitest";
import { decodeLedger, encodeLedger } from "../../../worker/domain/campaign/codec.ts";
import {
  EMPTY_LEDGER,
  newReservation,
  reserve,
  uniteLedgers,
} from "../../../worker/domain/campaign/ledger.ts";
import { hearReport } from "../../../worker/domain/outreach/hear-report.ts";

const NOW = 1_000;
const of = { creative: "first", placement: "mail", channel: "email" } as const;
const MESSAGE = newReservation({ ...of, campaign: "j:recovery" }, "run-1", NOW);
const LEDGER = reserve(
  reserve(EMPTY_LEDGER, MESSAGE, NOW),
  newReservation({ ...of, campaign: "boots" }, "ad-1", NOW, 0.5),
  NOW,
);

test("a report is news once for each kind, and names the journey and the step", () => {
  const first = hearReport(LEDGER, "run-1", "delivered") ?? expect.fail("it is news");
  expect(first.of).toEqual({ journey: "recovery", step: "first" });
  expect(hearReport(first.ledger, "run-1", "delivered")).toBeNull();
  const second = hearReport(first.ledger, "run-1", "complained") ?? expect.fail("it is news");
  expect(second.ledger.exposures[0]?.reports).toEqual(["delivered", "complained"]);
  expect(second.ledger.exposures[1]).toBe(LEDGER.exposures[1]);
});

test.each([null, "run-2", "ad-1"])(
  "a report of %s, which is no known message of a journey, is none",
  (id) => {
    expect(hearReport(LEDGER, id, "bounced")).toBeNull();
  },
);

test("what was reported is stored, beside a probability or without, and united with what another profile heard", () => {
  const heard = hearReport(LEDGER, "run-1", "delivered")?.ledger ?? expect.fail("it is news");
  const likely = { ...heard, exposures: heard.exposures.map((one) => ({ ...one, probability: 0.5 })) };
  for (const ledger of [LEDGER, heard, likely]) {
    const text = JSON.stringify(encodeLedger(ledger));
    expect(decodeLedger(JSON.parse(text) as ReturnType<typeof encodeLedger>)).toEqual(ledger);
  }
  const other = hearReport(LEDGER, "run-1", "bounced")?.ledger ?? expect.fail("it is news");
  for (const united of [uniteLedgers(heard, other), uniteLedgers(heard, uniteLedgers(LEDGER, other))]) {
    expect(united.exposures[0]?.reports).toEqual(["delivered", "bounced"]);
  }
  expect(uniteLedgers(heard, LEDGER).exposures[0]?.reports).toEqual(["delivered"]);
});
