/** Named in CLDR, but of several countries, or of none: no visit is said to come from there. */
const NO_COUNTRIES = new Set(["EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"]);

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ".split("");

/** Codes that mean another one today (`DD`) are left out: both have the same name. */
const isCurrent = (code: string): boolean => new Intl.Locale(`und-${code}`).region === code;

type Names = ReadonlyMap<string, string>;

const namesOfCountries = (): Names => {
  const codes = LETTERS.flatMap((first) => LETTERS.map((second) => first + second));
  const current = codes.filter((code) => isCurrent(code) && !NO_COUNTRIES.has(code));
  const named = (["long", "short"] as const).flatMap((style) => {
    const display = new Intl.DisplayNames("en", { type: "region", style, fallback: "none" });
    return current.map((code) => [display.of(code)?.toLowerCase() ?? "", code] as const);
  });
  return new Map(named.filter(([name]) => name !== ""));
};

let names: Names | undefined;
let codes: ReadonlySet<string> | undefined;

/** ISO 3166-1 alpha-2 of a country by its English name in CLDR, whose names Google uses. Null for other words. */
export const countryByName = (name: string): string | null => {
  names ??= namesOfCountries();
  return names.get(name.toLowerCase()) ?? null;
};

/** A country's code in capitals; null for what is none. */
export const countryByCode = (code: string): string | null => {
  names ??= namesOfCountries();
  codes ??= new Set(names.values());
  const capitals = code.toUpperCase();
  return codes.has(capitals) ? capitals : null;
};
