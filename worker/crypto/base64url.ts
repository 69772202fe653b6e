const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** Base64 for addresses, without padding (RFC 4648, section 5). For a dozen bytes the runtime's buffers take longer. */
export const base64url = (bytes: Uint8Array): string => {
  let text = "";
  for (let i = 0; i < bytes.length; i += 3) {
    const group = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    text += ALPHABET.charAt(group >>> 18) + ALPHABET.charAt((group >>> 12) & 63);
    if (i + 1 < bytes.length) text += ALPHABET.charAt((group >>> 6) & 63);
    if (i + 2 < bytes.length) text += ALPHABET.charAt(group & 63);
  }
  return text;
};
