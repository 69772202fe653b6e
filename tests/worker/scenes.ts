import { expect } from "vitest";
import { advance, HOUR } from "./clock.ts";
import { createSite } from "./kit.ts";
import { pageView, VIEWERS } from "./samples.ts";

/** A site with one audience and a visitor in it, and a cursor from when he was. */
export const viewerScene = async () => {
  const site = await createSite();
  await site.putAudience("viewers", VIEWERS);
  const ada = site.browser();
  await ada.send([pageView("/?gclid=abc&utm_source=news")]);
  const { cursor, rows } = await site.members("viewers");
  expect(rows.map(({ profile }) => profile)).toEqual([ada.visitor]);
  await advance(HOUR);
  return { site, ada, cursor, visitor: ada.visitor };
};
