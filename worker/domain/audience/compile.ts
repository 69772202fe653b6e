import type { AudienceDefinition, Rule } from "../../../schemas/audience.ts";
import type { AudienceSettings } from "../../../schemas/site.ts";
import { AudienceSet } from "./audience-set.ts";
import type { CompiledAudience, CompiledRule } from "./compiled-audience.ts";
import { referencesOf } from "./definition/leaves.ts";
import { durationMs } from "./duration.ts";
import { compileLeaf, type OwnLeaf } from "./leaf/compile-leaf.ts";
import type { CompiledLeaf } from "./leaf/compiled-leaf.ts";

/** One stored definition. */
export interface AudienceSource {
  readonly id: string;
  readonly version: number;
  /** Site version in which it changed. */
  readonly changedIn: number;
  readonly definition: AudienceDefinition;
}

/** Referenced definitions first; among the rest the order stays. */
const inOrderOfReference = (sources: readonly AudienceSource[]): AudienceSource[] => {
  const byId = new Map(sources.map((source) => [source.id, source]));
  const ordered = new Set<AudienceSource>();
  const visit = (source: AudienceSource, above: readonly string[]): void => {
    if (ordered.has(source)) return;
    if (above.includes(source.id)) throw new Error("audiences that a checked site cannot have: a circle");
    for (const id of referencesOf(source.definition)) {
      const referenced = byId.get(id);
      if (referenced === undefined) throw new Error("audience that a checked definition cannot name");
      visit(referenced, [...above, source.id]);
    }
    ordered.add(source);
  };
  for (const source of sources) visit(source, []);
  return [...ordered];
};

class SetCompiler {
  readonly #settings: AudienceSettings;
  readonly #leaves: CompiledLeaf[] = [];
  readonly #leafByText = new Map<string, number>();
  readonly #audiences: CompiledAudience[] = [];
  readonly #leavesOf: Set<number>[] = [];
  readonly #positions = new Map<string, number>();

  constructor(settings: AudienceSettings) {
    this.#settings = settings;
  }

  add({ id, version, changedIn, definition }: AudienceSource): void {
    const { of, include, exclude, membership, notify } = definition;
    const used = new Set<number>();
    const referenced = referencesOf(definition).map(
      (name) => this.#audiences[this.#position(name)]?.changedIn ?? 0,
    );
    const position = this.#audiences.length;
    this.#audiences.push({
      id,
      version,
      changedIn: Math.max(changedIn, ...referenced),
      position,
      of,
      include: this.#rule(include, used),
      exclusions: exclude.map(({ mode, rule }) => ({
        isPermanent: mode === "permanent",
        rule: this.#rule(rule, used),
      })),
      stickyMs: membership.mode === "sticky" ? durationMs(membership.for) : 0,
      notify: [...new Set(notify)],
    });
    this.#leavesOf.push(used);
    this.#positions.set(id, position);
  }

  finish(): AudienceSet {
    return new AudienceSet(this.#audiences, this.#leaves, this.#leavesOf);
  }

  #position(id: string): number {
    const position = this.#positions.get(id);
    if (position === undefined) throw new Error("referenced audiences are compiled first");
    return position;
  }

  #rule(rule: Rule, used: Set<number>): CompiledRule {
    if ("and" in rule) return { kind: "and", rules: rule.and.map((part) => this.#rule(part, used)) };
    if ("or" in rule) return { kind: "or", rules: rule.or.map((part) => this.#rule(part, used)) };
    if ("not" in rule) return { kind: "not", rule: this.#rule(rule.not, used) };
    if ("audience" in rule) {
      const audience = this.#position(rule.audience);
      for (const leaf of this.#leavesOf[audience] ?? []) used.add(leaf);
      return { kind: "audience", audience };
    }
    const leaf = this.#leaf(rule);
    used.add(leaf);
    return { kind: "leaf", leaf };
  }

  #leaf(leaf: OwnLeaf): number {
    const text = JSON.stringify(leaf);
    const known = this.#leafByText.get(text);
    if (known !== undefined) return known;
    this.#leaves.push(compileLeaf(leaf, this.#settings));
    this.#leafByText.set(text, this.#leaves.length - 1);
    return this.#leaves.length - 1;
  }
}

/** Takes what `checkAudience` let pass. */
export const compileAudiences = (
  sources: readonly AudienceSource[],
  settings: AudienceSettings,
): AudienceSet => {
  const compiler = new SetCompiler(settings);
  for (const source of inOrderOfReference(sources)) compiler.add(source);
  return compiler.finish();
};
