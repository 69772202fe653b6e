import type { Medium } from "../../../schemas/channel-medium.ts";
import type { ConsentStamp } from "../../../schemas/consent.ts";
import { JourneyDefinition, type JourneyInput } from "../../../schemas/journey.ts";
import { AUDIENCE_SETTINGS_DEFAULT } from "../../../schemas/site.ts";
import type { AudienceSource } from "../../../worker/domain/audience/compile.ts";
import { confirm } from "../../../worker/domain/campaign/confirm.ts";
import type { Candidate } from "../../../worker/domain/campaign/exposure.ts";
import { type Ledger, newReservation, reserve } from "../../../worker/domain/campaign/ledger.ts";
import { choicesOf } from "../../../worker/domain/consent/choices.ts";
import { checkOrder, type OrderCheck } from "../../../worker/domain/journey/check-order.ts";
import type { Journey } from "../../../worker/domain/journey/journey.ts";
import type { JourneyInstance } from "../../../worker/domain/journey/journey-state.ts";
import type { JourneyWorld } from "../../../worker/domain/journey/journey-world.ts";
import type { MessageOrder } from "../../../worker/domain/journey/message-order.ts";
import { createRuleReader } from "../../../worker/domain/journey/rule-reader.ts";
import { ruleHolds } from "../../../worker/domain/journey/rule-holds.ts";
import { type AddressKind, obstacleTo } from "../../../worker/domain/journey/send-obstacle.ts";
import { compileJourneys } from "../../../worker/domain/journey/site-journeys.ts";
import type { Outreach } from "../../../worker/domain/outreach/outreach.ts";
import { adopt } from "../../../worker/domain/profile/adopt.ts";
import type { Applied } from "../../../worker/domain/profile/applied.ts";
import { applyBatch } from "../../../worker/domain/profile/apply-batch.ts";
import { catchUp, nextFlipOf } from "../../../worker/domain/profile/catch-up.ts";
import { decodeProfile, encodeProfile } from "../../../worker/domain/profile/codec.ts";
import type { Profile } from "../../../worker/domain/profile/profile.ts";
import { withJourneys } from "../../../worker/domain/profile/with-journeys.ts";
import type { EventFields, StoredEvent } from "../../../worker/domain/profile-state.ts";
import type { SiteRules } from "../../../worker/domain/site-rules.ts";
import { arrivalOf, CONTACT, eventOf, profileOf, rulesOf } from "../profile/sample.ts";

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** A Monday. */
export const NOON = Date.UTC(2026, 10, 23, 12);

const AGREED: ConsentStamp = {
  analytics_storage: "granted",
  ad_storage: "granted",
  email_marketing: "granted",
  sms_marketing: "granted",
  push_marketing: "granted",
};

const MEDIA: Readonly<Record<string, Medium>> = {
  email: "email",
  sms: "sms",
  push: "push",
  crm: "webhook",
};

export interface Setup {
  readonly audiences?: readonly AudienceSource[];
  readonly zone?: string;
  readonly country?: string | null;
  readonly start?: number;
  readonly consent?: ConsentStamp;
  readonly media?: Readonly<Record<string, Medium>>;
}

/** One message that was ordered, and when. */
export interface Ordered extends MessageOrder {
  readonly at: number;
}

/** One contact of a shop with journeys, and a clock that stands still. What it is told goes through what shards do. */
export class Life {
  now: number;
  profile: Profile;
  kinds: readonly AddressKind[] = ["email", "phone"];
  readonly ordered: Ordered[] = [];
  /** Instances that an event ended. */
  readonly exits: { readonly instance: string; readonly at: number }[] = [];
  readonly #setup: Setup;
  readonly #start: number;
  readonly #journeys = new Map<string, Journey>();
  readonly #versions = new Map<string, JourneyDefinition>();
  #rules: SiteRules;
  #count = 0;

  constructor(setup: Setup = {}) {
    this.#setup = setup;
    this.#start = setup.start ?? NOON;
    this.now = this.#start;
    this.#rules = this.#compile();
    const choices = choicesOf({ ...AGREED, ...setup.consent }, "api", this.now - DAY);
    const region = { country: setup.country === undefined ? "DE" : setup.country, subdivision: null };
    this.profile = profileOf(CONTACT, {}, { choices, region, evaluatedVersion: 1, firstSeenAt: this.now });
  }

  /** Saves a journey: a new version each time. */
  put(id: string, input: Omit<JourneyInput, "name" | "status"> & Partial<JourneyInput>): this {
    const definition = JourneyDefinition.parse({ name: id, status: "live", ...input });
    this.#journeys.set(id, { id, version: (this.#journeys.get(id)?.version ?? 0) + 1, definition });
    this.#rules = this.#compile();
    return this;
  }

  delete(id: string): this {
    this.#journeys.delete(id);
    this.#rules = this.#compile();
    return this;
  }

  /** Something happens, now or `at` an earlier time. */
  does(type: string, fields: EventFields = {}, at = this.now): this {
    return this.hears([this.event(type, fields, at)]);
  }

