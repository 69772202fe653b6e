import { expect, test } from "vitest";
import { PLATFORM_COOKIE_MAX_LENGTH, USER_AGENT_MAX_LENGTH } from "../../schemas/limits-conversion.ts";
import { StatedBrowser } from "../../schemas/stated-browser.ts";

const FULL = {
  user_agent: "Mozilla/5.0 (X11; Linux x86_64) Firefox/145.0",
  fbp: "fb.1.1764072000000.1098115397",
  fbc: "fb.1.1764072000000.IwAR2F4-dbP0l7Mn1IawQQ",
  ttp: "2ab94ea3fc9241d0927a9fb4bd4bc1a0.tt.1",
  ga_client_id: "1234567890.1764072000",
  ga_session_id: "1764072001",
};

test("what a server states of a browser is read as it is", () => {
  expect(StatedBrowser.parse(FULL)).toEqual(FULL);
});

test.each([
  ["user_agent", "Zoë's browser"],
  ["user_agent", ""],
  ["user_agent", "x".repeat(USER_AGENT_MAX_LENGTH + 1)],
  ["fbp", "fb.1; secure"],
  ["fbc", "x".repeat(PLATFORM_COOKIE_MAX_LENGTH + 1)],
  ["ga_client_id", 12],
])("a malformed %s counts as not stated, and the rest stands", (name, value) => {
  const { [name as keyof typeof FULL]: _, ...rest } = FULL;
  expect(StatedBrowser.parse({ ...FULL, [name]: value })).toEqual({ ...rest, [name]: undefined });
});

test("values of the greatest length are taken", () => {
  const longest = {
    user_agent: "x".repeat(USER_AGENT_MAX_LENGTH),
    ttp: "x".repeat(PLATFORM_COOKIE_MAX_LENGTH),
  };
  expect(StatedBrowser.parse(longest)).toMatchObject(longest);
});
