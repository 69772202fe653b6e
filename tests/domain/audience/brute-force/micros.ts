/** In whole millionths, by way of the decimal text, so that it shares no arithmetic with the engine. */
export const inMicros = (decimal: number): bigint => BigInt(decimal.toFixed(6).replace(".", ""));

/** The sum of decimals in millionths; what is no number adds nothing. */
export const sumInMicros = (values: readonly unknown[]): bigint =>
  values.reduce<bigint>((sum, value) => sum + (typeof value === "number" ? inMicros(value) : 0n), 0n);
