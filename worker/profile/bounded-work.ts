/** More is asked of an object than it can do in time; the caller may ask again. Told like the runtime's own overload. */
class ObjectOverload extends Error {
  override readonly name = "ObjectOverload";
  readonly overloaded = true;
}

/** Bounds what an object works on at the same time. Beyond it is refused: a queue would only make everybody late. */
export class BoundedWork {
  readonly #piecesMax: number;
  #pieces = 0;

  constructor(piecesMax: number) {
    this.#piecesMax = piecesMax;
  }

  /** Does work that counts for so many; what comes while there is room is taken as a whole. */
  async run<T>(pieces: number, work: () => Promise<T>): Promise<T> {
    if (this.#pieces >= this.#piecesMax) throw new ObjectOverload();
    this.#pieces += pieces;
    try {
      return await work();
    } finally {
      this.#pieces -= pieces;
    }
  }
}
