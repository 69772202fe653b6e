/** Even naming `localStorage` throws where storage is blocked, and writing throws where it is full. */

export const readItem = (key: string): string | null => {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
};

/** Without a value the item goes. */
export const writeItem = (key: string, value?: string): void => {
  try {
    if (value) localStorage.setItem(key, value);
    else localStorage.removeItem(key);
  } catch {
    // Then it lasts as long as the page.
  }
};
