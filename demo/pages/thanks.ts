import { html } from "hono/html";
import { layout } from "./layout.ts";

export const thanksPage = (order: string) =>
  layout({
    title: "Thank you | Fell & Fen",
    description: "Your order is placed.",
    path: "/demo/thanks",
    script: "thanks",
    main: html`
      <div class="wide section narrow message" data-order="${order}">
        <img
          class="message-picture"
          src="/demo/assets/products/bothy-tent.svg"
          alt=""
          width="480"
          height="480"
        />
        <h1>Thank you. It is on its way.</h1>
        <p class="lead">
          Order <b class="order-number">${order}</b>. Nothing will arrive, since the shop is made up, but the
          purchase has moved you between audiences, as far as you allowed it.
        </p>
        <p class="hero-actions">
          <a class="button" href="/demo/you">See what changed</a>
          <a class="button quiet" href="/demo/">Back to the shop</a>
        </p>
      </div>
    `,
  });
