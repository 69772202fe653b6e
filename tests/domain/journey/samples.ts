import type { Rule } from "../../../schemas/audience.ts";
import type { Step } from "../../../schemas/journey.ts";
import type { EventFields } from "../../../worker/domain/profile-state.ts";

/** One mail, named like its step. */
export const mail = (id: string): Step => ({
  id,
  send: { channel: "email", subject: "Hello", text: "Hello" },
});
export const sms = (id: string): Step => ({ id, send: { channel: "sms", text: "Hello" } });

export const wait = (time: string): Step => ({ wait: time });

/** What carts and orders carry. */
export const cart = (cart_id: string): EventFields => ({ cart_id });

/** A cart that was left: entered by what is put into it, one instance per cart, over with an order. */
export const CART = {
  enter: { event: "add_to_cart" },
  key: "cart_id",
  exit: { event: "purchase" },
  steps: [wait("1h"), mail("first"), wait("23h"), mail("second")],
};

/** Begun by a sign-up, one mail at once. */
export const welcome = (...steps: Step[]) => ({ enter: { event: "sign_up" }, steps });

/** One list of a branch. */
export const when = <S>(rule: Rule, steps: S): { if: Rule; then: S } => ({
  if: rule,
  // oxlint-disable-next-line unicorn/no-thenable -- the field's name; nothing awaits it
  then: steps,
});
