import { describe, expect, test } from "vitest";
import { GOOGLE_IDENTIFIERS_MAX } from "../../../schemas/limits-destination.ts";
import {
  googleDataManager,
  googleMembersBody,
} from "../../../worker/outbox/destination/google-data-manager.ts";
import { keyRows } from "../../../worker/outbox/destination/key-rows.ts";
import { linkedinHeaders, linkedinUsersBody } from "../../../worker/outbox/destination/linkedin-audience.ts";
import { metaUsersBody } from "../../../worker/outbox/destination/meta-custom-audience.ts";
import { tiktokMappingBody } from "../../../worker/outbox/destination/tiktok-audience.ts";
import { webhookMembersBody } from "../../../worker/outbox/destination/webhook-audience.ts";
import { GOLDEN, hash, personAs, removed } from "./person.ts";

const GOOGLE = {
  operating_account: { account_type: "GOOGLE_ADS", account_id: "1234567890" },
  login_account: undefined,
  user_list_id: "9876543210",
} as const;

describe("Google gets", () => {
  test("an addition as in the golden payload, which only asks to be validated", () => {
    const body = googleMembersBody({ op: "add", members: [personAs("google", "plus", "google")] }, GOOGLE);
    expect({ ...body, validateOnly: true }).toEqual(GOLDEN.google_data_manager_ingest);
  });

  test("a removal as in the golden payload: no consent, no terms, no postal address", () => {
    const member = removed(personAs("google", "plus"));
    const body = googleMembersBody({ op: "remove", members: [member] }, GOOGLE);
    expect(body).toEqual(GOLDEN.google_data_manager_remove);
  });

  test("no postal address where one of its four parts is missing", () => {
    const { keys, description } = personAs("google", null, "google");
    if (description === null) throw new Error("the fixture has one");
    for (const part of ["givenName", "familyName", "country", "postalCode"]) {
      const members = [{ keys, description: { ...description, [part]: "" } }];
      expect(JSON.stringify(googleMembersBody({ op: "add", members }, GOOGLE))).not.toContain('address"');
    }
  });

  test.each([
    [GOOGLE_IDENTIFIERS_MAX, [10]],
    [GOOGLE_IDENTIFIERS_MAX + 1, [10, 1]],
  ])("a member with %i identifiers as members of %j", (count, sizes) => {
    const emails = Array.from({ length: count }, (_, index) => hash(`${index}`));
    const members = [{ keys: { emails, phones: [], ids: [] }, description: null }];
    const body = googleMembersBody({ op: "add", members }, GOOGLE) as {
      audienceMembers: { userData: { userIdentifiers: unknown[] } }[];
    };
    expect(body.audienceMembers.map(({ userData }) => userData.userIdentifiers.length)).toEqual(sizes);
    expect(googleDataManager.rowsOf({ emails, phones: [], ids: [] })).toBeGreaterThanOrEqual(sizes.length);
  });

  test("the manager account where access goes through one", () => {
    const login_account = { account_type: "GOOGLE_ADS", account_id: "5" } as const;
    const members = [removed(personAs("google", null))];
    expect(googleMembersBody({ op: "remove", members }, { ...GOOGLE, login_account })).toMatchObject({
      destinations: [{ loginAccount: { accountType: "GOOGLE_ADS", accountId: "5" } }],
    });
  });
});

const without = <T>(row: readonly T[]): T[] => row.slice(0, -1); // No browser knows the id of a device.

describe("Meta gets", () => {
  test("an addition as in the golden payload, without the id of a device", () => {
    const { payload, session } = GOLDEN.meta_users;
    expect(
      metaUsersBody({ op: "add", members: [personAs("basic", "digits", "meta")] }, session.session_id),
    ).toEqual({
      payload: { schema: without(payload.schema), data: payload.data.map(without) },
      session,
    });
  });

  test("a removal under every key that it was told", () => {
    const keys = { emails: [hash("a"), hash("b")], phones: [hash("1")], ids: ["CRM-1"] };
    expect(metaUsersBody({ op: "remove", members: [{ keys, description: null }] }, 1)).toEqual({
      payload: {
        schema: ["EXTERN_ID", "EMAIL", "PHONE"],
        data: [
          ["CRM-1", hash("a"), hash("1")],
          ["", hash("b"), ""],
        ],
      },
    });
  });
});

test("TikTok gets a mapping as in the golden payload, and an empty place for what is missing", () => {
  const ids = { advertiser_id: "7000000000000000001", audience_id: "7100000000000000001" };
  const person = personAs("tiktok", "plus");
  expect(tiktokMappingBody({ op: "add", members: [person] }, ids)).toEqual(GOLDEN.tiktok_segment_mapping);
  const members = [removed(personAs("tiktok", null))];
  expect(tiktokMappingBody({ op: "remove", members }, ids)).toMatchObject({
    action: "delete",
    batch_data: [[{ id: hash(GOLDEN.normalised.tiktok), audience_ids: [ids.audience_id] }, {}]],
  });
});

test("LinkedIn gets elements as in the golden payload, and nothing but the hash of whom it has to forget", () => {
  const person = personAs("basic", null, "linkedin");
  const { headers, body } = GOLDEN.linkedin_users_batch;
  expect(linkedinHeaders("202603")).toEqual(headers);
  expect(linkedinUsersBody({ op: "add", members: [person] })).toEqual(body);
  expect(linkedinUsersBody({ op: "remove", members: [removed(person)] })).toEqual({
    elements: [
      { action: "REMOVE", userIds: [{ idType: "SHA256_EMAIL", idValue: hash(GOLDEN.normalised.basic) }] },
    ],
  });
});

test("LinkedIn gets names cut to what it takes", () => {
  const { keys, description } = personAs("basic", null, "linkedin");
  if (description === null) throw new Error("the fixture has one");
  const members = [
    { keys, description: { ...description, givenName: "n".repeat(36), company: "c".repeat(51) } },
  ];
  expect(linkedinUsersBody({ op: "add", members })).toMatchObject({
    elements: [{ firstName: "n".repeat(35), company: "c".repeat(50) }],
  });
});

test("a server gets hashes and nothing else of anybody", () => {
  const person = personAs("basic", "plus");
  const members = [{ emails: person.keys.emails, phones: person.keys.phones }];
  expect(webhookMembersBody({ op: "add", members: [person] }, { id: "crm" })).toEqual({
    type: "destination.members_added",
    data: {
      destination: "crm",
      consent: { ad_user_data: "granted", ad_personalization: "granted" },
      members,
    },
  });
  expect(webhookMembersBody({ op: "remove", members: [removed(person)] }, { id: "crm" })).toEqual({
    type: "destination.members_removed",
    data: { destination: "crm", members },
  });
});

test("rows name every key of a member, each once", () => {
  const rows = keyRows({ emails: ["a"], phones: ["1", "2"], ids: [] });
  expect(rows).toEqual([
    { email: "a", phone: "1", id: "" },
    { email: "", phone: "2", id: "" },
  ]);
});
