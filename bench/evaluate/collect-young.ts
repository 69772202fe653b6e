import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as (options: { type: "minor" }) => void;

/** Collects what was made lately, so that it burdens whoever made it and not whoever is timed next. */
export const collectYoung = (): void => collect({ type: "minor" });
