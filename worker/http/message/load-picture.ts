import type { HttpContext } from "../context.ts";
import { isMachineOpen } from "./machine-request.ts";
import { openLink, tellHit } from "./open-link.ts";

/** The smallest picture: 1 × 1, transparent. GIF89a. */
const PICTURE = Uint8Array.from(
  atob("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"),
  (character) => character.charCodeAt(0),
);

/** `GET /h/{site}/o/{token}`: the picture that tells of an opening. */
export const loadPicture = async (c: HttpContext): Promise<Response> => {
  const { site, link } = await openLink(c);
  const isKnown = link?.kind === "open";
  if (isKnown) {
    const isMachine = isMachineOpen(c.req.raw);
    await tellHit(c, site, { ref: link.ref, kind: "open", url: "", at: site.now, isMachine });
  }
  return new Response(PICTURE, {
    status: isKnown ? 200 : 404,
    headers: {
      "content-type": "image/gif",
      "cache-control": "no-store",
      "cross-origin-resource-policy": "cross-origin",
      "x-content-type-options": "nosniff",
    },
  });
};
