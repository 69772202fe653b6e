import { exports } from "cloudflare:workers";

/** An answer with its body read: parsed where it is JSON. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: unknown;
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text; // Exports are lines and scripts are scripts: their tests read the text.
  }
};

/** One request to the Worker, from outside. */
export const request = async (
  method: string,
  path: string,
  init: { headers?: Record<string, string>; body?: BodyInit } = {},
): Promise<Answer> => {
  const response = await exports.default.fetch(`https://shop.example${path}`, { method, ...init });
  const text = new TextDecoder().decode(await response.arrayBuffer());
  return { status: response.status, headers: response.headers, text, body: parsed(text) };
};
