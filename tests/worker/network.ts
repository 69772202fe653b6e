import { afterEach, beforeEach, vi } from "vitest";
import { takeCreatedSites, type TestSite } from "./kit.ts";
import { inShard, shardsOf } from "./objects.ts";

type Take = (url: string, init: RequestInit) => Response | Promise<Response>;

/** Ends what is under way, and wakes nobody any more. */
const silence = async (site: TestSite): Promise<void> => {
  for (const shard of shardsOf(site)) {
    await inShard(shard, async (_, state) => {
      await state.storage.deleteAlarm();
      setTimeout(() => state.abort("the test is over"), 0);
    });
  }
};

/**
 * Puts `take` in the place of the network for every test of the file. What a test's sites still wanted to send ends with it:
 * files share a process, and the next one's network would be asked.
 */
export const useNetwork = (take: Take): void => {
  beforeEach(() => void vi.stubGlobal("fetch", async (url: string, init: RequestInit) => take(url, init)));
  afterEach(async () => {
    for (const site of takeCreatedSites()) await silence(site);
  });
};
