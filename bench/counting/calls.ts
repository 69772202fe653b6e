import type { Environment } from "../../worker/configuration/environment.ts";

/** Requests of objects since the start, by class and method: the Worker and its objects share this module. */
export const calls: Record<string, number> = {};

export const countCall = (name: string): void => {
  calls[name] = (calls[name] ?? 0) + 1;
};

/** The same object with another way to read its properties; functions stay bound to the original. */
const intercept = <T extends object>(
  target: T,
  onCall: (method: string, call: () => unknown) => unknown,
): T =>
  new Proxy(target, {
    get: (original, property) => {
      const value: unknown = Reflect.get(original, property, original);
      if (typeof value !== "function" || typeof property !== "string") return value;
      return (...args: unknown[]) => onCall(property, () => Reflect.apply(value, original, args));
    },
  });

const STUB_MAKERS = new Set(["get", "getByName"]);

/** A namespace whose stubs count what is called of them. */
const countingNamespace = <T extends object>(name: string, namespace: T): T =>
  intercept(namespace, (method, call) => {
    const made = call();
    if (method === "jurisdiction") return countingNamespace(name, made as object);
    if (!STUB_MAKERS.has(method)) return made;
    return intercept(made as object, (called, callStub) => {
      countCall(`${name} ${called}`);
      return callStub();
    });
  });

const wrapped = new WeakMap<Environment, Environment>();

/** The environment with object namespaces that count. The same one for the same environment: others keep what they derive of it. */
export const countingCalls = (env: Environment): Environment => {
  const known = wrapped.get(env);
  if (known !== undefined) return known;
  const made = {
    ...env,
    PROFILE_SHARD: countingNamespace("ProfileShard", env.PROFILE_SHARD),
    SITE: countingNamespace("Site", env.SITE),
  };
  wrapped.set(env, made);
  return made;
};
