import { html } from "hono/html";

/**
 * First in the page, so that it is first for the keyboard; the style sheet fixes it to the bottom edge.
 * Hidden until `banner.client.js` has asked Halley whether there is something to ask.
 */
export const consentBanner = html`
  <section class="consent" role="region" aria-label="Privacy choices" data-consent hidden>
    <div class="wide consent-columns">
      <div>
        <h2 tabindex="-1" data-consent-title>May we remember your visit?</h2>
        <p>
          With a yes, this shop counts what is looked at and shows its own ads to those who left something
          behind. With a no, nothing about you is kept. Either way the shop works the same.
        </p>
        <p data-consent-gpc hidden>
          Your browser asks not to be sold or shared, and ads are off because of it.
        </p>
        <fieldset data-consent-choose hidden>
          <legend class="hidden-label">What for</legend>
          <label class="toggle">
            <input type="checkbox" role="switch" data-purposes="analytics_storage" />
            <span><b>Statistics</b> Which pages and products are looked at.</span>
          </label>
          <label class="toggle">
            <input type="checkbox" role="switch" data-purposes="ad_storage ad_user_data ad_personalization" />
            <span><b>Advertising</b> Our ads, here and elsewhere, by what you looked at.</span>
          </label>
        </fieldset>
      </div>
      <div class="consent-buttons">
        <button class="button" type="button" data-consent-all="granted">Accept</button>
        <button class="button" type="button" data-consent-all="denied">Refuse</button>
        <button class="as-link" type="button" aria-expanded="false" data-consent-open>Choose</button>
        <button class="button quiet" type="button" data-consent-save hidden>Save my choice</button>
        <button class="as-link" type="button" data-consent-close hidden>Close</button>
      </div>
    </div>
  </section>
`;
