import { isDeepStrictEqual } from "node:util";
import { base62 } from "../../../../worker/crypto/base62.ts";
import { confirmationToken, confirmedContact } from "../../../../worker/crypto/confirmation-token.ts";
import { unverifiedClaims } from "../../../../worker/crypto/deletion-token.ts";
import { readLink, signLink } from "../../../../worker/crypto/link-token.ts";
import { openAll } from "../../../../worker/crypto/open-all.ts";
import { open, seal } from "../../../../worker/crypto/seal.ts";
import { siteSecrets } from "../../../../worker/crypto/site-secrets.ts";
import { Refusal } from "../../../../worker/http/refusal.ts";
import { readCursor, readPageToken, writeCursor } from "../../../../worker/http/export/cursor.ts";
import { type FuzzTarget, must } from "../fuzz-target.ts";

const SECRETS = siteSecrets("root-secret-of-the-fuzzing-0123456789abc", "shop");

/** Throws nothing but the refusal that it is said to throw. */
const refused = (code: string, read: () => unknown): boolean => {
  try {
    read();
    return false;
  } catch (error) {
    if (error instanceof Refusal && error.code === code) return true;
    throw error;
  }
};

export const CURSOR: FuzzTarget = {
  name: "cursor",
  seeds: ["viewers", writeCursor({ audience: "viewers", exits: { "s/any/00": 3 }, entries: {} }, SECRETS)],
  tokens: [".", "_", "-", "="],
  check: (text) => {
    const cursor = { audience: text, exits: { [text]: 7 }, entries: { [text]: text.length } };
    const token = writeCursor(cursor, SECRETS);
    if (text.isWellFormed())
      must(isDeepStrictEqual(readCursor(token, text, SECRETS), cursor), "a cursor is read as it was written");
    must(
      refused("cursor_invalid", () => readCursor(token, `${text}x`, SECRETS)),
      "it is for its audience alone",
    );
    const isOurs = CURSOR.seeds.includes(text);
    must(
      isOurs || refused("cursor_invalid", () => readCursor(text, "viewers", SECRETS)),
      "no other text is one",
    );
    const asked = { audience: "viewers", format: "ndjson", chain: "admin" };
    must(
      refused("cursor_invalid", () => readPageToken(text, asked, SECRETS)),
      "no other text is a page's token",
    );
  },
};

export const LINK: FuzzTarget = {
  name: "link",
  seeds: ["https://shop.example/boots?a=1#b", "c01ABC", "_abc", "a~b", "abc~def~c"],
  tokens: ["~", "_", "~c", "~k", "https://", "."],
  check: (text) => {
    const ref = { contact: "c1", message: text, journey: "cart", step: "mail", medium: "email" } as const;
    const url = text;
    for (const link of [
      { kind: "click", ref, url },
      { kind: "open", ref },
      { kind: "cart", contact: "c1", cart: text === "" ? null : text, expiresAt: text.length },
    ] as const) {
      const token = signLink(SECRETS.link, link);
      must(/^[\w.~-]+$/.test(token), "a link is safe in a path");
      if (text.isWellFormed())
        must(isDeepStrictEqual(readLink(SECRETS.link, token), link), "a link is read as it was signed");
    }
    must(readLink(SECRETS.link, text) === null, "no other text is a link");
    must(confirmedContact(SECRETS.confirmation, text) === null, "no other text confirms an address");
    const confirmation = confirmationToken(SECRETS.confirmation, `c${text}`);
    must(
      confirmedContact(SECRETS.confirmation, confirmation) === `c${text}`,
      "a contact is read as it was signed",
    );
    const claims = unverifiedClaims(text);
    must(claims === null || typeof claims === "object", "claims are an object");
    must(/^[0-9A-Za-z]*$/.test(base62(new TextEncoder().encode(text).slice(0, 16), 22)), "digits are digits");
  },
};

const AT = { table: "contact_secret", column: "sealed", row: "email c1" };

const isRefused = (read: () => unknown): boolean => {
  try {
    read();
    return false;
  } catch {
    return true; // Any error is one: what does not open is a broken invariant.
  }
};

export const SEALED: FuzzTarget = {
  name: "sealed",
  seeds: ["ada@shop.example", "münchen", "1.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", ""],
  tokens: ["1.", "A", "_", "=", "\u007F", "é"],
  check: (text) => {
    const parts = text.toWellFormed().split("~").slice(0, 20);
    const texts = parts.map((part, row) => {
      const at = { ...AT, row: `email ${row}` };
      return { at, sealed: seal(SECRETS.seal, at, part) };
    });
    must(isDeepStrictEqual(openAll(SECRETS.seal, texts), parts), "what was sealed opens");
    const [first] = texts;
    if (first === undefined) return;
    must(open(SECRETS.seal, first.at, first.sealed) === parts[0], "one alone opens too");
    must(
      isRefused(() => openAll(SECRETS.seal, [{ at: AT, sealed: text }])),
      "no other text opens",
    );
    must(
      isRefused(() => openAll(SECRETS.seal, [{ at: AT, sealed: first.sealed }])),
      "nor one of another row",
    );
    const place = 2 + (text.length % (first.sealed.length - 3));
    const letter = first.sealed[place] === "A" ? "B" : "A";
    const changed = first.sealed.slice(0, place) + letter + first.sealed.slice(place + 1);
    must(
      isRefused(() => openAll(SECRETS.seal, [...texts, { at: first.at, sealed: changed }])),
      "nor a changed one",
    );
  },
};
