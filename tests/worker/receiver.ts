import { Webhook } from "standardwebhooks";
import { afterEach, beforeEach } from "vitest";
import { useNetwork } from "./network.ts";
import { SECRET } from "./webhook.ts";

export interface Message {
  readonly type: string;
  readonly timestamp: string;
  readonly data: {
    readonly site: string;
    readonly audience: string;
    readonly version: number;
    readonly profile: string;
    readonly at: number;
    readonly reason: string | null;
  };
}

export interface Received {
  readonly url: string;
  readonly id: string;
  readonly message: Message;
}

type Answer = (received: Received) => Response | Promise<Response>;

/** What the network is in a test: one server that checks each signature with the official library. */
class Receiver {
  received: Received[] = [];
  #answer: Answer = () => new Response(null, { status: 204 });
  #release: () => void = () => undefined;
  #site: string | null = null;

  /** Answers only this site as the test says: others may still be trying. */
  watch(site: { id: string }): void {
    this.#site = site.id;
  }

  reset(): void {
    this.received = [];
    this.#site = null;
    this.#answer = () => new Response(null, { status: 204 });
  }

  answers(answer: Answer): void {
    this.#answer = answer;
  }

  answersWith(...statuses: number[]): void {
    const waiting = [...statuses];
    this.#answer = () => new Response(null, { status: waiting.shift() ?? 204 });
  }

  /** Takes messages and does not answer before the returned function was called. */
  hang(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#answer = async () => {
      await promise;
      return new Response(null, { status: 204 });
    };
    this.#release = resolve;
    return () => this.release();
  }

  release(): void {
    this.answersWith();
    this.#release();
  }

  async take(url: string, init: RequestInit): Promise<Response> {
    const request = new Request(url, init);
    const message = new Webhook(SECRET).verify(await request.text(), Object.fromEntries(request.headers));
    const one = { url, id: request.headers.get("webhook-id") ?? "", message: message as Message };
    if (this.#site !== null && this.#site !== one.message.data.site) return new Response(null);
    this.received.push(one);
    return this.#answer(one);
  }
}

/** Puts a receiver in the place of the network for every test of the file. */
export const useReceiver = (): Receiver => {
  const receiver = new Receiver();
  beforeEach(() => receiver.reset());
  useNetwork((url, init) => receiver.take(url, init));
  afterEach(() => receiver.release());
  return receiver;
};
