import type {
  ConsentView,
  PushCall,
  PushOutcome,
  PushTeller,
  SnippetSettings,
} from "../../schemas/snippet-settings.ts";
import { keep, letGo } from "./wire.ts";

export interface PushChunk {
  default: (settings: SnippetSettings, call: PushCall) => Promise<void>;
  leave: () => Promise<PushOutcome>;
}

declare const window: {
  halley: ((verb: "state", subscriber: (view: ConsentView) => void) => void) &
    ((verb: "consent", choice: ConsentView["consent"]) => void);
  PushManager?: unknown;
  trustedTypes?: {
    createPolicy: (
      name: string,
      rules: { createScriptURL: (url: string) => string },
    ) => {
      createScriptURL: (url: string) => string;
    };
  };
};

/** Where the service worker lives: what it may control is below, and nothing of the shop is. */
const home = new URL("./", import.meta.url).href;

/** A page that names its Trusted Types policies allows each to be made once, and has to name this one. */
const policy = window.trustedTypes?.createPolicy("halley-push", { createScriptURL: String });

let view: ConsentView;
window.halley("state", (next) => (view = next));

/** `navigator.serviceWorker.ready` waits for a worker that controls this page. */
const untilActive = ({ active, waiting, installing }: ServiceWorkerRegistration): Promise<unknown> =>
  new Promise((resolve) => {
    const worker = (active ?? waiting ?? installing)!;
    const look = (): void => {
      if (/^(activat|redundant)/.test(worker.state)) resolve(0);
    };
    worker.addEventListener("statechange", look);
    look();
  });

const subscription = async (
  { pushManager }: ServiceWorkerRegistration,
  applicationServerKey: string,
): Promise<PushSubscription> => {
  const subscribe = (): Promise<PushSubscription> =>
    pushManager.subscribe({ userVisibleOnly: true, applicationServerKey });
  try {
    return await subscribe();
  } catch {
    // It may have been made with another key, which the site no longer has.
    await (await pushManager.getSubscription())?.unsubscribe();
    return subscribe();
  }
};

/** Asks the browser's question, and keeps the answer as consent before anything is stored. */
const join = async (key: string | undefined): Promise<PushOutcome> => {
  const { serviceWorker, userActivation } = navigator;
  if (!key || !serviceWorker || !window.PushManager) return "unsupported";
  if (!view.granted.some((purpose) => purpose.endsWith("_storage"))) return "no_consent";
  if (Notification.permission === "default" && userActivation && !userActivation.isActive)
    return "no_gesture";
  if ((await Notification.requestPermission()) !== "granted") return "refused";
  window.halley("consent", { push_marketing: "granted" });
  const script = `${home}sw.js`;
  const registration = await serviceWorker.register(policy?.createScriptURL(script) ?? script, {
    scope: home,
  });
  await untilActive(registration);
  const subscribed = await subscription(registration, key);
  if (await keep(subscribed)) return "subscribed";
  await subscribed.unsubscribe();
  return "failed";
};

/** Takes back what there is; what that was, the push service no longer knows. */
const withdraw = async (): Promise<PushSubscription | null> => {
  const registration = await navigator.serviceWorker?.getRegistration(home);
  if (registration?.scope !== home) return null;
  const subscribed = await registration.pushManager.getSubscription();
  await subscribed?.unsubscribe();
  await registration.unregister();
  return subscribed;
};

/** This browser takes no messages any more; others of the same visitor go on. Every tab hears of a denial: one of them tells. */
const leave = async (): Promise<PushOutcome> => {
  const subscribed = await (navigator.locks ? navigator.locks.request(home, withdraw) : withdraw());
  if (subscribed) await letGo(subscribed);
  return "unsubscribed";
};

const push: PushChunk["default"] = async ({ push: key }, call) => {
  const tell = call.find((part) => typeof part === "function") as PushTeller | undefined;
  let outcome: PushOutcome = "failed";
  try {
    outcome = await (call[0] === false ? leave() : join(key));
  } catch {
    // Offline, or the browser has no push service.
  }
  tell?.(outcome);
};
export default push;
export { leave };
