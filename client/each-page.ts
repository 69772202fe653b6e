interface Page {
  readonly next: number | string | null;
}

/** Walks over the pages of a list that has `next` in its answer, beginning with `args`. */
export async function* eachPage<Args extends { after?: number | string | undefined }, Answer extends Page>(
  call: (args: Args) => Promise<Answer>,
  args: Args,
): AsyncGenerator<Answer> {
  let page = await call(args);
  yield page;
  while (page.next !== null) {
    page = await call({ ...args, after: page.next });
    yield page;
  }
}
