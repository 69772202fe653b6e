/** What `workerd serve` is told: one service that is the Worker, one folder that is the database. */
export interface WorkerdOptions {
  /** Path of the built module, relative to the configuration file: `embed` takes no other. */
  readonly module: string;
  /** Absolute path of the folder that holds every object. */
  readonly dataFolder: string;
  readonly address: string;
  readonly variables: Readonly<Record<string, string>>;
  /** Let the Worker call addresses of this machine and its network, which workerd otherwise refuses. */
  readonly mayCallPrivate?: boolean;
  /** Let it call nobody at all. */
  readonly isOffline?: boolean;
  /** PEM, believed beside those that browsers know: of an operator's own mail server, say. */
  readonly trustedCertificates?: readonly string[];
}

const text = (value: string): string => JSON.stringify(value);

/** In place of the service that workerd has by default, which knows public addresses only. */
const network = (options: WorkerdOptions): string => {
  const { mayCallPrivate = false, isOffline = false, trustedCertificates = [] } = options;
  if (!mayCallPrivate && !isOffline && trustedCertificates.length === 0) return "";
  const allowed = isOffline ? "" : mayCallPrivate ? '"public", "private"' : '"public"';
  const certificates = trustedCertificates.map(text).join(", ");
  const tls = `trustBrowserCas = true, trustedCertificates = [${certificates}]`;
  return `(name = "internet", network = (allow = [${allowed}], tlsOptions = (${tls}))),`;
};

/** Cap'n Proto text: github.com/cloudflare/workerd/blob/main/src/workerd/server/workerd.capnp. */
export const workerdConfig = (options: WorkerdOptions): string => {
  const { module, dataFolder, address, variables } = options;
  const bindings = Object.entries(variables).map(
    ([name, value]) => `(name = ${text(name)}, text = ${text(value)})`,
  );
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "halley", worker = .halley),
    ${network(options)}
    (name = "data", disk = (path = ${text(dataFolder)}, writable = true)),
  ],
  sockets = [(name = "http", address = ${text(address)}, http = (), service = "halley")],
);
const halley :Workerd.Worker = (
  modules = [(name = "index.js", esModule = embed ${text(module)})],
  compatibilityDate = "2026-11-01",
  bindings = [
    (name = "PROFILE_SHARD", durableObjectNamespace = "ProfileShard"),
    (name = "SITE", durableObjectNamespace = "Site"),
    ${bindings.join(",\n    ")}
  ],
  durableObjectNamespaces = [
    (className = "ProfileShard", uniqueKey = "halley-profile-shard", enableSql = true),
    (className = "Site", uniqueKey = "halley-site", enableSql = true),
  ],
  durableObjectStorage = (localDisk = "data"),
);
`;
};
