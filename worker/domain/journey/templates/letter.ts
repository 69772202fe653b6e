import type { Step } from "../../../../schemas/journey.ts";

/** A paragraph, or a link on a line of its own. Both hold Liquid. */
type Part = string | { readonly link: string; readonly to: string } | Listing;

/** Things of the shop, one a line. */
interface Listing {
  readonly items: "cart.items" | "last_viewed" | "order.items";
}

/** Of a long list the first few are reminder enough. */
const SHOWN_MAX = 5;

const textOf = (part: Part): string => {
  if (typeof part === "string") return part;
  if ("link" in part) return `${part.link}:\n${part.to}`;
  return [
    `{% for item in ${part.items} limit: ${SHOWN_MAX} -%}`,
    "- {{ item.name }}{% if item.quantity > 1 %} × {{ item.quantity }}{% endif %}{% unless forloop.last %}",
    "{% endunless %}{% endfor %}",
  ].join("\n");
};

const htmlOf = (part: Part): string => {
  if (typeof part === "string") return `<p>${part}</p>`;
  if ("link" in part) return `<p><a href="${part.to}">${part.link}</a></p>`;
  const name =
    '{% if item.url %}<a href="{{ item.url }}">{{ item.name }}</a>{% else %}{{ item.name }}{% endif %}';
  const picture = '{% if item.image_url %}<img src="{{ item.image_url }}" alt="" width="80"> {% endif %}';
  return [
    `<ul>{% for item in ${part.items} limit: ${SHOWN_MAX} %}`,
    `<li>${picture}${name}{% if item.quantity > 1 %} × {{ item.quantity }}{% endif %}</li>`,
    "{% endfor %}</ul>",
  ].join("");
};

const FOOTER_TEXT = [
  "-- ",
  "{{ site.name }}{% if site.postal_address %}, {{ site.postal_address }}{% endif %}",
  "Unsubscribe: {{ unsubscribe_url }}",
  "Choose what you get: {{ preferences_url }}",
].join("\n");

const FOOTER_HTML = [
  "<hr><p>{{ site.name }}{% if site.postal_address %}, {{ site.postal_address }}{% endif %}<br>",
  '<a href="{{ unsubscribe_url }}">Unsubscribe</a> · <a href="{{ preferences_url }}">Choose what you get</a></p>',
].join("");

const GREETING = 'Hello {{ contact.first_name | default: "there" }},';

/** A plain mail in both forms, with a greeting, who sends it and how to stop it. */
export const letter = (id: string, subject: string, ...parts: readonly Part[]): Step => {
  const all: readonly Part[] = [GREETING, ...parts];
  return {
    id,
    send: {
      channel: "email",
      subject,
      html: [...all.map(htmlOf), FOOTER_HTML].join("\n"),
      text: [...all.map(textOf), FOOTER_TEXT].join("\n\n"),
    },
  };
};

export const TO_CART = { link: "Back to your cart", to: "{{ cart.recovery_url }}" } as const;
export const TO_SHOP = { link: "Visit {{ site.name }}", to: "{{ site.url }}" } as const;
