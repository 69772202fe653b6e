import { quietly } from "./page-life.ts";

/** Does something more after every call of a method. `this`, arguments, result and exceptions pass through untouched. */
export const wrap = <Name extends string>(
  object: { [Key in Name]: (...args: never[]) => unknown },
  name: Name,
  after: (args: unknown[]) => void,
): void => {
  const original = object[name] as (...args: unknown[]) => unknown;
  const report = quietly(after);
  // On the instance, not the prototype. Never taken back: others may have wrapped us by then.
  object[name] = function (this: unknown, ...args: unknown[]): unknown {
    const result = original.apply(this, args);
    report(args);
    return result;
  };
};
