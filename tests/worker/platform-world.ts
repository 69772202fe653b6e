import { exportPKCS8, generateKeyPair, jwtVerify } from "jose";
import { Webhook } from "standardwebhooks";
import * as z from "zod";
import { SECRET } from "./webhook.ts";

const KEYS = await generateKeyPair("RS256", { extractable: true });

export const PRIVATE_KEY = `${(await exportPKCS8(KEYS.privateKey)).trim()}\n`;
export const CLIENT_EMAIL = "halley@shop.iam.gserviceaccount.com";
export const ACCESS_TOKEN = "token-of-the-shop";

export const GOOGLE = {
  kind: "google_data_manager",
  operating_account: { account_type: "GOOGLE_ADS", account_id: "1234567890" },
  user_list_id: "9876543210",
  client_email: CLIENT_EMAIL,
  private_key: PRIVATE_KEY,
};
export const META = { kind: "meta_custom_audience", audience_id: "23850000001", access_token: ACCESS_TOKEN };
export const TIKTOK = {
  kind: "tiktok_audience",
  advertiser_id: "7000000000000000001",
  audience_id: "7100000000000000001",
  access_token: ACCESS_TOKEN,
};
export const LINKEDIN = { kind: "linkedin_audience", segment_id: "12345", access_token: ACCESS_TOKEN };
export const CRM_URL = "https://crm.example/lists";
export const CRM = { kind: "webhook", url: CRM_URL, secret: SECRET };

const Hash = z.string().regex(/^[0-9a-f]{64}$/);
const HashOrNone = z.union([Hash, z.literal("")]);

/** The documented shapes of requests, with nothing beside. */
const GoogleAccount = z.strictObject({ accountType: z.literal("GOOGLE_ADS"), accountId: z.string() });
const google = (member: z.ZodRawShape, rest: z.ZodRawShape) =>
  z.strictObject({
    destinations: z
      .array(
        z.strictObject({
          operatingAccount: GoogleAccount,
          loginAccount: GoogleAccount.optional(),
          productDestinationId: z.string(),
        }),
      )
      .length(1),
    audienceMembers: z
      .array(
        z.strictObject({
          userData: z.strictObject({
            userIdentifiers: z
              .array(
                z.union([
                  z.strictObject({ emailAddress: Hash }),
                  z.strictObject({ phoneNumber: Hash }),
                  z.strictObject({
                    address: z.strictObject({
                      givenName: Hash,
                      familyName: Hash,
                      regionCode: z.string().length(2),
                      postalCode: z.string().min(1),
                    }),
                  }),
                ]),
              )
              .min(1)
              .max(10),
          }),
          ...member,
        }),
      )
      .min(1)
      .max(10_000),
    validateOnly: z.literal(true).optional(),
    encoding: z.literal("HEX"),
    ...rest,
  });
const GoogleIngest = google(
  {
    consent: z.strictObject({
      adUserData: z.literal("CONSENT_GRANTED"),
      adPersonalization: z.literal("CONSENT_GRANTED"),
    }),
  },
  { termsOfService: z.strictObject({ customerMatchTermsOfServiceStatus: z.literal("ACCEPTED") }) },
);
const GoogleRemove = google({}, {});

const MetaUsers = z
  .strictObject({
    payload: z.strictObject({
      schema: z.array(z.enum(["EXTERN_ID", "EMAIL", "PHONE", "FN", "LN", "COUNTRY"])),
      data: z.array(z.array(z.string())).min(1).max(10_000),
    }),
    session: z
      .strictObject({
        session_id: z.int().min(1),
        batch_seq: z.literal(1),
        last_batch_flag: z.literal(true),
        estimated_num_total: z.int(),
      })
      .optional(),
  })
  .refine(({ payload: { schema, data } }) =>
    data.every(
      (row) =>
        row.length === schema.length &&
        row.every((cell, index) => schema[index] === "EXTERN_ID" || HashOrNone.safeParse(cell).success),
    ),
  );

