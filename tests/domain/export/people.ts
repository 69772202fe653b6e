import { matchHash } from "../../../worker/crypto/match-hash.ts";
import type { MemberFormat, RowWriter } from "../../../worker/domain/export/member-format.ts";
import { emailAddress, phoneAddress } from "../../../worker/domain/identity/contact-address.ts";
import { countryOf, describeIn, devicesIn, type Told } from "../../../worker/domain/match-key/describe.ts";
import { emailIn, phoneIn } from "../../../worker/domain/match-key/email-form.ts";
import { hasKeys, type MatchKeys, type MatchWanted } from "../../../worker/domain/match-key/match-keys.ts";
import type { ChangeOp, ChangeRow, MemberRow } from "../../../worker/domain/rpc.ts";

export interface Person {
  readonly emails?: readonly string[];
  readonly phones?: readonly string[];
  readonly seenIn?: string;
  readonly told?: Readonly<Record<string, string>>;
}

/** What is awkward in lists of customers. */
export const PEOPLE: readonly Person[] = [
  {
    emails: [" Jane.Doe+promo@Gmail.com "],
    phones: ["+44 (0)7400 123456"],
    seenIn: "GB",
    told: {
      first_name: "Jane",
      last_name: "O'Brien",
      country: "GB",
      postal_code: "SW1A 1AA",
      external_id: "CRM-000123",
      aaid: "38400000-8CF0-11bd-b23e-10B96e40000d",
    },
  },
  { emails: ["plain@example.com"] },
  { phones: ["+1 650 253 0000"], seenIn: "US", told: { last_name: "=cmd|' /C calc'!A0", city: "San José" } },
  {
    emails: ["two.of+them@example.com", "second@example.org"],
    phones: ["+49 30 12345678"],
    seenIn: "US",
    told: {
      first_name: "Dr. Zoë",
      last_name: " Quinn, Jr. ",
      country: "us",
      postal_code: '94045-1234, "Box"',
      state: "California",
      idfa: "EA7583CD-A667-48BC-B806-42ECB2B48606",
    },
  },
  // Nothing is left of this address in four of the five forms.
  { emails: ["+tag@gmail.com"], seenIn: "FR" },
];

const toldOf = (told: Person["told"] = {}): Told =>
  Object.fromEntries(Object.entries(told).map(([name, value]) => [name, { value, at: 0 }]));

const isSomething = (hashes: readonly string[]): boolean => hashes.some((one) => one !== "");

/** By what a person is found, as a shard would say it. */
export const keysOf = (person: Person, wanted: MatchWanted): MatchKeys => {
  const { emails = [], phones = [], seenIn = null } = person;
  const told = toldOf(person.told);
  const hash = (text: string): string => matchHash(text, wanted.encoding);
  const addresses = emails.map((raw) => emailAddress(raw)?.value ?? "");
  const numbers = phones.map((raw) => phoneAddress(raw, null)?.value ?? "");
  return {
    emails: addresses.map((one) => wanted.emails.map((form) => hash(emailIn(form, one)))).filter(isSomething),
    phones: numbers.map((one) => wanted.phones.map((form) => hash(phoneIn(form, one)))).filter(isSomething),
    devices: wanted.devices === null ? [] : devicesIn(wanted.devices, told, hash),
    description:
      wanted.description === null
        ? null
        : describeIn(wanted.description, told, countryOf(told, seenIn), hash),
    clickIds: {},
  };
};

const wantedBy = ({ wanted }: MemberFormat): MatchWanted => {
  if (wanted === null) throw new Error("the format shows no keys");
  return wanted;
};

const findable = (format: MemberFormat, people: readonly Person[]): MatchKeys[] =>
  people.map((person) => keysOf(person, wantedBy(format))).filter(hasKeys);

export const memberRows = (format: MemberFormat, people: readonly Person[]): MemberRow[] =>
  findable(format, people).map((keys, i) => ({
    profile: `c00${String(i).padStart(22, "0")}`,
    entered_at: 0,
    next_flip_at: null,
    keys,
  }));

export const changeRows = (format: MemberFormat, op: ChangeOp, people: readonly Person[]): ChangeRow[] =>
  memberRows(format, people).map(({ profile, keys }) => ({
    op,
    profile,
    at: 0,
    reason: op === "exit" ? "left" : null,
    ...(keys === undefined ? {} : { keys }),
  }));

/** The whole text of an export whose rows come in pages of two. */
export const written = <Row>(writer: RowWriter<Row>, rows: readonly Row[]): string => {
  let text = writer.head;
  for (let from = 0; from < rows.length; from += 2) text += writer.write(rows.slice(from, from + 2));
  return text + writer.end();
};
