import { existsSync } from "node:fs";
import { isIP } from "node:net";
import { hostname } from "node:os";
import { join } from "node:path";
import { projectFolder } from "./paths";
import { generateOnce } from "./state-file";

/** Certificate and private key, in PEM, that listeners are shown where no others are set: signed by itself, made once. */
export const certificateFile = join(projectFolder, "listeners.pem");

/** Nobody trusts it but who says so once; so that it stays the same, it does not end before the machine does. */
const years = 20;

/**
 * @param names or addresses, beside loopback's
 * @returns certificate and key in PEM. P-256: every browser and TLS library of the last ten years takes it.
 */
export async function selfSigned(names: readonly string[], now = new Date()): Promise<string> {
  // Loaded here: what runs on every `pulumi up` needs the name of the file only.
  const { generate } = await import("selfsigned");
  const end = new Date(now);
  end.setFullYear(end.getFullYear() + years);
  const made = await generate([{ name: "commonName", value: "Airpath, self-signed" }], {
    keyType: "ec",
    curve: "P-256",
    notBeforeDate: now,
    notAfterDate: end,
    extensions: [
      { name: "basicConstraints", cA: false },
      { name: "keyUsage", digitalSignature: true, critical: true },
      { name: "extKeyUsage", serverAuth: true },
      { name: "subjectAltName", altNames: [...new Set([...names, "127.0.0.1", "::1"])].map(altName) },
    ],
  });
  return [made.cert, made.private].map((pem) => `${pem.trim().replaceAll("\r\n", "\n")}\n`).join("");
}

const altName = (name: string) =>
  isIP(name) === 0 ? { type: 2 as const, value: name } : { type: 7 as const, ip: name };

/** Makes it where there is none. */
export async function prepareCertificate(): Promise<void> {
  if (existsSync(certificateFile)) return;
  const pem = await selfSigned([...new Set(["localhost", hostname()])]);
  generateOnce(certificateFile, () => pem);
}
