/** Something the person at the terminal can put right; its message says what. */
export class ReplayError extends Error {
  override readonly name = "ReplayError";
}
