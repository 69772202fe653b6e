import { PUSH_STATUS_AGE_MAX_MS, PUSH_STATUS_WAIT_MS } from "../../../schemas/limits-destination.ts";
import { clock } from "../../configuration/clock.ts";
import { isForAudiences, type OpenedDestination } from "../../domain/destination/destination-parts.ts";
import type { RequestFate } from "../../outbox/destination/audience-platform.ts";
import type { DestinationPorts } from "../../outbox/destination/destination-ports.ts";
import { platformOf } from "../../outbox/destination/platform-of.ts";
import type { GroupCommit } from "../group-commit.ts";
import { logFailure } from "../note-failure.ts";
import type { ShardState } from "../shard-state.ts";
import type { PushRequest } from "./push-store.ts";

const AT_ONCE = 10;

type Open = (destination: string) => OpenedDestination | { readonly fault: string } | null;

const askFate = async (
  request: PushRequest,
  open: Open,
  ports: DestinationPorts,
): Promise<RequestFate | null> => {
  const opened = open(request.destination);
  if (opened === null || "fault" in opened || !isForAudiences(opened)) return null;
  try {
    return (await platformOf(opened.kind).fateOf?.(request.request, opened, ports)) ?? null;
  } catch (error) {
    logFailure("pushes", error);
    return null; // The others must not wait for it: it is asked about again, for a time.
  }
};

/** Notes what became of a request, inside a transaction; one that is not decided yet is asked about again, for a time. */
const noteFate = (state: ShardState, request: PushRequest, fate: RequestFate | null, now: number): void => {
  const push = state.pushes.find(request.destination);
  state.pushes.dropRequest(request);
  if (push === null) return;
  if (fate?.kind === "decided") {
    const { rejected, reason, matchRate } = fate;
    state.pushes.write({
      ...push,
      rejected: push.rejected + rejected,
      rejectedFor: reason ?? push.rejectedFor,
      matchRate: matchRate ?? push.matchRate,
    });
  } else if (now - request.sentAt < PUSH_STATUS_AGE_MAX_MS) {
    state.pushes.addRequest({ ...request, dueAt: now + PUSH_STATUS_WAIT_MS });
  }
};

/** Asks platforms what became of requests that they decide later. */
export const askFates = async (
  state: ShardState,
  group: GroupCommit,
  open: Open,
  ports: DestinationPorts,
): Promise<void> => {
  for (const request of state.pushes.requestsDue(clock.now(), AT_ONCE)) {
    const fate = await askFate(request, open, ports);
    await group.run(() => noteFate(state, request, fate, clock.now()));
  }
};
