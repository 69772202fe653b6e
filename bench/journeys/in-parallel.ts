/** Does something for each of the items, so many at a time, and tells how many a second that were. */
export const inParallel = async <Item>(
  items: readonly Item[],
  concurrency: number,
  work: (item: Item, index: number) => Promise<void>,
): Promise<{ readonly perSecond: number; readonly seconds: number }> => {
  const startedAt = performance.now();
  let next = 0;
  const go = async (): Promise<void> => {
    for (let index = next++; index < items.length; index = next++) {
      const item = items[index];
      if (item !== undefined) await work(item, index);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, go));
  const seconds = (performance.now() - startedAt) / 1_000;
  return { perSecond: items.length / seconds, seconds };
};
