import { GRANTED } from "../collect/population.ts";
import type { DecideTraffic, RequestSource } from "./request-source.ts";
import { CHOSEN_AT, createTemplate, type Template, TIME_MARK } from "./template.ts";

const DECIDED = '{"decisions":[{"placement":"';
const COUNTED = '{"counted":true';
const RESERVATION = '"reservation":"';

/** The tokens of what is to be shown by an answer. */
export const reservationsIn = (body: string): string[] =>
  body
    .split(RESERVATION)
    .slice(1)
    .map((part) => part.slice(0, part.indexOf('"')));

/** A call by a page that knows what was chosen. */
export const decideTemplate = (
  site: string,
  placements: readonly string[],
  cookieLength: number,
): Template => {
  const sentAt = Number(TIME_MARK);
  const body = JSON.stringify({ placements, sent_at: sentAt, consent: GRANTED, consent_at: CHOSEN_AT });
  return createTemplate(`/h/${site}/d`, body, cookieLength);
};

export const confirmTemplate = (site: string, reservation: string, cookieLength: number): Template =>
  createTemplate(`/h/${site}/c`, JSON.stringify({ reservation, state: "viewable" }), cookieLength);

/** The template's bytes for a visitor and this moment. */
export const fillIn = ({ bytes, cookieAt, times }: Template, cookie: Uint8Array): Buffer => {
  const request = Buffer.from(bytes);
  request.set(cookie, cookieAt);
  const now = String(Date.now());
  for (const at of times) request.write(now, at, "latin1");
  return request;
};

interface Shown {
  readonly reservation: string;
  readonly cookie: Uint8Array;
}

/**
 * Decisions for random known visitors, which start at each of the placements in turn. Finds what was served; where it is
 * confirmed, what was seen.
 */
export const createDecideSource = (traffic: DecideTraffic): RequestSource => {
  const { site, cookies, cookieLength, placements, placementsPerCall, isConfirmed } = traffic;
  const templates = placements.map((_, first) =>
    decideTemplate(
      site,
      [...placements.slice(first), ...placements.slice(0, first)].slice(0, placementsPerCall),
      cookieLength,
    ),
  );
  const allCookies = Buffer.from(cookies);
  const visitors = allCookies.length / cookieLength;
  const asked: Uint8Array[] = [];
  const shown: (Shown | undefined)[] = [];
  let [calls, found] = [0, 0];
  return {
    found: () => found,
    next: (connection) => {
      const waiting = shown[connection];
      if (waiting !== undefined) {
        return fillIn(confirmTemplate(site, waiting.reservation, cookieLength), waiting.cookie);
      }
      const template = templates[calls++ % templates.length];
      if (template === undefined) throw new Error("there is at least one placement");
      const at = Math.floor(Math.random() * visitors) * cookieLength;
      const cookie = allCookies.subarray(at, at + cookieLength);
      asked[connection] = cookie;
      return fillIn(template, cookie);
    },
    hear: (connection, body) => {
      const [waiting, cookie] = [shown[connection], asked[connection]];
      shown[connection] = undefined;
      if (waiting !== undefined) {
        found++;
        return body.startsWith(COUNTED);
      }
      const reservations = reservationsIn(body);
      const [reservation] = reservations;
      if (!isConfirmed) found += reservations.length;
      else if (reservation !== undefined && cookie !== undefined) {
        shown[connection] = { reservation, cookie };
      }
      return body.startsWith(DECIDED);
    },
  };
};
