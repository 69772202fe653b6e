import { URL_MAX_LENGTH } from "../../../schemas/limits.ts";
import { textDigest } from "../profile/digest.ts";
import { COLLECTED_FOR_ADS, COLLECTED_FOR_ANALYTICS, type StoredEvent } from "../profile-state.ts";
import type { Hit } from "./hits.ts";

const CLICKED = "message_clicked";
const OPENED = "message_opened";

/** A person's hit, whose address holds no secrets, as an event. `id` is the same for the same message and link, so that a repeat is one. */
export const hitEvent = ({ ref, kind, url, at }: Hit, id: string): StoredEvent => {
  const { journey, step, message } = ref;
  return {
    id,
    type: kind === "click" ? CLICKED : OPENED,
    at,
    n: 0,
    digest: textDigest(id) % 4_294_967_296,
    collectedFor: COLLECTED_FOR_ANALYTICS | COLLECTED_FOR_ADS,
    fields: {
      ...(kind === "click" ? { page: { url: url.slice(0, URL_MAX_LENGTH).toWellFormed() } } : {}),
      params: { journey, step, message },
    },
  };
};

/** Whether a click of a message is known already, on whatever link. */
export const hasClicked = (log: readonly StoredEvent[], message: string): boolean =>
  log.some(({ type, fields }) => type === CLICKED && fields.params?.["message"] === message);
