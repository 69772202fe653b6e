import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, type BrowserContext, chromium } from "playwright-core";

const CANDIDATES = [
  process.env.CHROMIUM_PATH,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
];

const ARGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Path of a Chromium on this machine; `CHROMIUM_PATH` goes first. */
export const findChromium = (): string => {
  const found = CANDIDATES.find((path) => path !== undefined && existsSync(path));
  if (found === undefined) throw new Error("no Chromium found: set CHROMIUM_PATH");
  return found;
};

export const launchBrowser = (args: string[] = []): Promise<Browser> =>
  chromium.launch({
    executablePath: findChromium(),
    args: [...ARGS, ...args],
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
