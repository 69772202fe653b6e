import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Instance, startInstance } from "../../scripts/instance.ts";
import { replayFile } from "../../scripts/replay/replay-file.ts";
import { freePort } from "./instance-kit.ts";

const FIXTURE = fileURLToPath(new URL("../fixtures/mini-otto.ndjson", import.meta.url));
const KEY = "replay-test-key";
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

interface Line {
  at: number;
  visitor: string;
  type: string;
}

const did = (events: Line[], type: string, from: number, to: number): boolean =>
  events.some((event) => event.type === type && event.at > from && event.at <= to);

/** The same counts from the file alone: nothing of the system takes part. */
const countByHand = async () => {
  const lines = (await readFile(FIXTURE, "utf8"))
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Line);
  const end = Math.max(...lines.map(({ at }) => at));
  const visitors = [...Map.groupBy(lines, ({ visitor }) => visitor).values()];
  const bought = (events: Line[]) => did(events, "purchase", end - 30 * DAY_MS, end);
  const abandoned = (events: Line[]) =>
    events.some(
      ({ type, at }) =>
        type === "add_to_cart" &&
        at > end - 7 * DAY_MS &&
        at <= end - HOUR_MS &&
        !did(events, "purchase", at, at + HOUR_MS),
    );
  const viewed = (events: Line[]) => did(events, "view_item", end - 30 * DAY_MS, end);
  return {
    events: lines.length,
    visitors: visitors.length,
    end,
    sizes: {
      buyers: visitors.filter(bought).length,
      "cart-abandoners": visitors.filter((events) => abandoned(events) && !bought(events)).length,
      "product-viewers": visitors.filter((events) => viewed(events) && !bought(events)).length,
    },
  };
};

let folder: string;
let manual: Instance;
let real: Instance;

const start = async (name: string, clock?: "manual"): Promise<Instance> =>
  startInstance({
    port: await freePort(),
    dataFolder: path.join(folder, name),
    adminKey: KEY,
    clock,
    contactShards: 2,
  });

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "halley-replay-"));
  manual = await start("manual", "manual");
  real = await start("real");
});

afterAll(async () => {
  await Promise.all([manual.stop(), real.stop()]);
  await rm(folder, { recursive: true, force: true });
});

const optionsFor = (instance: Instance, file = FIXTURE) => ({
  file,
  url: instance.origin,
  key: KEY,
  site: "otto",
  currency: "EUR",
  region: "DE",
  limit: Infinity,
  speed: Infinity,
  isSettingUp: true,
});

const readProfile = async (route: string): Promise<unknown> => {
  const headers = { authorization: `Bearer ${KEY}` };
  return (await fetch(`${manual.origin}/v1/sites/otto/profiles/${route}`, { headers })).json();
};

const storedEvents = async (visitor: string): Promise<number> => {
  const { profile } = (await readProfile(`lookup?anonymous_id=${visitor}`)) as { profile: string };
  return ((await readProfile(profile)) as { events: unknown[] }).events.length;
};

describe("replay", () => {
  test("a file that is replayed twice is stored once, and its audiences are those counted by hand", async () => {
    const expected = await countByHand();
    const first = await replayFile(optionsFor(manual));
    const second = await replayFile(optionsFor(manual));
    const sizes = ({ audiences }: typeof first) =>
      Object.fromEntries(audiences.map(({ id, size }) => [id, size]));

    expect(first).toMatchObject({
      events: expected.events,
      visitors: expected.visitors,
      accepted: expected.events,
      duplicate: 0,
      refused: {},
      clockAfter: expected.end,
    });
    expect(sizes(first)).toEqual(expected.sizes);
    expect(second).toMatchObject({
      events: expected.events,
      accepted: 0,
      duplicate: expected.events,
      refused: {},
      clockBefore: expected.end,
      clockAfter: expected.end,
    });
    expect(sizes(second)).toEqual(expected.sizes);
  });

  test("two lines that are alike byte for byte are two events", async () => {
    const line = JSON.stringify({ at: 1_660_000_000_000, visitor: "twice", type: "purchase", item: "1" });
    const file = path.join(folder, "alike.ndjson");
    await writeFile(file, `${line}\n${line}\n`);
    const { accepted } = await replayFile(optionsFor(manual, file));
    expect(accepted).toBe(2);
    expect(await storedEvents("twice")).toBe(2);
  });

  test("an instance whose time runs by itself is refused with a way out", async () => {
    await expect(replayFile(optionsFor(real))).rejects.toThrow("--clock manual");
  });

  test("a line that is no event is named by its number", async () => {
    const file = path.join(folder, "broken.ndjson");
    await writeFile(
      file,
      '{"at":1660000000000,"visitor":"a","type":"view_item","item":"1"}\n{"at":"soon"}\n',
    );
    await expect(replayFile(optionsFor(manual, file))).rejects.toThrow("line 2 ");
  });
});
