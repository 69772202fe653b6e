import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { emailAddress, phoneAddress } from "../../../worker/domain/identity/contact-address.ts";

const emailOf = (typed: string): string | null => emailAddress(typed)?.value ?? null;
const phoneOf = (typed: string, country: string | null = null): string | null =>
  phoneAddress(typed, country)?.value ?? null;

describe("the spelling of an e-mail address", () => {
  test.each([
    ["alexz@example.com", "alexz@example.com"],
    ["Ada@Example.com", "ada@example.com"],
    [" ada@example.COM ", "ada@example.com"],
    ["jane.saoirse@EXAMPLE.COM", "jane.saoirse@example.com"],
    ["\tUser@Example.com\n", "user@example.com"],
    ["\u00A0user@example.com\u3000", "user@example.com"],
    ["\uFEFFuser@example.com", "user@example.com"],
    ["us\u200Ber@example.com", "user@example.com"],
    ["us\u00ADer@example.com", "user@example.com"],
    ["user@example.com\u202C", "user@example.com"],
    ["mailto:user@example.com", "user@example.com"],
    ["MAILTO:User@example.com", "user@example.com"],
    ["jefferson.Loves.hiking@gmail.com", "jefferson.loves.hiking@gmail.com"],
    ["j.e.f..ferson.Loves.hiking@gmail.com", "j.e.f..ferson.loves.hiking@gmail.com"],
    ["jane.doe+a+b@gmail.com", "jane.doe+a+b@gmail.com"],
    ["+tag@gmail.com", "+tag@gmail.com"],
    [".+tag@gmail.com", ".+tag@gmail.com"],
    ["o'brien@example.ie", "o'brien@example.ie"],
    ["Al.ice$+Apple@Example.Com", "al.ice$+apple@example.com"],
    ["jose\u0301@example.es", "jos\u00E9@example.es"],
    ["AL\u0130@example.com.tr", "ali\u0307@example.com.tr"],
    ["info@xn--bcher-kva.example", "info@xn--bcher-kva.example"],
    ["\u{1F60A}testtest@test.com", "\u{1F60A}testtest@test.com"],
    ["0049171+x@example.de", "0049171+x@example.de"],
    ["abc.def-01@privaterelay.appleid.com", "abc.def-01@privaterelay.appleid.com"],
  ])("of %j is %j", (typed, value) => {
    expect(emailAddress(typed)).toEqual({ kind: "email", value });
  });

  test("keeps dots apart, because only the mailbox's owner knows what they mean", () => {
    expect(emailOf("a.da@gmail.com")).not.toBe(emailOf("ada@gmail.com"));
  });

  test("is its own spelling, so that storing it again finds the same contact", () => {
    const typed = fc.tuple(fc.string({ unit: "grapheme" }), fc.string({ unit: "grapheme-ascii" }));
    fc.assert(
      fc.property(typed, ([local, domain]) => {
        const value = emailOf(`${local}@${domain}.example`);
        if (value !== null) expect(emailOf(value)).toBe(value);
      }),
    );
  });

  test.each(["J\u030C", "H\u0331", "T\u0308", "W\u030A"])(
    "of %j, whose capital has no composed form, is NFC like that of its small letter",
    (letter) => {
      const value = emailOf(`${letter}@example.com`);
      expect(value).toBe(value?.normalize("NFC"));
      expect(value).toBe(emailOf(`${letter.toLowerCase()}@example.com`));
    },
  );
});

describe("what is no e-mail address", () => {
  test("has a lone surrogate, which no database keeps", () => {
    expect(emailAddress("a\uDB75a@gmail.com")).toBeNull();
  });

  test.each([
    "",
    " ",
    "ada",
    "@example.com",
    "user@",
    "user@localhost",
    "user@example.com.",
    "user@.example.com",
    "user@example..com",
    "a@ba@z.com",
    "jane doe@example.com",
    "jane @gmail.com",
    "jane@ gmail.com",
    "user\uFF20example.com",
    "Ada <ada@example.com>",
    "B4C9A289323B21A01C3E940F150EB9B8C542587F1ABFD8F0E1CC1FFC5E475514",
  ])("%j is refused", (typed) => {
    expect(emailAddress(typed)).toBeNull();
  });

  test.each([
    "null@example.com",
    "undefined@example.com",
    "UNDEFINED@example.com",
    "none@example.com",
    "NaN@example.com",
    "na@example.com",
    "n/a@example.com",
    "test@example.com",
    "Test@Example.com",
    " test@example.com",
    "te\u200Bst@example.com",
    "0@example.com",
    "000000@example.com",
  ])("%j, which scripts and people type instead of one, is refused", (typed) => {
    expect(emailAddress(typed)).toBeNull();
  });

  test.each(["testing@example.com", "test.ada@example.com", "nullo@example.com", "0a0@example.com"])(
    "%j only resembles junk and is kept",
    (typed) => {
      expect(emailOf(typed)).toBe(typed);
    },
  );

  test.each([
    "ada@example.com\r\nBcc: eve@example.com",
    "ada\r\nBcc: eve@example.com",
    "ada@example.com\nBcc:eve.example",
    "ada\n@example.com",
    "ada@exam\u0000ple.com",
    "ada\u0000@example.com",
    "ada\u007F@example.com",
    "ada\u0085@example.com",
    "ada@example.com\u2028x.y",
  ])("%j, which would add a header to a message, is refused", (typed) => {
    expect(emailAddress(typed)).toBeNull();
  });

  test.each([
    "ada@example.com,eve@example.com",
    "ada,eve@example.com",
    "ada;eve@example.com",
    "ada@example.com,eve.example",
    "ada@example.com>,eve.example",
    "<ada@example.com>",
    '"ada"eve@example.com',
    "ada(eve)@example.com",
    "ada@example.com?bcc=eve.example",
  ])("%j, which a mail header would read as something else, is refused", (typed) => {
    expect(emailAddress(typed)).toBeNull();
  });

  test("a local part has 64 characters at most and an address 254", () => {
    expect(
      [63, 64, 65].map((length: number) => emailOf(`${"a".repeat(length)}@example.com`) !== null),
    ).toEqual([true, true, false]);
    expect(
      [253, 254, 255].map((length: number) => emailOf(`ada@${"d".repeat(length - 8)}.com`) !== null),
    ).toEqual([true, true, false]);
  });
});

