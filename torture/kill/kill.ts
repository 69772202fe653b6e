import { setTimeout as sleep } from "node:timers/promises";
import { createRandom } from "../../bench/collect/random.ts";
import type { TortureOptions } from "../torture-options.ts";
import { openShop } from "../shop.ts";
import { type Findings, within } from "../verdict.ts";
import { Victim } from "../victim.ts";
import { Client } from "./client.ts";
import { reckonAll } from "./reckoning.ts";

const FULL = { kills: 30, browsers: 24 };
const QUICK = { kills: 4, browsers: 12 };
/** Of one visitor, before the browser is somebody else. */
const BEACONS_EACH = 40;
const UPTIME_MS = { min: 200, max: 1_500 };
const RESTART_MAX_MS = 5_000;
const SEED = 20_261_126;

/** Steady load with clients that try again, while the process is killed at random moments. */
export const tortureByKilling = async ({ isQuick, report, cleanUp }: TortureOptions): Promise<Findings> => {
  const { kills, browsers } = isQuick ? QUICK : FULL;
  const random = createRandom(SEED);
  const victim = await Victim.start(cleanUp);
  await openShop(victim);
  const clients: Client[] = [];
  let isOpen = true;
  const browse = async (browser: number): Promise<void> => {
    for (let life = 0; isOpen; life++) {
      const ports = {
        victim,
        random: createRandom(SEED + browser * 1_000 + life),
        isOpen: () => isOpen,
      };
      const client = new Client(`b${browser}-${life}`, ports);
      clients.push(client);
      await client.run(BEACONS_EACH);
    }
  };
  const browsing = Promise.all(Array.from({ length: browsers }, (_, browser) => browse(browser)));
  const restarts: number[] = [];
  for (let kill = 1; kill <= kills; kill++) {
    await sleep(UPTIME_MS.min + random() * (UPTIME_MS.max - UPTIME_MS.min));
    await victim.kill();
    restarts.push(await victim.restart());
    report(`killed ${kill} of ${kills} times`);
  }
  isOpen = false;
  await browsing;
  report("counting");
  const verdicts = await reckonAll(victim, clients);
  const acknowledged = clients.reduce((sum, { deeds }) => sum + deeds.length, 0);
  const retries = clients.reduce((sum, { retries: each }) => sum + each, 0);
  return {
    verdicts: [...verdicts, within("the longest restart", Math.max(...restarts), RESTART_MAX_MS)],
    notes: [
      `${kills} times SIGKILL under ${browsers} browsers; ${acknowledged.toLocaleString("en")} events of ${clients.length} visitors acknowledged, ${retries.toLocaleString("en")} requests sent again`,
      `none lost of ${acknowledged.toLocaleString("en")}: with 95 % confidence fewer than one in ${Math.floor(acknowledged / 3).toLocaleString("en")} (rule of three)`,
    ],
  };
};
