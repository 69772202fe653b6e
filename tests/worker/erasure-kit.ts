import type { AccessBundle, Receipt } from "../../schemas/privacy.ts";
import type { ProfileShardRpc } from "../../worker/domain/rpc.ts";
import type { TestSite } from "./kit.ts";
import { dump, shardOf, siteTables } from "./objects.ts";

const expected = (status: number, wanted: number, text: string): void => {
  if (status !== wanted) throw new Error(`${status} ${text}`);
};

export const erase = async (site: TestSite, subject: object): Promise<Receipt> => {
  const { status, body, text } = await site.server.post("/privacy/erase", subject);
  expected(status, 202, text);
  return body as Receipt;
};

export const access = async (site: TestSite, subject: object): Promise<AccessBundle> => {
  const { status, body, text } = await site.server.post("/privacy/access", subject);
  expected(status, 200, text);
  return body as AccessBundle;
};

export const receiptOf = async (site: TestSite, id: string): Promise<Receipt> => {
  const { status, body, text } = await site.server.get(`/privacy/receipts/${id}`);
  expected(status, 200, text);
  return body as Receipt;
};

/** What the visitor's own page asks for: this browser and nothing else. */
export const eraseBrowser = (site: TestSite, visitor: string): Promise<Receipt> =>
  (shardOf(site, visitor) as unknown as ProfileShardRpc).erase({ profile: visitor, reach: "browser" }, 0);

/** Rows removed from each place that had any, over all shards. */
export const removedFrom = ({ places }: Receipt): Record<string, number> => {
  const sums: Record<string, number> = {};
  for (const { place, removed } of places) if (removed > 0) sums[place] = (sums[place] ?? 0) + removed;
  return sums;
};

/** Names of the tables, of all objects of the site, that hold one of the texts in any row. */
export const tablesWith = async (site: TestSite, texts: readonly string[]): Promise<string[]> => {
  const objects = [...(await dump(site)), await siteTables(site)];
  const tables = objects.flatMap((object) => Object.entries(object));
  const found = tables.filter(([, rows]) => texts.some((text) => JSON.stringify(rows).includes(text)));
  return [...new Set(found.map(([name]) => name))].toSorted();
};
