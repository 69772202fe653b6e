/** `randomUUID` exists in secure contexts only, and since Safari 15.4. */
export const randomId = (): string =>
  crypto.randomUUID
    ? crypto.randomUUID()
    : [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => (byte + 256).toString(16).slice(1)).join("");
