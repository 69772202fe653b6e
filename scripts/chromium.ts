import { existsSync } from "node:fs";

const CANDIDATES = [
  process.env["CHROMIUM_PATH"],
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
];

/** It does nothing of its own, and runs as any user on any machine. */
export const CHROMIUM_ARGS: readonly string[] = [
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
