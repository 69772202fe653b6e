/**
 * Agents that fetch links and pictures for nobody who looks: previews of chats and social networks, crawlers, scanners
 * and command-line tools. Scanners that pretend to be a browser are told by how fast they follow links. Sources:
 * developers.facebook.com/docs/sharing/webmasters/web-crawlers, api.slack.com/robots,
 * developers.google.com/search/docs/crawling-indexing/overview-google-crawlers, bing.com/webmasters/help/which-crawlers,
 * core.telegram.org/bots, support.apple.com/119829 (Applebot), github.com/mautic/mautic/issues/16263 (mail gateways). CUBOT makes phones.
 */
const MACHINE =
  /(?<!cu)bot(?![a-z])|crawl|spider|slurp|preview|scan(?:ner)?\b|headless|phantomjs|facebookexternalhit|facebot|whatsapp|skype|linkexpanding|slack-imgproxy|embedly|barracuda|mimecast|proofpoint|symantec|fireeye|safelinks|urldefense|zscaler|sophos|forcepoint|googleother|google-safety|\bcurl\/|\bwget\b|python|java\/|okhttp|go-http-client|axios|node-fetch|\bundici\b|libwww|guzzle|apache-httpclient|postman|\bruby\b|\bperl\b/i;

/**
 * Pictures that are fetched before anybody looks. Apple's Mail Privacy Protection says `Mozilla/5.0` and no more
 * (mailgun.com/blog/product/bot-detection). Gmail's proxy fetches when a message is opened, and its prefetch says that it
 * is an Edge 12 (bird.com/blog/gmail-prefetching-images).
 */
const EARLY_PICTURE = /^Mozilla\/5\.0$|Edge\/12\.246 Mozilla\/5\.0$/;

const isPrefetch = ({ headers }: Request): boolean =>
  // The fetch standard, older Chromium, Safari's previews, older Firefox.
  /prefetch|prerender/i.test(headers.get("sec-purpose") ?? "") ||
  /prefetch|preview/i.test(headers.get("purpose") ?? "") ||
  /preview/i.test(headers.get("x-purpose") ?? "") ||
  /prefetch/i.test(headers.get("x-moz") ?? "");

const agentOf = ({ headers }: Request): string => (headers.get("user-agent") ?? "").trim().slice(0, 1_000);

const isMachine = (request: Request): boolean => {
  const agent = agentOf(request);
  return (
    request.method !== "GET" ||
    agent === "" ||
    EARLY_PICTURE.test(agent) ||
    MACHINE.test(agent) ||
    isPrefetch(request)
  );
};

/** A picture that nobody asked for. Google's and Yahoo's proxies fetch when somebody opens the message. */
export const isMachineOpen = (request: Request): boolean =>
  isMachine(request) && !/GoogleImageProxy|YahooMailProxy/.test(agentOf(request));

/** A click is a person's where a browser goes to a page; a link that is loaded as a picture or by a script is none. */
export const isMachineClick = (request: Request): boolean => {
  const destination = request.headers.get("sec-fetch-dest");
  return isMachine(request) || (destination !== null && destination !== "document");
};
