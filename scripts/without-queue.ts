/**
 * What replaces parts of the snippet to weigh it without its queue: events gather in memory, leave once, and are gone if
 * nobody answers, as with the snippets it is compared with.
 */
export const WITHOUT_QUEUE: Readonly<Record<string, string>> = {
  "delivery.ts": `
    import { choice, maySend, remember, stamp } from "./consent.ts";
    import { quietly } from "./page-life.ts";
    import { queue, setQueue, toText } from "./queue.ts";
    import { base } from "./settings.ts";
    let timer;
    export const deliver = quietly(() => {
      clearTimeout(timer);
      timer = undefined;
      if (!(maySend() && queue[0]) && !choice.u) return;
      const body = toText({
        v: 1,
        sent_at: Date.now(),
        ...stamp(),
        reset: queue.find(({ type }) => !type)?.id,
        events: queue.filter(({ type }) => type),
      });
      setQueue([]);
      if (choice.u) remember();
      fetch(base + "/e", { method: "POST", body, keepalive: true, credentials: "include" }).catch(() => {
        navigator.sendBeacon?.(base + "/e", body);
      });
    });
    export const deliverSoon = () => {
      if (queue.length > 19) deliver();
      else timer ??= setTimeout(deliver, 2000);
    };
    export const deliverNow = deliver;`,
  "offline-queue.ts": `
    import { setQueue } from "./queue.ts";
    export const erase = () => setQueue([]);`,
};
