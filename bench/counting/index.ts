import type { Environment } from "../../worker/configuration/environment.ts";
import { shardName } from "../../worker/domain/identity/profile-id.ts";
import worker, { ProfileShard as ProductionShard } from "../../worker/index.ts";

export { Site } from "../../worker/index.ts";

type RowCounts = Record<string, number>;

const countsOf = new WeakMap<DurableObjectState, RowCounts>();

/** `profile upsert`, `membership delete`: what a statement writes. */
const nameOf = (statement: string): string => {
  const [, verb = "", table = ""] =
    /^\s*(INSERT|UPDATE|DELETE)\s+(?:OR \w+ )?(?:INTO |FROM )?(\w+)/i.exec(statement) ?? [];
  return `${table} ${verb.toLowerCase()}`.trim();
};

/** Makes an object's storage add up the rows that are billed. */
const counting = (ctx: DurableObjectState): DurableObjectState => {
  const counts: RowCounts = {};
  countsOf.set(ctx, counts);
  const add = (name: string, rows: number): void => {
    if (rows > 0) counts[name] = (counts[name] ?? 0) + rows;
  };
  const { sql } = ctx.storage;
  const exec = sql.exec.bind(sql);
  const setAlarm = ctx.storage.setAlarm.bind(ctx.storage);
  Object.defineProperty(sql, "exec", {
    value: (statement: string, ...bindings: unknown[]) => {
      // Statements that give no rows back have run to their end when the cursor is there; the others only read.
      const cursor = exec(statement, ...bindings);
      add(nameOf(statement), cursor.rowsWritten);
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

/** The production object, whose storage counts. For measuring only: nothing of it is in the product. */
export class ProfileShard extends ProductionShard {
  constructor(ctx: DurableObjectState, env: Environment) {
    super(counting(ctx), env);
  }

  async rowsWritten(): Promise<RowCounts> {
    return countsOf.get(this.ctx) ?? {};
  }
}

/** `GET /bench/rows?site=…&shards=…`: rows written since the start, by table and statement. */
const answerRows = async (url: URL, env: Environment): Promise<Response> => {
  const site = url.searchParams.get("site") ?? "";
  const shards = Number(url.searchParams.get("shards"));
  const total: RowCounts = {};
  for (let shard = 0; shard < shards; shard++) {
    const name = shardName(site, { kind: "visitor", letter: "x", shard });
    const object = env.PROFILE_SHARD.getByName(name) as unknown as Pick<ProfileShard, "rowsWritten">;
    for (const [key, rows] of Object.entries(await object.rowsWritten()))
      total[key] = (total[key] ?? 0) + rows;
  }
  return Response.json(total);
};

export default {
  async fetch(request, env, ctx): Promise<Response> {
    const url = new URL(request.url);
    return url.pathname === "/bench/rows" ? answerRows(url, env) : worker.fetch(request, env, ctx);
  },
} satisfies ExportedHandler<Environment>;
