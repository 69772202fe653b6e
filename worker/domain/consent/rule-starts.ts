import type { RegionRule } from "../../../schemas/consent.ts";

/** Whether a rule starts after one time and not after another. */
export const startsBetween = (rules: readonly RegionRule[], after: number, until: number): boolean =>
  rules.some(({ effective_at: start }) => start !== null && start > after && start <= until);

/** When the next rule starts; Infinity is never. */
export const nextStart = (rules: readonly RegionRule[], now: number): number =>
  Math.min(
    ...rules.map(({ effective_at: start }) => (start !== null && start > now ? start : Infinity)),
    Infinity,
  );
