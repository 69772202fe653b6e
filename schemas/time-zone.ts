/** Whether a text names an IANA time zone that the runtime knows. */
export const isTimeZone = (zone: string): boolean => {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone !== "";
  } catch {
    return false; // Intl has no test for a zone but trying it.
  }
};
