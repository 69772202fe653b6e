import type { Environment } from "../../../../worker/configuration/environment.ts";
import { siteSecrets } from "../../../../worker/crypto/site-secrets.ts";
import { sign } from "../../../../worker/crypto/signed.ts";
import { addressOf } from "../../../../worker/domain/identity/profile-id.ts";
import { choiceCookie, keptChoice } from "../../../../worker/http/sender/choice-cookie.ts";
import { isInNetworks } from "../../../../worker/http/sender/client-address.ts";
import { acceptsGzip, resumedAt } from "../../../../worker/http/export/entity-tag.ts";
import { actorOf, requireAdmin } from "../../../../worker/http/access/key.ts";
import { languageAmong, languageOf } from "../../../../worker/http/sender/language.ts";
import { isKnown } from "../../../../worker/http/if-none-match.ts";
import { Refusal } from "../../../../worker/http/refusal.ts";
import { requestIdOf } from "../../../../worker/http/request-id.ts";
import { visitorOf } from "../../../../worker/http/sender/visitor-cookie.ts";
import { type FuzzTarget, must } from "../fuzz-target.ts";

const SECRETS = siteSecrets("root-secret-of-the-fuzzing-0123456789abc", "shop");
const VISITOR = `vx00${"a".repeat(22)}`;
const SIGNED = sign(SECRETS.cookie, VISITOR, 8);
const ADMIN_KEY = "key of the instance";
const ENV = { ADMIN_KEY, REGION_SOURCE: "none" } as Environment;

/** A request with the header; null where HTTP has no such header. */
const withHeader = (name: string, value: string): Request | null => {
  try {
    return new Request("https://shop.example/", { headers: { [name]: value } });
  } catch {
    return null;
  }
};

export const COOKIE: FuzzTarget = {
  name: "cookie",
  seeds: [
    `__Host-h-shop=${SIGNED}`,
    `a=b; __Host-h-shop=${SIGNED}; c`,
    "__Host-hc-shop=1764158400.gd-g-gd",
    `__Host-h-shop=${VISITOR}`,
  ],
  tokens: ["; ", "__Host-h-shop=", "__Host-hc-shop=", VISITOR, ".", SIGNED.slice(-11)],
  check: (text) => {
    const request = withHeader("cookie", text);
    if (request === null) return;
    const visitor = visitorOf(request, "shop", SECRETS);
    must(
      visitor === null || (visitor === VISITOR && text.includes(SIGNED)),
      "only who was signed is a visitor",
    );
    must(visitorOf(request, "sho", SECRETS) === null, "and at no other site");
    const kept = keptChoice(request, "shop");
    if (kept === null) return;
    const again = withHeader("cookie", choiceCookie("shop", kept, 30).split(";")[0] ?? "");
    must(
      again !== null && JSON.stringify(keptChoice(again, "shop")) === JSON.stringify(kept),
      "a choice is read as it was kept",
    );
  },
};

export const AUTHORIZATION: FuzzTarget = {
  name: "authorization",
  seeds: [`Bearer ${ADMIN_KEY}`, `Basic ${btoa("any:key")}`, "bearer x", "Basic %%%", "Basic", ""],
  tokens: ["Bearer ", "Basic ", "=", btoa(`a:${ADMIN_KEY}`).slice(0, 20), ":"],
  check: (text) => {
    const request = withHeader("authorization", text);
    if (request === null) return;
    const actor = actorOf(request, ENV, [], 0);
    must(actor === null, "no text is a key but the key");
    try {
      requireAdmin(request, ENV);
    } catch (error) {
      must(
        error instanceof Refusal && /^key_(?:missing|invalid)$/.test(error.code),
        "only refusals are thrown",
      );
      return;
    }
    throw new Error("no text opens what the instance's key opens");
  },
};

export const NEGOTIATION: FuzzTarget = {
  name: "negotiation",
  seeds: [
    "bytes=0-",
    "gzip;q=0.5, *;q=0",
    'W/"abc", "def"',
    "de-AT,de;q=0.9,en;q=0.8,*;q=0.1",
    "203.0.113.7",
    "2001:db8::1",
    "req-1:a/b",
  ],
  tokens: [
    "bytes=",
    "-",
    ";q=",
    "q=1.000",
    ",",
    "*",
    "de",
    "zh-Hant-TW",
    "x-gzip",
    "gzip",
    'W/"',
    "::ffff:",
    "/24",
  ],
  check: (text) => {
    const from = resumedAt(text);
    must(from === null || (Number.isSafeInteger(from) && from >= 0), "a range begins at a byte");
    must(typeof acceptsGzip(text) === "boolean", "gzip is wanted or not");
    must(
      isKnown('"x"', '"x"') && isKnown(text, '"never said"') === /^\s*\*\s*$|"never said"/.test(text),
      "only what is named is known",
    );
    const networks = ["203.0.113.0/24", "2001:db8::/32"];
    must(!isInNetworks(text, networks) || /^[\da-f:.]+$/i.test(text), "only addresses are in networks");
    const accepting = withHeader("accept-language", text);
    if (accepting !== null) {
      const language = languageOf(accepting);
      must(language === null || /^[a-z0-9-]{2,}$/.test(language), "a language is a tag in lower case");
      must(
        [null, "de", "en"].includes(languageAmong(accepting, ["de", "en"])),
        "one of the offered is chosen",
      );
    }
    const named = withHeader("request-id", text);
    must(
      named === null || /^[\w.:/+=-]{1,128}$/.test(requestIdOf(named)),
      "a request's name is safe in a log",
    );
    const address = addressOf(text);
    must(address === null || (address.shard >= 0 && address.shard < 36 * 36), "an id leads to a shard");
  },
};
