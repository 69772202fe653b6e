const isHolder = (value: unknown): value is Readonly<Record<PropertyKey, unknown>> =>
  typeof value === "object" && value !== null;

/** What a value holds under a name by itself, never by its prototype: `constructor` is absent unless it was sent. */
export const ownValue = (holder: unknown, name: PropertyKey): unknown =>
  isHolder(holder) && Object.hasOwn(holder, name) ? holder[name] : undefined;
