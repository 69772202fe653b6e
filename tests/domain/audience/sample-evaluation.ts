import type { AudienceSet } from "../../../worker/domain/audience/audience-set.ts";
import { compileAudiences } from "../../../worker/domain/audience/compile.ts";
import type { CompiledAudience } from "../../../worker/domain/audience/compiled-audience.ts";
import type { Definitions } from "./brute-force/lags.ts";

/** All of them, the last first, so that none stands where its references are already known. */
export const compileAll = ({ byId, settings }: Definitions): AudienceSet => {
  const sources = [...byId].map(([id, definition]) => ({ id, version: 1, changedIn: 1, definition }));
  return compileAudiences(sources.toReversed(), settings);
};

export const compiledIn = (set: AudienceSet, id: string): CompiledAudience => {
  const audience = set.byId.get(id);
  if (audience === undefined) throw new Error("an audience that was not compiled");
  return audience;
};