describe("a phone number", () => {
  test.each([
    ["+18005550100", "+18005550100"],
    ["+1 (555) 987-6543", "+15559876543"],
    ["+39 06 6982", "+39066982"],
    ["+44 20/7946.0018", "+442079460018"],
    [" +49\u00A0171\u200B 2345678 ", "+491712345678"],
    ["+44 (0)20 7946 0018", "+442079460018"],
    ["+49 (0) 171 2345678", "+491712345678"],
    ["+44 (0\u200B)20 7946 0018", "+442079460018"],
  ])("of %j is %j", (typed, value) => {
    expect(phoneAddress(typed, null)).toEqual({ kind: "phone", value });
  });

  const nationals: [typed: string, country: string, value: string][] = [
    ["(800) 555-0100", "US", "+18005550100"],
    ["1 800 555 0100", "US", "+18005550100"],
    ["1 (234) 567-8901", "US", "+12345678901"],
    ["(657)777-0000", "US", "+16577770000"],
    ["011 44 20 7946 0018", "US", "+442079460018"],
    ["0044 20 7946 0018", "GB", "+442079460018"],
    ["06 6982", "IT", "+39066982"],
    ["65 1243 5678", "SG", "+656512435678"],
    ["06 12 34 56 78", "FR", "+33612345678"],
    ["374-93-828222", "AM", "+37493828222"],
    ["030 1234567", "DE", "+49301234567"],
  ];

  test.each(nationals)("%j of a site in %s is %s", (typed, country, value) => {
    expect(phoneOf(typed, country)).toBe(value);
  });

  test.each(nationals)("%j, where no country is set, is refused", (typed) => {
    expect(phoneOf(typed)).toBeNull();
  });

  test.each(nationals)(
    "with a country code is the same wherever the site is: %j of %s",
    (_, _country, value) => {
      expect(["DE", "US", "IT", null].map((other) => phoneOf(value, other))).toEqual([
        value,
        value,
        value,
        value,
      ]);
    },
  );

  test.each([
    "",
    "n/a",
    "null",
    "1-800-FLOWERS",
    "+1 650-253-0000 ext. 123",
    "\u0660\u0661\u0662\u0663\u0664\u0665",
    "+\u0664\u0669\u0661\u0667\u0661\u0662\u0663\u0664\u0665",
    "\uFF0B491712345678",
    "+0441712345678",
    "++491712345678",
    "+49 171 2345678\r\nBcc: eve",
    "+49171+2345678",
    "112",
    "+49112",
    "+336123456",
    "+99912345678",
  ])("%j is refused, also where a country is set", (typed) => {
    expect([phoneOf(typed), phoneOf(typed, "US"), phoneOf(typed, "DE")]).toEqual([null, null, null]);
  });

  test.each(["+0000000", "+1111111", "+11111111111", "+99999999999"])(
    "%j, one digit repeated, is refused",
    (typed) => {
      expect(phoneOf(typed)).toBeNull();
    },
  );

  test("has as many digits as its country's numbers have", () => {
    const lengths = ["+4930123", "+493", "+18005550100", "+180055501000", "+1800555010"];
    expect(lengths.map((typed) => phoneOf(typed) !== null)).toEqual([true, false, true, false, false]);
  });

  test("has 15 digits at most", () => {
    expect([13, 14].map((length) => phoneOf(`+49${"12".repeat(7).slice(0, length)}`) !== null)).toEqual([
      true,
      false,
    ]);
  });

  test("is its own spelling, so that storing it again finds the same contact", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\+[1-9][0-9 ()./-]{5,16}$/), (typed) => {
        const value = phoneOf(typed);
        if (value !== null) expect(phoneOf(value)).toBe(value);
      }),
    );
  });

  // A further zero is read as one more trunk prefix: the same number would lead to two contacts.
  test.each(["00045678", "+4900 (30).2378"])(
    "as %j is none, for it reads otherwise once it is kept",
    (typed) => {
      expect(phoneOf(typed, "DE")).toBeNull();
    },
  );
});
