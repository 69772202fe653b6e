/** What callers name their requests by; anything else could break a log or a page that shows it. */
const VALID = /^[\w.:/+=-]{1,128}$/;

/** The caller's own name of a request, or a new one. */
export const requestIdOf = (request: Request): string => {
  const given = request.headers.get("request-id") ?? request.headers.get("x-request-id");
  return given !== null && VALID.test(given) ? given : crypto.randomUUID();
};

const isProblem = (response: Response): boolean =>
  response.headers.get("content-type") === "application/problem+json";

/** The answer with its request's name: in the header, and in a problem document as its `instance`. */
export const withRequestId = async (response: Response, id: string): Promise<Response> => {
  if (!isProblem(response)) {
    response.headers.set("request-id", id);
    return response;
  }
  const problem = await response.json<object>();
  const { status, headers } = response;
  headers.delete("content-length");
  headers.set("request-id", id);
  return new Response(JSON.stringify({ ...problem, instance: `urn:halley:request:${id}` }), {
    status,
    headers,
  });
};
