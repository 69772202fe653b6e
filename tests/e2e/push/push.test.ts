import type { Browser, BrowserContext, Page, Worker } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { PushRequest } from "../../../schemas/push.ts";
import { encryptPush, pushTopic, vapidAuthorization } from "../../../worker/crypto/web-push.ts";
import { createVapidKeys } from "../../fixtures/vapid-keys.ts";
import { sendWebPush } from "../../../worker/outbox/send/web-push.ts";
import { launchBrowser } from "../browser.ts";
import { type Collector, type PageOptions, startCollector } from "../snippet/collector.ts";
import { call, type Complaints, listenForComplaints, STUB } from "../snippet/page.ts";
import {
  BUTTONS,
  clickNotification,
  deliver,
  notifications,
  press,
  scopesOf,
  standInForPushService,
  untilShown,
  type WorkerGlobals,
} from "./push-page.ts";
import { type PushService, startPushService } from "./push-service.ts";

const VAPID = { ...createVapidKeys(), subject: "mailto:push@shop.example" };

let browser: Browser;
let collector: Collector;
let service: PushService;
let context: BrowserContext;
let complaints: Complaints;

beforeAll(async () => {
  [browser, collector, service] = await Promise.all([launchBrowser(), startCollector(), startPushService()]);
});
afterAll(() => Promise.all([browser.close(), collector.stop(), service.stop()]));
beforeEach(async () => {
  collector.reset();
  collector.state.settings = { ...collector.state.settings, push: VAPID.publicKey };
  collector.state.reply = () => ({ status: 204, body: {} });
  service.pushed.length = 0;
  context = await browser.newContext();
  await context.grantPermissions(["notifications"], { origin: collector.origin });
  await standInForPushService(context, { endpoint: service.endpoint, keys: service.keys });
});
afterEach(() => context.close());

const open = async (options: PageOptions = {}): Promise<Page> => {
  const page = await context.newPage();
  complaints = listenForComplaints(page);
  await page.goto(collector.page("/", { ...options, body: BUTTONS + (options.body ?? "") }));
  await collector.until(() => collector.state.beacons.length > 0);
  return page;
};

const told = (): PushRequest[] =>
  collector.state.posts.filter(({ route }) => route === "s").map(({ body }) => body as PushRequest);
const lastChoice = () => collector.state.beacons.at(-1)?.body.consent;
const untilChosen = (state: "granted" | "denied") =>
  collector.until(() => lastChoice()?.push_marketing === state);

const subscribed = async (): Promise<{ page: Page; worker: Worker }> => {
  const page = await open();
  expect(await press(page, "on")).toBe("subscribed");
  return { page, worker: context.serviceWorkers()[0]! };
};

const show = async (page: Page, payload: object): Promise<void> =>
  deliver(await context.newCDPSession(page), collector.origin, JSON.stringify(payload));

