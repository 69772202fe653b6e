/**
 * The times at which something is true, as its edges in ascending order: true from the first (inclusive) to the second
 * (exclusive), from the third to the fourth, and so on. Always an even number of edges, no two alike; the outermost may be
 * infinite. A flat list, because one evaluation makes several and they are short.
 */
export type Timeline = readonly number[];

export const NEVER: Timeline = [];
export const ALWAYS: Timeline = [-Infinity, Infinity];

export const always = (isTrue: boolean): Timeline => (isTrue ? ALWAYS : NEVER);

/** True from `from` until `to`; never, where that is empty. */
export const span = (from: number, to: number): Timeline => (from < to ? [from, to] : NEVER);

const isAlways = (timeline: Timeline): boolean => timeline[0] === -Infinity && timeline[1] === Infinity;

export const complement = (timeline: Timeline): Timeline => {
  if (timeline.length === 0) return ALWAYS;
  const isTrueFirst = timeline[0] === -Infinity;
  const isTrueLast = timeline.at(-1) === Infinity;
  const edges = timeline.slice(isTrueFirst ? 1 : 0, isTrueLast ? -1 : timeline.length);
  if (!isTrueFirst) edges.unshift(-Infinity);
  if (!isTrueLast) edges.push(Infinity);
  return edges;
};

/** Where at least `needed` of the two are true. Walks both once; edges at the same time cancel out or merge. */
const combine = (a: Timeline, b: Timeline, needed: 1 | 2): Timeline => {
  const edges: number[] = [];
  let inA = 0;
  let inB = 0;
  while (inA < a.length || inB < b.length) {
    const edge = Math.min(a[inA] ?? Infinity, b[inB] ?? Infinity);
    if (a[inA] === edge) inA += 1;
    if (b[inB] === edge) inB += 1;
    // After an odd number of its edges a timeline is true; so is the result while its own number is odd.
    const isTrue = (inA % 2) + (inB % 2) >= needed;
    if (isTrue !== (edges.length % 2 === 1)) edges.push(edge);
  }
  return edges;
};

export const intersect = (a: Timeline, b: Timeline): Timeline => {
  if (a.length === 0 || isAlways(b)) return a;
  if (b.length === 0 || isAlways(a)) return b;
  return combine(a, b, 2);
};

export const unite = (a: Timeline, b: Timeline): Timeline => {
  if (a.length === 0 || isAlways(b)) return b;
  if (b.length === 0 || isAlways(a)) return a;
  return combine(a, b, 1);
};

export const subtract = (a: Timeline, b: Timeline): Timeline =>
  b.length === 0 ? a : intersect(a, complement(b));

/** Each true stretch lasts `byMs` longer; stretches that then touch become one. */
export const prolong = (timeline: Timeline, byMs: number): Timeline => {
  if (byMs === 0 || timeline.length === 0) return timeline;
  const edges: number[] = [];
  for (const [index, edge] of timeline.entries()) {
    const lastEnd = edges.at(-1);
    if (index % 2 === 1) edges.push(edge + byMs);
    else if (lastEnd !== undefined && edge <= lastEnd) edges.pop();
    else edges.push(edge);
  }
  return edges;
};

/** What `before` says of the times before `at`, and `after` of the others. */
export const splice = (before: Timeline, at: number, after: Timeline): Timeline => {
  if (before.length === 0 && (after[0] ?? Infinity) >= at) return after;
  const edges: number[] = [];
  for (const edge of before) if (edge < at) edges.push(edge);
  const wasTrue = edges.length % 2 === 1;
  const isTrue = holdsAt(after, at);
  if (wasTrue !== isTrue) edges.push(at);
  for (const edge of after) if (edge > at) edges.push(edge);
  return edges;
};

/**
 * What `after` says from `at` on; where it is true then, the true stretch begins when it began in `before`, if that was true
 * until `at`. One list instead of a splice that is cut.
 */
export const continueFrom = (before: Timeline, at: number, after: Timeline): Timeline => {
  let next = 0;
  while (next < after.length && (after[next] ?? Infinity) <= at) next += 1;
  if (next % 2 === 0) return next === 0 ? after : after.slice(next);
  let past = 0;
  while (past < before.length && (before[past] ?? Infinity) < at) past += 1;
  const from = past % 2 === 1 ? (before[past - 1] ?? at) : at;
  const edges = [from];
  for (let index = next; index < after.length; index += 1) edges.push(after[index] ?? Infinity);
  return edges;
};

/** The timeline without the true stretches that ended at or before `at`. */
export const since = (timeline: Timeline, at: number): Timeline => {
  let first = 0;
  while ((timeline[first + 1] ?? Infinity) <= at) first += 2;
  return first === 0 ? timeline : timeline.slice(first);
};

/** Adds a true stretch at the end of edges that are being collected; stretches that touch become one. */
export const appendSpan = (edges: number[], from: number, to: number): void => {
  if (from >= to) return;
  if (edges.length > 0 && edges[edges.length - 1] === from) edges[edges.length - 1] = to;
  else edges.push(from, to);
};

/** From the first true moment on, for ever. */
export const everSince = (timeline: Timeline): Timeline => span(timeline[0] ?? Infinity, Infinity);

/** Index of the first edge after `at`: odd where the timeline is true at `at`. */
const edgeAfter = (timeline: Timeline, at: number): number => {
  let index = 0;
  while (index < timeline.length && (timeline[index] ?? Infinity) <= at) index += 1;
  return index;
};

export const holdsAt = (timeline: Timeline, at: number): boolean => edgeAfter(timeline, at) % 2 === 1;

/** Start of the true stretch around `at`; null where it is false. */
export const heldSince = (timeline: Timeline, at: number): number | null => {
  const index = edgeAfter(timeline, at);
  return index % 2 === 1 ? (timeline[index - 1] ?? null) : null;
};

/** The next moment after `at` at which the truth changes; null for never. */
export const nextFlipAfter = (timeline: Timeline, at: number): number | null => {
  const edge = timeline[edgeAfter(timeline, at)];
  return edge === undefined || edge === Infinity ? null : edge;
};

/** The true stretches as pairs `[from, to)`. */
export const intervalsOf = (timeline: Timeline): readonly (readonly [from: number, to: number])[] =>
  timeline.flatMap((edge, index) =>
    index % 2 === 0 ? [[edge, timeline[index + 1] ?? Infinity] as const] : [],
  );
