import { MACHINE_BURST_MS } from "../../schemas/limits-outreach.ts";
import { sha256Hex } from "../crypto/digest.ts";
import { confirm } from "../domain/campaign/confirm.ts";
import { gate } from "../domain/consent/gate.ts";
import { hasClicked, hitEvent } from "../domain/outreach/hit-event.ts";
import { type Hit, judgedAt, judgeHits } from "../domain/outreach/hits.ts";
import { scrubLink } from "../domain/privacy/scrub.ts";
import { applyBatch } from "../domain/profile/apply-batch.ts";
import type { Profile } from "../domain/profile/profile.ts";
import { consentOf } from "../domain/profile/standings.ts";
import type { SiteRules } from "../domain/site-rules.ts";
import type { ShardState } from "./shard-state.ts";

/**
 * Keeps a hit until it can be judged, with the time at which it came here and without secrets. Of a contact with too many
 * only machines make more.
 */
export const stageHit = (state: ShardState, heard: Hit, now: number): void => {
  const hit = { ...heard, url: scrubLink(heard.url), at: now };
  if (state.hits.add(hit)) {
    state.timers.arm({ due: judgedAt(hit), kind: "hits", profile: hit.ref.contact });
  } else countMachine(state, hit, now);
};

const countMachine = (state: ShardState, { ref, kind }: Hit, now: number): void => {
  state.messageResults.add(ref, kind === "click" ? "machine_clicked" : "machine_opened", now);
};

/** The same for the same message and link, whenever and however often. */
const eventIdOf = ({ ref, kind, url }: Hit): string =>
  `${kind === "click" ? "mc" : "mo"}_${sha256Hex(`${ref.message} ${url}`).slice(0, 40)}`;

/** Notes in the ledger that a message was clicked; null where the ledger does not know the message. */
const confirmClick = (state: ShardState, profile: Profile, { ref }: Hit, now: number): boolean | null => {
  const heard = confirm(profile.history.ledger, ref.message, "clicked", now);
  if (heard.kind === "over") return null;
  if (heard.isNews) {
    state.profiles.put({ ...profile, history: { ...profile.history, ledger: heard.ledger } });
  }
  return heard.isNews;
};

/** A person's hit becomes an event of the contact, as far as its consent lets us keep one. */
const hear = (state: ShardState, profile: Profile, hit: Hit, rules: SiteRules, now: number): void => {
  const { id, head, history } = profile;
  const isFirstInLedger = hit.kind === "click" ? confirmClick(state, profile, hit, now) : null;
  const event = hitEvent(hit, eventIdOf(hit));
  const arrival = {
    events: gate([{ index: 0, event }], consentOf(head, rules, now)).events,
    choices: {},
    region: head.region,
    device: null,
    language: null,
    accountDomain: null,
    gpc: null,
    isOwnConsent: false,
    evidence: null,
    isShared: false,
    linkedBy: null,
    isVouched: false,
  };
  const applied = applyBatch(id, state.profiles.read(id), arrival, rules, now);
  state.record(applied, rules, now, applied.accepted);
  const isNew = applied.accepted.length > 0;
  if (hit.kind === "open" && isNew) state.messageResults.add(hit.ref, "opened", now);
  const isFirst = isFirstInLedger ?? (isNew && !hasClicked(history.log, hit.ref.message));
  if (hit.kind === "click" && isFirst) state.messageResults.add(hit.ref, "clicked", now);
};

/** Judges what waits of one contact, inside the shard's transaction. */
export const settleHits = (state: ShardState, contact: string, rules: SiteRules, now: number): void => {
  const { settled, waiting } = judgeHits(state.hits.of(contact), now);
  state.hits.settle(contact, now - MACHINE_BURST_MS, waiting);
  if (settled.length > 0) state.retention.arm(now);
  for (const hit of settled) {
    const profile = state.profiles.read(contact);
    if (hit.isMachine) countMachine(state, hit, now);
    else if (profile !== null) hear(state, profile, hit, rules, now);
  }
};
