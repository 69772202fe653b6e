import type { Condition, ProfileLeaf } from "../../../../schemas/audience.ts";
import type { Place } from "./place.ts";

/** A comparison without what is compared; properties of events and of profiles take the same ones. */
export type ValueTest =
  | { readonly op: "eq" | "neq"; readonly value: string | number | boolean }
  | { readonly op: "in" | "nin"; readonly value: (string | number | boolean)[] }
  | { readonly op: "gt" | "gte" | "lt" | "lte"; readonly value: number }
  | { readonly op: "contains" | "starts_with"; readonly value: string }
  | { readonly op: "exists"; readonly value: boolean };

/** What values a property has. */
export interface Values {
  /** `any`: an own parameter, which each sender gives a type of its own. */
  readonly kind: "text" | "number" | "any";
  /** Its text is always in lower case, so case makes no difference. */
  readonly isLowerCase?: boolean;
  /** Its only values, by what the other system calls them; a value that none is called has none. */
  readonly vocabulary?: (value: string) => string | null;
  /** Values of the other system that can never be one of Halley's. */
  readonly neverIs?: RegExp;
}

/** A property of events. */
export interface EventTarget extends Values {
  readonly prop: Condition["prop"];
}

/** A property of profiles. */
export interface ProfileTarget extends Values {
  readonly profile: Exclude<ProfileLeaf["profile"], "known">;
  /** Never another once it is there, so at one event it is what it is now. */
  readonly isLasting?: boolean;
}

export const conditionOn = ({ prop }: EventTarget, test: ValueTest): Condition => ({ prop, ...test });

/** That operator and value suit the property is for the final check to say. */
export const profileLeafOn = ({ profile }: ProfileTarget, test: ValueTest, place: Place): ProfileLeaf =>
  place.made({ profile, ...test } as ProfileLeaf);

const hasCase = (text: string): boolean => text.toLowerCase() !== text.toUpperCase();

/** How a text is compared. */
export interface Comparison {
  /** `whole`: equal, or one of several. */
  readonly extent: "whole" | "part";
  readonly isCaseSensitive: boolean;
}

/** A text of the other system as the property has it; null where it was refused. */
export const textFor = (
  { kind, isLowerCase, vocabulary, neverIs }: Values,
  text: string,
  { extent, isCaseSensitive }: Comparison,
  place: Place,
): string | null => {
  if (kind === "number") return place.refuse("compares a number as if it were text");
  if (neverIs?.test(text) === true) return place.refuse("is traffic that no campaign parameter names");
  if (vocabulary !== undefined && extent === "part") return place.refuse("can only be compared as a whole");
  if (vocabulary !== undefined) return vocabulary(text) ?? place.refuse("is not a value that is known here");
  if (isLowerCase === true) return text.toLowerCase();
  if (!isCaseSensitive && !place.options.isCaseKept && hasCase(text))
    return place.refuse("is compared without regard to case, and audiences compare with regard to it");
  return text;
};
