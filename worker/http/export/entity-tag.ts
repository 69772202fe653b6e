import { sha256Hex } from "../../crypto/digest.ts";

/** Strong: RFC 9110 §8.8.3. The same for the same bytes before compression; each coding has its own. */
export const entityTag = (parts: unknown): string => `"${sha256Hex(JSON.stringify(parts)).slice(0, 32)}"`;

export const gzipTag = (tag: string): string => tag.replace(/"$/, '-gzip"');

/** First byte of `bytes=N-`, as who resumes asks; null for every other range, which may be ignored (RFC 9110 §14.2). */
export const resumedAt = (range: string | undefined): number | null => {
  const [, digits] = /^bytes=(\d{1,15})-$/.exec(range?.trim() ?? "") ?? [];
  return digits === undefined ? null : Number(digits);
};

/** Whether gzip is wanted: named, or everything is, and not with a weight of nothing. */
export const acceptsGzip = (header: string | undefined): boolean => {
  const weights = new Map(
    (header ?? "").split(",").map((part) => {
      const [coding = "", ...parameters] = part.split(";").map((word) => word.trim().toLowerCase());
      const weight = parameters.find((parameter) => parameter.startsWith("q="))?.slice(2) ?? "1";
      return [coding, Number(weight)] as const;
    }),
  );
  return (weights.get("gzip") ?? weights.get("*") ?? 0) > 0;
};
