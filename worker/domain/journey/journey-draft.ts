import { confirm } from "../campaign/confirm.ts";
import type { Ledger } from "../campaign/ledger.ts";
import type { StoredEvent } from "../profile-state.ts";
import { COLLECTED_FOR_ADS, COLLECTED_FOR_ANALYTICS } from "../profile-state.ts";
import type { Profile } from "../profile/profile.ts";
import type { Journey } from "./journey.ts";
import {
  type EndedJourney,
  type JourneyEnd,
  type JourneyInstance,
  type JourneyState,
  remember,
} from "./journey-state.ts";
import type { Passage, UnsentMessage } from "./journey-progress.ts";
import type { MessageOrder } from "./message-order.ts";

/** What the system did, as an event that rules can name. The id makes a repeat a repeat. */
export const systemEvent = (
  type: string,
  id: string,
  at: number,
  params: Readonly<Record<string, string>>,
): StoredEvent => ({
  id,
  type,
  at,
  n: 0,
  digest: 0,
  collectedFor: COLLECTED_FOR_ANALYTICS | COLLECTED_FOR_ADS,
  fields: { params: { ...params } },
});

/** A profile while journeys run over it, and what they want done. Each step makes the next draft from the one before. */
export class JourneyDraft {
  readonly now: number;
  profile: Profile;
  readonly orders: MessageOrder[] = [];
  readonly events: StoredEvent[] = [];
  /** Versions that somebody began to follow. */
  readonly begun: Journey[] = [];
  readonly passages: Passage[] = [];
  readonly unsent: UnsentMessage[] = [];

  constructor(profile: Profile, now: number) {
    this.profile = profile;
    this.now = now;
  }

  get state(): JourneyState {
    return this.profile.history.outreach.journeys;
  }

  get ledger(): Ledger {
    return this.profile.history.ledger;
  }

  set ledger(ledger: Ledger) {
    this.profile = { ...this.profile, history: { ...this.profile.history, ledger } };
  }

  /** Puts an instance in the place of its earlier self. */
  update(instance: JourneyInstance): void {
    const { instances } = this.state;
    this.#write({
      ...this.state,
      instances: instances.map((known) => (known.id === instance.id ? instance : known)),
    });
  }

  begin(journey: Journey, instance: JourneyInstance): void {
    this.#write({ ...this.state, instances: [...this.state.instances, instance] });
    this.begun.push(journey);
    this.passages.push({ journey: journey.id, what: "entered" });
    this.#tell("journey_entered", `${instance.id}-in`, instance.enteredAt, instance);
  }

  /** Ends an instance; of its messages none that waits is sent any more. */
  end(instance: JourneyInstance, end: JourneyEnd): void {
    const { id, journey, key, enteredAt } = instance;
    const ended: EndedJourney = { journey, key, enteredAt, endedAt: this.now, end };
    this.#write({
      instances: this.state.instances.filter((known) => known.id !== id),
      ended: remember(this.state.ended, ended),
    });
    this.passages.push({ journey, what: end });
    if (end !== "completed" && end !== "stopped") this.#release(`${id}-`);
    this.#tell("journey_left", `${id}-out`, this.now, instance, { end });
  }

  #release(prefix: string): void {
    for (const { id } of this.ledger.exposures) {
      if (!id.startsWith(prefix)) continue;
      const heard = confirm(this.ledger, id, "released", this.now);
      if (heard.kind === "heard") this.ledger = heard.ledger;
    }
  }

  #write(journeys: JourneyState): void {
    const { history } = this.profile;
    const outreach = { ...history.outreach, journeys };
    this.profile = { ...this.profile, history: { ...history, outreach } };
  }

  #tell(type: string, id: string, at: number, { journey, key }: JourneyInstance, more: object = {}): void {
    this.events.push(systemEvent(type, id, at, { journey, ...(key === null ? {} : { key }), ...more }));
  }
}
