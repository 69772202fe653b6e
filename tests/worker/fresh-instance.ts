import { beforeEach } from "vitest";
import { startAtNoon } from "./clock.ts";
import { forgetSites } from "./objects.ts";

// Files share a process, because loading the Worker costs more than most of them do. Moving the clock asks every shard of
// every site that the instance knows: each test starts with an instance that knows none.
beforeEach(async () => {
  await forgetSites();
  await startAtNoon();
});
