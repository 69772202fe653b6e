import type { Rule } from "../schemas/audience.ts";
import type { JourneyInput, Step } from "../schemas/journey.ts";
import type { JourneyTemplate } from "../worker/domain/journey/templates/journey-template.ts";
import { JOURNEY_TEMPLATES } from "../worker/domain/journey/templates/journey-templates.ts";
import { type FetchLike, putter } from "./seed.ts";

/** What takes hours and days in a shop: long enough to look away, short enough to wait for. The pages say so. */
const WAIT = "30s";

/** Channels that keep what would be sent, to be read on `/demo/inbox`. */
const CHANNELS = { email: "email", sms: "sms", push: "push" } as const;

const quickly = (topic: string, step: Step): Step => {
  if ("wait" in step) return { ...step, wait: WAIT };
  if ("wait_until" in step) return { ...step, timeout: WAIT };
  if ("send" in step) return { ...step, send: { ...step.send, topic } };
  if (!("branch" in step)) return step;
  const all = (steps: readonly Step[]): Step[] => steps.map((one) => quickly(topic, one));
  return {
    ...step,
    // oxlint-disable-next-line unicorn/no-thenable -- the field's name; nothing awaits it
    branch: step.branch.map((list) => ({ if: list.if, then: all(list.then) })),
    ...(step.else === undefined ? {} : { else: all(step.else) }),
  };
};

const template = (id: string): JourneyTemplate => {
  const found = JOURNEY_TEMPLATES.find((one) => one.id === id);
  if (found === undefined) throw new Error(`no journey template ${id}`);
  return found;
};

/** A ready-made journey in minutes, at any hour and as often as somebody tries it. */
const quick = (id: string, audience: string, topic: string): JourneyInput => {
  const { definition } = template(id);
  const { name, key = null, exit = null, reentry = "after_exit", priority = 0 } = definition;
  const steps = (definition.steps as readonly Step[]).map((step) => quickly(topic, step));
  return { name, status: "live", enter: { audience }, key, exit, reentry, priority, steps };
};

const CART_LEFT: Rule = {
  and: [
    { event: "add_to_cart", within: "7d", not_followed_by: { event: "purchase", within: WAIT } },
    { not: { event: "purchase", within: WAIT } },
  ],
};

/** The demo's channels, journeys and their audiences, or back to how they were: safe at every start. */
export const seedJourneys = async (fetchLike: FetchLike, origin: string, adminKey: string): Promise<void> => {
  const put = putter(fetchLike, origin, adminKey);
  for (const [id, medium] of Object.entries(CHANNELS))
    await put(`/channels/${id}`, { kind: "inbox", medium });
  for (const { id, definition } of template("welcome").audiences) await put(`/audiences/${id}`, definition);
  await put("/audiences/carts-just-left", {
    v: 1,
    name: "Carts left half a minute ago",
    of: "contacts",
    include: CART_LEFT,
  });
  await put("/journeys/welcome", quick("welcome", "new-subscribers", "letter"));
  await put("/journeys/cart-abandonment", quick("cart-abandonment", "carts-just-left", "carts"));
};
