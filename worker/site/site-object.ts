import { DurableObject } from "cloudflare:workers";
import type { SiteConfiguration } from "../../schemas/site.ts";
import { clock } from "../configuration/clock.ts";
import type { Environment } from "../configuration/environment.ts";
import type { ShardLayout } from "../domain/identity/shard-layout.ts";
import type { SiteWrite } from "../domain/site-rpc.ts";
import type { SiteSnapshot } from "../domain/site-snapshot.ts";
import { isMigrated, migrate } from "../storage/migrate.ts";
import { onWritable } from "../storage/on-writable.ts";
import { AnswerStore } from "./answer-store.ts";
import { AuditLog } from "./audit-log.ts";
import { ConfigStore, type DocumentKind } from "./config-store.ts";
import { DeletionRequestStore } from "./deletion-request-store.ts";
import { KeyStore } from "./key-store.ts";
import { MetaStore } from "./meta-store.ts";
import { SITE_MIGRATIONS } from "./migrations.ts";
import { PendingRulesStore } from "./pending-rules-store.ts";
import { QuotaStore } from "./quota-store.ts";
import { ONLY, readSnapshot } from "./read-snapshot.ts";
import { UsageStore } from "./usage-store.ts";

/** The tables of a site's object, and the one way its configuration changes: with an audit entry and a new version. */
export abstract class SiteObject extends DurableObject<Environment> {
  protected readonly meta: MetaStore;
  protected readonly config: ConfigStore;
  protected readonly keys: KeyStore;
  protected readonly auditLog: AuditLog;
  protected readonly pendingRules: PendingRulesStore;
  protected readonly quotas: QuotaStore;
  protected readonly usage: UsageStore;
  protected readonly answers: AnswerStore;
  protected readonly deletions: DeletionRequestStore;
  protected exists: boolean;

  constructor(ctx: DurableObjectState, env: Environment) {
    super(ctx, env);
    // Anybody can ask for a site that does not exist: its object must not make a database of it.
    this.exists = isMigrated(ctx.storage);
    if (this.exists) migrate(ctx.storage, SITE_MIGRATIONS);
    this.meta = new MetaStore(ctx.storage.sql);
    this.config = new ConfigStore(ctx.storage.sql);
    this.keys = new KeyStore(ctx.storage.sql);
    this.auditLog = new AuditLog(ctx.storage.sql);
    this.pendingRules = new PendingRulesStore(ctx.storage.sql);
    this.quotas = new QuotaStore(ctx.storage.sql);
    this.usage = new UsageStore(ctx.storage.sql);
    this.answers = new AnswerStore(ctx.storage.sql);
    this.deletions = new DeletionRequestStore(ctx.storage.sql);
  }

  protected create(): void {
    if (this.exists) return;
    migrate(this.ctx.storage, SITE_MIGRATIONS);
    this.exists = true;
  }

  protected done(
    actor: string,
    action: string,
    subject: string,
    body: unknown,
    write: () => void,
  ): SiteWrite<null> {
    return { kind: "done", value: null, snapshot: this.change(actor, action, subject, body, write) };
  }

  /** A change of what decides over profiles. */
  protected writeRules(kind: DocumentKind, id: string, body: string | null): void {
    this.meta.write("rules_version", this.nextVersion());
    this.write(kind, id, body);
  }

  /** What decides over every profile is another from here on, although no document changed. */
  protected raiseEverything(): void {
    this.meta.write("rules_version", this.nextVersion());
    this.meta.write("settings_version", this.nextVersion());
  }

  /** Settings of audiences change what every rule means. */
  protected writeSite(configuration: SiteConfiguration): void {
    const before = this.read()?.configuration.audiences ?? configuration.audiences;
    if (JSON.stringify(before) !== JSON.stringify(configuration.audiences)) this.raiseEverything();
    this.write("site", ONLY, JSON.stringify(configuration));
  }

  protected write(kind: DocumentKind, id: string, body: string | null): void {
    this.config.write(kind, id, body, clock.now(), this.nextVersion());
  }

  protected nextVersion(): number {
    return this.meta.readNumber("version") + 1;
  }

  /** One change, its audit entry and the new version, all or nothing. */
  protected change(
    actor: string,
    action: string,
    subject: string,
    body: unknown,
    write: () => void,
  ): SiteSnapshot {
    this.transact(() => {
      write();
      this.auditLog.append({ at: clock.now(), actor, action, subject, body: JSON.stringify(body) });
      this.raiseVersion();
    });
    const snapshot = this.read();
    if (snapshot === null) throw new Error("a changed site must exist");
    return snapshot;
  }

  /** All or nothing. */
  protected transact(work: () => void): void {
    try {
      onWritable(this.ctx, () => this.ctx.storage.transactionSync(work));
    } catch (error) {
      this.auditLog.chain.discard();
      throw error;
    }
  }

  protected read(): SiteSnapshot | null {
    return readSnapshot(this.meta, this.config, this.keys);
  }

  protected writeLayout(before: ShardLayout | null, after: ShardLayout): void {
    if (after !== before) this.write("layout", ONLY, JSON.stringify(after));
  }

  protected raiseVersion(): void {
    this.meta.write("version", this.nextVersion());
  }
}
