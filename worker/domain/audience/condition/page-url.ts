/**
 * Scheme, authority and path of a URL as it was written, without the platform's parser: browsers send an address that is
 * already normal, so nothing is decoded, resolved or re-encoded here. Source: RFC 3986 appendix B; a backslash ends the
 * authority as in the URL standard.
 */
const URL_PARTS = /^(?:(https?):)?(?:\/\/([^/?#\\]*))?([^?#]*)/i;

/** `/boots` of `https://shop.example/boots?size=9#top`; `/` where the address names no path. */
export const urlPath = (url: string): string | undefined => {
  const [, , authority, path] = URL_PARTS.exec(url) ?? [];
  if (path?.startsWith("/")) return path;
  return authority !== undefined && path === "" ? "/" : undefined;
};

/** `shop.example` or `shop.example:8443`: lower case, without user, password and default port. */
export const urlHost = (url: string): string | undefined => {
  const [, scheme, authority] = URL_PARTS.exec(url) ?? [];
  if (authority === undefined) return undefined;
  const host = authority.slice(authority.lastIndexOf("@") + 1).toLowerCase();
  const defaultPort = scheme?.toLowerCase() === "http" ? ":80" : ":443";
  const bare = host.endsWith(defaultPort) ? host.slice(0, -defaultPort.length) : host;
  return bare === "" ? undefined : bare;
};
