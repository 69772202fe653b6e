import { DESTINATIONS_PER_SITE_MAX } from "../../schemas/limits-destination.ts";
import { destinationFaults } from "../domain/destination/destination-uses.ts";
import type { SiteWrite } from "../domain/site-rpc.ts";
import type { DestinationDocument, StoredDestination } from "../domain/site-snapshot.ts";
import { OutreachSite } from "./outreach-site.ts";
import { written } from "./read-snapshot.ts";

/** The part of a site that says where audiences are pushed to. */
export abstract class DestinationSite extends OutreachSite {
  async putDestination(
    id: string,
    destination: DestinationDocument,
    actor: string,
  ): Promise<SiteWrite<StoredDestination>> {
    const current = this.read();
    if (current === null) return { kind: "absent" };
    const isNew = current.destinations.every((other) => other.id !== id);
    if (isNew && current.destinations.length >= DESTINATIONS_PER_SITE_MAX) return { kind: "limit" };
    // Looked at where it is written: an audience may have gone since the request was made.
    const errors = destinationFaults(destination.settings, current.audiences);
    if (errors.length > 0) return { kind: "refused", errors };
    const snapshot = this.change(actor, "destination.put", id, destination, () =>
      this.write("destination", id, JSON.stringify(destination)),
    );
    return { kind: "done", value: written(snapshot.destinations, id), snapshot };
  }

  async deleteDestination(id: string, actor: string): Promise<SiteWrite<null>> {
    if (this.read() === null || this.config.read("destination", id) === null) return { kind: "absent" };
    return this.done(actor, "destination.delete", id, null, () => this.write("destination", id, null));
  }
}
