import { HEADER_LINE_MAX_LENGTH } from "../../../../schemas/limits.ts";
import { isMailbox } from "../../../../schemas/sender.ts";
import type { EmailMessage } from "../../outgoing.ts";

/** URL-safe characters, also those of a `Message-ID`. */
const ID = /^[\w.~-]{1,64}$/;
const FIELD_NAME = /^[A-Za-z][A-Za-z0-9-]*$/;
const PRINTABLE = /^[\u0020-\u007E]*$/;
/** Fields that are made here, and those that say where a message came from. */
const OWN_FIELD =
  /^(?:from|to|cc|bcc|sender|subject|date|message-id|mime-version|return-path|received|content-.*|resent-.*)$/i;

const isFurtherField = ([name, value]: [string, string]): boolean =>
  FIELD_NAME.test(name) &&
  !OWN_FIELD.test(name) &&
  PRINTABLE.test(value) &&
  `${name}: ${value}`.length <= HEADER_LINE_MAX_LENGTH;

/** Whether nothing in a message can become a header field, a second recipient or a command. */
export const isWellFormedMail = ({ id, to, subject, headers }: EmailMessage): boolean =>
  ID.test(id) &&
  isMailbox(to) &&
  !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(subject) &&
  Object.entries(headers).every(isFurtherField);
