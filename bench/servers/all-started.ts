/**
 * Like `Promise.all`, but rejects only when nothing is on its way any more: a server that starts beside one that fails must
 * be there to be ended.
 */
export const allStarted = async <const Started extends readonly unknown[]>(started: {
  readonly [Index in keyof Started]: Promise<Started[Index]>;
}): Promise<Started> => {
  await Promise.allSettled(started);
  return (await Promise.all(started)) as Started;
};
