import { PUSH_REQUESTS_MAX } from "../../../schemas/limits-destination.ts";
import type { PushOp } from "../../outbox/destination/run-push.ts";
import { logFailure } from "../note-failure.ts";

/** Where the walk over the members of audiences stands that a new destination begins with. */
export type Walk = readonly (readonly [audience: string, after: number])[];

/** A destination as one shard keeps it. */
export interface Push {
  readonly destination: string;
  /** Version of the destination that was taken up. */
  readonly version: number;
  readonly audiences: readonly string[];
  readonly walk: Walk;
  readonly isOpen: boolean;
  /** Null while nothing waits. */
  readonly dueAt: number | null;
  /** Nothing is added, and nothing removed, before. */
  readonly addsFrom: number;
  readonly removesFrom: number;
  readonly failures: number;
  readonly failingSince: number | null;
  readonly reason: string | null;
  readonly rejected: number;
  /** Why the platform refused rows last; null where it did not say. */
  readonly rejectedFor: string | null;
  readonly lastSuccessAt: number | null;
  readonly matchRate: string | null;
}

/** One that was just made; what waits for it is looked at right away. */
export const newPush = (destination: string): Push => ({
  destination,
  version: 0,
  audiences: [],
  walk: [],
  isOpen: false,
  dueAt: 0,
  addsFrom: 0,
  removesFrom: 0,
  failures: 0,
  failingSince: null,
  reason: null,
  rejected: 0,
  rejectedFor: null,
  lastSuccessAt: null,
  matchRate: null,
});

type Row = { destination: string; push: string };

/** One that cannot be read is as if it was just made: all of it is looked at again. */
const pushIn = ({ destination, push }: Row): Push => {
  try {
    return JSON.parse(push) as Push;
  } catch (error) {
    logFailure("pushes", error);
    return newPush(destination);
  }
};

/** A request whose outcome the platform tells later. */
export interface PushRequest {
  readonly destination: string;
  readonly request: string;
  readonly dueAt: number;
  readonly sentAt: number;
}

type RequestRow = { destination: string; request: string; due: number; sent_at: number };

/** Destinations that audiences are pushed to, as one shard keeps them, and requests that are to be asked about. */
export class PushStore {
  readonly #sql: SqlStorage;
  #pushes: Map<string, Push> | null = null;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  all(): Push[] {
    return [...this.#known().values()];
  }

  find(destination: string): Push | null {
    return this.#known().get(destination) ?? null;
  }

  write(push: Push): void {
    const { destination } = push;
    this.#known().set(destination, push);
    this.#sql.exec("INSERT OR REPLACE INTO push VALUES (?, ?)", destination, JSON.stringify(push));
  }

  /** Sends no later than `at`, unless the destination has to be left alone for longer. */
  wake(destination: string, op: PushOp, at: number): void {
    const push = this.find(destination) ?? newPush(destination);
    const dueAt = Math.max(at, op === "add" ? push.addsFrom : push.removesFrom);
    if (push.dueAt === null || push.dueAt > dueAt) this.write({ ...push, dueAt });
  }

  addRequest({ destination, request, dueAt, sentAt }: PushRequest): void {
    this.#sql.exec(
      "INSERT OR REPLACE INTO push_request VALUES (?, ?, ?, ?)",
      dueAt,
      destination,
      request,
      sentAt,
    );
    this.#sql.exec(
      "DELETE FROM push_request WHERE (due, destination, request) NOT IN (SELECT due, destination, request FROM push_request ORDER BY due DESC LIMIT ?)",
      PUSH_REQUESTS_MAX,
    );
  }

  requestsDue(now: number, limit: number): PushRequest[] {
    return this.#sql
      .exec<RequestRow>("SELECT * FROM push_request WHERE due <= ? ORDER BY due LIMIT ?", now, limit)
      .toArray()
      .map(({ destination, request, due, sent_at }) => ({
        destination,
        request,
        dueAt: due,
        sentAt: sent_at,
      }));
  }

  dropRequest({ destination, request }: PushRequest): void {
    this.#sql.exec("DELETE FROM push_request WHERE destination = ? AND request = ?", destination, request);
  }

  /** When something is due; Infinity where nothing waits. */
  next(): number {
    const pushes = this.all().map(({ dueAt }) => dueAt ?? Infinity);
    return Math.min(this.#nextRequest(), ...pushes);
  }

  forget(destination: string): void {
    for (const table of ["push", "pushed", "push_request"]) {
      this.#sql.exec(`DELETE FROM ${table} WHERE destination = ?`, destination);
    }
    this.#pushes = null;
  }

  /** After a failed transaction memory is not known to say what is on disk. */
  discard(): void {
    this.#pushes = null;
  }

  #nextRequest(): number {
    if (this.#known().size === 0) return Infinity;
    const { due } = this.#sql.exec<{ due: number | null }>("SELECT min(due) AS due FROM push_request").one();
    return due ?? Infinity;
  }

  #known(): Map<string, Push> {
    this.#pushes ??= new Map(
      this.#sql
        .exec<Row>("SELECT destination, push FROM push ORDER BY destination")
        .toArray()
        .map((row) => [row.destination, pushIn(row)]),
    );
    return this.#pushes;
  }
}
