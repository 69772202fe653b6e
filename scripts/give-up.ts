/** Ends the process: what keeps an instance from starting is for its operator, who reads no stack. */
export const giveUp = (error: unknown): never => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
};
