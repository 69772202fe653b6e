import { expect, test } from "vitest";
import type { GroupCommit } from "../../worker/profile/group-commit.ts";
import type { ShardState } from "../../worker/profile/shard-state.ts";
import { sweepSlice } from "../../worker/profile/sweep.ts";
import { NO_ENTRIES } from "../../worker/domain/profile/profile.ts";
import { compileSite } from "../../worker/domain/site-snapshot.ts";
import { NOON } from "./clock.ts";
import { createSite } from "./kit.ts";
import { inShard, shardOf, snapshotOf, storedMembers } from "./objects.ts";
import { pageView, VIEWERS } from "./samples.ts";

/** The part of a shard that only it can reach. */
interface Inside {
  readonly state: ShardState;
  readonly group: GroupCommit;
}

test("a slice with rules from before a newer walk leaves that walk where it is", async () => {
  const site = await createSite();
  const ada = site.browser();
  await ada.send([pageView()]);
  const { rules: before } = compileSite(await snapshotOf(site));
  await site.putAudience("viewers", VIEWERS);
  const { rules: after } = compileSite(await snapshotOf(site));
  await inShard(shardOf(site, ada.visitor), async (shard) => {
    const { state, group } = shard as unknown as Inside;
    const { version } = after;
    await group.run(() => {
      state.sql.exec("DELETE FROM change");
      const profile = state.profiles.read(ada.visitor);
      if (profile === null) throw new Error("no such visitor");
      const unevaluated = { standings: {}, entries: NO_ENTRIES, evaluatedVersion: 0 };
      state.profiles.put({ ...profile, head: { ...profile.head, ...unevaluated } });
      state.sweeps.write({ version, after: "", done: 0, evaluated: 0, profiles: 1 });
    });
    const slice = (rules: typeof before) => group.run(() => sweepSlice(state, rules, NOON));
    expect(await slice(before)).toBe(false);
    expect(state.sweeps.read()).toMatchObject({ after: "", done: 0 });
    expect(await slice(after)).toBe(true);
    expect(state.sweeps.read()).toMatchObject({ after: null, done: version });
  });
  expect(await storedMembers(site)).toEqual([{ audience: "viewers", profile: ada.visitor }]);
});
