import { html } from "hono/html";
import { layout } from "./layout.ts";

export const newsletterThanksPage = () =>
  layout({
    title: "You are on the list | Fell & Fen",
    description: "The letter is on its way.",
    path: "/demo/newsletter/thanks",
    main: html`
      <div class="wide section narrow message">
        <img
          class="message-picture"
          src="/demo/assets/products/glim-lantern.svg"
          alt=""
          width="480"
          height="480"
        />
        <h1>You are on the list</h1>
        <p class="lead">
          An address turns a visitor into a contact: out of the ads and into the letters, as far as you
          allowed either. With the box ticked, the first letter is there already; a cart that you leave is
          written about in a minute.
        </p>
        <p class="hero-actions">
          <a class="button" href="/demo/inbox">Read the letter</a>
          <a class="button quiet" href="/demo/you">See what changed</a>
        </p>
      </div>
    `,
  });