describe("subscribing", () => {
  test("is one click, after which a message goes from the server to a tab", async () => {
    const { page, worker } = await subscribed();
    expect(await page.evaluate(() => (window as unknown as { asked: unknown }).asked)).toEqual({
      userVisibleOnly: true,
      applicationServerKey: VAPID.publicKey,
    });
    await untilChosen("granted");
    const [request] = told();
    if (request === undefined || !("subscription" in request)) throw new Error("nothing was told");
    const { endpoint, keys } = request.subscription;
    const url = `${collector.origin}/h/demo/l/token`;
    const outcome = await sendWebPush(
      {
        medium: "push",
        id: "msg_1",
        contact: "c00abc",
        subscription: { endpoint, ...keys },
        title: "Still thinking?",
        body: "Your boots wait – 10 % off.",
        url,
      },
      VAPID,
      {
        now: () => Date.now(),
        mayCall: () => true,
        encrypt: (payload, target) => new Uint8Array(encryptPush(payload, target)),
        authorize: vapidAuthorization,
        topic: pushTopic,
      },
    );
    expect(outcome).toEqual({ kind: "delivered" });
    await deliver(await context.newCDPSession(page), collector.origin, service.pushed[0]!.text);
    await untilShown(worker, 1);
    expect(await notifications(worker)).toEqual([
      { title: "Still thinking?", body: "Your boots wait – 10 % off.", tag: "msg_1" },
    ]);
    expect(await clickNotification(worker)).toEqual([`open ${url}`]);
    await untilShown(worker, 0);
    expect(complaints).toEqual([]);
  });

  test("leaves the pages of the shop without a worker", async () => {
    const { page } = await subscribed();
    await page.reload();
    expect(await page.evaluate(() => navigator.serviceWorker.controller)).toBeNull();
  });

  test("waits for the choice to arrive, which goes by itself", async () => {
    let refusals = 2;
    collector.state.reply = () => ({ status: refusals-- > 0 ? 409 : 204, body: {} });
    await subscribed();
    expect(told()).toHaveLength(3);
  });

  test("that the server refuses is undone", async () => {
    collector.state.reply = () => ({ status: 404, body: {} });
    const page = await open();
    expect(await press(page, "on")).toBe("failed");
    expect(told()).toHaveLength(1);
    expect(await page.evaluate(() => localStorage["pushed"] as unknown)).toBeUndefined();
  });

  test("again, with another key of the site, is done anew", async () => {
    const page = await open();
    await page.evaluate(() => (localStorage["pushed"] = "another key"));
    expect(await press(page, "on")).toBe("subscribed");
    expect(await page.evaluate(() => localStorage["pushed"] as unknown)).toBe(VAPID.publicKey);
  });

  test("works under a strict policy that names its trusted types", async () => {
    const policy =
      "script-src 'nonce-x' 'strict-dynamic'; worker-src 'self'; require-trusted-types-for 'script'";
    const page = await open({
      headers: { "content-security-policy": `${policy}; trusted-types halley-push` },
      script: `<script nonce=x async src="/h/demo.js"></script>`,
      body: `<script nonce=x>on.onclick = () => halley('push', outcome => document.title = outcome)</script>`,
    });
    expect(await press(page, "on")).toBe("subscribed");
  });
});

const expectNothing = async (page: Page): Promise<void> => {
  expect(told()).toEqual([]);
  expect(await scopesOf(page)).toEqual([]);
  expect(lastChoice()?.push_marketing).toBeUndefined();
  expect(complaints).toEqual([]);
};

describe("nothing is asked, told or stored", () => {
  test("where the site sends no push messages", async () => {
    delete collector.state.settings.push;
    const page = await open();
    expect(await press(page, "on")).toBe("unsupported");
    await expectNothing(page);
  });

  test("where nothing is allowed that a subscription could be kept with", async () => {
    collector.optIn();
    collector.state.settings = { ...collector.state.settings, push: VAPID.publicKey };
    const page = await context.newPage();
    complaints = listenForComplaints(page);
    await page.goto(collector.page("/", { body: BUTTONS }));
    await page.waitForFunction(() => "halley" in window);
    expect(await press(page, "on")).toBe("no_consent");
    await expectNothing(page);
  });

  test("where the browser's question is answered with no", async () => {
    await context.clearPermissions();
    await context.addInitScript(() => {
      Notification.requestPermission = async () => "denied";
    });
    const page = await open();
    expect(await press(page, "on")).toBe("refused");
    await expectNothing(page);
  });

  test("where the visitor did nothing on the page", async () => {
    await context.addInitScript(() => {
      Object.defineProperty(Notification, "permission", { value: "default" });
    });
    const page = await open({
      head: `<script>${STUB}</script>`,
      body: "<script>halley('push', outcome => document.title = outcome)</script>",
    });
    await page.waitForFunction(() => document.title !== "Shop");
    expect(await page.title()).toBe("no_gesture");
    await expectNothing(page);
  });
});

const goneOf = ({ endpoint }: PushService) => ({ endpoint, gone: true });

