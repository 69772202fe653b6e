import type { RequestSource } from "./request-source.ts";

export const createGetSource = (path: string, goodAnswer: string): RequestSource => {
  const request = Buffer.from(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`);
  return { next: () => request, hear: (_connection, body) => body === goodAnswer };
};
