import { siteSecrets } from "../../worker/crypto/site-secrets.ts";
import { visitorCookie } from "../../worker/http/sender/visitor-cookie.ts";
import type { SignedCookies } from "../load/request-source.ts";
import { BENCH_SITE } from "./site-admin.ts";

/** The cookies that the Worker would have set for these visitors, side by side in memory that threads share. */
export const signCookies = (visitors: readonly string[], rootSecret: string): SignedCookies => {
  const secrets = siteSecrets(rootSecret, BENCH_SITE);
  const nobody = new Request("http://127.0.0.1/");
  const pairs = visitors.map((id) => visitorCookie(nobody, BENCH_SITE, id, secrets, 1).split(";")[0] ?? "");
  const cookieLength = pairs[0]?.length ?? 0;
  if (pairs.some(({ length }) => length !== cookieLength)) throw new Error("cookies differ in length");
  const cookies = new SharedArrayBuffer(cookieLength * pairs.length);
  Buffer.from(cookies).write(pairs.join(""), "latin1");
  return { cookies, cookieLength };
};
