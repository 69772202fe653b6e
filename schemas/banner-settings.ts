import type { ConsentStamp } from "./consent.ts";

/** What the Worker inlines in front of the banner's loader, for the region and signals of the request. */
export interface BannerSettings {
  /** Address of the site's privacy policy; null where it named none. */
  policy: string | null;
  /** Whether Global Privacy Control is honoured in this region. */
  gpc: boolean;
  /** Whether the request carried the signal, which scripts do not see of every browser that sends it. */
  signal: boolean;
}

/** What the Worker inlines behind the snippet where the visitor made a choice on the page of their own. */
export interface KeptChoiceSettings {
  site: string;
  /** Explicit choices. */
  consent: ConsentStamp;
  /** Milliseconds since the choice was made: an age, because the clocks of browser and server differ. */
  age: number;
}
