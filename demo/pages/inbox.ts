import { html } from "hono/html";
import { layout } from "./layout.ts";

type Html = ReturnType<typeof html>;

/** One message of `GET /v1/sites/{site}/inbox`. */
export interface InboxMessage {
  id: string;
  contact: string;
  medium: string;
  /** Epoch milliseconds. */
  at: number;
  to: string | null;
  subject: string | null;
  html: string | null;
  text: string | null;
  url: string | null;
  headers: Record<string, string>;
}

const MEDIA: Record<string, string> = { email: "E-mail", sms: "SMS", push: "Push", webhook: "Webhook" };

const moment = (at: number): string =>
  new Date(at).toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short", timeZone: "UTC" });

const nameOf = ({ subject, text }: InboxMessage): string => subject ?? text?.slice(0, 80) ?? "Without words";

const mediumOf = ({ medium }: InboxMessage): string => MEDIA[medium] ?? medium;

const row = (message: InboxMessage, isOpen: boolean): Html => html`
  <li>
    <a
      class="mail"
      href="/demo/inbox?message=${encodeURIComponent(message.id)}"
      ${isOpen ? html`aria-current="true"` : ""}
    >
      <span class="mail-medium">${mediumOf(message)}</span>
      <span class="mail-name">${nameOf(message)}</span>
      <span class="mail-note">${message.to ?? message.contact} · ${moment(message.at)} UTC</span>
    </a>
  </li>
`;

const fact = (name: string, value: string | Html): Html =>
  html`<div>
    <dt>${name}</dt>
    <dd>${value}</dd>
  </div>`;

const content = ({ id, html: body, text, url }: InboxMessage): Html => html`
  ${
    body === null
      ? ""
      : html`<iframe
          class="mail-html"
          title="The message"
          sandbox="allow-popups allow-popups-to-escape-sandbox"
          src="/demo/inbox/${encodeURIComponent(id)}/html"
        ></iframe>`
  }
  ${
    text === null
      ? ""
      : html`<section aria-labelledby="mail-text">
          <h3 id="mail-text">${body === null ? "Text" : "Text part"}</h3>
          <pre class="mail-text">${text}</pre>
        </section>`
  }
  ${url === null ? "" : html`<p><a class="button" href="${url}" target="_blank">Open what it leads to</a></p>`}
`;

const headersOf = ({ headers }: InboxMessage): Html | "" => {
  const fields = Object.entries(headers);
  if (fields.length === 0) return "";
  return html`
    <details class="mail-headers">
      <summary>Headers</summary>
      <dl class="mail-facts">${fields.map(([name, value]) => fact(name, value))}</dl>
    </details>
  `;
};

const opened = (message: InboxMessage): Html => html`
  <article class="mail-open" aria-labelledby="mail-name">
    <h2 id="mail-name">${nameOf(message)}</h2>
    <dl class="mail-facts">
      ${fact("Sent by", mediumOf(message))} ${fact("To", message.to ?? html`<code>${message.contact}</code>`)}
      ${fact("At", `${moment(message.at)} UTC`)} ${fact("Id", html`<code>${message.id}</code>`)}
    </dl>
    ${content(message)} ${headersOf(message)}
  </article>
`;

/** What a shop would wait hours and days for. */
const pace = html`<p class="inbox-note">
  Every wait of these journeys takes half a minute here. With <code>--clock manual</code>,
  <a href="/demo/you">move the time</a>.
</p>`;

const empty = html`
  <div class="nothing">
    <img src="/demo/assets/scenes/dusk.svg" alt="" width="1600" height="1000" />
    <div>
      <h2>No messages</h2>
      <p>Nothing was written to anybody yet. The way to two messages:</p>
      <ol class="inbox-path">
        <li>Accept, and put something in the cart.</li>
        <li>Leave an address for the letter, with its box ticked: it says welcome at once.</li>
        <li>Leave the cart alone for a minute: it is written about.</li>
      </ol>
      <p class="hero-actions">
        <a class="button" href="/demo/c/boots">See the boots</a>
        <a class="button quiet" href="/demo/#letter">Leave an address</a>
      </p>
      ${pace}
    </div>
  </div>
`;

/** What contacts would have got, the newest first; `id` names the one that is open, else the newest is. */
export const inboxPage = (messages: readonly InboxMessage[], id: string | undefined) => {
  const open = messages.find((message) => message.id === id) ?? messages[0];
  return layout({
    title: "Inbox | Fell & Fen",
    description: "Messages that would have been sent.",
    path: "/demo/inbox",
    main: html`
      <div class="wide section inbox">
        <div class="you-head">
          <div>
            <h1>Inbox</h1>
            <p class="lead">
              Messages to contacts of this shop, kept to be looked at instead of being sent. Their links work:
              try the one back to the cart in another browser.
            </p>
          </div>
          <a class="as-link" href="/demo/inbox">Look again</a>
        </div>
        ${
          open === undefined
            ? empty
            : html`<div class="inbox-columns">
                <nav aria-label="Messages">
                  <ol class="mails">
                    ${messages.map((message) => row(message, message === open))}
                  </ol>
                  ${pace}
                </nav>
                ${opened(open)}
              </div>`
        }
      </div>
    `,
  });
};
