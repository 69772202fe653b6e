import { describe, expect, test } from "vitest";
import { readCorpus } from "../../torture/fuzz/parsers/corpus.ts";
import { FUZZ_TARGETS } from "../../torture/fuzz/parsers/fuzz-targets.ts";

describe.each(FUZZ_TARGETS)("what was found by fuzzing breaks no promise of the parser of", (target) => {
  test(target.name, () => {
    const corpus = readCorpus(target.name);
    expect(corpus.length).toBeGreaterThan(0);
    for (const text of [...target.seeds, ...corpus]) {
      expect(() => target.check(text), JSON.stringify(text)).not.toThrow();
    }
  });
});
