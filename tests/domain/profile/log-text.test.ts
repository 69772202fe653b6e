import * as fc from "fast-check";
import { expect, test } from "vitest";
import { PROFILE_EVENTS_MAX } from "../../../schemas/limits.ts";
import { decodeHistory, encodeHistory, recallLog } from "../../../worker/domain/profile/codec.ts";
import { foldEvents } from "../../../worker/domain/profile/fold.ts";
import {
  dropOldest,
  encodedLength,
  growLogText,
  knownLogText,
  logLength,
  logText,
} from "../../../worker/domain/profile/log-text.ts";
import type { History } from "../../../worker/domain/profile/profile.ts";
import type { StoredEvent } from "../../../worker/domain/profile-state.ts";
import { EMPTY, eventOf, fewEvents, gated } from "./sample.ts";

/** What a log is encoded to that nothing is known of. */
const anew = (log: readonly StoredEvent[]): string => logText([...log]);

/** Arrives in any order, so that some come to the end of the log and others before it. */
const batches = fewEvents.chain((events) =>
  fc.array(fc.shuffledSubarray(events), { minLength: 1, maxLength: 5 }),
);

test("the text that grows with its log is that of the whole log", () => {
  fc.assert(
    fc.property(batches, fc.boolean(), (arriving, isStoredBetween) => {
      let history: History = EMPTY;
      for (const batch of arriving) {
        history = foldEvents(history, gated(...batch)).history;
        if (isStoredBetween) encodeHistory(history);
        expect(logText(history.log)).toBe(anew(history.log));
      }
    }),
  );
});

test("only what comes to the end of a log goes on with its text", () => {
  const [first, second, third] = [eventOf("e1", 1), eventOf("e2", 2), eventOf("e3", 3)];
  const before = [first, third];
  const [behind, between, longer] = [
    [...before, eventOf("e4", 4)],
    [first, second, third],
    [first, third],
  ];
  growLogText(before, behind);
  expect(knownLogText(behind)).toBeNull();
  logText(before);
  for (const after of [behind, between, longer]) growLogText(before, after);
  expect(knownLogText(behind)).toBe(anew(behind));
  expect(knownLogText(between)).toBeNull();
  expect(knownLogText(longer)).toBeNull();
});

test("the length of a log is that of its events without what stands between them", () => {
  fc.assert(
    fc.property(fewEvents, (events) => {
      expect(logLength(events)).toBe(events.reduce((sum, event) => sum + encodedLength(event), 0));
    }),
  );
  expect(logLength([])).toBe(0);
});

test("a log without its oldest events has the end of the text", () => {
  fc.assert(
    fc.property(fewEvents, fc.nat({ max: 12 }), (events, count) => {
      expect(knownLogText(dropOldest([...events], count))).toBeNull();
      logText(events);
      const left = dropOldest(events, count);
      expect(left).toEqual(events.slice(count));
      expect(knownLogText(left)).toBe(anew(left));
    }),
  );
});

test("a log that is full keeps its text as it goes on", () => {
  const events = Array.from({ length: PROFILE_EVENTS_MAX }, (_, n) => eventOf(`e${n}`, n));
  const full = foldEvents(EMPTY, gated(...events)).history;
  encodeHistory(full);
  const { log } = foldEvents(full, gated(eventOf("new", PROFILE_EVENTS_MAX))).history;
  expect(log).toHaveLength(PROFILE_EVENTS_MAX);
  expect(knownLogText(log)).toBe(anew(log));
});

test("what was encoded and decoded knows the text of its log where its length was kept", () => {
  fc.assert(
    fc.property(fewEvents, (events) => {
      const history = { ...EMPTY, log: events };
      const text = encodeHistory(history);
      const { length } = knownLogText(events) ?? "";
      const decoded = decodeHistory(text);
      expect(knownLogText(decoded.log)).toBeNull();
      recallLog(decoded, text, length);
      expect(knownLogText(decoded.log)).toBe(anew(events));
      expect(encodeHistory(decoded)).toBe(text);
    }),
  );
});
