import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ChannelUrl } from "../../../schemas/channel.ts";
import { isPublicTarget } from "../../../worker/domain/channel/public-target.ts";

describe("a public target is", () => {
  test.each([
    "https://crm.example",
    "https://crm.example/hooks?a=b",
    "https://crm.example:8443/",
    "https://CRM.EXAMPLE/",
    "https://localhost.example/",
    "https://internal.example/",
    "https://local.host/",
    "https://127.example/",
    "https://1.1.1.1/",
    "https://9.255.255.255/",
    "https://11.0.0.0/",
    "https://100.63.255.255/",
    "https://100.128.0.0/",
    "https://126.255.255.255/",
    "https://128.0.0.0/",
    "https://169.253.255.255/",
    "https://169.255.0.0/",
    "https://172.15.255.255/",
    "https://172.32.0.0/",
    "https://192.167.255.255/",
    "https://192.169.0.0/",
    "https://198.17.255.255/",
    "https://198.20.0.0/",
    "https://223.255.255.255/",
    "https://[2606:4700:4700::1111]/",
    "https://[2001:4860:4860::8888]:8443/",
    "https://[2a00:1450::]/",
    "https://[3fff:ffff::1]/",
  ])("%s", (url) => {
    expect(ChannelUrl.safeParse(url).success).toBe(true);
    expect(isPublicTarget(url)).toBe(true);
  });
});

describe("a public target is not", () => {
  test.each([
    ["unencrypted", "http://crm.example/"],
    ["this machine by name", "https://localhost/"],
    ["this machine by name, with a port", "https://localhost:8443/"],
    ["this machine in capitals", "https://LOCALHOST/"],
    ["a name below localhost", "https://crm.localhost/"],
    ["an internal name", "https://metadata.google.internal/"],
    ["a name of the local network", "https://printer.local/"],
    ["a name at home", "https://nas.home.arpa/"],
    ["a name without a dot", "https://intranet/"],
    ["the loopback address", "https://127.0.0.1/"],
    ["the end of the loopback block", "https://127.255.255.255/"],
    ["loopback as one number", "https://2130706433/"],
    ["loopback in hexadecimal", "https://0x7f000001/"],
    ["loopback in mixed notation", "https://0x7f.1/"],
    ["loopback with parts left out", "https://127.1/"],
    ["loopback in octal", "https://0177.0.0.1/"],
    ["loopback with leading zeros", "https://127.0.0.01/"],
    ["a number with an empty hexadecimal part", "https://1.0x/"],
    ["this host", "https://0.0.0.0/"],
    ["this host, short", "https://0/"],
    ["the end of this network", "https://0.255.255.255/"],
    ["a private address of class A", "https://10.0.0.1/"],
    ["the end of private class A", "https://10.255.255.255/"],
    ["the start of carrier addresses", "https://100.64.0.0/"],
    ["the end of carrier addresses", "https://100.127.255.255/"],
    ["the metadata service of clouds", "https://169.254.169.254/"],
    ["the start of private class B", "https://172.16.0.0/"],
    ["the end of private class B", "https://172.31.255.255/"],
    ["protocol assignments", "https://192.0.0.1/"],
    ["documentation 1", "https://192.0.2.1/"],
    ["relays of 6to4", "https://192.88.99.1/"],
    ["a private address of class C", "https://192.168.1.1/"],
    ["the start of benchmarks", "https://198.18.0.0/"],
    ["the end of benchmarks", "https://198.19.255.255/"],
    ["documentation 2", "https://198.51.100.7/"],
    ["documentation 3", "https://203.0.113.7/"],
    ["multicast", "https://224.0.0.1/"],
    ["the last block", "https://240.0.0.1/"],
    ["broadcast", "https://255.255.255.255/"],
    ["loopback of IPv6", "https://[::1]/"],
    ["loopback of IPv6 in full", "https://[0:0:0:0:0:0:0:1]/"],
    ["no address of IPv6", "https://[::]/"],
    ["mapped loopback", "https://[::ffff:127.0.0.1]/"],
    ["mapped loopback in hexadecimal", "https://[::ffff:7f00:1]/"],
    ["mapped loopback in full", "https://[0:0:0:0:0:ffff:7f00:1]/"],
    ["a mapped public address", "https://[::ffff:1.1.1.1]/"],
    ["compatible loopback", "https://[::127.0.0.1]/"],
    ["translated loopback", "https://[64:ff9b::7f00:1]/"],
    ["locally translated", "https://[64:ff9b:1::1]/"],
    ["link-local", "https://[fe80::1]/"],
    ["link-local in capitals", "https://[FE80::1]/"],
    ["site-local", "https://[fec0::1]/"],
    ["unique local", "https://[fc00::1]/"],
    ["unique local, usual half", "https://[fd12:3456::1]/"],
    ["multicast of IPv6", "https://[ff02::1]/"],
    ["documentation of IPv6", "https://[2001:db8::1]/"],
    ["documentation of IPv6 with a zero", "https://[2001:0db8::1]/"],
    ["Teredo", "https://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/"],
    ["Teredo in full", "https://[2001:0000:4136:e378:8000:63bf:3fff:fdd2]/"],
    ["Teredo, short", "https://[2001::1]/"],
    ["6to4 around loopback", "https://[2002:7f00:1::1]/"],
    ["discarded", "https://[100::1]/"],
  ])("%s: %s", (_, url) => {
    expect(ChannelUrl.safeParse(url).success).toBe(true);
    expect(isPublicTarget(url)).toBe(false);
  });
});

const hostCharacter = fc.constantFrom(..."0123456789abcdefxX.-[]:".split(""));
const host = fc.string({ unit: hostCharacter, minLength: 1, maxLength: 16 });

test("what we take for public, the standard's parser reads as the very same host", () => {
  fc.assert(
    fc.property(host, (name) => {
      const url = `https://${name}/`;
      fc.pre(ChannelUrl.safeParse(url).success && isPublicTarget(url) && URL.canParse(url));
      const { hostname, port } = new URL(url);
      const written = name.toLowerCase().replace(/:\d+$/, "");
      expect([hostname, url.includes("@"), Number(port) >= 0]).toEqual([
        written.startsWith("[") ? hostname : written,
        false,
        true,
      ]);
    }),
    { numRuns: 2_000 },
  );
});
