import { findProgram } from "../find-program.ts";
import { isPackageInstalled } from "../installed-package.ts";

/** Why the figures do not stand beside a frequency cap in Redis. */
export const redisNote = async (): Promise<string> => {
  const hasServer = (await findProgram("redis-server")) !== null;
  const hasLimiter = await isPackageInstalled("rate-limiter-flexible");
  const missing = [...(hasServer ? [] : ["redis-server"]), ...(hasLimiter ? [] : ["rate-limiter-flexible"])];
  return missing.length > 0
    ? `not beside Redis: not installed: ${missing.join(", ")}`
    : "not beside Redis: this benchmark does not load it";
};
