import { describe, expect, test } from "vitest";
import { createSite } from "./kit.ts";
import { contactsOf } from "./objects.ts";
import { event, pageView } from "./samples.ts";

const emails = [
  "",
  " ",
  "ada",
  "ada@",
  "@example.com",
  "ada@example",
  "ada@@example.com",
  "ada@exa mple.com",
  "a da@example.com",
  "ada@example..com",
  "ada@.com",
  "null@example.com",
  "undefined@example.com",
  "test@example.com",
  "0@example.com",
  "[object Object]@example.com",
  `${"a".repeat(65)}@example.com`,
  `ada@${"a".repeat(250)}.com`,
  "\u200B@example.com",
];
const phones = ["", "0301234567", "+49", "+0301234567", "+111111111", "call me"];

describe("what is no address", () => {
  test.each(emails.map((email) => ({ email })))(
    "is rejected and nothing moves: $email",
    async ({ email }) => {
      const site = await createSite();
      const ada = site.browser();
      const { status, body } = await ada.send([pageView(), event("identify", { email })]);
      expect({ status, body }).toEqual({
        status: 200,
        body: { accepted: 1, duplicate: 0, rejected: [{ index: 1, code: "address_invalid" }], dropped: [] },
      });
      expect((await site.profile(ada.visitor)).kind).toBe("visitor");
    },
  );

  test.each(phones.map((phone) => ({ phone })))("is rejected on both routes: $phone", async ({ phone }) => {
    const site = await createSite();
    const rejected = [{ index: 1, code: "address_invalid" }];
    const claims = [pageView(), event("identify", { phone })];
    expect((await site.browser().send(claims)).body).toMatchObject({ accepted: 1, rejected });
    const served = claims.map((one) => ({ ...one, anonymous_id: "crm-1" }));
    expect((await site.ingest(served)).body).toMatchObject({ accepted: 1, rejected });
    expect(await contactsOf(site)).toEqual([]);
  });
});
