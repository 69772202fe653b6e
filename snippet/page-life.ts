/** The same function, silent: a fault of ours is never the page's, whose error reports it would pollute. */
export const quietly =
  <Args extends unknown[]>(run: (...args: Args) => unknown) =>
  (...args: Args): void => {
    try {
      run(...args);
    } catch {
      // Nobody in the page can do anything about it.
    }
  };

/** Listens in the capture phase, so that nothing in the page can keep an event from us. Nothing is ever prevented. */
export const listen = (
  type: string,
  listener: (event: Event) => unknown,
  target: EventTarget | undefined = window,
): void => target?.addEventListener(type, quietly(listener), true);

/** Runs when the page has time. Safari has no idle callbacks. */
export const whenIdle = (run: () => void): void => {
  (window.requestIdleCallback ?? setTimeout)(run);
};
