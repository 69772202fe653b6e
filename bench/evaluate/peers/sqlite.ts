import { DatabaseSync } from "node:sqlite";
import { leafTimes } from "../leaf-times.ts";
import type { BenchProfile } from "../population.ts";
import type { SharedAudience, SharedCondition, SharedLeaf, SharedRule } from "../rules.ts";
import type { Competitor } from "./competitor.ts";

const condition = ({ prop, value }: SharedCondition): string => {
  if (prop === "item.item_category") return `category = '${value}'`;
  if (prop === "value") return `value >= ${value}`;
  return `instr(url, '${value}') > 0`;
};

/** The profiles that meet a leaf; every bound is a constant, so that the planner sees all there is to see. */
const selectFor = (leaf: SharedLeaf, now: number): string => {
  const { after, until, refutedWithinMs } = leafTimes(leaf, now);
  const tests = [
    `type = '${leaf.event}'`,
    ...(leaf.where ?? []).map(condition),
    ...(after === null ? [] : [`at > ${after}`]),
    ...(until === null ? [] : [`at <= ${until}`]),
    ...(leaf.not_followed_by === undefined
      ? []
      : [
          `NOT EXISTS (SELECT 1 FROM event AS later WHERE later.profile = event.profile
             AND later.type = '${leaf.not_followed_by.event}'
             AND later.at > event.at AND later.at <= event.at + ${refutedWithinMs})`,
        ]),
  ];
  const having =
    leaf.sum === undefined
      ? leaf.count !== undefined && "gte" in leaf.count && `count(*) >= ${leaf.count.gte}`
      : `sum(value) >= ${leaf.sum.gte}`;
  const found = `FROM event WHERE ${tests.join(" AND ")}`;
  return having === false
    ? `SELECT DISTINCT profile ${found}`
    : `SELECT profile ${found} GROUP BY profile HAVING ${having}`;
};

/** "At most" is true of profiles without such events too: it is asked the other way round. */
const testOf = (rule: SharedRule, now: number): string => {
  if ("and" in rule) return rule.and.map((part) => testOf(part, now)).join(" AND ");
  if ("or" in rule) return `(${rule.or.map((part) => testOf(part, now)).join(" OR ")})`;
  if ("not" in rule) return `NOT (${testOf(rule.not, now)})`;
  if (rule.count !== undefined && "lte" in rule.count) {
    const more = { ...rule, count: { gte: rule.count.lte + 1 } };
    return `profile NOT IN (${selectFor(more, now)})`;
  }
  return `profile IN (${selectFor(rule, now)})`;
};

/** Starts from the profiles that meet the first condition: all rules have a positive one there. */
const queryFor = ({ include, exclude }: SharedAudience, now: number): string => {
  const [first, ...others] = "and" in include ? include.and : [include];
  if (first === undefined || !("event" in first))
    throw new Error("a rule starts with something that happened");
  const tests = [...others, ...(exclude === undefined ? [] : [{ not: exclude }])];
  const select = selectFor(first, now);
  if (tests.length === 0) return select;
  return `SELECT profile FROM (${select}) WHERE ${tests.map((test) => testOf(test, now)).join(" AND ")}`;
};

/** Of the combinations tried the one that answers all queries soonest. */
const INDEXES = `
  CREATE INDEX event_of_category ON event (type, category, at, profile);
  CREATE INDEX event_of_profile ON event (type, profile, at, value, url);
  ANALYZE;
`;

const store = (database: DatabaseSync, profiles: readonly BenchProfile[]): void => {
  database.exec(
    "CREATE TABLE event (profile INTEGER, type TEXT, at INTEGER, value REAL, category TEXT, url TEXT) STRICT; BEGIN",
  );
  const insert = database.prepare("INSERT INTO event VALUES (?, ?, ?, ?, ?, ?)");
  for (const [profile, { documents }] of profiles.entries()) {
    for (const { type, at, value, category, url } of documents)
      insert.run(profile, type, at, value, category, url);
  }
  database.exec(`COMMIT; ${INDEXES}`);
};

/** The whole population in one table in memory, and one query for each audience. */
export const createSqlite = (
  profiles: readonly BenchProfile[],
  audiences: readonly SharedAudience[],
  now: number,
  cleanUp: AsyncDisposableStack,
): Competitor => {
  const database = new DatabaseSync(":memory:");
  cleanUp.defer(() => database.close());
  store(database, profiles);
  const queries = audiences.map((audience) => {
    const query = database.prepare(queryFor(audience, now));
    query.setReturnArrays(true);
    return query;
  });
  return {
    name: "SQL, a query per rule",
    answer: (into) => {
      into.fill(0);
      for (const [rule, query] of queries.entries()) {
        for (const [profile] of query.all() as unknown as [number][])
          into[profile * audiences.length + rule] = 1;
      }
    },
  };
};
