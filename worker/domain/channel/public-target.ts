/** IPv4 blocks that are not of the public internet (RFC 6890 and its successors), as prefix and its length in bits. */
const NOT_PUBLIC: readonly (readonly [prefix: string, bits: number])[] = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 3],
];

const numberOf = (address: string): number =>
  address.split(".").reduce((number, part) => number * 256 + Number(part), 0);

const isInBlock = (address: string, [prefix, bits]: (typeof NOT_PUBLIC)[number]): boolean => {
  const size = 2 ** (32 - bits);
  return Math.floor(numberOf(address) / size) === Math.floor(numberOf(prefix) / size);
};

const DOTTED = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;

/** Names without a dot and these endings are answered on the machine itself or in its own network. */
const PRIVATE_NAME = /^[^.]+$|\.(?:localhost|local|internal|home\.arpa)$/;

/** Hosts that browsers and `fetch` take for an IPv4 address, `0x7f.1` too: the last part is a number. */
const ENDS_IN_NUMBER = /(?:^|\.)(?:\d+|0x[0-9a-f]*)$/;

/** Global unicast, without what carries another address inside: Teredo, documentation and 6to4. */
const isPublicV6 = (address: string): boolean =>
  /^[23][0-9a-f]{3}:/.test(address) && !/^2001:0{0,4}(?:db8)?:|^2002:/.test(address);

/** Whether a host, in the form a `ChannelUrl` has, can be one of the public internet. What its name leads to is not known here. */
export const isPublicHost = (typed: string): boolean => {
  const host = typed.toLowerCase();
  if (host.startsWith("[")) return isPublicV6(host.slice(1, -1));
  if (ENDS_IN_NUMBER.test(host)) {
    return DOTTED.test(host) && !NOT_PUBLIC.some((block) => isInBlock(host, block));
  }
  return !PRIVATE_NAME.test(host);
};

/** The machine itself. */
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

const PARTS = /^(?<scheme>https?):\/\/(?<host>\[[^\]]*\]|[^/:?]*)/;

/** Whether a `ChannelUrl` may be called from an instance that others use: encrypted, and not the operator's own network. */
export const isPublicTarget = (url: string): boolean => {
  const { scheme, host } = PARTS.exec(url)?.groups ?? {};
  return scheme === "https" && host !== undefined && isPublicHost(host);
};

/** Whether a `ChannelUrl` leads to the machine that calls it. */
export const isLoopbackTarget = (url: string): boolean =>
  LOOPBACK.test((PARTS.exec(url)?.groups?.["host"] ?? "").toLowerCase());
