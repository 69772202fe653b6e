import * as z from "zod";
import { ConsentStamp } from "./consent.ts";

/** Query of `GET` and `POST /h/{site}/p`. What is not understood is as if it were not there. */
export const VisitorPageQuery = z.object({
  /** Language of the page, before what the browser prefers. */
  lang: z.string().max(10).optional().catch(undefined),
  /** `erase` asks whether everything is to be erased. */
  ask: z.literal("erase").optional().catch(undefined),
});
export type VisitorPageQuery = z.infer<typeof VisitorPageQuery>;

/** Body of `POST /h/{site}/p`, a form: what the visitor pressed. */
export const VisitorPageForm = z.discriminatedUnion("do", [
  /** The choices of the form, purpose by purpose; one left out stays as it is. */
  z.object({ do: z.literal("choose"), ...ConsentStamp.shape }),
  z.object({ do: z.literal("accept") }),
  z.object({ do: z.literal("refuse") }),
  z.object({ do: z.literal("download") }),
  z.object({ do: z.literal("erase") }),
  z.object({ do: z.literal("erase_and_refuse") }),
]);
export type VisitorPageForm = z.infer<typeof VisitorPageForm>;
