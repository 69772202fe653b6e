import { expect, test, vi } from "vitest";
import { compileSite } from "../../worker/domain/site-snapshot.ts";
import type { GroupCommit } from "../../worker/profile/group-commit.ts";
import { ShardOutbox } from "../../worker/profile/shard-outbox.ts";
import type { ShardState } from "../../worker/profile/shard-state.ts";
import { NOON } from "./clock.ts";
import { createSite } from "./kit.ts";
import { inShard, rowsOf, shardsOf, snapshotOf } from "./objects.ts";

/** The part of a shard that only it can reach. */
interface Inside {
  readonly state: ShardState;
  readonly group: GroupCommit;
}

const MESSAGE = { id: "msg_a", channel: "crm", body: "{}", createdAt: NOON, failures: 0, dueAt: NOON };

test("a message that was delivered while the site cannot be asked is settled, and is not sent again", async () => {
  const site = await createSite();
  const { rules } = compileSite(await snapshotOf(site));
  const [stub] = shardsOf(site);
  if (stub === undefined) throw new Error("no shard");
  const deliver = vi.fn(async () => ({ kind: "delivered" }) as const);
  const readRules = vi.fn(async () => rules);
  readRules.mockResolvedValueOnce(rules).mockRejectedValueOnce(new Error("the site is restarting"));
  await inShard(stub, async (shard) => {
    const { state, group } = shard as unknown as Inside;
    await group.run(() => state.outbox.add(MESSAGE));
    await new ShardOutbox(state, group, { deliver, readRules }).drain();
  });
  expect(deliver).toHaveBeenCalledTimes(1);
  expect(await rowsOf(site, "outbox")).toEqual([]);
});

test("nothing is sent where the site cannot be asked before", async () => {
  const site = await createSite();
  const [stub] = shardsOf(site);
  if (stub === undefined) throw new Error("no shard");
  const deliver = vi.fn(async () => ({ kind: "delivered" }) as const);
  const readRules = vi.fn(async () => {
    throw new Error("the site is restarting");
  });
  await inShard(stub, async (shard) => {
    const { state, group } = shard as unknown as Inside;
    await group.run(() => state.outbox.add({ ...MESSAGE, dueAt: NOON }));
    await expect(new ShardOutbox(state, group, { deliver, readRules }).drain()).rejects.toThrow();
    expect(deliver).not.toHaveBeenCalled();
    await group.run(() => state.outbox.remove(MESSAGE));
  });
});
