import type { Result, Router } from "hono/router";
import { TrieRouter } from "hono/router/trie-router";

const KNOWN_MAX = 1_000;
/** Longer than any that pages ask for, so that nobody fills the memory with paths. */
const PATH_MAX_LENGTH = 128;

/**
 * Finds the route of a path once: pages of a site ask for the same few, and walking the tree takes longer than checking what
 * they send. Whoever asks for a thousand others makes it walk again, and no more.
 */
export class RememberingRouter<T> implements Router<T> {
  readonly name = "RememberingRouter";
  readonly #routes = new TrieRouter<T>();
  readonly #known = new Map<string, Result<T>>();

  add(method: string, path: string, handler: T): void {
    this.#routes.add(method, path, handler);
    this.#known.clear();
  }

  match(method: string, path: string): Result<T> {
    if (path.length > PATH_MAX_LENGTH) return this.#routes.match(method, path);
    const name = `${method} ${path}`;
    let result = this.#known.get(name);
    if (result === undefined) {
      result = this.#routes.match(method, path);
      if (this.#known.size >= KNOWN_MAX) this.#known.clear();
      this.#known.set(name, result);
    }
    return result;
  }
}
