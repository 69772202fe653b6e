import { generateKeyPairSync, type KeyPairKeyObjectResult, sign } from "node:crypto";

/** A certificate of this machine that vouches for itself, made for one test. PEM. */
export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

const tagged = (tag: number, ...parts: Buffer[]): Buffer => {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
};
const sequence = (...parts: Buffer[]): Buffer => tagged(0x30, ...parts);
const bits = (content: Buffer): Buffer => tagged(0x03, Buffer.from([0]), content);
const octets = (content: Buffer): Buffer => tagged(0x04, content);
const oid = (hex: string): Buffer => tagged(0x06, Buffer.from(hex, "hex"));
const time = (text: string): Buffer => tagged(0x17, Buffer.from(text));

const ECDSA_WITH_SHA256 = sequence(oid("2a8648ce3d040302"));
const COMMON_NAME = oid("550403");
const SUBJECT_ALT_NAME = oid("551d11");
const BASIC_CONSTRAINTS = oid("551d13");
const nameOf = (name: string): Buffer =>
  sequence(tagged(0x31, sequence(COMMON_NAME, tagged(0x0c, Buffer.from(name)))));

const extensions = (isAuthority: boolean): Buffer => {
  const names = sequence(tagged(0x82, Buffer.from("localhost")), tagged(0x87, Buffer.from([127, 0, 0, 1])));
  const constraints = sequence(...(isAuthority ? [tagged(0x01, Buffer.from([255]))] : []));
  return tagged(
    0xa3,
    sequence(sequence(SUBJECT_ALT_NAME, octets(names)), sequence(BASIC_CONSTRAINTS, octets(constraints))),
  );
};

interface Party {
  readonly name: string;
  readonly keys: KeyPairKeyObjectResult;
}

const party = (name: string): Party => ({
  name,
  keys: generateKeyPairSync("ec", { namedCurve: "prime256v1" }),
});

/** X.509 version 3 (RFC 5280) for `localhost` and 127.0.0.1, P-256, good from 2020 to 2049. PEM. */
const certify = (subject: Party, issuer: Party, isAuthority: boolean): string => {
  const body = sequence(
    tagged(0xa0, tagged(0x02, Buffer.from([2]))),
    tagged(0x02, Buffer.from([1])),
    ECDSA_WITH_SHA256,
    nameOf(issuer.name),
    sequence(time("200101000000Z"), time("491231235959Z")),
    nameOf(subject.name),
    subject.keys.publicKey.export({ type: "spki", format: "der" }),
    extensions(isAuthority),
  );
  const der = sequence(body, ECDSA_WITH_SHA256, bits(sign("sha256", body, issuer.keys.privateKey)));
  const lines =
    der
      .toString("base64")
      .match(/.{1,64}/g)
      ?.join("\n") ?? "";
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
};

const keyOf = ({ keys }: Party): string =>
  keys.privateKey.export({ type: "pkcs8", format: "pem" }).toString();

export const selfSigned = (): Certificate => {
  const own = party("localhost");
  return { key: keyOf(own), cert: certify(own, own, true) };
};

/** A certificate of this machine by an authority of its own, and that one's certificate. */
export const signedByAuthority = (): Certificate & { readonly authority: string } => {
  const [authority, server] = [party("Boot shop's authority"), party("localhost")];
  return {
    key: keyOf(server),
    cert: certify(server, authority, false),
    authority: certify(authority, authority, true),
  };
};
