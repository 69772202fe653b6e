import type { PushRequest } from "../../schemas/push.ts";
import { show } from "./show.ts";

declare const self: ServiceWorkerGlobalScope;

/** What the Worker declares in front of the script; the build shortens the name. */
declare const $SETTINGS: { key: string };

/** The server's route is the neighbour of this file. */
const post = (body: PushRequest): Promise<Response> =>
  fetch(new URL("s", self.location.href), { method: "POST", body: JSON.stringify(body) });

const subscribe = (): Promise<PushSubscription> =>
  self.registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: $SETTINGS.key });

/** What `toJSON` tells has the form of the server's schema. */
const bodyOf = (subscription: PushSubscription): PushRequest => ({
  subscription: subscription.toJSON() as Extract<PushRequest, { subscription: object }>["subscription"],
});

/** The push service gave the browser another address: the server is told of it, and of the end of the old one. */
const renew = async ({ oldSubscription, newSubscription }: PushSubscriptionChangeEvent): Promise<void> => {
  await post(bodyOf(newSubscription ?? (await subscribe())));
  if (oldSubscription) await post({ endpoint: oldSubscription.endpoint, gone: true });
};

/** A tab that shows the address already, or without one any tab of the shop; else a new one. */
const open = async (url: string | null): Promise<void> => {
  const tabs = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const tab = tabs.find((candidate) => url === null || candidate.url === url);
  await (tab ? tab.focus() : self.clients.openWindow(url ?? "/"));
};

// A message that is not ours cannot be read: what the browser then shows by itself is right.
self.onpush = (event) => event.waitUntil(show(self.registration, event.data));
self.onnotificationclick = (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data as string | null));
};
self.onpushsubscriptionchange = (event) => event.waitUntil(renew(event));
