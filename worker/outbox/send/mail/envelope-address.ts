/** A domain of another script in its `xn--` form, which every server understands. */
const asciiDomain = (domain: string): string => {
  const url = `http://${domain}`;
  return URL.canParse(url) ? new URL(url).hostname : domain;
};

/** An address as mail servers and providers take it: only what stands before the @ may be of another script. */
export const envelopeAddress = (address: string): string => {
  const at = address.lastIndexOf("@");
  return `${address.slice(0, at)}@${asciiDomain(address.slice(at + 1))}`;
};

/** Whether a server has to offer SMTPUTF8 (RFC 6531) for it. */
export const needsUtf8 = (address: string): boolean => /[^\u0020-\u007E]/.test(address);
