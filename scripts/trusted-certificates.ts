import { X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** The certificates in a file, PEM each. Throws where it cannot be read, holds none, or one that is damaged. */
export const readCertificates = async (file: string): Promise<string[]> => {
  const certificates = (await readFile(file, "utf8")).match(CERTIFICATE) ?? [];
  if (certificates.length === 0) throw new Error("no certificate in it");
  return certificates.map((certificate) => new X509Certificate(certificate).toString());
};
