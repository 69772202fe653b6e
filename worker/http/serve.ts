import type { Hono } from "hono";
import type { Environment } from "../configuration/environment.ts";
import { admitted } from "./admission/admission.ts";
import { answerError } from "./answer-error.ts";
import { withBoundedObjects } from "./shards/bounded-objects.ts";
import type { HttpEnv } from "./context.ts";
import { answerOnce } from "./access/kept-answers.ts";
import { writeRateLimit } from "./access/rate-limit.ts";
import { requestIdOf, withRequestId } from "./request-id.ts";

/** What every answer has in common, whatever route it is of. */
export const serve = async (
  app: Hono<HttpEnv>,
  request: Request,
  env: Environment,
  context: ExecutionContext,
): Promise<Response> => {
  const id = requestIdOf(request);
  const bounded = withBoundedObjects(env);
  const answering = admitted(request, () =>
    answerOnce(request, bounded, () => app.fetch(request, bounded, context)),
  ).catch(answerError);
  // Whoever hangs up does not end the work, so that it is counted until it is done.
  context.waitUntil(answering);
  const response = await answering;
  writeRateLimit(request, response.headers);
  return withRequestId(response, id);
};
