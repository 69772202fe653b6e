/**
 * What another object answered, to be answered in turn. The runtime gives every answer a `dispose`: passed on with it, the
 * receiver would have to call that, and this object would keep the answer until it does.
 */
export const passOn = async <T extends object | null>(answer: Promise<T>): Promise<T> => {
  const answered = await answer;
  return answered === null ? answered : (Object.fromEntries(Object.entries(answered)) as T);
};
