import type * as z from "zod";
import type { ProblemCode } from "../schemas/problem.ts";
import type { Scope } from "../schemas/site.ts";

export const TAGS = {
  Sites: "What a site is, and what the instance says of itself.",
  Events: "What happened, as servers tell it.",
  Decisions: "What to show whom, as servers ask.",
  Profiles: "What is held on a visitor or a contact.",
  Audiences: "Rules over profiles, and who is in.",
  Campaigns: "What is shown to members of an audience.",
  Journeys: "Messages that follow each other.",
  Channels: "How messages leave.",
  Destinations: "Where audiences are pushed to, and purchases are told.",
  Consent: "Rules of regions, and the proof of what was chosen.",
  Privacy: "Access, erasure, retention.",
  Audit: "Who did what to the site.",
  Keys: "Who may do what to the site.",
  Browser:
    "Routes of the snippet and of links in messages. No key: the page's origin must be one of the site's.",
} as const;
export type Tag = keyof typeof TAGS;

/** A JSON body. */
export interface JsonAnswer<Schema extends z.ZodType = z.ZodType> {
  readonly about: string;
  readonly json: Schema;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Anything else: bodies by their media type, `null` for one that no schema describes. */
export interface OtherAnswer {
  readonly about: string;
  readonly content: Readonly<Record<string, z.ZodType | null>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Headers that not every such answer has. */
  readonly someHeaders?: Readonly<Record<string, string>>;
}

export type Answer = JsonAnswer | OtherAnswer;

/** One route, described once: the document, the reference page, the client and the tests of access are made of it. */
export interface Operation {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** From the root, parameters in braces. */
  readonly path: string;
  readonly tag: Tag;
  /** One line without a full stop. */
  readonly summary: string;
  readonly about?: string;
  /** The scope of a site's key that opens it; `instance` needs the instance's own key, `none` needs none. */
  readonly access: Scope | "instance" | "none";
  /** Parameters in the path that are not what `path-parameters.ts` says. */
  readonly params?: Readonly<Record<string, z.ZodType>>;
  readonly query?: Readonly<Record<string, z.ZodType>>;
  /** Headers of the request that change the answer, with what each is for. */
  readonly requestHeaders?: Readonly<Record<string, string>>;
  readonly body?: z.ZodType;
  /** Media types of the body where it is not JSON. */
  readonly bodyTypes?: readonly string[];
  /** Left out where there is a body: whether it may be missing. */
  readonly isBodyOptional?: boolean;
  /** A body that the schema takes. */
  readonly example?: unknown;
  readonly answers: Readonly<Record<number, Answer>>;
  /** Refusals of its own: those that every route of its kind has are added. */
  readonly problems?: readonly ProblemCode[];
  /** A POST that may be repeated at will: it changes nothing, or knows a repeat by itself. */
  readonly isHarmless?: true;
  /** Present under the manual clock, or in development, only. */
  readonly isTrialOnly?: boolean;
}

/** Keeps the exact types of a description, of which the client is made. */
export const operation = <const Described extends Operation>(described: Described): Described => described;

/** A JSON answer. */
export const json = <Schema extends z.ZodType>(
  schema: Schema,
  about: string,
  headers?: Readonly<Record<string, string>>,
): JsonAnswer<Schema> => ({ about, json: schema, ...(headers === undefined ? {} : { headers }) });

/** An answer that is not JSON. */
export const other = (
  content: OtherAnswer["content"],
  about: string,
  headers?: Readonly<Record<string, string>>,
  someHeaders?: Readonly<Record<string, string>>,
): OtherAnswer => ({
  about,
  content,
  ...(headers === undefined ? {} : { headers }),
  ...(someHeaders === undefined ? {} : { someHeaders }),
});

/** 204. */
export const nothing = (about: string): OtherAnswer => ({ about, content: {} });

/** A page for people. */
export const page = (about: string): OtherAnswer => ({ about, content: { "text/html": null } });
