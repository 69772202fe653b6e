import { BENCH_SITE, type Ask } from "../collect/site-admin.ts";
import { type Figure, figureOf } from "../figure.ts";
import { type Answer, Connection } from "../load/connection.ts";
import { confirmTemplate, decideTemplate, fillIn, reservationsIn } from "../load/decide-source.ts";
import type { SignedCookies } from "../load/request-source.ts";
import { putCapped, WINDOWS } from "./campaigns.ts";

const CAP = 3;

/** Many connections that are open before anything is asked. */
class Crowd {
  readonly #connections: readonly Connection[];
  #hear: (answer: Answer) => void = () => undefined;
  #fail: (error: Error) => void = () => undefined;

  constructor(port: number, connections: number) {
    this.#connections = Array.from(
      { length: connections },
      () =>
        new Connection(
          port,
          (answer) => this.#hear(answer),
          (error) => this.#fail(error),
        ),
    );
  }

  /** Sends the same on every connection, before any of the answers is read. Resolves with the answers' bodies. */
  askAll(request: Uint8Array): Promise<string[]> {
    return new Promise((resolve, reject) => {
      const bodies: string[] = [];
      this.#fail = reject;
      this.#hear = ({ status, body }) => {
        if (status !== 200) reject(new Error(`answer ${status}: ${body.slice(0, 200)}`));
        else if (bodies.push(body) === this.#connections.length) resolve(bodies);
      };
      for (const connection of this.#connections) connection.send(request);
    });
  }

  close(): void {
    for (const connection of this.#connections) connection.close();
  }
}

export interface OverDeliveryOptions {
  readonly ask: Ask;
  readonly port: number;
  /** Tabs of one visitor. */
  readonly concurrent: number;
  /** Of as many visitors as there are kinds of windows. */
  readonly visitors: SignedCookies;
}

/**
 * One visitor, one cap, many tabs at once: how much too much is served. Twice, because what is reserved and what was seen
 * count in different ways: the second time everything of the first was seen.
 */
export const overDelivery = async (options: OverDeliveryOptions): Promise<Figure[]> => {
  const { ask, port, concurrent, visitors } = options;
  const { cookies, cookieLength } = visitors;
  const figures: Figure[] = [];
  const crowd = new Crowd(port, concurrent);
  try {
    for (const [index, window] of WINDOWS.entries()) {
      const cookie = new Uint8Array(cookies, index * cookieLength, cookieLength);
      const askFor = async (placement: string): Promise<string[]> => {
        const template = decideTemplate(BENCH_SITE, [placement], cookieLength);
        return (await crowd.askAll(fillIn(template, cookie))).flatMap(reservationsIn);
      };
      const placement = await putCapped(ask, window, CAP);
      await askFor("nothing-is-here");
      const served = await askFor(placement);
      for (const reservation of served) {
        await crowd.askAll(fillIn(confirmTemplate(BENCH_SITE, reservation, cookieLength), cookie));
      }
      const servedAfter = await askFor(placement);
      const name = `served beyond a cap of ${CAP}, ${window} window`;
      figures.push(figureOf(name, "creatives", [served.length + servedAfter.length - CAP]));
    }
  } finally {
    crowd.close();
  }
  return figures;
};

export const overDeliveryNote = (concurrent: number): string =>
  `beyond a cap: ${concurrent.toLocaleString("en")} decides at once for one visitor, what was served confirmed by all connections at once, and as many decides again; fewer than the cap would be negative`;
