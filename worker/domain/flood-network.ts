/** Where proxies stand: the machine itself, private networks (RFC 1918, RFC 6598) and links. Asked of every beacon, so it is one look. */
const LOCAL =
  /^(?:0|10|127|169\.254|192\.168|172\.(?:1[6-9]|2\d|3[01])|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\./;

/** Global unicast (RFC 4291 §2.4). */
const GLOBAL_V6 = /^[23]/;

/** IPv4 as sockets for both families write it (RFC 4291 §2.5.5.2). */
const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

const groupsIn = (text: string): string[] => (text === "" ? [] : text.split(":"));

/** The first 64 bits: one household or one server has all of them. */
const first64 = (address: string): string => {
  const [before = "", after] = address.toLowerCase().split("::");
  const [head, tail] = [groupsIn(before), groupsIn(after ?? "")];
  const zeros = Array.from({ length: Math.max(0, 8 - head.length - tail.length) }, () => "0");
  return [...head, ...zeros, ...tail]
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":");
};

/**
 * By what floods are counted: an address of IPv4, a /64 of IPv6. Null for those that are not of the public internet: a
 * proxy stands there, and everybody behind it would be one.
 */
export const floodNetwork = (address: string): string | null => {
  const v4 = MAPPED.exec(address)?.[1] ?? (address.includes(":") ? null : address);
  if (v4 !== null) return LOCAL.test(v4) ? null : v4;
  return GLOBAL_V6.test(address) ? first64(address) : null;
};
