import * as z from "zod";

/** `dsrdelete.json` of the Data Deletion Request Framework. */
export const DeletionFile = z.strictObject({
  endpoint: z.string(),
  identifiers: z.array(z.strictObject({ id: z.number().int(), type: z.string(), format: z.string() })),
  publicKey: z.array(z.record(z.string(), z.unknown())).describe("JWKs (RFC 7517)."),
  vendorScriptRequirement: z.literal(false),
});

/** Answer of `POST /h/{site}/dsr`. */
export const DeletionAnswer = z.strictObject({
  acJWT: z.string().describe("What became of the request, signed by the site."),
});
