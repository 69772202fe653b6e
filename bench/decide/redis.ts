import { access, constants } from "node:fs/promises";
import path from "node:path";

const isOnPath = async (program: string): Promise<boolean> => {
  const folders = (process.env["PATH"] ?? "").split(path.delimiter);
  const found = await Promise.all(
    folders.map((folder) =>
      access(path.join(folder, program), constants.X_OK).then(
        () => true,
        () => false,
      ),
    ),
  );
  return found.includes(true);
};

/** Why the figures do not stand beside a frequency cap in Redis. */
export const redisNote = async (): Promise<string> =>
  (await isOnPath("redis-server"))
    ? "not beside Redis: redis-server is there, rate-limiter-flexible is not installed"
    : "not beside Redis: redis-server is not installed";
