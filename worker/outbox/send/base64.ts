const encoder = new TextEncoder();

/** Of the text's UTF-8. */
export const base64 = (text: string): string => {
  let binary = "";
  for (const byte of encoder.encode(text)) binary += String.fromCharCode(byte);
  return btoa(binary);
};

/** With letters, digits, `-` and `_` only (RFC 4648 §5), without padding. */
export const base64url = (text: string): string =>
  base64(text).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");

/** `Authorization` by name and password (RFC 7617). */
export const basicAuthorization = (name: string, password: string): string =>
  `Basic ${base64(`${name}:${password}`)}`;
