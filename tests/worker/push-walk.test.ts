import { expect, test } from "vitest";
import type { GroupCommit } from "../../worker/profile/group-commit.ts";
import { walkSlice } from "../../worker/profile/push/follow-destination.ts";
import { newPush } from "../../worker/profile/push/push-store.ts";
import type { ShardState } from "../../worker/profile/shard-state.ts";
import { compileSite } from "../../worker/domain/site-snapshot.ts";
import { NOON } from "./clock.ts";
import { createSite } from "./kit.ts";
import { inShard, shardOf, snapshotOf } from "./objects.ts";
import { identify, pageView, VIEWERS } from "./samples.ts";

/** The part of a shard that only it can reach. */
interface Inside {
  readonly state: ShardState;
  readonly group: GroupCommit;
}

test("the walk over members finds who comes in with the same transaction", async () => {
  const site = await createSite();
  const ada = site.browser();
  await site.putAudience("buyers", { ...VIEWERS, of: "contacts", include: { event: "purchase" } });
  await ada.send([pageView(), identify("ada@example.com")]);
  const { profile: contact } = await site.contact("ada@example.com");
  const { rules } = compileSite(await snapshotOf(site));
  const found = await inShard(shardOf(site, contact), async (shard) => {
    const { state, group } = shard as unknown as Inside;
    return group.run(() => {
      const profile = state.profiles.read(contact);
      if (profile === null) throw new Error("no such contact");
      const enter = {
        audience: "buyers",
        version: 1,
        op: "enter",
        at: NOON,
        reason: null,
        isLive: true,
      } as const;
      const standings = { buyers: { version: 1, enteredAt: NOON, nextFlipAt: null, truncated: false } };
      const entries = state.tell(profile, { changes: [enter], feed: [enter] }, rules, NOON);
      state.profiles.put({ ...profile, head: { ...profile.head, standings, entries } });
      state.pushes.write({ ...newPush("ads"), walk: [["buyers", 0]] });
      walkSlice(state, "ads", rules, NOON);
      return state.sql.exec("SELECT profile FROM pushed WHERE destination = 'ads'").toArray();
    });
  });
  expect(found).toEqual([{ profile: contact }]);
});
