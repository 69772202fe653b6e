import { describe, expect, test } from "vitest";
import { advance, HOUR, MINUTE } from "./clock.ts";
import { createSite } from "./kit.ts";
import { atNextDelivery } from "./interceptions.ts";
import { identify, pageView, VIEWERS } from "./samples.ts";

/** A visitor in a retargeting audience, and cursors of that and of the remarketing audience. */
const handOver = async () => {
  const site = await createSite();
  await site.putAudience("viewers", VIEWERS);
  await site.putAudience("known", { ...VIEWERS, of: "contacts" });
  const other = site.browser();
  await other.send([pageView(), identify("ben@example.com")]);
  const ada = site.browser();
  await ada.send([pageView()]);
  const { cursor: visitors } = await site.members("viewers");
  const { cursor: contacts } = await site.members("known");
  await advance(HOUR);
  return { site, ada, visitors, contacts, visitor: ada.visitor };
};

describe("identification", () => {
  test("tells exports of one removal from retargeting and of one entry into remarketing, whatever is sent again", async () => {
    const { site, ada, visitors, contacts, visitor } = await handOver();
    const said = identify("ada@example.com");
    await ada.send([said]);
    await ada.send([said]);
    await ada.send([identify("ada@example.com"), pageView()]);
    await advance(MINUTE);
    const contact = await site.lookUp("email=ada%40example.com");
    expect((await site.changes("viewers", visitors)).rows).toMatchObject([
      { op: "exit", profile: visitor, reason: "identified" },
    ]);
    expect((await site.changes("known", contacts)).rows).toMatchObject([{ op: "enter", profile: contact }]);
    expect(await site.memberships(contact)).toEqual(["known"]);
  });

  test("has moved everything when it is answered, and nobody sees the contact half", async () => {
    const { site, ada } = await handOver();
    const seen: string[][] = [];
    atNextDelivery(async () => {
      const { status } = await site.server.get("/profiles/lookup?email=ada%40example.com");
      seen.push([String(status), ...(await site.exported("viewers"))]);
    });
    await ada.send([identify("ada@example.com")]);
    // Before the one transaction of the contact's shard there is no contact; the visitor is out of retargeting already.
    expect(seen).toEqual([["404"]]);
    const contact = await site.contact("ada@example.com");
    expect(contact.events).toHaveLength(2);
    expect(await site.exported("known")).toContain(contact.profile);
  });
});
