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
export const listen = (type: string, listener: (event: Event) => unknown, target: EventTarget = window): void =>
  target.addEventListener(type, quietly(listener), { capture: true, passive: true, signal });

/** Runs when the page has time. Safari has no idle callbacks, and a timer takes the options for no delay. */
export const whenIdle = (run: () => void): void => {
  const schedule = window.requestIdleCallback ?? (setTimeout as unknown as typeof requestIdleCallback);
  schedule(quietly(run), { timeout: 1_000 });
};

/** True in a background tab, and in a page that Chromium renders before the visitor asks for it. */
export const isHidden = (): boolean => document.hidden;
