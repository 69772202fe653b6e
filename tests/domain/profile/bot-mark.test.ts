import { describe, expect, test } from "vitest";
import { BotMark } from "../../../schemas/bot.ts";
import { isBot, markAfter } from "../../../worker/domain/profile/bot-mark.ts";
import { withoutTraits } from "../../../worker/domain/profile/known-traits.ts";
import { newProfile } from "../../../worker/domain/profile/profile.ts";
import { CONTACT, GERMANY, VISITOR } from "./sample.ts";

const left = (id: string, bot: BotMark): BotMark | null =>
  withoutTraits(id, { ...newProfile(id, 0, GERMANY).head, bot }).bot;

test("whoever the operator cleared is no bot, and all others that are marked are", () => {
  expect(BotMark.options.filter((bot) => !isBot({ bot }))).toEqual(["cleared"]);
  expect(isBot({ bot: null })).toBe(false);
});

describe("with all else that a browser told", () => {
  test("a visitor's mark goes, and what the operator said stays", () => {
    const kept = BotMark.options.filter((mark) => left(VISITOR, mark) === mark);
    expect(kept.toSorted()).toEqual(["cleared", "operator"]);
    expect(left(VISITOR, "declared")).toBeNull();
  });

  test("a contact's stays: it says how the address came", () => {
    expect(BotMark.options.map((mark) => left(CONTACT, mark))).toEqual(BotMark.options);
  });
});

describe("a signal", () => {
  test("marks who has no mark, save a contact that is known", () => {
    expect(markAfter(null, "declared", false)).toBe("declared");
    expect(markAfter(null, "platform", true)).toBeNull();
    expect(markAfter(null, null, false)).toBeNull();
  });

  test("changes no mark that is there", () => {
    const after = BotMark.options.map((mark) => markAfter(mark, "declared", false));
    expect(after).toEqual(BotMark.options);
    expect(markAfter("declared", null, false)).toBe("declared");
  });
});
