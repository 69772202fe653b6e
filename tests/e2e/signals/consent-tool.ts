import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { Page } from "playwright-core";

/** Strings of `tests/fixtures/consent-signals.json`. */
export const TCF = {
  everything: "CQtAQoAQtAQoAEsABBENCWFgAP_gAAAAAAYgF5wAgABALzAAAAAA.IH0QAwABALzAfQA.f_wAAAAAAAA",
  /** The site may store and measure ads, and nothing else. */
  oneAndSeven: "CQtAQoAQtAQoAEsABBENCWFgAIIAAAAAAAYgABEAAAAA.IF5wAgABALzA.cEAAAAAAAAA",
  withoutPublisher: "CQtAQoAQtAQoAEsABBENCWFgALIAAAAAAAYgF5wAQF5gAAAA.IF5wAQF5gA",
} as const;
export const GPP = { out: "DBABLA~CVQVAAAAAACA.QA", in: "DBABLA~CVQqAAAAAACA.QA" } as const;

/** The IAB's own stub, as sites paste it in front of everything. */
export const tcfStub = async (): Promise<string> => {
  const file = createRequire(import.meta.url).resolve("@iabtechlabtcf/stub");
  return `<script>${await readFile(file, "utf8")}</script>`;
};

/** The stub of the Global Privacy Platform: listeners are told that nothing is ready, and kept for the tool that comes later. */
export const GPP_STUB = `<script>
  const queue = [], events = [];
  window.__gpp = (...call) => {
    const [command, callback] = call;
    if (command === undefined || command === "queue") return queue;
    if (command === "events") return events;
    if (command !== "addEventListener") return void queue.push(call);
    const listenerId = events.length + 1;
    events.push({ id: listenerId, callback });
    const pingData = { gppVersion: "1.1", cmpStatus: "stub", signalStatus: "not ready", applicableSections: [], parsedSections: {} };
    callback({ eventName: "listenerRegistered", listenerId, data: true, pingData }, true);
  };
</script>`;

/** The whole tool as one script, which defines `cmp`. */
export const buildTool = async (): Promise<string> => {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL("cmp.client.ts", import.meta.url))],
    bundle: true,
    format: "iife",
    write: false,
  });
  return outputFiles[0]!.text;
};

interface Tool {
  tcf: (text: string | null, isAsking?: boolean) => void;
  gpp: (text: string, sections?: number[]) => void;
}

/** The visitor does something in the tool. */
export const inTool = <Verb extends keyof Tool>(page: Page, verb: Verb, ...args: Parameters<Tool[Verb]>) =>
  page.evaluate(
    ([name, given]) => {
      const { cmp } = window as unknown as { cmp: Record<string, (...args: unknown[]) => void> };
      cmp[name]!(...given);
    },
    [verb, args as unknown[]] as const,
  );
