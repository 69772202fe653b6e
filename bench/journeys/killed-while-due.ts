import { Receiver } from "./receiver.ts";
import { HOUR_MS, type TimedShop } from "./shop.ts";

export interface Killed {
  readonly lost: number;
  /** Different idempotency keys beyond one for each contact. */
  readonly beyond: number;
  /** Messages that came again under a key that had come before. */
  readonly repeated: number;
}

/** Messages are due, and the server is killed in the middle of them again and again. */
export const killWhileDue = async (
  shop: TimedShop,
  plan: { readonly messages: number; readonly kills: number; readonly dueAt: number },
): Promise<Killed> => {
  const receiver = await Receiver.start();
  await shop.sendTo(receiver.url);
  await shop.putJourney("due", {
    name: "Due",
    status: "live",
    enter: { event: "generate_lead" },
    steps: [{ wait: "1h" }, { send: { channel: "crm", purpose: "email_marketing" } }],
  });
  const contacts = Array.from({ length: plan.messages }, (_, index) => `k${index}@shop.example`);
  await shop.tell("generate_lead", contacts);
  for (let kill = 1; kill <= plan.kills; kill += 1) {
    const share = Math.floor((plan.messages * kill) / (plan.kills + 1));
    const reached = receiver.reaches(share);
    const moved = shop.moveTo(plan.dueAt + HOUR_MS).catch(() => undefined); // The kill cuts it off.
    await reached;
    await shop.kill();
    await moved;
    await shop.restart();
  }
  await shop.moveTo(plan.dueAt + HOUR_MS);
  await shop.moveTo(plan.dueAt + 24 * HOUR_MS);
  const { ids, received } = receiver;
  await receiver.stop();
  return {
    lost: Math.max(0, plan.messages - ids.size),
    beyond: Math.max(0, ids.size - plan.messages),
    repeated: received - ids.size,
  };
};
