import {
  AUDIENCE_KINDS,
  type AudienceKind,
  DESTINATION_SECRETS,
  type DestinationConfiguration,
  type DestinationSecret,
} from "../../../schemas/destination.ts";

type WithoutSecrets<T> = T extends unknown ? Omit<T, DestinationSecret> : never;

/** What anybody with a key for reading may know of a destination. */
export type DestinationSettings = WithoutSecrets<DestinationConfiguration>;

/** Of a destination that audiences are pushed to. */
export type AudienceSettings = Extract<DestinationSettings, { readonly kind: AudienceKind }>;

/** What nobody is shown again. */
export type DestinationSecretValues = Readonly<Partial<Record<DestinationSecret, string>>>;

/** A destination with its secrets in clear: made for the moment of use, never kept. */
export type OpenedDestination<
  Kind extends DestinationConfiguration["kind"] = DestinationConfiguration["kind"],
> = { readonly id: string } & Extract<DestinationConfiguration, { readonly kind: Kind }>;

const isSecret = ([name]: readonly [string, unknown]): boolean => Object.hasOwn(DESTINATION_SECRETS, name);

/** What of a configuration rests in clear, and what is sealed. */
export const partsOfDestination = (
  configuration: DestinationConfiguration,
): { settings: DestinationSettings; secrets: DestinationSecretValues } => {
  const fields = Object.entries(configuration);
  return {
    settings: Object.fromEntries(
      fields.filter((field) => !isSecret(field)),
    ) as unknown as DestinationSettings,
    secrets: Object.fromEntries(fields.filter(isSecret)) as DestinationSecretValues,
  };
};

/** A destination for use. */
export const openedDestination = (
  { id, settings }: { readonly id: string; readonly settings: DestinationSettings },
  secrets: DestinationSecretValues,
): OpenedDestination => ({ id, ...settings, ...secrets }) as OpenedDestination;

/** Where secrets are sent to. */
const TARGET = ["kind", "url", "base_url"];

/**
 * A body with the secrets that it leaves out and that are known from before. They stay with the server that they were
 * given for: who may change a destination must not get to know its secrets by leading it elsewhere.
 */
export const withKeptDestinationSecrets = (
  body: Readonly<Record<string, unknown>>,
  before: DestinationSettings,
  secrets: DestinationSecretValues,
): Record<string, unknown> => {
  const known = before as unknown as Readonly<Record<string, unknown>>;
  if (TARGET.some((name) => body[name] !== known[name])) return { ...body };
  const kept = Object.entries(secrets).filter(([name]) => {
    const companion = DESTINATION_SECRETS[name as DestinationSecret];
    return companion === null || body[companion] === known[companion];
  });
  return { ...Object.fromEntries(kept), ...body };
};

/** Whether members of audiences are pushed there. */
export const isForAudiences = (settings: DestinationSettings): settings is AudienceSettings =>
  (AUDIENCE_KINDS as readonly string[]).includes(settings.kind);

/** Ids of the audiences that a destination gets; none where it gets something else. */
export const audiencesOf = (settings: DestinationSettings): readonly string[] =>
  isForAudiences(settings) ? settings.audiences : [];

/** Fields that may change while people are on the list. */
const MOVABLE = new Set(["audiences", "status", "api_version", "login_account", "client_email", "base_url"]);

const listOf = (settings: DestinationSettings): string =>
  JSON.stringify(
    Object.entries(settings)
      .filter(([name]) => !MOVABLE.has(name))
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );

/** Whether two settings lead to the same list: whom we put on one cannot be taken off another. */
export const isSameList = (a: DestinationSettings, b: DestinationSettings): boolean =>
  listOf(a) === listOf(b);

/** How messages to a destination are told from those to channels, whose ids have no space. */
export const destinationChannel = (id: string): string => `destination ${id}`;

export const destinationOfChannel = (channel: string): string => channel.slice(channel.indexOf(" ") + 1);
