import {
  OPERATOR_BODIES_MAX_BYTES,
  OPERATOR_REQUESTS_MAX,
  RIGHTS_BODIES_MAX_BYTES,
  RIGHTS_REQUESTS_MAX,
  SERVER_BODIES_MAX_BYTES,
  SERVER_REQUESTS_MAX,
  VISITOR_BODIES_MAX_BYTES,
  VISITOR_REQUESTS_MAX,
} from "../../../schemas/limits-load.ts";

/** Requests that share a bound, so that a flood of one kind leaves the others their place. */
export interface Lane {
  readonly requestsMax: number;
  readonly bytesMax: number;
}

export const VISITORS: Lane = {
  requestsMax: VISITOR_REQUESTS_MAX,
  bytesMax: VISITOR_BODIES_MAX_BYTES,
};
export const RIGHTS: Lane = {
  requestsMax: RIGHTS_REQUESTS_MAX,
  bytesMax: RIGHTS_BODIES_MAX_BYTES,
};
export const SERVERS: Lane = {
  requestsMax: SERVER_REQUESTS_MAX,
  bytesMax: SERVER_BODIES_MAX_BYTES,
};
export const OPERATORS: Lane = {
  requestsMax: OPERATOR_REQUESTS_MAX,
  bytesMax: OPERATOR_BODIES_MAX_BYTES,
};

const PATH = /^[^/]+\/\/[^/?#]+([^?#]*)/;
const RIGHTS_PATH = /^\/h\/[^/]+\/(?:p$|u\/|v\/|dsr)/;
const SERVERS_PATH = /^\/v1\/sites\/[^/]+\/(?:events|decide|confirm)$/;

/** Null for whoever asks how the machine is: that is answered however much there is to do. */
export const laneOf = (url: string): Lane | null => {
  const path = PATH.exec(url)?.[1] ?? "/";
  if (path === "/healthz" || path === "/readyz") return null;
  if (RIGHTS_PATH.test(path)) return RIGHTS;
  if (path.startsWith("/h/")) return VISITORS;
  return SERVERS_PATH.test(path) ? SERVERS : OPERATORS;
};