describe("ending", () => {
  test("is about this browser, and no denial", async () => {
    const { page } = await subscribed();
    expect(await press(page, "off")).toBe("unsubscribed");
    expect(told().at(-1)).toEqual(goneOf(service));
    expect(await scopesOf(page)).toEqual([]);
    await untilChosen("granted");
  });

  test("comes with a denial on a later page", async () => {
    await subscribed();
    const page = await open();
    await call(page, "consent", { push_marketing: "denied" });
    await untilChosen("denied");
    await collector.until(() => told().length === 2);
    expect(told().at(-1)).toEqual(goneOf(service));
    expect(await scopesOf(page)).toEqual([]);
    expect(await page.evaluate(() => localStorage["pushed"] as unknown)).toBeUndefined();
    expect(complaints).toEqual([]);
  });

  test("is told once, though every tab hears of the denial", async () => {
    await context.addInitScript(() => {
      const manager = PushManager.prototype as { getSubscription: (this: void) => Promise<unknown> };
      const { getSubscription: ask } = manager;
      manager.getSubscription = async () => {
        const found = await ask();
        await new Promise((resolve) => setTimeout(resolve, 500));
        return found;
      };
    });
    const { page } = await subscribed();
    const other = await open();
    await call(other, "consent", { push_marketing: "denied" });
    await collector.until(() => told().length > 1);
    for (const tab of [page, other]) expect(await press(tab, "off")).toBe("unsubscribed");
    expect(told().slice(1)).toEqual([goneOf(service)]);
    expect(complaints).toEqual([]);
  });

  test("leaves the worker of the shop alone", async () => {
    const page = await open();
    await page.evaluate(() => navigator.serviceWorker.register("/shop-sw.js"));
    expect(await press(page, "off")).toBe("unsubscribed");
    expect(await scopesOf(page)).toEqual(["/"]);
    expect(await press(page, "on")).toBe("subscribed");
    expect((await scopesOf(page)).toSorted()).toEqual(["/", "/h/demo/"]);
    expect(await press(page, "off")).toBe("unsubscribed");
    expect(await scopesOf(page)).toEqual(["/"]);
  });
});

describe("the service worker", () => {
  test("shows the same message once, and one without an address focuses a tab", async () => {
    const { page, worker } = await subscribed();
    const message = { title: "A", body: "", url: null, id: "msg_1" };
    await show(page, message);
    await show(page, { ...message, title: "B" });
    await show(page, { ...message, id: "msg_2" });
    await untilShown(worker, 2);
    expect((await notifications(worker)).map(({ tag }) => tag).toSorted()).toEqual(["msg_1", "msg_2"]);
    expect(await clickNotification(worker)).toEqual(["focus /"]);
    await page.close();
    expect(await clickNotification(worker)).toEqual(["open /"]);
  });

  test("focuses the tab that shows the address already", async () => {
    const { page, worker } = await subscribed();
    await show(page, { title: "A", body: "", url: `${collector.origin}/`, id: "msg_1" });
    await untilShown(worker, 1);
    expect(await clickNotification(worker)).toEqual(["focus /"]);
  });

  test("opens no address that is not of the web", async () => {
    const { page, worker } = await subscribed();
    await show(page, { title: "A", body: "", url: "javascript:alert(1)", id: "msg_1" });
    await untilShown(worker, 1);
    await page.close();
    expect(await clickNotification(worker)).toEqual(["open /"]);
  });

  test("tells the server when the push service gives the browser another address", async () => {
    const { worker } = await subscribed();
    const fresh = { endpoint: `${service.endpoint}/2`, keys: service.keys };
    await worker.evaluate(async (subscription) => {
      const scope = globalThis as unknown as WorkerGlobals;
      const event = new scope.ExtendableEvent("pushsubscriptionchange");
      const waits: Promise<unknown>[] = [];
      Object.assign(event, {
        newSubscription: { toJSON: () => subscription },
        oldSubscription: { endpoint: subscription.endpoint.replace("/2", "") },
        waitUntil: (work: Promise<unknown>) => waits.push(work),
      });
      scope.dispatchEvent(event);
      await Promise.all(waits);
    }, fresh);
    expect(told().slice(1)).toEqual([{ subscription: fresh }, { endpoint: service.endpoint, gone: true }]);
  });
});
