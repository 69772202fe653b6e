const encoder = new TextEncoder();

/**
 * Writes a text as UTF-8 from `offset` on; returns where it ends. Ids and most addresses are ASCII, for which asking the runtime
 * takes longer than the letters do. Throws where there is no room.
 */
export const putText = (text: string, into: Uint8Array, offset: number): number => {
  const end = offset + text.length;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 0x7f || end > into.length) return putUnicode(text, into, offset);
    into[offset + i] = code;
  }
  return end;
};

const putUnicode = (text: string, into: Uint8Array, offset: number): number => {
  const { read, written } = encoder.encodeInto(text, into.subarray(offset));
  if (read < text.length) throw new Error("a text has no room");
  return offset + written;
};
