import { type Environment, isTrial } from "../configuration/environment.ts";
import { encryptPush, pushTopic, vapidAuthorization } from "../crypto/web-push.ts";
import { isPublicTarget } from "../domain/channel/public-target.ts";
import type { PushPorts } from "../outbox/send/web-push.ts";

/** What `sendWebPush` needs, on the platform. Addresses in the operator's own network are for trying things out. */
export const createPushPorts = (env: Environment): PushPorts => ({
  now: () => Date.now(),
  mayCall: (endpoint) => isTrial(env) || isPublicTarget(endpoint),
  encrypt: (payload, target) => new Uint8Array(encryptPush(payload, target)),
  authorize: vapidAuthorization,
  topic: pushTopic,
});
