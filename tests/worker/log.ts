import { afterEach, beforeEach, vi } from "vitest";

/** What the Worker writes to its log during a test, line by line; the log itself stays empty. */
export const useLog = (): { readonly lines: readonly string[] } => {
  const log = { lines: [] as string[] };
  beforeEach(() => {
    log.lines = [];
    vi.spyOn(console, "error").mockImplementation((...words: unknown[]) => {
      log.lines.push(words.join(" "));
    });
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });
  return log;
};
