import type { BrowserContext, CDPSession, Page, Worker } from "playwright-core";
import { vi } from "vitest";

/** What a browser's push service answers. */
export interface Subscribed {
  readonly endpoint: string;
  readonly keys: { readonly p256dh: string; readonly auth: string };
}

/** A button for each call, because a call from a test is no gesture; what comes of it is the title. */
export const BUTTONS = `
<button id=on onclick="halley('push', outcome => document.title = outcome)">On</button>
<button id=off onclick="halley('push', false, outcome => document.title = outcome)">Off</button>`;

/** Stands in for the push service of the browser, which tests do not reach. What was asked of it is `window.asked`. */
export const standInForPushService = (context: BrowserContext, subscribed: Subscribed): Promise<unknown> =>
  context.addInitScript((answer) => {
    const own = window as unknown as { asked?: unknown };
    const current = (): PushSubscription | null =>
      localStorage["pushed"] === undefined
        ? null
        : ({
            ...answer,
            toJSON: () => ({ ...answer, expirationTime: null }),
            unsubscribe: async () => {
              localStorage.removeItem("pushed");
              return true;
            },
          } as unknown as PushSubscription);
    PushManager.prototype.subscribe = async (options) => {
      own.asked = options;
      const key = options?.applicationServerKey as string;
      if ((localStorage["pushed"] ?? key) !== key) throw new DOMException("", "InvalidStateError");
      localStorage["pushed"] = key;
      return current()!;
    };
    PushManager.prototype.getSubscription = async () => current();
  }, subscribed);

/** Clicks, and waits for what came of it. */
export const press = async (page: Page, button: "on" | "off"): Promise<string> => {
  await page.evaluate(() => (document.title = ""));
  await page.click(`#${button}`);
  await page.waitForFunction(() => document.title !== "");
  return page.title();
};

/** Scopes of the service workers of a page's origin. */
export const scopesOf = (page: Page): Promise<string[]> =>
  page.evaluate(async () =>
    (await navigator.serviceWorker.getRegistrations()).map(({ scope }) => new URL(scope).pathname),
  );

/** What is used of a service worker's globals, in code that runs there. */
export interface WorkerGlobals {
  registration: ServiceWorkerRegistration;
  clients: { openWindow: (url: string) => Promise<null> };
  WindowClient: { prototype: { url: string; focus: () => Promise<void> } };
  NotificationEvent: new (type: string, init: { notification: Notification }) => Event;
  ExtendableEvent: new (type: string) => Event;
  dispatchEvent: (event: Event) => boolean;
}

/** Hands the service worker below `/h/demo/` a message, as the browser does with what it has decrypted. */
export const deliver = async (cdp: CDPSession, origin: string, data: string): Promise<void> => {
  // A page is subscribed as soon as its worker is being activated; the browser drops what comes before it is.
  const registration = new Promise<string>((resolve) => {
    cdp.on("ServiceWorker.workerVersionUpdated", ({ versions }) => {
      const own = versions.find(
        ({ scriptURL, status }) => scriptURL === `${origin}/h/demo/sw.js` && status === "activated",
      );
      if (own !== undefined) resolve(own.registrationId);
    });
  });
  await cdp.send("ServiceWorker.enable");
  const registrationId = await registration;
  await cdp.send("ServiceWorker.deliverPushMessage", { origin, registrationId, data });
};

export const notifications = (worker: Worker): Promise<{ title: string; body: string; tag: string }[]> =>
  worker.evaluate(async () => {
    const { registration } = globalThis as unknown as WorkerGlobals;
    return (await registration.getNotifications()).map(({ title, body, tag }) => ({ title, body, tag }));
  });

export const untilShown = (worker: Worker, count: number): Promise<true> =>
  vi.waitUntil(async () => (await notifications(worker)).length === count, { timeout: 30_000, interval: 20 });

/** Clicks the notification; answers what the browser was asked to do: only a hand on a real screen lets it do so. */
export const clickNotification = (worker: Worker): Promise<string[]> =>
  worker.evaluate(async () => {
    const scope = globalThis as unknown as WorkerGlobals;
    const asked: string[] = [];
    scope.clients.openWindow = async (url) => {
      asked.push(`open ${url}`);
      return null;
    };
    scope.WindowClient.prototype.focus = async function focus(this: { url: string }) {
      asked.push(`focus ${new URL(this.url).pathname}`);
    };
    const [notification] = await scope.registration.getNotifications();
    const event = new scope.NotificationEvent("notificationclick", { notification: notification! });
    const waits: Promise<unknown>[] = [];
    Object.assign(event, { waitUntil: (work: Promise<unknown>) => waits.push(work) });
    scope.dispatchEvent(event);
    await Promise.all(waits);
    return asked;
  });