const TiktokCell = z.union([
  z.strictObject({ id: Hash, audience_ids: z.array(z.string()).length(1) }),
  z.strictObject({}),
]);
const TiktokMapping = z.strictObject({
  advertiser_ids: z.array(z.string()).length(1),
  action: z.enum(["add", "delete"]),
  id_schema: z.tuple([z.literal("EMAIL_SHA256"), z.literal("PHONE_SHA256")]),
  batch_data: z
    .array(z.tuple([TiktokCell, TiktokCell]))
    .min(1)
    .max(1_000),
});

const LinkedinUsers = z.strictObject({
  elements: z
    .array(
      z.strictObject({
        action: z.enum(["ADD", "REMOVE"]),
        userIds: z.array(z.strictObject({ idType: z.literal("SHA256_EMAIL"), idValue: Hash })).min(1),
        firstName: z.string().max(35).optional(),
        lastName: z.string().max(35).optional(),
        title: z.string().max(50).optional(),
        company: z.string().max(50).optional(),
        country: z.string().length(2).optional(),
      }),
    )
    .min(1)
    .max(5_000),
});

const HookTest = z.strictObject({
  type: z.literal("destination.test"),
  data: z.strictObject({ destination: z.string() }),
});

const HookMembers = z.strictObject({
  type: z.enum(["destination.members_added", "destination.members_removed"]),
  data: z.strictObject({
    destination: z.string(),
    consent: z
      .strictObject({ ad_user_data: z.literal("granted"), ad_personalization: z.literal("granted") })
      .optional(),
    members: z
      .array(z.strictObject({ emails: z.array(Hash), phones: z.array(Hash) }))
      .min(1)
      .max(1_000),
  }),
});

type Op = "add" | "remove" | "try";

/** A call that a platform understood. */
export interface PlatformCall {
  readonly platform: "google" | "meta" | "tiktok" | "linkedin" | "webhook";
  readonly op: Op;
  /** Hashed addresses in the order in which they came. */
  readonly hashes: readonly string[];
}

/** How each names a list that takes people. */
const META_TYPES: Readonly<Record<string, string>> = { "of people": "CUSTOM" };
const LINKEDIN_TYPES: Readonly<Record<string, string>> = { "of people": "USER" };

const json = (value: unknown, status = 200, headers: Record<string, string> = {}): Response =>
  Response.json(value, { status, headers });

const hashesIn = (value: unknown): string[] =>
  [...JSON.stringify(value).matchAll(/"([0-9a-f]{64})"/g)].map(([, hash]) => hash ?? "");

/** The platform has worked, and its answer never arrives. */
export class ConnectionLost extends Error {}

/** Ad platforms that check every request by its documented shape, keep lists, and misbehave when they are told to. */
export class PlatformWorld {
  readonly calls: PlatformCall[] = [];
  /** Requests that no platform would have understood. */
  readonly faults: string[] = [];
  readonly list = new Set<string>();
  /** What happens while a request is on its way. */
  meanwhile: () => Promise<void> = async () => undefined;
  /** Where access tokens are asked for. */
  tokenUrl = "https://oauth2.googleapis.com/token";
  /** What Google tells of a request. */
  fate: object = { requestStatus: "SUCCESS" };
  /** What Meta tells of the size of the audience. */
  count: readonly [lower: number, upper: number] = [1_000, 1_100];
  /** What the list is, in the words of Meta or LinkedIn; null for one that does not exist. */
  listType: string | null = "of people";
  #answers: ((call: PlatformCall) => Response | null)[] = [];

  /** The next calls that change the list, or try it out, are answered like this; null lets the platform work. */
  answers(...answers: ((call: PlatformCall) => Response | null)[]): void {
    this.#answers = answers;
  }

  /** All calls are answered like this, until something else is said. */
  always(answer: (call: PlatformCall) => Response | null): void {
    this.#answers = Array.from({ length: 1_000 }, () => answer);
  }

  async take(url: string, init: RequestInit): Promise<Response> {
    try {
      await this.meanwhile();
      return await this.#route(new Request(url, init));
    } catch (error) {
      if (error instanceof ConnectionLost) throw error;
      this.faults.push(`${init.method ?? "GET"} ${url}: ${String(error)}`);
      return json({ error: { code: 100, message: "invalid" } }, 400);
    }
  }

