import { type ChannelConfiguration, SECRET_FIELDS, type SecretField } from "../../../schemas/channel.ts";

type WithoutSecrets<T> = T extends unknown ? Omit<T, SecretField> : never;

/** What anybody with a key for reading may know of a channel. */
export type ChannelSettings = WithoutSecrets<ChannelConfiguration>;

/** What nobody is shown again. */
export type ChannelSecrets = Readonly<Partial<Record<SecretField, string>>>;

/** A channel with its secrets in clear: made for the moment of use, never kept. */
export type OpenedChannel<Kind extends ChannelConfiguration["kind"] = ChannelConfiguration["kind"]> = {
  readonly id: string;
} & Extract<ChannelConfiguration, { readonly kind: Kind }>;

const isSecret = ([name]: readonly [string, unknown]): boolean => Object.hasOwn(SECRET_FIELDS, name);

/** What of a configuration rests in clear, and what is sealed. */
export const partsOf = (
  configuration: ChannelConfiguration,
): { settings: ChannelSettings; secrets: ChannelSecrets } => {
  const fields = Object.entries(configuration);
  return {
    settings: Object.fromEntries(fields.filter((field) => !isSecret(field))) as unknown as ChannelSettings,
    secrets: Object.fromEntries(fields.filter(isSecret)) as ChannelSecrets,
  };
};

/** A channel for use. */
export const openedChannel = (
  { id, settings }: { readonly id: string; readonly settings: ChannelSettings },
  secrets: ChannelSecrets,
): OpenedChannel => ({ id, ...settings, ...secrets }) as OpenedChannel;

/** Where secrets are sent to, and how well hidden on the way. */
const DESTINATION = ["kind", "host", "port", "security", "base_url"];

/**
 * A body with the secrets that it leaves out and that are known from before. They stay with the server that they were
 * given for: who may change a channel must not get to know its secrets by leading it elsewhere. `null` takes one away.
 */
export const withKeptSecrets = (
  body: Readonly<Record<string, unknown>>,
  before: ChannelSettings,
  secrets: ChannelSecrets,
): Record<string, unknown> => {
  const known = before as unknown as Readonly<Record<string, unknown>>;
  const isSameDestination = DESTINATION.every((name) => body[name] === known[name]);
  const kept = Object.entries(secrets).filter(([name]) => {
    const companion = SECRET_FIELDS[name as SecretField];
    return isSameDestination && (companion === null || typeof body[companion] === "string");
  });
  const whole = { ...Object.fromEntries(kept), ...body };
  return Object.fromEntries(Object.entries(whole).filter((field) => !isSecret(field) || field[1] !== null));
};
