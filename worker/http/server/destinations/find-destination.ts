import type { SiteSnapshot, StoredDestination } from "../../../domain/site-snapshot.ts";
import { Refusal } from "../../refusal.ts";

export const findDestination = ({ destinations }: SiteSnapshot, id: string): StoredDestination => {
  const destination = destinations.find((candidate) => candidate.id === id);
  if (destination === undefined) throw new Refusal("destination_unknown");
  return destination;
};
