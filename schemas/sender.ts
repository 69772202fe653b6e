/** Atoms of RFC 5322 with dots between, and a domain in plain ASCII: nothing that means something in a header. */
const ADDRESS = /^[\w!#$%&'*+/=?^`{|}~-][\w!#$%&'*+/=?^`{|}~.-]*@[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?$/;

/** Letters of any script; no control, no line end, and none of the specials of RFC 5322. */
const NAME = /^[^\p{C}\p{Zl}\p{Zp}<>"\\,;:@()[\]]+$/u;

/** Whom a message is from. */
export interface Sender {
  /** Null where only an address was given. */
  readonly name: string | null;
  readonly address: string;
}

/** One address of any script; nothing in it means something in a header or in a command of SMTP. */
const MAILBOX = /^[^\s\p{C}<>()[\]\\,;:"@]+@[\p{L}\p{M}\p{N}-][\p{L}\p{M}\p{N}.-]*$/u;

/** Whether a text is one address to write to. */
export const isMailbox = (text: string): boolean => MAILBOX.test(text);

const isAddress = (text: string): boolean =>
  ADDRESS.test(text) && !text.includes("..") && !text.includes(".@");

/** Reads `Name <address>` or `address`; null for any other text. */
export const readSender = (text: string): Sender | null => {
  const open = text.indexOf(" <");
  if (open < 0) return isAddress(text) ? { name: null, address: text } : null;
  const name = text.slice(0, open);
  const address = text.slice(open + 2, -1);
  const isWhole = text.endsWith(">") && name.trim() === name && NAME.test(name) && isAddress(address);
  return isWhole ? { name, address } : null;
};
