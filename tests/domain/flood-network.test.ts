import { describe, expect, test } from "vitest";
import { floodNetwork } from "../../worker/domain/flood-network.ts";

describe("what a flood is counted by", () => {
  test("is an address of IPv4, however it is written", () => {
    expect(floodNetwork("8.8.4.4")).toBe("8.8.4.4");
    expect(floodNetwork("::ffff:8.8.4.4")).toBe("8.8.4.4");
    expect(floodNetwork("::FFFF:8.8.4.4")).toBe("8.8.4.4");
  });

  test("is a /64 of IPv6, wherever zeros are left out", () => {
    const same = ["2a00:1450:4001:82a::200e", "2A00:1450:4001:082a:1:2:3:4", "2a00:1450:4001:82a::"];
    expect(new Set(same.map(floodNetwork))).toEqual(new Set(["2a00:1450:4001:82a"]));
    expect(floodNetwork("2a00::1")).toBe("2a00:0:0:0");
    expect(floodNetwork("2a00:1::3:4:5:6:7")).toBe("2a00:1:0:3");
    expect(floodNetwork("2a00:1450:4001:82b::200e")).not.toBe(floodNetwork(same[0] ?? ""));
  });

  test.each([
    "127.0.0.1",
    "10.1.2.3",
    "192.168.0.1",
    "172.16.0.1",
    "172.31.255.255",
    "100.64.0.1",
    "100.127.0.1",
    "169.254.0.1",
    "::1",
    "fe80::1",
    "fd00::1",
    "::ffff:10.0.0.1",
  ])("is nothing where a proxy stands: %s", (address) => {
    expect(floodNetwork(address)).toBeNull();
  });

  test.each([
    "11.0.0.1",
    "172.15.0.1",
    "172.32.0.1",
    "100.63.0.1",
    "100.128.0.1",
    "192.169.0.1",
    "128.0.0.1",
  ])("is the address right beside those: %s", (address) => {
    expect(floodNetwork(address)).toBe(address);
  });
});
