import { clock } from "../configuration/clock.ts";
import { drawOf } from "../crypto/draw.ts";
import { keyedDigits } from "../crypto/digest.ts";
import { pseudonymOf } from "../crypto/pseudonym.ts";
import { siteSecrets } from "../crypto/site-secrets.ts";
import { ConsentLog } from "./consent-log.ts";
import { ContactSecrets } from "./contact-secrets.ts";
import { ConversionResultStore } from "./conversion/conversion-result-store.ts";
import { CreativeResultsStore } from "./creative-results.ts";
import { DeadLetterStore } from "./dead-letter-store.ts";
import { JourneyPassageStore } from "./journey-passage-store.ts";
import { JourneyRunStore } from "./journey-run-store.ts";
import { JourneyVersionStore } from "./journey-version-store.ts";
import { FormerKeyStore } from "./former-key-store.ts";
import { JobFailureStore } from "./job-failure-store.ts";
import { InboxStore } from "./inbox-store.ts";
import { FeedRevisions } from "./feed-revisions.ts";
import { MembershipStore } from "./membership-store.ts";
import { ErasureStore } from "./erasure/erasure-store.ts";
import { TombstoneStore } from "./erasure/tombstone-store.ts";
import { HitStore } from "./hit-store.ts";
import { MessageResultsStore } from "./message-results.ts";
import { MergeStore } from "./merge-store.ts";
import { OutboxStore } from "./outbox-store.ts";
import { ProfileStore } from "./profile-store.ts";
import { PushedStore } from "./push/pushed-store.ts";
import { PushStore } from "./push/push-store.ts";
import { Quarantine } from "./quarantine.ts";
import { RetentionStore } from "./retention-store.ts";
import { SweepStore } from "./sweep-store.ts";
import { TimerStore } from "./timer-store.ts";
import { TotalStore } from "./total-store.ts";

/** All tables of one shard. */
export class ShardTables {
  readonly profiles: ProfileStore;
  readonly revisions: FeedRevisions;
  readonly memberships: MembershipStore;
  readonly timers: TimerStore;
  readonly secrets: ContactSecrets;
  readonly formerKeys: FormerKeyStore;
  readonly quarantine: Quarantine;
  readonly sweeps: SweepStore;
  readonly outbox: OutboxStore;
  readonly deadLetters: DeadLetterStore;
  readonly consents: ConsentLog;
  readonly tombstones: TombstoneStore;
  readonly erasures: ErasureStore;
  readonly retention: RetentionStore;
  readonly results: CreativeResultsStore;
  readonly totals: TotalStore;
  readonly journeyVersions: JourneyVersionStore;
  readonly journeyPassages: JourneyPassageStore;
  readonly journeyRuns: JourneyRunStore;
  readonly hits: HitStore;
  readonly messageResults: MessageResultsStore;
  readonly inbox: InboxStore;
  readonly merges: MergeStore;
  readonly conversionResults: ConversionResultStore;
  readonly pushes: PushStore;
  readonly pushed: PushedStore;
  readonly jobFailures: JobFailureStore;
  readonly sql: SqlStorage;
  protected readonly site: string;
  readonly #root: string;

  /** `root` is the instance's secret. */
  constructor(sql: SqlStorage, site: string, root: string) {
    this.site = site;
    this.#root = root;
    this.sql = sql;
    this.journeyRuns = new JourneyRunStore(sql);
    this.revisions = new FeedRevisions(sql);
    this.profiles = new ProfileStore(sql, this.journeyRuns, this.revisions);
    this.memberships = new MembershipStore(sql, this.revisions);
    this.timers = new TimerStore(sql);
    this.pushes = new PushStore(sql);
    this.pushed = new PushedStore(sql, this.pushes);
    this.secrets = new ContactSecrets(sql, (contact, change) => {
      const profile = this.profiles.read(contact);
      if (profile !== null) this.revisions.changeMember(profile);
      this.pushed.touch(contact, change, clock.now());
    });
    this.formerKeys = new FormerKeyStore(sql, () => this.sealKey());
    this.quarantine = new Quarantine(sql);
    this.sweeps = new SweepStore(sql);
    this.outbox = new OutboxStore(sql);
    this.deadLetters = new DeadLetterStore(sql);
    const pseudonym = (id: string): string => pseudonymOf(siteSecrets(root, site).pseudonym, id);
    this.consents = new ConsentLog(sql, pseudonym);
    this.tombstones = new TombstoneStore(sql, pseudonym);
    this.erasures = new ErasureStore(sql);
    this.retention = new RetentionStore(sql);
    this.results = new CreativeResultsStore(sql);
    this.totals = new TotalStore(sql);
    this.journeyVersions = new JourneyVersionStore(sql);
    this.journeyPassages = new JourneyPassageStore(sql);
    this.hits = new HitStore(sql);
    this.messageResults = new MessageResultsStore(sql);
    this.inbox = new InboxStore(sql, () => this.sealKey());
    this.merges = new MergeStore(sql);
    this.conversionResults = new ConversionResultStore(sql);
    this.jobFailures = new JobFailureStore(sql);
  }

  /** What addresses of the site's contacts rest under. */
  sealKey(): Uint8Array {
    return siteSecrets(this.#root, this.site).seal;
  }

  /** A number in [0, 1) that is always the same for a message, and that nobody else can tell. */
  draw(message: string): number {
    return drawOf(siteSecrets(this.#root, this.site).pepper, `draw ${message}`);
  }

  /** Of an order to tell a destination of an event: always the same, and nothing that names the event to others. */
  conversionId(destination: string, event: string): string {
    const { pepper } = siteSecrets(this.#root, this.site);
    return `cnv_${keyedDigits(pepper, `conversion ${destination} ${event}`)}`;
  }

  flush(): void {
    this.profiles.flush();
    this.timers.flush();
    this.journeyRuns.flush();
  }

  discard(): void {
    this.profiles.discard();
    this.memberships.discard();
    this.revisions.discard();
    this.timers.discard();
    this.outbox.discard();
    this.consents.chain.discard();
    this.tombstones.discard();
    this.retention.discard();
    this.journeyVersions.discard();
    this.journeyRuns.discard();
    this.pushes.discard();
  }
}