  #route(request: Request): Promise<Response> {
    switch (new URL(request.url).hostname) {
      case "oauth2.googleapis.com":
        return this.#token(request);
      case "datamanager.googleapis.com":
        return this.#google(request);
      case "graph.facebook.com":
        return this.#meta(request);
      case "business-api.tiktok.com":
        return this.#tiktok(request);
      case "api.linkedin.com":
        return this.#linkedin(request);
      case "crm.example":
        return this.#webhook(request);
      default:
        throw new Error("nobody lives there");
    }
  }

  /** Answers as it was told to, or changes the list. */
  #change(call: PlatformCall, answer: () => Response): Response {
    this.calls.push(call);
    const told = this.#answers.shift()?.(call) ?? null;
    if (told !== null) return told;
    for (const hash of call.hashes) {
      if (call.op === "add") this.list.add(hash);
      else if (call.op === "remove") this.list.delete(hash);
    }
    return answer();
  }

  async #token(request: Request): Promise<Response> {
    const form = new URLSearchParams(await request.text());
    if (form.get("grant_type") !== "urn:ietf:params:oauth:grant-type:jwt-bearer") throw new Error("no grant");
    const { payload } = await jwtVerify(form.get("assertion") ?? "", KEYS.publicKey, {
      issuer: CLIENT_EMAIL,
      audience: this.tokenUrl,
      requiredClaims: ["iat", "exp"],
    });
    if (payload["scope"] !== "https://www.googleapis.com/auth/datamanager") throw new Error("no scope");
    return json({ access_token: ACCESS_TOKEN, expires_in: 3_600, token_type: "Bearer" });
  }

  /** Shows the list as a platform shows one of its own. */
  #show(platform: PlatformCall["platform"], shown: (type: string) => Response, missing: Response): Response {
    const { listType } = this;
    return this.#change({ platform, op: "try", hashes: [] }, () =>
      listType === null ? missing : shown(listType),
    );
  }

  #bearer(request: Request): void {
    if (request.headers.get("authorization") !== `Bearer ${ACCESS_TOKEN}`) throw new Error("no token");
  }

  async #google(request: Request): Promise<Response> {
    this.#bearer(request);
    const { pathname, searchParams } = new URL(request.url);
    if (pathname === "/v1/requestStatus:retrieve") {
      if (searchParams.get("requestId") !== "req-1") throw new Error("no request");
      return json({ requestStatusPerDestination: [this.fate] });
    }
    const op: Op = pathname === "/v1/audienceMembers:ingest" ? "add" : "remove";
    if (op === "remove" && pathname !== "/v1/audienceMembers:remove") throw new Error("no route");
    const body = (op === "add" ? GoogleIngest : GoogleRemove).parse(await request.json());
    const identifiers = body.audienceMembers.flatMap(({ userData }) => userData.userIdentifiers);
    const hashes = identifiers.flatMap((one) => ("address" in one ? [] : hashesIn(one)));
    if (body.validateOnly === true) {
      const violation = { field: "destinations[0]", reason: "INVALID_DESTINATION" };
      const missing = { error: { code: 400, details: [{ fieldViolations: [violation] }] } };
      return this.#show("google", () => json({}), json(missing, 400));
    }
    return this.#change({ platform: "google", op, hashes }, () => json({ requestId: "req-1" }));
  }

  async #meta(request: Request): Promise<Response> {
    this.#bearer(request);
    const { pathname, searchParams } = new URL(request.url);
    if (request.method === "GET" && searchParams.get("fields") === "subtype") {
      if (pathname !== `/v25.0/${META.audience_id}`) throw new Error("no route");
      const missing = { error: { code: 100, error_subcode: 33 } };
      const shown = (type: string) => json({ id: META.audience_id, subtype: META_TYPES[type] ?? type });
      return this.#show("meta", shown, json(missing, 400));
    }
    if (request.method === "GET") {
      const [lower, upper] = this.count;
      return json({
        id: META.audience_id,
        approximate_count_lower_bound: lower,
        approximate_count_upper_bound: upper,
      });
    }
    if (pathname !== `/v25.0/${META.audience_id}/users`) throw new Error("no route");
    const { payload, session } = MetaUsers.parse(await request.json());
    const op: Op = request.method === "POST" ? "add" : "remove";
    if (op === "add" && session?.estimated_num_total !== payload.data.length) throw new Error("no session");
    const keyed = payload.schema.map((name) => name === "EMAIL" || name === "PHONE");
    const hashes = payload.data.flatMap((row) => row.filter((cell, index) => keyed[index] && cell !== ""));
    const answer = { audience_id: META.audience_id, num_received: payload.data.length };
    return this.#change({ platform: "meta", op, hashes }, () => json({ ...answer, num_invalid_entries: 0 }));
  }

  async #tiktok(request: Request): Promise<Response> {
    if (request.headers.get("access-token") !== ACCESS_TOKEN) throw new Error("no token");
    const { pathname, searchParams } = new URL(request.url);
    if (request.method === "GET" && pathname === "/open_api/v1.3/dmp/custom_audience/get/") {
      const asked = [TIKTOK.advertiser_id, JSON.stringify([TIKTOK.audience_id])];
      const named = ["advertiser_id", "custom_audience_ids"].map((name) => searchParams.get(name));
      if (named.join(" ") !== asked.join(" ")) throw new Error("no audience");
      const listing = (list: object[]) => json({ code: 0, message: "OK", data: { list } });
      const shown = () => listing([{ audience_details: { audience_id: TIKTOK.audience_id } }]);
      return this.#show("tiktok", shown, listing([]));
    }
    if (pathname !== "/open_api/v1.3/segment/mapping/") throw new Error("no route");
    const body = TiktokMapping.parse(await request.json());
    const op: Op = body.action === "add" ? "add" : "remove";
    const call: PlatformCall = { platform: "tiktok", op, hashes: hashesIn(body.batch_data) };
    return this.#change(call, () => json({ code: 0, message: "OK", request_id: "1", data: {} }));
  }

  async #linkedin(request: Request): Promise<Response> {
    this.#bearer(request);
    if (request.method === "GET") {
      const { pathname } = new URL(request.url);
      const protocol = ["x-restli-protocol-version", "linkedin-version"].map((name) =>
        request.headers.get(name),
      );
      if (`${pathname} ${protocol.join(" ")}` !== "/rest/dmpSegments/12345 2.0.0 202603") {
        throw new Error("no segment");
      }
      const shown = (type: string) => json({ id: 12345, type: LINKEDIN_TYPES[type] ?? type });
      return this.#show("linkedin", shown, json({ status: 404 }, 404));
    }
    const named = ["x-restli-method", "x-restli-protocol-version", "linkedin-version"];
    const headers = named.map((name) => request.headers.get(name));
    if (headers.join(" ") !== "BATCH_CREATE 2.0.0 202603") throw new Error("no version");
    if (new URL(request.url).pathname !== "/rest/dmpSegments/12345/users") throw new Error("no route");
    const { elements } = LinkedinUsers.parse(await request.json());
    const op: Op = elements[0]?.action === "ADD" ? "add" : "remove";
    const call: PlatformCall = { platform: "linkedin", op, hashes: hashesIn(elements) };
    return this.#change(call, () => json({ elements: elements.map(() => ({ status: 201 })) }));
  }

  async #webhook(request: Request): Promise<Response> {
    const body = await request.text();
    const heard = new Webhook(SECRET).verify(body, Object.fromEntries(request.headers));
    if (HookTest.safeParse(heard).success) {
      return this.#show("webhook", () => new Response(null, { status: 204 }), json({}, 404));
    }
    const { type, data } = HookMembers.parse(heard);
    const op: Op = type === "destination.members_added" ? "add" : "remove";
    if ((op === "add") !== (data.consent !== undefined)) throw new Error("no consent");
    const call: PlatformCall = { platform: "webhook", op, hashes: hashesIn(data.members) };
    return this.#change(call, () => new Response(null, { status: 204 }));
  }
}
