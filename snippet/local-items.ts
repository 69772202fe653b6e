/** Even naming `localStorage` throws where storage is blocked, and writing throws where it is full. */
export const withItems = <T>(use: (items: Storage) => T): T | undefined => {
  try {
    return use(localStorage);
  } catch {
    // Then things last as long as the page.
    return undefined;
  }
};
