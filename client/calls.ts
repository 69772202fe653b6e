import type * as z from "zod";
import type { JsonAnswer, Operation } from "../api/operation.ts";
import type { OPERATIONS } from "../api/operations.ts";
import type { UploadBody } from "../schemas/answers/exports.ts";
import type { Lines } from "./lines.ts";

type Operations = typeof OPERATIONS;

/** Operations for servers: what browsers and mail programs ask for is left to them. */
export type CallName = {
  [Id in keyof Operations]: Operations[Id]["path"] extends `/v1/${string}` ? Id : never;
}[keyof Operations];

type NamesIn<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | NamesIn<Rest>
  : never;

type PathArgs<O extends Operation> = { [Name in Exclude<NamesIn<O["path"]>, "site">]: string };

type QueryArgs<O extends Operation> = O extends { query: infer Query extends Record<string, z.ZodType> }
  ? z.input<z.ZodObject<Query>>
  : unknown;

type BodyArgs<O extends Operation> = O extends { body: infer Body extends z.ZodType }
  ? O extends { isBodyOptional: true }
    ? { body?: z.input<Body> }
    : { body: z.input<Body> }
  : unknown;

/** What every call takes beside what its operation does. */
export interface CallOptions {
  /** Instead of the one that the client makes for every write. */
  idempotencyKey?: string;
  /** Names the request in answers and logs. */
  requestId?: string;
  signal?: AbortSignal;
}

type Args<O extends Operation> = PathArgs<O> & QueryArgs<O> & BodyArgs<O> & CallOptions;

type Success = 200 | 201 | 202 | 204;
type AnswerOf<A> =
  A extends JsonAnswer<infer Schema>
    ? z.output<Schema>
    : A extends { content: { "application/x-ndjson": infer Row extends z.ZodType } }
      ? Lines<Exclude<z.output<Row>, UploadBody>>
      : undefined;

type AnswersOf<O extends Operation> = {
  [Status in keyof O["answers"]]: Status extends Success ? AnswerOf<O["answers"][Status]> : never;
}[keyof O["answers"]];

/** Whether a call can be made with nothing said. */
type Call<O extends Operation> =
  Partial<Args<O>> extends Args<O>
    ? (args?: Args<O>) => Promise<AnswersOf<O>>
    : (args: Args<O>) => Promise<AnswersOf<O>>;

/** One method for each operation of the API, under its operation id. */
export type Calls = { readonly [Id in CallName]: Call<Operations[Id]> };
