import { DurableObject } from "cloudflare:workers";

/** As many as a site of one machine has visitor shards. */
const OBJECTS = 4;

/** An object whose call does nothing: what every call to a shard costs at least. */
export class Empty extends DurableObject {
  async nothing(): Promise<void> {}
}

interface Bindings {
  readonly EMPTY: DurableObjectNamespace<Empty>;
}

let turn = 0;

/** What the runtime does at best: `/bare` answers, `/rpc` calls one of a few objects first. */
export default {
  async fetch(request, { EMPTY }): Promise<Response> {
    if (request.url.endsWith("/rpc")) {
      turn = (turn + 1) % OBJECTS;
      await EMPTY.getByName(String(turn)).nothing();
    }
    return new Response("ok");
  },
} satisfies ExportedHandler<Bindings>;
