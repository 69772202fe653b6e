import type { BotSignal } from "../../../schemas/bot.ts";
import { type CollectAnswer, NOTHING_COLLECTED } from "../../../schemas/collect.ts";
import type { RequestRegion } from "../../../schemas/consent.ts";
import { shardOfProfile } from "../../configuration/objects.ts";
import { withdrawalIn } from "../../domain/batch-parts.ts";
import { mayStoreHistory } from "../../domain/consent/effective.ts";
import { accountDomainIn } from "../../domain/identity/account-domain.ts";
import { sinceErasure } from "../../domain/privacy/since-erasure.ts";
import type { CollectOutcome, ProfileBatch } from "../../domain/rpc.ts";
import type { SiteSnapshot } from "../../domain/site-snapshot.ts";
import { browserFactsOf } from "../sender/browser-facts.ts";
import type { HttpContext, SiteContext } from "../context.ts";
import { deviceOf } from "../sender/device.ts";
import { kindsIn } from "../events/identifiers.ts";
import { languageOf } from "../sender/language.ts";
import { Refusal } from "../refusal.ts";
import { quotaRefusal } from "../events/usage.ts";
import { visitorOf } from "../sender/visitor-cookie.ts";
import { mintVisitor, type Seed } from "./mint-visitor.ts";
import type { Beacon } from "./read-beacon.ts";

/** What a beacon came to. */
export interface Collected {
  readonly answer: CollectAnswer;
  /** Whom the browser is from now on; null where it may not hold an id. */
  readonly visitor: string | null;
  /** The profile keeps a denial that is newer than the stamp, or was erased. */
  readonly mustForget: boolean;
}

/** What the request tells of whoever sent it. */
export interface Sender {
  readonly region: RequestRegion;
  readonly bot: BotSignal | null;
}

const seedOf = ({ gated, resetToken }: Beacon): Seed | null => {
  if (resetToken !== undefined) return { kind: "reset", token: resetToken };
  const [first] = gated.events;
  return first === undefined ? null : { kind: "first_event", id: first.event.id };
};

/** A gated beacon as the visitor's shard takes it. */
const batchOf = (
  request: Request,
  visitor: string,
  beacon: Beacon,
  { region, bot }: Sender,
  snapshot: SiteSnapshot,
): ProfileBatch => ({
  profile: visitor,
  events: beacon.gated.events,
  choices: beacon.choices,
  region,
  device: deviceOf(request),
  language: languageOf(request),
  accountDomain: accountDomainIn(beacon.claim?.identifiers ?? []),
  gpc: beacon.gpc,
  isOwnConsent: true,
  evidence: beacon.evidence,
  bot,
  isShared: false,
  linkedBy: null,
  isVouched: false,
  named: kindsIn(beacon.claim),
  claim: beacon.claim,
  ...browserFactsOf(request, beacon.gated.events, snapshot),
});

const collectedFor = (answer: CollectAnswer, visitor: string, sent: ProfileBatch): Collected => ({
  answer,
  visitor,
  mustForget: sent.events.length > 0 && answer.dropped.length === sent.events.length,
});

/** A browser that was erased and began anew, and was erased again: it has to begin without its old cookie. */
const erasedAgain = ({ events }: ProfileBatch): Collected => ({
  answer: { ...NOTHING_COLLECTED, dropped: events.map(({ index }) => ({ index, reason: "erased" })) },
  visitor: null,
  mustForget: true,
});

/** The shards, and ids for whoever turns out to be new. */
interface Ports {
  readonly send: (batch: ProfileBatch) => Promise<CollectOutcome>;
  readonly mint: (seed: Seed) => Promise<string>;
}

/** Whoever goes on after an erasure is somebody new. */
const beginAnew = async (batch: ProfileBatch, at: number, { send, mint }: Ports): Promise<Collected> => {
  const { batch: since, dropped } = sinceErasure(batch, at);
  if (since.events.length === 0) {
    return { answer: { ...NOTHING_COLLECTED, dropped: [...dropped] }, visitor: null, mustForget: true };
  }
  const fresh = await mint({ kind: "erased", visitor: batch.profile, at });
  const outcome = await send({ ...since, profile: fresh });
  if (outcome.kind !== "done") return erasedAgain(batch);
  const { answer } = outcome;
  return collectedFor({ ...answer, dropped: [...dropped, ...answer.dropped] }, fresh, batch);
};

/** Another contact sits at the browser: what is done from now on is a fresh visitor's. */
const beginBeside = async (
  batch: ProfileBatch,
  contact: string,
  { send, mint }: Ports,
): Promise<Collected> => {
  const fresh = await mint({ kind: "other_contact", visitor: batch.profile, contact });
  const outcome = await send({ ...batch, profile: fresh, isShared: true });
  if (outcome.kind === "other_contact") throw new Error("a fresh visitor belongs to nobody");
  return outcome.kind === "erased" ? erasedAgain(batch) : collectedFor(outcome.answer, fresh, batch);
};

const createPorts = (c: HttpContext, region: RequestRegion, { snapshot, secrets }: SiteContext): Ports => ({
  send: async (batch) => {
    const shard = shardOfProfile(c.env, snapshot.id, batch.profile);
    const outcome = await shard.collectBeacon(batch, snapshot.version);
    if (outcome.kind === "limited") throw new Refusal("profile_limited", {}, outcome.retryAfterS);
    return outcome;
  },
  mint: (seed) => mintVisitor(seed, region, snapshot, secrets, c.env),
});

/** Hands a gated beacon to the visitor's shard: one call, save where somebody else sits at the browser. */
export const storeBeacon = async (
  c: HttpContext,
  beacon: Beacon,
  sender: Sender,
  site: SiteContext,
): Promise<Collected> => {
  const { snapshot, secrets } = site;
  const ports = createPorts(c, sender.region, site);
  const known = beacon.resetToken === undefined ? visitorOf(c.req.raw, snapshot.id, secrets) : null;
  const refusal = quotaRefusal(c, site, beacon.gated.events.length, known === null);
  if (refusal !== null && known === null) throw refusal;
  const seed = mayStoreHistory(beacon.granted) ? seedOf(beacon) : null;
  const visitor = known ?? (seed === null ? null : await ports.mint(seed));
  const isNews = beacon.gated.events.length > 0 || Object.keys(beacon.choices).length > 0;
  if (visitor === null || !isNews) return { answer: NOTHING_COLLECTED, visitor, mustForget: false };
  const batch = batchOf(c.req.raw, visitor, beacon, sender, snapshot);
  if (refusal !== null) {
    const withdrawal = withdrawalIn(batch);
    if (withdrawal !== null) await ports.send(withdrawal);
    throw refusal;
  }
  const outcome = await ports.send(batch);
  switch (outcome.kind) {
    case "done":
      return collectedFor(outcome.answer, visitor, batch);
    case "erased":
      return beginAnew(batch, outcome.at, ports);
    case "other_contact":
      return beginBeside(batch, outcome.contact, ports);
  }
};
