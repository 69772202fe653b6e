import { expect, test } from "vitest";
import { countSocket, type Exchange, trafficUntil } from "../../bench/page/traffic.ts";

const exchange = (path: string, at: number, received: number, sent: number): Exchange => ({
  path,
  at,
  received,
  sent,
  status: 200,
});

test("a script's traffic is both directions of all that the page alone would not ask for, until the click", () => {
  const exchanges = [
    exchange("/", 10, 600, 3_000),
    exchange("/h/bench.js", 20, 500, 3_400),
    exchange("/hero.svg", 21, 560, 780),
    exchange("/h/bench/e", 30, 834, 561),
    exchange("/h/bench/e", 100, 1_000, 500),
    exchange("/h/bench/e", 101, 1_041, 561),
  ];
  expect(trafficUntil(exchanges, 100)).toEqual({ requests: 3, bytes: 500 + 3_400 + 834 + 561 + 1_000 + 500 });
});

test("a page without a script has no traffic of one", () => {
  expect(trafficUntil([exchange("/", 10, 600, 3_000)], 100)).toEqual({ requests: 0, bytes: 0 });
});

test("each request of a connection took what the connection had not taken before", () => {
  const count = countSocket();
  expect([count(600, 3_000), count(1_100, 6_400), count(1_100, 6_400)]).toEqual([
    { received: 600, sent: 3_000 },
    { received: 500, sent: 3_400 },
    { received: 0, sent: 0 },
  ]);
});

test("connections are counted apart", () => {
  const [one, other] = [countSocket(), countSocket()];
  one(600, 3_000);
  expect(other(500, 700)).toEqual({ received: 500, sent: 700 });
});
