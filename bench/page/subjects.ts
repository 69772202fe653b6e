import { readFile } from "node:fs/promises";
import { BENCH_SITE } from "../collect/site-admin.ts";
import { installedFile } from "../installed-package.ts";
import { type PagePeer, PAGE_PEERS } from "./page-peers.ts";

/** What the page is measured with. */
export interface Subject {
  readonly name: string;
  /** Stands in the head of the page. */
  readonly tag: string;
  /** Paths of its scripts begin so; null where there is none. */
  readonly prefix: string | null;
  /** A script that the page's server serves; Halley's comes from the instance. */
  readonly script?: { readonly path: string; readonly code: string };
}

export const CONTROL: Subject = { name: "no script", tag: "", prefix: null };

const PURCHASE = `{transaction_id:"T-1",value:89.9,currency:"EUR",items:[{item_id:"SKU-1000",item_name:"Article number 1000",price:89.9,quantity:1}]}`;

export const HALLEY: Subject = {
  name: "halley",
  tag: `<script>trackPurchase=()=>halley("track","purchase",${PURCHASE})</script>
<script async src="/h/${BENCH_SITE}.js"></script>`,
  prefix: `/h/${BENCH_SITE}`,
};

/** Its shipped file with what its manual says to write on the page, as one file: attributed together, and one request. */
const subjectOf = ({ name, before, after, attributes }: PagePeer, shipped: string): Subject => {
  const path = `/peer/${name}/tracker.js`;
  return {
    name,
    tag: `<script async ${attributes ?? ""} src="${path}"></script>`,
    prefix: `/peer/${name}/`,
    script: { path, code: `${before ?? ""}\n${shipped}\n${after ?? ""}` },
  };
};

/** The peers whose packages are installed. */
export const installedSubjects = async (): Promise<Subject[]> => {
  const subjects: Subject[] = [];
  for (const peer of PAGE_PEERS) {
    const installed = await installedFile(peer.file);
    if (installed === null) continue;
    subjects.push(subjectOf(peer, await readFile(installed.path, "utf8")));
  }
  return subjects;
};
