import type { HearSettings } from "../../schemas/snippet-settings.ts";

/** What consent tools put on a page. */
export interface ToolPage {
  __tcfapi?: (command: string, version: number, listener: (data: TcData, isOk: boolean) => void) => void;
  __gpp?: (command: string, listener: (event: GppEvent, isOk: boolean) => void) => void;
  dataLayer?: object[];
}

/** A command of Google's `gtag`, as it lies in the data layer: an `arguments` object. */
export type Command = Partial<Record<number, unknown>>;

/** Yes or no by number, as of purposes and vendors. */
export type Bits = Readonly<Record<number, boolean | undefined>>;

/** IAB TCF, CMP API v2. */
export interface TcData {
  tcString: string;
  tcfPolicyVersion: number;
  gdprApplies?: boolean;
  eventStatus: string;
  isServiceSpecific: boolean;
  purpose: { consents: Bits };
  vendor: { consents: Bits };
  publisher: { consents: Bits };
}

/** IAB GPP, CMP API 1.1. Sections are flat, or lists of subsections. */
export interface GppEvent {
  pingData: {
    signalStatus: string;
    applicableSections: number[];
    gppString: string;
    parsedSections: Record<string, object | object[]>;
  };
}

export const page = window as unknown as ToolPage;

/** Pages put anything into the data layer. */
export const isConsentCommand = (entry: unknown): boolean => (Object(entry) as Command)[0] === "consent";

/** Whether a consent tool, or a page that speaks Consent Mode, has shown itself. */
export const isToolThere = ({ google }: HearSettings): unknown =>
  page.__tcfapi ?? page.__gpp ?? (google !== "ignore" && page.dataLayer?.some(isConsentCommand));
