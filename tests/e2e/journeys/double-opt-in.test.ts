import { afterAll, beforeAll, expect, test } from "vitest";
import { MailServer } from "../../outbox/send/mail-server.ts";
import { PlainShop } from "../banner/plain-shop.ts";
import { untilTrue } from "../shop/shop.ts";

const DAY_MS = 86_400_000;
const ADA = "ada@customer.example";
const FORM = `<form data-halley-identify action="/shop/thanks">
  <label>E-mail <input type="email" name="email"></label>
  <label><input type="checkbox" data-halley-consent="email_marketing"> Write to me</label>
  <button>Sign up</button></form>`;

let shop: PlainShop;
let mails: MailServer;

const put = async (path: string, body: object): Promise<void> => {
  const { status, text } = await shop.instance.call(`/sites/shop/${path}`, { body });
  if (status >= 300) throw new Error(`${path} answered ${status}: ${text}`);
};

const subjects = (): (string | undefined)[] => mails.taken.map(({ mail }) => mail.subject);

beforeAll(async () => {
  [shop, mails] = await Promise.all([PlainShop.open(), MailServer.start()]);
  await put("channels/mail", {
    kind: "smtp",
    host: "127.0.0.1",
    port: mails.port,
    security: "none",
    from: "Boot shop <hello@shop.example>",
  });
  await shop.configure({
    messaging: { base_url: shop.origin },
    consent: { banner: false },
    identity: {
      double_opt_in: {
        channel: "mail",
        subject: "One more click",
        html: `<a href="{{ confirm_url }}">Yes, write to me</a>`,
      },
    },
  });
  await put("audiences/subscribers", {
    v: 1,
    name: "Subscribers",
    of: "contacts",
    include: { consent: "email_marketing", is: "granted" },
  });
  await put("journeys/welcome", {
    name: "Welcome",
    status: "live",
    enter: { audience: "subscribers" },
    reentry: "never",
    steps: [{ id: "hello", send: { channel: "mail", subject: "Welcome", text: "Good to have you." } }],
  });
});
afterAll(async () => {
  await Promise.all([shop.close(), mails.stop()]);
});

test("a sign-up is written to after the button behind the mailed link was pressed, and not for its being opened", async () => {
  const context = await shop.newBrowser();
  const page = await shop.visit(context, { body: FORM });
  const hearing = page.waitForResponse((response) => /\/x-[0-9a-f]{8}\.js$/.test(response.url()));
  await page.getByLabel("E-mail").fill(ADA);
  await hearing;
  await page.getByLabel("Write to me").check();
  await page.getByRole("button", { name: "Sign up" }).click();
  await untilTrue(() => mails.taken.length === 1);
  const [confirmation] = mails.taken;
  expect([confirmation?.to, confirmation?.mail.subject]).toEqual([[ADA], "One more click"]);
  const link = /href="([^"]+)"/.exec(confirmation?.mail.html ?? "")?.[1] ?? "";
  expect(link.startsWith(`${shop.origin}/h/shop/v/`)).toBe(true);

  for (const method of ["HEAD", "GET"]) expect((await fetch(link, { method })).status).toBe(200);
  const elsewhere = await shop.newBrowser({ options: { locale: "en-GB" } });
  const opened = await elsewhere.newPage();
  await opened.goto(link);
  await shop.instance.setClock(Date.now() + DAY_MS);
  expect(subjects()).toEqual(["One more click"]);

  await opened.getByRole("button").click();
  await opened.getByRole("status").waitFor();
  await untilTrue(() => mails.taken.length === 2);
  expect([mails.taken[1]?.to, ...subjects()]).toEqual([[ADA], "One more click", "Welcome"]);
  await opened.goto(link);
  await opened.getByRole("button").click();
  await shop.instance.setClock(Date.now() + 2 * DAY_MS);
  expect(subjects()).toEqual(["One more click", "Welcome"]);
  expect(await context.cookies()).toEqual([]);
  await Promise.all([context.close(), elsewhere.close()]);
});
