import type { AudienceDefinition } from "../../../schemas/audience.ts";

/** A rule whose leaves are numbers: places in the set's list of leaves, or of audiences. */
export type CompiledRule =
  | { readonly kind: "and" | "or"; readonly rules: readonly CompiledRule[] }
  | { readonly kind: "not"; readonly rule: CompiledRule }
  | { readonly kind: "leaf"; readonly leaf: number }
  | { readonly kind: "audience"; readonly audience: number };

export interface CompiledExclusion {
  readonly isPermanent: boolean;
  readonly rule: CompiledRule;
}

/** One version of a definition, prepared once so that evaluating parses nothing. */
export interface CompiledAudience {
  readonly id: string;
  readonly version: number;
  /** Site version in which its answers changed last: its own definition, or that of an audience it names. */
  readonly changedIn: number;
  /** Place in the set's list. */
  readonly position: number;
  readonly of: AudienceDefinition["of"];
  readonly include: CompiledRule;
  readonly exclusions: readonly CompiledExclusion[];
  /** How long a member stays after the rule last held; 0 for `live`. */
  readonly stickyMs: number;
  /** Channels that are told of its entries and exits. */
  readonly notify: readonly string[];
}

/** Whether an audience is about visitors, about contacts, or about both. */
export const isOfKind = ({ of }: CompiledAudience, isContact: boolean): boolean =>
  of === "all" || (of === "contacts") === isContact;
