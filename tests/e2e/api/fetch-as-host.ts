import { request } from "node:http";
import { text } from "node:stream/consumers";

/** GET with a `Host` of the test's own, which `fetch` does not let anybody choose. */
export const fetchAsHost = (url: string, host: string): Promise<Response> =>
  new Promise((resolve, reject) => {
    const asked = request(url, { headers: { host } }, (answer) => {
      const headers = Object.entries(answer.headersDistinct).flatMap(([name, values = []]) =>
        values.map((value): [string, string] => [name, value]),
      );
      const { statusCode: status = 0 } = answer;
      text(answer).then((body) => resolve(new Response(body, { status, headers })), reject);
    });
    asked.on("error", reject);
    asked.end();
  });
