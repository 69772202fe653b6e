const life = new AbortController();
/** Aborted by `stop`: takes every listener away at once. */
export const { signal } = life;
export const stopListening = (): void => life.abort();

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

/** Listens in the capture phase, passively: we see the event first and cannot change it. */
export const listen = (target: EventTarget, type: string, listener: (event: Event) => unknown): void =>
  target.addEventListener(type, quietly(listener), { capture: true, passive: true, signal });

/** Runs when the page has time. Safari has no idle callbacks. */
export const whenIdle = (run: () => void): void => {
  if (window.requestIdleCallback) requestIdleCallback(quietly(run), { timeout: 1_000 });
  else setTimeout(quietly(run));
};

export const isHidden = (): boolean => document.visibilityState === "hidden";

/** True in a page that Chromium renders before the visitor asks for it. */
export const isPrerendering = (): boolean => !!(document as { prerendering?: boolean }).prerendering;
