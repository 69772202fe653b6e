import { type Fault, pointerTo } from "../definition/faults.ts";
import { ownValue } from "../own-value.ts";

export interface ImportOptions {
  /**
   * Whether text that the document compares without regard to case is compared with regard to it, as everywhere in the
   * audience language. Otherwise such a comparison is not expressible.
   */
  readonly isCaseKept: boolean;
}

/** What is noted while one document is read. */
interface Notes {
  readonly document: unknown;
  readonly options: ImportOptions;
  readonly faults: Fault[];
  /** By each part of the definition: pointer to what of the document it was made of. */
  readonly origins: Map<object, string>;
}

type Path = readonly PropertyKey[];

/** The pointer to the deepest thing on a path that is in the document. */
export const nearestPointer = (document: unknown, path: Path): string => {
  let value = document;
  const known: PropertyKey[] = [];
  for (const step of path) {
    value = ownValue(value, step);
    if (value === undefined) break;
    known.push(step);
  }
  return pointerTo(known);
};

/**
 * A place in a foreign document. Whatever cannot be said in the audience language is refused where it stands, and reading
 * goes on, so that one answer names every such place.
 */
export class Place {
  readonly #notes: Notes;
  readonly #path: Path;

  private constructor(notes: Notes, path: Path) {
    this.#notes = notes;
    this.#path = path;
  }

  static rootOf(document: unknown, options: ImportOptions): Place {
    return new Place({ document, options, faults: [], origins: new Map() }, []);
  }

  get options(): ImportOptions {
    return this.#notes.options;
  }

  get pointer(): string {
    return nearestPointer(this.#notes.document, this.#path);
  }

  /** Of the whole document, in the order in which they were found. */
  get faults(): readonly Fault[] {
    return this.#notes.faults;
  }

  at(...steps: Path): Place {
    return new Place(this.#notes, [...this.#path, ...steps]);
  }

  /** Notes that what stands here cannot be expressed. `reason` never repeats a value. */
  refuse(reason: string): null {
    this.#notes.faults.push({ pointer: this.pointer, reason });
    return null;
  }

  /** Notes that a part of the definition was made of what stands here. */
  made<Part extends object>(part: Part): Part {
    this.#notes.origins.set(part, this.pointer);
    return part;
  }

  originOf(part: unknown): string | undefined {
    return typeof part === "object" && part !== null ? this.#notes.origins.get(part) : undefined;
  }
}
