import { expect, test } from "vitest";
import { NOTICES } from "../../schemas/notice/notices.ts";
import type { Receipt } from "../../schemas/privacy.ts";
import { erasedPage } from "../../worker/http/visitor-page/page-html.ts";
import type { PageModel } from "../../worker/http/visitor-page/page-model.ts";

const MODEL: PageModel = {
  language: "en",
  words: NOTICES.en.page,
  title: "Your data",
  policy: null,
  news: null,
  kind: "none",
  facts: [],
  rule: "",
  signal: null,
  rows: [],
};
const RECEIPT: Receipt = {
  receipt: "r_1",
  subject: "p_1",
  requested_by: "visitor",
  requested_at: 1,
  completed_at: 1,
  places: [
    { place: "profile", removed: 1, at: 1 },
    { place: "membership", removed: 2, at: 1 },
    { place: "inbox", removed: 0, at: 1 },
  ],
};

test("a receipt says that everything is erased once it is, and how much, in no words of ours", async () => {
  const page = String(await erasedPage(MODEL, RECEIPT, "now"));
  expect(page).toContain("<h1>Everything is erased</h1>");
  expect(page).toMatch(/<dt>Records deleted<\/dt>\s*<dd>3<\/dd>/);
  expect(page).not.toContain("membership");
});

test("a receipt of an erasure that is not complete does not say so", async () => {
  const page = String(await erasedPage(MODEL, { ...RECEIPT, completed_at: null, places: [] }, "now"));
  expect(page).toContain("<h1>Your data is being erased</h1>");
  expect(page).not.toContain("Everything is erased");
  expect(page).not.toContain(NOTICES.en.page.removed);
});
