import { BlockList, isIP } from "node:net";
import type { Environment } from "../../configuration/environment.ts";

const ADDRESS_HEADER = "CF-Connecting-IP";

/** `203.0.113.7:4711`, `[2001:db8::1]:4711`, as the runtime names whoever is connected. */
const withoutPort = (address: string): string => address.replace(/^\[?(.*?)\]?:\d+$/, "$1");

const addressIn = (text: string | null): string | null => (text !== null && isIP(text) !== 0 ? text : null);

/**
 * Address that a request comes from; null where it is not known. Headers are believed only where Cloudflare, or a proxy
 * that the operator named, sets them; a list of addresses is not, because callers write the first ones.
 */
export const clientAddress = (request: Request, env: Environment): string | null => {
  if (env.REGION_SOURCE === "cf") return addressIn(request.headers.get(ADDRESS_HEADER));
  if (env.REGION_SOURCE === "proxy") {
    return addressIn(request.headers.get(env.ADDRESS_HEADER ?? ADDRESS_HEADER)?.trim() ?? null);
  }
  const { cf } = request as { cf?: { clientIp?: unknown } };
  return typeof cf?.clientIp === "string" ? addressIn(withoutPort(cf.clientIp)) : null;
};

const familyOf = (address: string): "ipv4" | "ipv6" => (isIP(address) === 4 ? "ipv4" : "ipv6");

const createBlockList = (networks: readonly string[]): BlockList => {
  const list = new BlockList();
  for (const network of networks) {
    const [address = "", prefix] = network.split("/");
    if (prefix === undefined) list.addAddress(address, familyOf(address));
    else list.addSubnet(address, Number(prefix), familyOf(address));
  }
  return list;
};

/** By the list itself, which lives as long as the copy of its site. */
const blockLists = new WeakMap<readonly string[], BlockList>();

/** Whether an address is one of the addresses, or in one of the networks. IPv4 in IPv6 is IPv4. */
export const isInNetworks = (address: string | null, networks: readonly string[]): boolean => {
  if (address === null) return false;
  let list = blockLists.get(networks);
  if (list === undefined) {
    list = createBlockList(networks);
    blockLists.set(networks, list);
  }
  return list.check(address, familyOf(address));
};
