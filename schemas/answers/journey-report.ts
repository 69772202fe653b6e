import * as z from "zod";
import { Slug } from "../text.ts";

const count = z.number().int().min(0);

const StepReport = z.strictObject({
  id: z.string(),
  channel: Slug.nullable().describe("Null for a step of an earlier version."),
  sent: count,
  delivered: count,
  opened: count,
  clicked: count,
  unsubscribed: count,
  bounced: count,
  complained: count,
  failed: count,
  skipped: count,
  deferred: count,
  waiting: count,
  parked: count,
  machine: z
    .strictObject({ opened: count, clicked: count })
    .describe("What machines opened and clicked; nobody else's opening or click."),
});

/** Answer of `GET /journeys/{id}/report`. */
export const JourneyReport = z.strictObject({
  id: Slug,
  version: z.number().int().min(1),
  entered: count,
  in_flight: count,
  left: z.strictObject({
    completed: count,
    stopped: count,
    exited: count,
    filtered: count,
    left: count,
    deleted: count,
  }),
  steps: z.array(StepReport),
  earlier_steps: z
    .array(StepReport)
    .describe("Of which something is known, and which the present version lacks."),
});
