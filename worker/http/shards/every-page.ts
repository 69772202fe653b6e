/** Asks for one page after the other, from the start to the end. */
export const everyPage = async <Page extends { readonly next: string | null }>(
  ask: (after: string) => Promise<Page>,
): Promise<Page[]> => {
  const pages: Page[] = [];
  for (let after: string | null = ""; after !== null; after = pages.at(-1)?.next ?? null) {
    pages.push(await ask(after));
  }
  return pages;
};
