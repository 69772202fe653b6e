import { html } from "hono/html";
import { layout } from "./layout.ts";

const HOUR_MS = 3_600_000;

const clock = html`
  <section class="clock" aria-labelledby="clock-title" data-clock hidden>
    <h2 id="clock-title">Time</h2>
    <p data-clock-now></p>
    <div class="clock-buttons">
      <button class="button quiet" type="button" data-advance="${HOUR_MS}">+1 hour</button>
      <button class="button quiet" type="button" data-advance="${24 * HOUR_MS}">+1 day</button>
      <button class="button quiet" type="button" data-advance="${7 * 24 * HOUR_MS}">+7 days</button>
    </div>
  </section>
`;

const known = html`
  <div class="you-columns" data-known hidden>
    <section aria-labelledby="audiences-title">
      <h2 id="audiences-title">Audiences</h2>
      <ul class="audiences" data-audiences></ul>
    </section>
    <section aria-labelledby="events-title">
      <h2 id="events-title">Events</h2>
      <ol class="events" data-events></ol>
    </section>
    <section aria-labelledby="consent-title">
      <h2 id="consent-title">Consent</h2>
      <ul class="consents" data-consents></ul>
      <div class="you-actions">
        <button class="button quiet" type="button" data-withdraw>Withdraw all consent</button>
        <button class="button quiet" type="button" data-reset>Start as a new visitor</button>
      </div>
    </section>
  </div>
`;

/** The shop's window into Halley: what a development page may show and a public one must not. */
export const youPage = () =>
  layout({
    title: "What Halley knows of you | Fell & Fen",
    description: "Your profile, live.",
    path: "/demo/you",
    script: "you",
    main: html`
      <div class="wide section you">
        <div class="you-head">
          <div>
            <h1>What Halley knows of you</h1>
            <p class="lead">
              This is the profile that the shop's own server keeps for this browser, read again every two
              seconds. Look at a few products in another tab, leave an address or say no, and it changes here.
            </p>
          </div>
          <button class="as-link" type="button" data-pause aria-pressed="false">Pause updates</button>
        </div>
        <p class="hidden-label" role="status" data-said></p>
        <noscript><p>This page needs JavaScript.</p></noscript>
        <div class="identity" data-identity hidden>
          <p class="identity-state" data-state></p>
          <dl data-identity-facts></dl>
        </div>
        ${clock}
        <div class="nothing" data-nothing hidden>
          <img src="/demo/assets/scenes/dawn.svg" alt="" width="1600" height="1000" />
          <div>
            <h2>Nothing at all</h2>
            <p>
              There is no identifier in this browser and no profile on the server. It stays so unless you
              allow statistics or advertising and look around.
            </p>
            <p class="hero-actions">
              <button class="button" type="button" data-privacy-choices>Privacy choices</button>
              <a class="button quiet" href="/demo/">Look around the shop</a>
            </p>
          </div>
        </div>
        ${known}
        <p class="unreachable" data-unreachable hidden>The server does not answer. Trying again.</p>
      </div>
    `,
  });
