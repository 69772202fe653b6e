import { afterEach, beforeEach, vi } from "vitest";
import { takeCreatedSites, type TestSite } from "./kit.ts";
import { inShard, shardsOf } from "./objects.ts";

type Take = (url: string, init: RequestInit) => Response | Promise<Response>;

const TURN_MS = 5;
/** Nothing of a test takes longer to end, unless it hangs. */
const TURNS_MAX = 100;
/** So many turns without a request: whoever asks one after the other has had its turn. */
const QUIET_TURNS = 2;

/** Nothing wakes the site any more. */
const unsetAlarms = async (site: TestSite): Promise<void> => {
  for (const shard of shardsOf(site)) await inShard(shard, (_, { storage }) => storage.deleteAlarm());
};

/**
 * Puts `take` in the place of the network for every test of the file. What a test's sites still wanted to send ends with it:
 * files share a process, and the next one's network would be asked.
 */
export const useNetwork = (take: Take): void => {
  let underWay = 0;
  beforeEach(() => {
    underWay = 0;
    vi.stubGlobal("fetch", async (url: string, init: RequestInit) => {
      underWay++;
      try {
        return await take(url, init);
      } finally {
        underWay--;
      }
    });
  });
  afterEach(async () => {
    const sites = takeCreatedSites();
    let quiet = 0;
    for (let turn = 0; turn < TURNS_MAX && quiet < QUIET_TURNS; turn++) {
      for (const site of sites) await unsetAlarms(site);
      await new Promise((resolve) => {
        setTimeout(resolve, TURN_MS);
      });
      quiet = underWay === 0 ? quiet + 1 : 0;
    }
  });
};
