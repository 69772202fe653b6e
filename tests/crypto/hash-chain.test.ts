import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { followLinks, type Link, nextHead } from "../../worker/crypto/hash-chain.ts";
import { type ChainHead, EMPTY_CHAIN } from "../../worker/domain/audit/chain.ts";

type Content = readonly [at: number, text: string];
const contents = fc.array(fc.tuple(fc.nat(), fc.string()), { minLength: 1, maxLength: 12 });

const chainOf = (entries: readonly Content[]): Link[] => {
  let head: ChainHead = EMPTY_CHAIN;
  return entries.map((content) => {
    head = nextHead(head, content);
    return { seq: head.entries, hash: head.hash, content };
  });
};
const headOf = ({ seq, hash }: Link): ChainHead => ({ entries: seq, hash });
const firstBad = (links: readonly Link[], anchors: readonly ChainHead[] = []): number | null =>
  followLinks(EMPTY_CHAIN, links, anchors).firstBad;

const hashOf = (...content: unknown[]): string => nextHead(EMPTY_CHAIN, content).hash;

describe("a chain", () => {
  test("holds as it was written, in any parts, with every head it ever had", () => {
    fc.assert(
      fc.property(contents, fc.nat(), (entries, cut) => {
        const links = chainOf(entries);
        const anchors = links.map(headOf);
        const at = cut % links.length;
        const first = followLinks(EMPTY_CHAIN, links.slice(0, at), anchors);
        const rest = followLinks(first.reached, links.slice(at), anchors);
        expect([first.firstBad, rest.firstBad]).toEqual([null, null]);
        expect(rest.reached).toEqual(anchors.at(-1));
      }),
    );
  });

  test("shows where an entry was changed, removed, moved or put in", () => {
    fc.assert(
      fc.property(contents, fc.nat(), fc.tuple(fc.nat(), fc.string()), (entries, place, other) => {
        const links = chainOf(entries);
        const at = place % links.length;
        const victim = links[at]!;
        if (JSON.stringify(victim.content) === JSON.stringify(other)) return;
        const changed = links.with(at, { ...victim, content: other });
        expect(firstBad(changed)).toBe(at + 1);
        expect(firstBad(links.toSpliced(at, 0, { ...victim, content: other }))).toBe(at + 1);
        const removed = links.toSpliced(at, 1);
        expect(firstBad(removed)).toBe(at === links.length - 1 ? null : at + 1);
        if (at > 0) expect(firstBad(links.with(at, links[at - 1]!).with(at - 1, victim))).toBe(at);
      }),
    );
  });

  test("that was written anew from some entry on shows at the next head somebody kept", () => {
    fc.assert(
      fc.property(contents, fc.nat(), (entries, place) => {
        const links = chainOf(entries);
        const kept = headOf(links.at(-1)!);
        const forged = chainOf(entries.with(place % entries.length, [-1, "forged"]));
        expect(firstBad(forged)).toBeNull();
        expect(firstBad(forged, [kept])).toBe(kept.entries);
      }),
    );
  });

  test("tells contents apart that look alike side by side", () => {
    expect(hashOf("a", "b")).not.toBe(hashOf("ab", ""));
    expect(hashOf("a,b")).not.toBe(hashOf("a", "b"));
    expect(hashOf(1)).not.toBe(hashOf("1"));
  });
});
