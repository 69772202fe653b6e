const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** The first `length` base-62 digits of `bytes` read as one number; the bias is below 2^-40 when 6 bytes are to spare. */
export const base62 = (bytes: Uint8Array, length: number): string => {
  let rest = 0n;
  for (const byte of bytes) rest = (rest << 8n) | BigInt(byte);
  let digits = "";
  for (let i = 0; i < length; i++) {
    digits += ALPHABET[Number(rest % 62n)];
    rest /= 62n;
  }
  return digits;
};
