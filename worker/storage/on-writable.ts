/**
 * Runs work that writes. A database that was opened while its files could not be written stays read-only for as long as its
 * object lives, however writable they are since, and clients that try again keep the object alive: it has to start again.
 */
export const onWritable = <T>(ctx: Pick<DurableObjectState, "abort">, work: () => T): T => {
  try {
    return work();
  } catch (error) {
    if (/readonly database/i.test(String(error))) ctx.abort("the database was opened for reading only");
    throw error;
  }
};
