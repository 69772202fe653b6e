import type { Purpose } from "../consent.ts";

/** A heading of a few words and one or two plain sentences. */
export interface Explained {
  readonly title: string;
  readonly text: string;
}

/** What the consent banner says. */
export interface BannerWords {
  /** Name of the region, and of the button that opens it again. */
  readonly label: string;
  readonly title: string;
  readonly text: string;
  readonly accept: string;
  readonly refuse: string;
  readonly choose: string;
  readonly save: string;
  readonly close: string;
  /** Shown where Global Privacy Control is honoured. */
  readonly honoured: string;
  /** What switching advertising on means then. */
  readonly override: string;
  /** Link to the visitor's own page. */
  readonly page: string;
  /** Link to the site's privacy policy. */
  readonly policy: string;
  /** For screen readers: the banner is there. */
  readonly announce: string;
  /** For screen readers: it is gone, and why. */
  readonly saved: string;
  readonly statistics: Explained;
  readonly advertising: Explained;
  /** What leaves for ad platforms: two purposes in one switch. */
  readonly platforms: Explained;
}

/** What the visitor's own page says. `{…}` stands for what is filled in. */
export interface PageWords {
  /** `{site}` */
  readonly title: string;
  readonly lead: string;
  readonly languages: string;
  readonly nothing: string;
  readonly linked: string;
  readonly stored: string;
  readonly first: string;
  readonly last: string;
  readonly events: string;
  readonly audiences: string;
  readonly none: string;
  readonly rule: string;
  /** By mode; `{region}`. */
  readonly optIn: string;
  readonly optOut: string;
  readonly off: string;
  readonly unknownRegion: string;
  readonly honoured: string;
  readonly ignored: string;
  /** Of a visitor who allowed advertising in spite of the signal. */
  readonly overridden: string;
  readonly choices: string;
  readonly allow: string;
  readonly deny: string;
  /** `{source}`, `{time}` */
  readonly chosenGrant: string;
  readonly chosenDenial: string;
  readonly unsetGrant: string;
  readonly unsetDenial: string;
  /** Of a browser that is linked to a contact, whose choices it is not told. */
  readonly unshown: string;
  readonly offBySignal: string;
  /** Who made a choice, as `{source}`. */
  readonly sources: {
    readonly banner: string;
    readonly page: string;
    readonly tool: string;
    readonly signal: string;
    readonly site: string;
  };
  readonly save: string;
  readonly acceptAll: string;
  readonly refuseAll: string;
  readonly saved: string;
  /** After a refusal that leaves no history: what is kept of the visitor is the refusal. */
  readonly cleared: string;
  readonly download: Explained;
  readonly erase: Explained;
  readonly eraseAsk: Explained;
  readonly eraseYes: string;
  readonly eraseAndRefuse: string;
  readonly eraseNo: string;
  readonly erased: Explained;
  /** Of an erasure that is noted and not complete. */
  readonly erasing: Explained;
  readonly receipt: string;
  readonly time: string;
  /** Label of how many records went, in all places together. */
  readonly removed: string;
  readonly back: string;
  readonly purposes: Readonly<Record<Purpose, Explained>>;
}

/** What the preference page of messages says. `{…}` stands for what is filled in. */
export interface MessageWords {
  /** `{site}` */
  readonly title: string;
  readonly lead: string;
  /** By medium: what the first button does, and what was done. */
  readonly stop: Readonly<Record<"email" | "sms" | "push", string>>;
  readonly stopped: Readonly<Record<"email" | "sms" | "push", string>>;
  /** Heading of the choices. */
  readonly choices: string;
  readonly topics: string;
  readonly ways: string;
  readonly save: string;
  readonly saved: string;
  /** Ads are another purpose; the link leads to the visitor's own page. */
  readonly ads: string;
  readonly adsLink: string;
  /** Of a link that was changed, or of somebody who is not known any more. */
  readonly unknown: Explained;
}

/** What the page says behind the link that confirms an address. `{site}` stands in the titles. */
export interface ConfirmWords {
  readonly ask: Explained;
  readonly button: string;
  readonly done: Explained;
  /** The link is none of ours, or nobody is known any more. */
  readonly invalid: Explained;
}

/** Everything that a visitor reads, in one language. */
export interface NoticeWords {
  /** What the language calls itself. */
  readonly name: string;
  readonly banner: BannerWords;
  readonly page: PageWords;
  readonly messages: MessageWords;
  readonly confirm: ConfirmWords;
}
