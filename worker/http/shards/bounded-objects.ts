import { OBJECT_CALL_MAX_MS } from "../../../schemas/limits-faults.ts";
import type { Environment } from "../../configuration/environment.ts";

/** An object that did not answer in time. What it was asked may still be done. */
export class TimedOut extends Error {
  override readonly name = "TimedOut";
}

/** Resolves as `work` does, or fails when that takes too long. */
const withinTime = async <T>(work: Promise<T>, maxMs: number): Promise<T> => {
  const { promise: tooLate, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new TimedOut("an object did not answer in time")), maxMs);
  try {
    return await Promise.race([work, tooLate]);
  } finally {
    clearTimeout(timer);
  }
};

type Call = (...parameters: unknown[]) => Promise<unknown>;

/** Moving the clock of a trial fires all that became due: it takes as long as it takes. */
const UNBOUNDED: ReadonlySet<string | symbol> = new Set(["settle"]);

const boundedObject = (stub: DurableObjectStub): DurableObjectStub =>
  new Proxy(stub, {
    get: (_, name) => {
      // What has a `then` is taken for a promise.
      if (name === "then") return undefined;
      const object = stub as unknown as Record<string | symbol, Call>;
      return (...parameters: unknown[]) => {
        const answer = object[name]?.(...parameters) ?? Promise.resolve();
        return UNBOUNDED.has(name) ? answer : withinTime(answer, OBJECT_CALL_MAX_MS);
      };
    },
  });

const boundedNamespace = (namespace: DurableObjectNamespace): DurableObjectNamespace =>
  new Proxy(namespace, {
    get: (_, name) => {
      if (name === "getByName") {
        return (...parameters: Parameters<DurableObjectNamespace["getByName"]>) =>
          boundedObject(namespace.getByName(...parameters));
      }
      if (name === "jurisdiction") {
        return (...parameters: Parameters<DurableObjectNamespace["jurisdiction"]>) =>
          boundedNamespace(namespace.jurisdiction(...parameters));
      }
      return undefined;
    },
  });

const bounded = new WeakMap<Environment, Environment>();

/** The same environment for requests: none of them waits for ever for an object that is held up. */
export const withBoundedObjects = (env: Environment): Environment => {
  const known = bounded.get(env);
  if (known !== undefined) return known;
  const made = {
    ...env,
    SITE: boundedNamespace(env.SITE),
    PROFILE_SHARD: boundedNamespace(env.PROFILE_SHARD),
  };
  bounded.set(env, made);
  return made;
};
