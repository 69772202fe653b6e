import { expect, test, vi } from "vitest";
import { readSite } from "../../worker/configuration/site-memo.ts";
import type { SiteRpc } from "../../worker/domain/site-rpc.ts";
import type { SiteSnapshot } from "../../worker/domain/site-snapshot.ts";
import { createSite } from "./kit.ts";
import { snapshotOf } from "./objects.ts";

test("a site that was unknown a moment ago is there for whoever saw a version of it", async () => {
  const id = `shop-${crypto.randomUUID()}`;
  const created = { ...(await snapshotOf(await createSite())), id };
  const snapshot = vi.fn(async (): Promise<SiteSnapshot | null> => null);
  const source = () => ({ snapshot }) as unknown as SiteRpc;
  expect(await readSite(id, source)).toBeNull();
  snapshot.mockResolvedValue(created);
  // Names that lead nowhere are asked for once in a while.
  expect(await readSite(id, source)).toBeNull();
  expect(snapshot).toHaveBeenCalledTimes(1);
  expect((await readSite(id, source, { version: created.version }))?.snapshot).toEqual(created);
  expect((await readSite(id, source))?.snapshot).toEqual(created);
});
