interface Page {
  readonly next: number | string | null;
}

type PagedCall = (args: never) => Promise<Page>;
type ArgsOf<Call extends PagedCall> = Exclude<Parameters<Call>[0], undefined>;

/** Walks over the pages of a list that has `next` in its answer, beginning with `args`. */
export async function* eachPage<Call extends PagedCall>(
  call: Call,
  args: ArgsOf<Call>,
): AsyncGenerator<Awaited<ReturnType<Call>>> {
  const ask = call as unknown as (args: object) => Promise<Awaited<ReturnType<Call>>>;
  for (let after: Page["next"] | undefined; after !== null;) {
    const page = await ask({ ...(args as object), ...(after === undefined ? {} : { after }) });
    yield page;
    after = page.next;
  }
}