  event(type: string, fields: EventFields = {}, at = this.now): StoredEvent {
    this.#count += 1;
    return eventOf(`e${this.#count}`, at, { type, fields, digest: this.#count, n: this.#count });
  }

  /** Events arrive together. */
  hears(events: readonly StoredEvent[], rest: Partial<Parameters<typeof arrivalOf>[1]> = {}): this {
    const arrival = arrivalOf(events, { region: this.profile.head.region, ...rest });
    const applied = applyBatch(this.profile.id, this.profile, arrival, this.#rules, this.now);
    if (applied.isChanged) this.#run(applied, applied.accepted);
    return this;
  }

  /** A visitor turns out to be the contact. `visit` are the events of its last visit. */
  adopts(visitor: Profile, visit: readonly StoredEvent[]): this {
    this.#run(adopt(CONTACT, this.profile, visitor, this.#rules, this.now), visit);
    return this;
  }

  /** A timer fires now, whether anything is due or not. */
  wakes(): this {
    this.#run({ ...catchUp(this.profile, this.#rules, this.now), isChanged: true }, []);
    return this;
  }

  /** When the next timer is due; Infinity is never. */
  get next(): number {
    const { head } = this.profile;
    return Math.min(nextFlipOf(head), head.wakeAt ?? Infinity);
  }

  /** Time goes by, and every timer fires when it is due; `isSending`: what is ordered leaves at once. */
  passes(ms: number, isSending = false): this {
    const until = this.now + ms;
    while (this.next <= until) {
      this.now = Math.max(this.now, this.next);
      this.wakes();
      if (isSending) this.sends();
    }
    this.now = until;
    return this;
  }

  /** Time goes by and no timer fires. */
  sleeps(ms: number): this {
    this.now += ms;
    return this;
  }

  /** What was ordered so far: step and hours since the start. */
  get messages(): [step: string, hours: number][] {
    return this.ordered.map(({ step, at }) => [step, (at - this.#start) / HOUR]);
  }

  get instances(): readonly JourneyInstance[] {
    return this.profile.history.outreach.journeys.instances;
  }

  /** Ends so far: journey, key, how. */
  get ends(): (string | null)[][] {
    return this.profile.history.outreach.journeys.ended.map(({ journey, key, end }) => [journey, key, end]);
  }

  /** What the system did, as the contact's history has it. */
  get log(): string[] {
    return this.profile.history.log.map(({ type }) => type);
  }

  /** What would become of each ordered message if it were to leave now. */
  get checks(): OrderCheck["kind"][] {
    return this.ordered.map((order) => checkOrder(order, this.profile, this.#world(), this.now).kind);
  }

  /** Messages that were ordered leave now. */
  sends(): this {
    for (const { id } of this.ordered) this.#confirm(id, "viewable");
    return this;
  }

  /** A page shows something now. */
  sees(what: Partial<Candidate> = {}): this {
    const id = `x${this.profile.history.ledger.exposures.length}`;
    const candidate = {
      campaign: "ads",
      creative: "a",
      placement: "hero",
      channel: "onsite",
      ...what,
    } as const;
    this.#setLedger(reserve(this.#ledger, newReservation(candidate, id, this.now), this.now));
    this.#confirm(id, "viewable");
    return this;
  }

  /** Ids of what holds a place under caps. */
  get held(): string[] {
    return this.#ledger.exposures
      .filter(({ viewableAt, expiresAt }) => viewableAt === null && expiresAt > this.now)
      .map(({ id }) => id);
  }

  get ledger(): Ledger {
    return this.#ledger;
  }

  knows(outreach: Partial<Outreach>): this {
    const { history } = this.profile;
    this.profile = {
      ...this.profile,
      history: { ...history, outreach: { ...history.outreach, ...outreach } },
    };
    return this;
  }

  /** The version that is in force, for tests that look at it beside the engine. */
  get journeys(): ReadonlyMap<string, Journey> {
    return this.#journeys;
  }

  get #ledger(): Ledger {
    return this.profile.history.ledger;
  }

  #setLedger(ledger: Ledger): void {
    this.profile = { ...this.profile, history: { ...this.profile.history, ledger } };
  }

  #confirm(id: string, state: "viewable"): void {
    const heard = confirm(this.#ledger, id, state, this.now);
    if (heard.kind === "heard") this.#setLedger(heard.ledger);
  }

  #compile(): SiteRules {
    const { audiences = [], zone = "UTC", media = MEDIA } = this.#setup;
    return {
      ...rulesOf(audiences),
      journeys: compileJourneys([...this.#journeys.values()], new Map(Object.entries(media)), zone),
      readRule: createRuleReader(audiences, AUDIENCE_SETTINGS_DEFAULT),
    };
  }

  #world(): JourneyWorld {
    const { journeys } = this.#rules;
    return {
      journeys,
      versionOf: (journey, version) => this.#versions.get(`${journey} ${version}`) ?? null,
      holds: (rule, profile, now) => ruleHolds(rule, profile, this.#rules, now),
      obstacleTo: (order, profile, now) => obstacleTo(order, profile, () => this.kinds, this.#rules, now),
      newId: () => `i${(this.#count += 1)}`,
    };
  }

  #run(applied: Applied, events: readonly StoredEvent[]): void {
    const rules = this.#rules;
    for (const { id, version, definition } of this.#journeys.values()) {
      this.#versions.set(`${id} ${version}`, definition);
    }
    const planned = withJourneys(applied, events, rules, this.#world(), this.now);
    for (const order of planned.messages) this.ordered.push({ ...order, at: this.now });
    const known = new Set(this.profile.history.log.map(({ id }) => id));
    for (const { id, fields } of planned.profile?.history.log ?? []) {
      if (known.has(id) || fields.params?.["end"] !== "exited") continue;
      this.exits.push({ instance: id.replace(/-out$/, ""), at: this.now });
    }
    // As a shard that was restarted finds it.
    if (planned.profile !== null) this.profile = decodeProfile(encodeProfile(planned.profile));
  }
}
