const withoutWeakness = (tag: string): string => tag.trim().replace(/^W\//, "");

/**
 * Whether `If-None-Match` names the tag, quotes included. It compares weakly (RFC 9110 §13.1.2): a proxy that compressed
 * the answer may have weakened the tag.
 */
export const isKnown = (header: string | undefined, tag: string): boolean =>
  header !== undefined &&
  (header.trim() === "*" || header.split(",").some((known) => withoutWeakness(known) === tag));
