import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, type BrowserContext, chromium } from "playwright-core";
import { CHROMIUM_ARGS, findChromium } from "../../scripts/chromium.ts";

/**
 * Beside each window Chromium loads two pages for its address bar, which costs as much as the page of a test. The others are
 * Playwright's own, because the last list counts.
 */
const SWITCHED_OFF = [
  "WebUIOmniboxPopup",
  "WebUIOmniboxAimPopup",
  "AimEnabled",
  "AvoidCorsURLLoaderRestartOnRedirect",
  "AvoidUnnecessaryBeforeUnloadCheckSync",
  "DestroyProfileOnBrowserClose",
  "HttpsFirstBalancedModeAutoEnable",
  "HttpsUpgrades",
  "LensOverlay",
  "MediaRouter",
  "NetworkTimeServiceQuerying",
  "OptimizationHints",
  "PaintHolding",
  "PreconnectToSearch",
  "ThirdPartyStoragePartitioning",
];

const ARGS = [...CHROMIUM_ARGS, `--disable-features=${SWITCHED_OFF.join(",")}`];

export const launchBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: findChromium(),
    args: ARGS,
    // Playwright switches the back/forward cache off; the snippet is about it.
    ignoreDefaultArgs: ["--disable-back-forward-cache"],
  });

export interface Profile {
  /** Opens a browser on this profile. */
  open: () => Promise<BrowserContext>;
  /** Opens one as a process of its own that `kill` ends without a goodbye. */
  openKillable: () => Promise<{ context: BrowserContext; kill: () => Promise<void> }>;
  remove: () => Promise<void>;
}

/** A user's data directory that outlives the browsers that use it. */
export const makeProfile = async (): Promise<Profile> => {
  const folder = await mkdtemp(join(tmpdir(), "halley-profile-"));
  return {
    open: () =>
      chromium.launchPersistentContext(folder, {
        executablePath: findChromium(),
        args: ARGS,
        ignoreDefaultArgs: ["--disable-back-forward-cache"],
      }),
    openKillable: async () => {
      const child = spawn(
        findChromium(),
        [...ARGS, "--headless=new", "--remote-debugging-port=0", `--user-data-dir=${folder}`, "about:blank"],
        { stdio: ["ignore", "ignore", "pipe"] },
      );
      const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
      const address = await new Promise<string>((resolve, reject) => {
        let output = "";
        child.stderr.setEncoding("utf8").on("data", (text: string) => {
          output += text;
          const found = /DevTools listening on (ws:\S+)/.exec(output)?.[1];
          if (found !== undefined) resolve(found);
        });
        child.once("exit", () => reject(new Error(`Chromium ended: ${output}`)));
      });
      const browser = await chromium.connectOverCDP(address);
      return {
        context: browser.contexts()[0]!,
        kill: async () => {
          child.kill("SIGKILL");
          await exited;
        },
      };
    },
    remove: () => rm(folder, { recursive: true, force: true, maxRetries: 5 }),
  };
};
