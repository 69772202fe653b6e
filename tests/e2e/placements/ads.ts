import type { CreativeContent } from "../../../schemas/campaign.ts";
import type { ConfirmRequest, DecideRequest, Decision } from "../../../schemas/decide.ts";
import type { Collector, Post } from "../snippet/collector.ts";

export const TEXT = {
  kind: "text",
  headline: "Still thinking?",
  body: "They are still here.",
  cta: "See them",
  href: "https://shop.example/boots",
} as const satisfies CreativeContent;
export const IMAGE = {
  kind: "image",
  src: "https://shop.example/boots.svg",
  alt: "Boots",
  width: 300,
  height: 250,
  href: "https://shop.example/boots",
} as const satisfies CreativeContent;
export const HTML = {
  kind: "html",
  html: "<body style='margin:0;background:gold'><b>Boots</b><script>parent.document.title='broken'</script>",
  title: "Our boots",
  width: 300,
  height: 250,
} as const satisfies CreativeContent;

/** The image of {@link IMAGE}, for `route.fulfill`. */
export const PICTURE = {
  contentType: "image/svg+xml",
  body: '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="250"><rect width="300" height="250"/></svg>',
};

export interface Spot {
  content: CreativeContent;
  closable?: boolean;
}

/** Decides as the test says, and keeps what was said of each reservation. */
export const startAds = (collector: Collector, spots: Readonly<Record<string, Spot>>) => {
  let count = 0;
  const refused = new Map<string, number>();
  const decide = (placement: string): Decision => {
    const spot = spots[placement];
    if (!spot) return { placement, none: "no_campaign" };
    count += 1;
    const reservation = `${placement}.${count}`;
    const served = { campaign: "boots", creative: "a", reservation, expires_at: Date.now() + 60_000 };
    return { placement, ...served, closable: false, ...spot };
  };
  collector.state.reply = ({ route, body }) => {
    if (route === "c") {
      return { status: refused.get((body as ConfirmRequest).state) ?? 200, body: { counted: true } };
    }
    const { placements = [], audiences } = body as DecideRequest;
    const named = audiences === true ? { audiences: ["boots", "coats"] } : {};
    return { status: 200, body: { decisions: placements.map(decide), ...named, now: Date.now() } };
  };
  const of = (route: string): Post[] => collector.state.posts.filter((post) => post.route === route);
  const said = (): string[] => of("c").map(({ body }) => Object.values(body as ConfirmRequest).join(" "));
  return {
    questions: () => of("d").map(({ body }) => body as DecideRequest),
    /** `placement.number state`, in the order of arrival. */
    said,
    until: (...words: string[]) => collector.until(() => words.every((word) => said().includes(word))),
    /** How the server answers to this word from now on. */
    refuse: (state: string, status: number): void => void refused.set(state, status),
  };
};

export type Ads = ReturnType<typeof startAds>;

export const spot = (name: string, attributes = ""): string =>
  `<div data-halley-placement="${name}" ${attributes}></div>`;

/** Longer than what would be wrong takes to happen. */
export const aWhile = () => new Promise((resolve) => setTimeout(resolve, 1_500));
