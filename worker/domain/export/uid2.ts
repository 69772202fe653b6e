import { UID2_ITEMS_MAX } from "../../../schemas/limits-export.ts";
import { NOTHING_WANTED } from "../match-key/match-keys.ts";
import { createBodyWriter } from "./body-writer.ts";
import { type UploadRow, uploadFormat } from "./member-format.ts";

interface Item {
  readonly kind: "email_hash" | "phone_hash";
  readonly hash: string;
}

const itemsOf = ({ keys }: UploadRow): Item[] => [
  ...keys.emails.map(([hash = ""]): Item => ({ kind: "email_hash", hash })),
  ...keys.phones.map(([hash = ""]): Item => ({ kind: "phone_hash", hash })),
];

const hashesIn = (items: readonly Item[], kind: Item["kind"]) => {
  const hashes = items.filter((item) => item.kind === kind).map(({ hash }) => hash);
  return hashes.length === 0 ? {} : { [kind]: hashes };
};

/**
 * Bodies for `POST /v3/identity/map`, before they are sealed for the operator. UID2 is never used for people of the EEA, the
 * United Kingdom and Switzerland. Source: unifiedid.com/docs/endpoints/post-identity-map.
 */
export const uid2 = uploadFormat({
  contentType: "application/x-ndjson",
  wanted: {
    ...NOTHING_WANTED,
    encoding: "base64",
    emails: ["uid2"],
    phones: ["plus"],
    isOutsideEurope: true,
  },
  writer: () => {
    const bodies = createBodyWriter<Item>(UID2_ITEMS_MAX, (items) => ({
      ...hashesIn(items, "email_hash"),
      ...hashesIn(items, "phone_hash"),
    }));
    return { head: "", write: (rows) => bodies.add(rows.flatMap(itemsOf)), end: () => bodies.end() };
  },
});
