/** A language as profiles have it, in lower case; null for what is no tag of BCP 47. */
export const languageTag = (tag: string): string | null =>
  /^[a-z]{2,3}(?:-[a-z0-9]{2,8})*$/i.test(tag) ? tag.toLowerCase() : null;
