const VIEWABLE_MS = 1_000;
/** Of large creatives a smaller part is enough (IAB and MRC, viewable display impressions). */
const LARGE_PX = 242_500;
const SHARE = 0.5;
const LARGE_SHARE = 0.3;
const LOOK_MS = 100;

/** When the page was last hidden or shown: while it is hidden nothing is observed. */
let turnedAt = 0;
addEventListener("visibilitychange", ({ timeStamp }) => (turnedAt = timeStamp));

/** Whether enough of it is in view: the observer tells when that changes. */
const isIn = (share: number, { offsetWidth, offsetHeight }: HTMLElement): boolean =>
  share >= (offsetWidth * offsetHeight < LARGE_PX ? SHARE : LARGE_SHARE);

/** What the observer does not tell of: hidden tabs, transparency, also of parents, and whatever is invisible or covered. */
const isSeen = (host: Element, { x, y, width, height }: DOMRectReadOnly): boolean =>
  !document.hidden &&
  // Browsers before 2024 have no such method.
  (host.checkVisibility?.({ checkOpacity: true }) ?? true) &&
  // To those outside, what is inside a shadow tree is its host.
  document.elementFromPoint(x + width / 2, y + height / 2) === host;

/** Calls back once `target`, in the shadow tree of `host`, was seen for a second without interruption. */
export const whenViewable = (host: Element, target: HTMLElement, callback: () => void): void => {
  let since = -1;
  let timer: ReturnType<typeof setTimeout>;
  const observer = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) {
        const { time } = entry;
        clearTimeout(timer);
        if (!isIn(entry.intersectionRatio, target)) {
          // It is told when enough is in view again.
          since = -1;
          continue;
        }
        // All else has to be looked for: observing anew brings a new entry, of where the target is then.
        timer = setTimeout(() => {
          observer.unobserve(target);
          observer.observe(target);
        }, LOOK_MS);
        if (!isSeen(host, entry.intersectionRect)) since = -1;
        else if (since < turnedAt) since = time;
        else if (time - since >= VIEWABLE_MS) {
          clearTimeout(timer);
          observer.unobserve(target);
          callback();
          return;
        }
      }
    },
    { threshold: [LARGE_SHARE, SHARE] },
  );
  observer.observe(target);
};
