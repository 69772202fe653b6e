import { setTimeout as sleep } from "node:timers/promises";
import { type Answer, Connection } from "../../bench/load/connection.ts";

/** One request, and who wants to know what became of it. */
export interface Asked {
  readonly bytes: Uint8Array;
  readonly hear: (answer: Answer, waitedMs: number) => void;
}

export interface CrowdOptions {
  readonly port: number;
  /** Connections, each with one request under way. */
  readonly sockets: number;
  readonly durationMs: number;
  /** Requests per second whatever the answers do; null sends the next as soon as one is answered. */
  readonly rate: number | null;
  readonly next: () => Asked;
}

export interface CrowdReport {
  readonly sent: number;
  readonly answered: number;
  /** Requests that were due while all connections waited for answers: nobody to send them. */
  readonly unsent: number;
  /** Connections that broke before their answer. */
  readonly broken: number;
  readonly tookMs: number;
}

const TICK_MS = 1;
/** An answer that takes longer does not come any more. */
const PATIENCE_MS = 20_000;

interface Member {
  connection: Connection;
  asked: Asked | null;
  sentAt: number;
}

/** Many browsers at once that come when they come, not when the server has time for them. */
class Crowd {
  readonly #options: CrowdOptions;
  readonly #idle: Member[] = [];
  readonly #members = new Set<Member>();
  readonly #startedAt = performance.now();
  #sent = 0;
  #answered = 0;
  #unsent = 0;
  #broken = 0;

  constructor(options: CrowdOptions) {
    this.#options = options;
    for (let n = 0; n < options.sockets; n++) this.#join();
  }

  get #isOver(): boolean {
    return performance.now() - this.#startedAt >= this.#options.durationMs;
  }

  async run(): Promise<CrowdReport> {
    const { rate, durationMs } = this.#options;
    let due = 0;
    while (!this.#isOver) {
      const elapsedMs = performance.now() - this.#startedAt;
      const dueNow = rate === null ? due + this.#idle.length : Math.floor((elapsedMs * rate) / 1_000);
      for (; due < dueNow; due++) this.#ask();
      await sleep(TICK_MS);
    }
    const until = this.#startedAt + durationMs + PATIENCE_MS;
    while (this.#idle.length < this.#members.size && performance.now() < until) {
      await sleep(TICK_MS);
    }
    this.#broken += this.#members.size - this.#idle.length;
    for (const { connection } of this.#members) connection.close();
    const [sent, answered, unsent, broken] = [this.#sent, this.#answered, this.#unsent, this.#broken];
    return { sent, answered, unsent, broken, tookMs: performance.now() - this.#startedAt };
  }

  #join(): void {
    const connection: Connection = new Connection(
      this.#options.port,
      (answer) => this.#hear(member, answer),
      () => this.#leave(member),
    );
    const member: Member = { connection, asked: null, sentAt: 0 };
    this.#members.add(member);
    this.#idle.push(member);
  }

  #ask(): void {
    // The one that has rested longest: what rests for seconds the server closes, maybe just as it is used.
    const member = this.#idle.shift();
    if (member === undefined) {
      this.#unsent++;
      return;
    }
    member.asked = this.#options.next();
    member.sentAt = performance.now();
    this.#sent++;
    member.connection.send(member.asked.bytes);
  }

  #hear(member: Member, answer: Answer): void {
    const { asked, sentAt } = member;
    member.asked = null;
    this.#answered++;
    asked?.hear(answer, performance.now() - sentAt);
    if (!this.#members.has(member)) return;
    this.#idle.push(member);
    if (this.#options.rate === null && !this.#isOver) this.#ask();
  }

  /** A connection that ends is replaced, as a browser would. */
  #leave(member: Member): void {
    if (!this.#members.delete(member)) return;
    member.connection.close();
    if (member.asked !== null) this.#broken++;
    const at = this.#idle.indexOf(member);
    if (at >= 0) this.#idle.splice(at, 1);
    if (!this.#isOver) this.#join();
  }
}

export const sendCrowd = (options: CrowdOptions): Promise<CrowdReport> => new Crowd(options).run();
