import type { Matched, PushedKeys } from "../../domain/destination/push-state.ts";
import type { OpenedDestination } from "../../domain/destination/destination-parts.ts";
import type { Description, MatchWanted } from "../../domain/match-key/match-keys.ts";
import type { DestinationPorts } from "./destination-ports.ts";
import type { PushFailed, PushOutcome } from "./push-outcome.ts";

/** Somebody to be brought to a list or to be taken off it. */
export interface PushMember {
  readonly keys: PushedKeys;
  /** What a platform is told beside hashed addresses; null at removal. */
  readonly description: Description | null;
}

export interface PushBatch {
  readonly op: "add" | "remove";
  readonly members: readonly PushMember[];
}

/** What became of a request that a platform decided later. */
export type RequestFate =
  | { readonly kind: "pending" }
  | {
      readonly kind: "decided";
      readonly rejected: number;
      /** Why it refused any, in a stable word; null where it refused none. */
      readonly reason: string | null;
      readonly matchRate: string | null;
    };

/** How audiences are pushed to one kind of destination. Whatever goes wrong is an outcome; nothing is thrown. */
export interface AudiencePlatform<Destination extends OpenedDestination = OpenedDestination> {
  /** By what it finds people. */
  readonly wanted: MatchWanted;
  /** Rows of one call. */
  readonly rowsMax: number;
  /** How many rows a member takes. */
  readonly rowsOf: (keys: PushedKeys) => number;
  push(batch: PushBatch, destination: Destination, ports: DestinationPorts): Promise<PushOutcome>;
  /** Proves that credentials and list are good, and changes nothing; null where they are. */
  tryOut(destination: Destination, ports: DestinationPorts): Promise<PushFailed | null>;
  /** How many people it found again; null where it does not say. */
  matched?(destination: Destination, ports: DestinationPorts): Promise<Matched | null>;
  /** What became of a request; null where it could not be asked. */
  fateOf?(request: string, destination: Destination, ports: DestinationPorts): Promise<RequestFate | null>;
}
