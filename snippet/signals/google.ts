import type { ConsentState, Purpose } from "../../schemas/consent.ts";
import type { Command } from "./tools.ts";

type States = Partial<Record<Purpose, ConsentState>>;

interface Params extends States {
  region?: string[];
}

/** The four that Consent Mode and we both know. */
export const SHARED = ["analytics_storage", "ad_storage", "ad_user_data", "ad_personalization"] as const;

/** 0 for everywhere, 1 for the country, 2 for the subdivision; NaN for elsewhere. */
const closeness = (regions: string[] | undefined, here: string): number => {
  if (!regions) return 0;
  if (regions.includes(here)) return here.includes("-") ? 2 : 1;
  return regions.includes(here.split("-")[0]!) ? 1 : Number.NaN;
};

const isState = (value: unknown): value is ConsentState => value === "granted" || value === "denied";

/** Hears commands one after the other, and tells what they come to here. */
export const createConsentMode = (here: string) => {
  const before: States = {};
  const update: States = {};
  const closest: Partial<Record<Purpose, number>> = {};
  return {
    before,
    update,
    /** Of defaults the one for the smallest region that holds the visitor, of equals the latest. */
    hear: ({ 1: verb, 2: given }: Command): void => {
      const params = Object(given) as Params;
      const close = closeness(params.region, here);
      for (const purpose of SHARED) {
        const state = params[purpose];
        if (!isState(state)) continue;
        if (verb === "update") update[purpose] = state;
        else if (verb === "default" && close >= (closest[purpose] ?? 0)) {
          before[purpose] = state;
          closest[purpose] = close;
        }
      }
    },
  };
};
