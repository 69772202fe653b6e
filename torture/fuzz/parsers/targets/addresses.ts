import { emailAddress, phoneAddress } from "../../../../worker/domain/identity/contact-address.ts";
import { deviceId } from "../../../../worker/domain/match-key/device-form.ts";
import { EMAIL_FORMS, emailIn, phoneIn } from "../../../../worker/domain/match-key/email-form.ts";
import {
  familyNameForGoogle,
  givenNameForGoogle,
  nameForMeta,
} from "../../../../worker/domain/match-key/name-form.ts";
import { postalCodeForMeta, stateForMeta } from "../../../../worker/domain/match-key/place-form.ts";
import { accountDomainOf } from "../../../../worker/domain/identity/account-domain.ts";
import { type FuzzTarget, must } from "../fuzz-target.ts";

export const EMAIL: FuzzTarget = {
  name: "email",
  seeds: [
    "Ada.Lovelace+boots@Shop.example",
    " mailto:bob@münchen.example",
    "a@b.co.uk",
    "ada@gmail.com",
    "test@x.example",
  ],
  tokens: ["@", ".", "+", "mailto:", "gmail.com", "googlemail.com", "\u200B", "\u00AD", "xn--", "ADA", "0"],
  check: (text) => {
    const address = emailAddress(text);
    if (address === null) return;
    const { value } = address;
    must(emailAddress(value)?.value === value, "an address is read as it is kept");
    must(value.length <= 254 && value.split("@").length === 2, "it has one at sign and is not too long");
    must(value.isWellFormed() && !/[\s<>"\u0000-\u001F]/.test(value), "it is safe in a mail header");
    for (const form of EMAIL_FORMS) {
      const formed = emailIn(form, value);
      must(formed === "" || formed.split("@").length === 2, `it is an address as ${form} spells it`);
    }
    const domain = accountDomainOf(address, new Set(["gmail.com"]));
    must(domain === null || value.endsWith(domain), "its account is its own domain");
  },
};

export const PHONE: FuzzTarget = {
  name: "phone",
  seeds: ["+49 (30) 1234-5678", "030 12345678", "0044 20 7946 0958", "+1/202/555.0123", "+380 44 123 4567"],
  tokens: ["+", "00", "(0)", " ", "-", "/", ".", "+1", "+49", "+7", "\u200B", "\u202C", "٣", "０"],
  check: (text) => {
    for (const country of [null, "DE", "US", "IT"]) {
      const number = phoneAddress(text, country);
      if (number === null) continue;
      must(/^\+[1-9]\d{1,14}$/.test(number.value), "it is E.164");
      must(phoneAddress(number.value, null)?.value === number.value, "a number is read as it is kept");
      must(phoneIn("digits", number.value) === number.value.slice(1), "its digits are its digits");
    }
  },
};

export const MATCH_KEYS: FuzzTarget = {
  name: "match-keys",
  seeds: [
    "Dr. Ada Lovelace, Jr.",
    "Müller-Lüdenscheidt III",
    "EC1A 1BB",
    "District of Columbia",
    "AAAABBBB-1111-2222-3333-444455556666",
  ],
  tokens: ["Dr.", "Mr. ", ", jr.", " III", "\u0301", "é", "-", "constructor", "New York"],
  check: (text) => {
    const family = familyNameForGoogle(text);
    must(familyNameForGoogle(family) === family, "a family name is spelt as it is spelt");
    must(
      nameForMeta(text).replace(/[\p{L}\p{M}\p{N}]/gu, "") === "",
      "a name for Meta is letters and digits",
    );
    must(givenNameForGoogle(text) === givenNameForGoogle(` ${text} `), "blanks around a name mean nothing");
    must(typeof stateForMeta(text, "US") === "string", "a state is a text");
    must(!/[\s-]/.test(postalCodeForMeta(text, "DE")), "a postal code has no blanks");
    must(deviceId(deviceId(text)) === deviceId(text), "a device's id is read as it is spelt");
  },
};
