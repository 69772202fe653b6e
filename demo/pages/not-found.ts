import { html } from "hono/html";
import { layout } from "./layout.ts";

export const notFoundPage = () =>
  layout({
    title: "Off the path | Fell & Fen",
    description: "There is no such page.",
    path: "",
    main: html`
      <div class="wide section narrow message">
        <img
          class="message-picture"
          src="/demo/assets/products/mire-wellington.svg"
          alt=""
          width="480"
          height="480"
        />
        <h1>Off the path</h1>
        <p class="lead">There is no page here, only bog. The way back is short.</p>
        <p><a class="button" href="/demo/">Back to the shop</a></p>
      </div>
    `,
  });
