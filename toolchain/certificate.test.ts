import { createPrivateKey, X509Certificate } from "node:crypto";
import { selfSigned } from "./certificate";

it("a certificate for this machine's names, and the key that belongs to it", async () => {
  const pem = await selfSigned(["localhost", "studio-pc", "192.0.2.1"], new Date("2026-01-02T03:04:05Z"));
  const certificate = new X509Certificate(pem);
  expect(certificate.subjectAltName).toBe(
    "DNS:localhost, DNS:studio-pc, IP Address:192.0.2.1, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1",
  );
  expect(certificate.checkPrivateKey(createPrivateKey(pem.slice(pem.indexOf("-----BEGIN PRIVATE KEY"))))).toBe(true);
  expect(new Date(certificate.validTo).getFullYear()).toBe(2046);
  expect(certificate.ca).toBe(false);
});
