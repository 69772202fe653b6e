import { describe, expect, test } from "vitest";
import { listOperations } from "../../api/operations.ts";
import { ORIGIN } from "./browser.ts";
import { askFor, SITE_OPERATIONS } from "./described-request.ts";
import { createSite } from "./kit.ts";
import { request } from "./request.ts";

const corsIn = (headers: Headers): string[] =>
  [...headers.keys()].filter((name) => name.startsWith("access-control-"));

describe("pages of other origins", () => {
  test("may read nothing that a key opens, and are told so before they ask", async () => {
    const site = await createSite();
    const { key } = await site.createKey(["admin"]);
    for (const described of SITE_OPERATIONS) {
      const { headers } = await askFor(site, described, `Bearer ${key}`, {}, { origin: ORIGIN });
      expect({ id: described.id, cors: corsIn(headers) }).toEqual({ id: described.id, cors: [] });
      const path = described.path.replace("{site}", site.id).replace(/\{\w+\}/g, "x");
      const preflight = await request("OPTIONS", path, {
        headers: { origin: ORIGIN, "access-control-request-method": described.method },
      });
      expect({ status: preflight.status, cors: corsIn(preflight.headers) }).toEqual({
        status: 405,
        cors: [],
      });
    }
  });

  test("may read the description of the API, which is the same for everybody", async () => {
    const { headers } = await request("GET", "/openapi.json", {
      headers: { origin: "https://tool.example" },
    });
    expect(headers.get("access-control-allow-origin")).toBe("*");
    expect(headers.get("access-control-allow-credentials")).toBeNull();
  });

  test("may read none of the routes that need no key but that one and those of the snippet", async () => {
    const open = listOperations().filter(
      ({ access, path, id }) => access === "none" && !path.startsWith("/h/") && id !== "getOpenapi",
    );
    for (const { id, path } of open) {
      const { headers } = await request("GET", path, { headers: { origin: ORIGIN } });
      expect({ id, cors: corsIn(headers) }).toEqual({ id, cors: [] });
    }
  });
});

describe("the description of the API", () => {
  test("is answered with 304 to who has it, and names no other host", async () => {
    for (const path of ["/openapi.json", "/docs"]) {
      const { headers, text } = await request("GET", path);
      const etag = headers.get("etag") ?? "";
      const conditional = (value: string) => request("GET", path, { headers: { "if-none-match": value } });
      expect((await conditional(etag)).status).toBe(304);
      expect((await conditional(`"x", W/${etag}`)).status).toBe(304);
      expect((await conditional('"x"')).status).toBe(200);
      expect(text).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
    }
  });
});
