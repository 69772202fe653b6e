import type { Environment } from "../../worker/configuration/environment.ts";
import { shardName } from "../../worker/domain/identity/profile-id.ts";
import { calls, countCall, countingCalls } from "./calls.ts";
import worker, { ProfileShard as ProductionShard } from "../../worker/index.ts";

export { Site } from "../../worker/index.ts";

interface Counts {
  /** Rows by table and statement. */
  readonly written: Record<string, number>;
  rowsRead: number;
}

const countsOf = new WeakMap<DurableObjectState, () => Counts>();

/** `profile upsert`, `membership delete`: what a statement writes. */
const nameOf = (statement: string): string => {
  const [, verb = "", table = ""] =
    /^\s*(INSERT|UPDATE|DELETE)\s+(?:OR \w+ )?(?:INTO |FROM )?(\w+)/i.exec(statement) ?? [];
  return `${table} ${verb.toLowerCase()}`.trim();
};

/** Makes an object's storage add up the rows that are billed. */
const counting = (ctx: DurableObjectState): DurableObjectState => {
  const counts: Counts = { written: {}, rowsRead: 0 };
  let open: SqlStorageCursor<Record<string, SqlStorageValue>>[] = [];
  const settle = (): Counts => {
    for (const { rowsRead } of open) counts.rowsRead += rowsRead;
    open = [];
    return counts;
  };
  countsOf.set(ctx, settle);
  const add = (name: string, rows: number): void => {
    if (rows > 0) counts.written[name] = (counts.written[name] ?? 0) + rows;
  };
  const { sql } = ctx.storage;
  const exec = sql.exec.bind(sql);
  const setAlarm = ctx.storage.setAlarm.bind(ctx.storage);
  Object.defineProperty(sql, "exec", {
    value: (statement: string, ...bindings: unknown[]) => {
      // Statements that give no rows back have run to their end when the cursor is there; the others only read.
      const cursor = exec(statement, ...bindings);
      add(nameOf(statement), cursor.rowsWritten);
      // What a cursor read is known when it was followed to its end, which no code of ours puts off beyond its turn.
      open.push(cursor);
      return cursor;
    },
  });
  Object.defineProperty(ctx.storage, "setAlarm", {
    value: (at: number) => {
      add("alarm set", 1);
      return setAlarm(at);
    },
  });
  return ctx;
};

/** The production object, whose storage and calls of others count. For measuring only: nothing of it is in the product. */
export class ProfileShard extends ProductionShard {
  constructor(ctx: DurableObjectState, env: Environment) {
    super(counting(ctx), countingCalls(env));
  }

  override async alarm(): Promise<void> {
    countCall("ProfileShard alarm");
    await super.alarm();
  }

  async counts(): Promise<Counts | null> {
    return countsOf.get(this.ctx)?.() ?? null;
  }
}

/** `GET /bench/counts?site=…&shards=…`: what was counted since the start. */
const answerCounts = async (url: URL, env: Environment): Promise<Response> => {
  const site = url.searchParams.get("site") ?? "";
  const shards = Number(url.searchParams.get("shards"));
  const written: Record<string, number> = {};
  let rowsRead = 0;
  for (let shard = 0; shard < shards; shard++) {
    const name = shardName(site, { kind: "visitor", letter: "x", shard });
    const object = env.PROFILE_SHARD.getByName(name) as unknown as Pick<ProfileShard, "counts">;
    const counts = await object.counts();
    rowsRead += counts?.rowsRead ?? 0;
    for (const [key, rows] of Object.entries(counts?.written ?? {}))
      written[key] = (written[key] ?? 0) + rows;
  }
  return Response.json({ written, rowsRead, calls });
};

export default {
  async fetch(request, env, ctx): Promise<Response> {
    const url = new URL(request.url);
    if (url.pathname === "/bench/counts") return answerCounts(url, env);
    return worker.fetch(request, countingCalls(env), ctx);
  },
} satisfies ExportedHandler<Environment>;
