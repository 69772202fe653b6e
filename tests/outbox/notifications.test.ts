import { expect, test } from "vitest";
import type { MembershipChange } from "../../worker/domain/profile/membership-changes.ts";
import { notificationsOf } from "../../worker/outbox/notifications.ts";

const AT = Date.UTC(2026, 10, 25, 12, 30, 5, 7);

const entered: MembershipChange = {
  audience: "viewers",
  version: 3,
  op: "enter",
  at: AT,
  reason: null,
  isLive: true,
};
const exited: MembershipChange = { ...entered, op: "exit", reason: "expired" };

const channelsOf = (audience: string): string[] => (audience === "viewers" ? ["crm", "mail"] : []);

const told = (...changes: MembershipChange[]) =>
  notificationsOf("shop", "vx00ada", changes, channelsOf).map(({ channel, body }) => [
    channel,
    JSON.parse(body) as unknown,
  ]);

test("an entry is told to every channel of its audience", () => {
  const message = {
    type: "audience.entered",
    timestamp: "2026-11-25T12:30:05.007Z",
    data: { site: "shop", audience: "viewers", version: 3, profile: "vx00ada", at: AT, reason: null },
  };
  expect(told(entered)).toEqual([
    ["crm", message],
    ["mail", message],
  ]);
});

test("an exit is told with its reason", () => {
  expect(told(exited)[0]).toEqual([
    "crm",
    {
      type: "audience.exited",
      timestamp: "2026-11-25T12:30:05.007Z",
      data: { site: "shop", audience: "viewers", version: 3, profile: "vx00ada", at: AT, reason: "expired" },
    },
  ]);
});

test("what only a changed definition brought about is told to nobody", () => {
  expect(told({ ...entered, isLive: false }, { ...exited, isLive: false })).toEqual([]);
});

test("an audience without channels tells nobody", () => {
  expect(told({ ...entered, audience: "others" })).toEqual([]);
});

test("changes are told in the order in which they happened", () => {
  expect(told(entered, exited).map(([, message]) => (message as { type: string }).type)).toEqual([
    "audience.entered",
    "audience.entered",
    "audience.exited",
    "audience.exited",
  ]);
});
