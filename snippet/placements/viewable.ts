const VIEWABLE_MS = 1_000;
/** Of large creatives a smaller part is enough (IAB and MRC, viewable display impressions). */
const LARGE_PX = 242_500;
const SHARE = 0.5;
const LARGE_SHARE = 0.3;
const LOOK_MS = 100;

/** When the page was last hidden or shown: while it is hidden nothing is observed. */
let turnedAt = 0;
addEventListener("visibilitychange", ({ timeStamp }) => (turnedAt = timeStamp));

/** Calls back once `target`, in the shadow tree of `host`, was seen for a second without interruption. */
export const whenViewable = (host: Element, target: HTMLElement, callback: () => void): void => {
  let since = -1;
  let timer: ReturnType<typeof setTimeout>;
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { time, intersectionRatio, intersectionRect } of entries) {
        const { x, y, width, height } = intersectionRect;
        clearTimeout(timer);
        const share = target.offsetWidth * target.offsetHeight < LARGE_PX ? SHARE : LARGE_SHARE;
        const isIn = intersectionRatio >= share;
        // What the observer does not tell of: hidden tabs, transparency, also of parents, what is invisible or covered.
        const isSeen =
          isIn &&
          !document.hidden &&
          // Browsers before 2024 have no such method.
          (host.checkVisibility?.({ checkOpacity: true }) ?? true) &&
          // To those outside, what is inside a shadow tree is its host.
          document.elementFromPoint(x + width / 2, y + height / 2) === host;
        if (!isSeen) since = -1;
        else if (since < turnedAt) since = time;
        else if (time - since >= VIEWABLE_MS) {
          observer.disconnect();
          callback();
          break;
        }
        // The observer tells when it comes into view. All else has to be looked for: observing anew brings a new entry.
        if (isIn) {
          timer = setTimeout(() => {
            observer.unobserve(target);
            observer.observe(target);
          }, LOOK_MS);
        }
      }
    },
    { threshold: [LARGE_SHARE, SHARE] },
  );
  observer.observe(target);
};
