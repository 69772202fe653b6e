import { findProgram } from "../find-program.ts";

/** Why the figures do not stand beside a frequency cap in Redis. */
export const redisNote = async (): Promise<string> =>
  (await findProgram("redis-server")) === null
    ? "not beside Redis: redis-server is not installed"
    : "not beside Redis: redis-server is there, rate-limiter-flexible is not installed";
