// Runs before every npm script, on the Node that is there: installs what is missing. Plain JavaScript, no packages.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";

const run = (command, args) => {
  const { status, error } = spawnSync(command, args, {
    stdio: "inherit",
    shell: process.platform === "win32",
  });
  if (error || status !== 0) {
    console.error(`${command} ${args.join(" ")} failed`);
    process.exit(status ?? 1);
  }
};

const read = (file) => (existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : null);

/** npm keeps what it installed in this file: where it differs from the lock file, the packages are not the right ones. */
const isInstalled = () => {
  const installed = read("node_modules/.package-lock.json")?.packages;
  const wanted = read("package-lock.json")?.packages;
  if (!installed || !wanted) return false;
  return Object.entries(wanted).every(
    ([path, { version, optional }]) => path === "" || optional || installed[path]?.version === version,
  );
};

// Not `npm ci`: it refuses a lock file made where the builds of some packages for other platforms cannot be had.
if (!isInstalled()) run("npm", ["install", "--no-save", "--no-audit", "--no-fund", "--loglevel=error"]);

const BROWSERS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const hasBrowser = () =>
  BROWSERS.some((path) => existsSync(path)) || existsSync(process.env.CHROMIUM_PATH ?? "");

if (process.argv.includes("--browser") && !hasBrowser()) {
  const sudo = process.getuid?.() === 0 ? [] : ["sudo"];
  const apt = (...args) => {
    const [command, ...rest] = [...sudo, "apt-get", ...args];
    run(command, rest);
  };
  apt("update", "-qq");
  apt("install", "-y", "-qq", "--no-install-recommends", "chromium");
}
