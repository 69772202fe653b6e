import { DestinationConfiguration } from "../../../../schemas/destination.ts";
import { type Environment, isTrial } from "../../../configuration/environment.ts";
import { isLoopbackTarget } from "../../../domain/channel/public-target.ts";
import {
  type DestinationSecretValues,
  withKeptDestinationSecrets,
} from "../../../domain/destination/destination-parts.ts";
import { destinationTargetFault } from "../../../domain/destination/destination-target.ts";
import type { StoredDestination } from "../../../domain/site-snapshot.ts";
import { parse } from "../../body.ts";
import { Refusal } from "../../refusal.ts";

const refuse = (pointer: string, reason: string): never => {
  throw new Refusal("configuration_invalid", { errors: [{ pointer, reason }] });
};

/** Targets in the operator's own network, or without encryption, are for trying things out. */
const checkTarget = (destination: DestinationConfiguration, env: Environment): void => {
  if ("url" in destination && !URL.canParse(destination.url)) refuse("/url", "not_public");
  if ("base_url" in destination && destination.base_url !== undefined) {
    if (!isLoopbackTarget(destination.base_url)) refuse("/base_url", "not_loopback");
  }
  const fault = isTrial(env) ? null : destinationTargetFault(destination);
  if (fault !== null) refuse(fault.pointer, fault.reason);
};

const isObject = (body: unknown): body is Record<string, unknown> =>
  typeof body === "object" && body !== null && !Array.isArray(body);

/** The body of a `PUT`, whole: with the secrets it leaves out that were saved before. */
export const readDestination = (
  body: unknown,
  known: StoredDestination | undefined,
  before: DestinationSecretValues | null,
  env: Environment,
): DestinationConfiguration => {
  const whole =
    known !== undefined && isObject(body)
      ? withKeptDestinationSecrets(body, known.settings, before ?? {})
      : body;
  const destination = parse(DestinationConfiguration, whole, "configuration_invalid");
  checkTarget(destination, env);
  return destination;
};
