const life = new AbortController();
/** Aborted by `stop`: takes every listener away at once. */
export const { signal } = life;
export const endLife = (): void => life.abort();

/** The same function, silent: a fault of ours is never the page's, whose error reports it would pollute. */
export const quietly =
  <Args extends unknown[]>(run: (...args: Args) => unknown) =>
  (...args: Args): void => {
    try {
      if (!signal.aborted) run(...args);
    } catch {
      // Nobody in the page can do anything about it.
    }
  };

/** Listens in the capture phase and passively: the window sees events of the document first and cannot change them. */
export const listen = (
  type: string,
  listener: (event: Event) => unknown,
  target: EventTarget = window,
): void => target.addEventListener(type, quietly(listener), { capture: true, passive: true, signal });

/** Does something more after every call of a method, until stop; then the original returns, unless wrapped again. */
export const wrap = <Name extends string>(
  object: { [Key in Name]: (...args: never[]) => unknown },
  name: Name,
  after: (args: unknown[]) => void,
): void => {
  const original = object[name] as (...args: unknown[]) => unknown;
  const report = quietly(after);
  // On the instance, not the prototype. `this`, arguments, result and exceptions pass through untouched.
  const wrapped = function (this: unknown, ...args: unknown[]): unknown {
    const result = original.apply(this, args);
    report(args);
    return result;
  };
  object[name] = wrapped;
  signal.addEventListener("abort", () => {
    if (object[name] === wrapped) object[name] = original;
  });
};
