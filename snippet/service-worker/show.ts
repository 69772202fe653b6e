/** What the server encrypts. */
interface Payload {
  title: string;
  body: string;
  url: string | null;
  id: string;
}

/** An address that a click may open; null for any that is not of the web. */
const webAddress = (url: string | null): string | null => (url && /^https?:\/\//.test(url) ? url : null);

/** Shows a message. The same once more replaces what is shown. */
export const show = async (
  registration: ServiceWorkerRegistration,
  message: PushMessageData | null,
): Promise<void> => {
  const { title, body, url, id } = message!.json() as Payload;
  await registration.showNotification(title, { body, tag: id, data: webAddress(url) });
};
