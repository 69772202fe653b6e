/** What only some pages need could not be loaded, being blocked or offline: the page's own content stays as it is. */
export const goWithout = (): void => {};
