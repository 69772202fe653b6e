import { PLACE_LIFE_MS, SLOW_BODY_MS } from "../../../schemas/limits-load.ts";
import { answerError } from "../answer-error.ts";
import { refuseOrigin } from "../browser/origin.ts";
import { Refusal } from "../refusal.ts";
import { type Lane, laneOf, VISITORS } from "./lane.ts";

/** What a request holds of its lane. */
interface Place {
  readonly lane: Lane;
  bytes: number;
  /** When it began to read its body, or to work. */
  since: number;
}

/** Of one lane, in this isolate. */
interface Load {
  /** Whose bodies are not here yet, the oldest first. */
  readonly reading: Set<Place>;
  /** All others, the oldest first. */
  readonly working: Set<Place>;
  bytes: number;
}

const loads = new Map<Lane, Load>();
const placeOf = new WeakMap<Request, Place>();

const loadOf = (lane: Lane): Load => {
  const known = loads.get(lane);
  if (known !== undefined) return known;
  const load: Load = { reading: new Set(), working: new Set(), bytes: 0 };
  loads.set(lane, load);
  return load;
};

const leave = (place: Place, load: Load): void => {
  if (load.reading.delete(place) || load.working.delete(place)) load.bytes -= place.bytes;
};

const leaveOlder = (places: ReadonlySet<Place>, load: Load, than: number): void => {
  for (const place of places) {
    if (place.since > than) return;
    leave(place, load);
  }
};

/** Anybody can hold places with bodies that drip, and the runtime may end a request without a word. */
const freePlaces = (load: Load): void => {
  const now = Date.now();
  leaveOlder(load.reading, load, now - SLOW_BODY_MS);
  leaveOlder(load.working, load, now - PLACE_LIFE_MS);
};

const hasRoom = (
  { requestsMax, bytesMax }: Lane,
  { reading, working, bytes }: Load,
  requests: number,
  more: number,
): boolean => reading.size + working.size + requests <= requestsMax && bytes + more <= bytesMax;

const requireRoom = (lane: Lane, load: Load, requests: number, more: number): void => {
  if (hasRoom(lane, load, requests, more)) return;
  freePlaces(load);
  if (!hasRoom(lane, load, requests, more)) throw new Refusal("overloaded");
};

/** Before a body is read that has at most so many bytes. */
export const beginBody = (request: Request, bytes: number): void => {
  const place = placeOf.get(request);
  if (place === undefined) return;
  const load = loadOf(place.lane);
  if (load.reading.has(place)) {
    requireRoom(place.lane, load, 0, bytes);
    load.bytes += bytes;
  }
  place.bytes += bytes;
};

/** When it has been read. Who was slow has lost its place, and needs one again. */
export const endBody = (request: Request): void => {
  const place = placeOf.get(request);
  if (place === undefined) return;
  const load = loadOf(place.lane);
  leave(place, load);
  requireRoom(place.lane, load, 1, place.bytes);
  place.since = Date.now();
  load.working.add(place);
  load.bytes += place.bytes;
};

/** Which site's page it is has not been looked up; the refusal says nothing that any page may not read. */
const refuse = (request: Request, lane: Lane, error: unknown): Response => {
  const origin = request.headers.get("origin");
  return origin !== null && lane === VISITORS ? refuseOrigin(origin, error) : answerError(error);
};

/** Answers a request if its lane has room for it; if not, it is refused before any work is done. */
export const admitted = async (
  request: Request,
  answer: () => Response | Promise<Response>,
): Promise<Response> => {
  const lane = laneOf(request.url);
  if (lane === null) return answer();
  const load = loadOf(lane);
  try {
    requireRoom(lane, load, 1, 0);
  } catch (error) {
    return refuse(request, lane, error);
  }
  const place: Place = { lane, bytes: 0, since: Date.now() };
  (request.body === null ? load.working : load.reading).add(place);
  placeOf.set(request, place);
  try {
    return await answer();
  } finally {
    leave(place, load);
  }
};
