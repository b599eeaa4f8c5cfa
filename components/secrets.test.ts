import * as pulumi from "@pulumi/pulumi";
import { deriveSecret, Secrets } from "./secrets";

const root = "00".repeat(32);

function valueOf<T>(output: pulumi.Output<T>): Promise<T> {
  return new Promise((resolve) => output.apply(resolve));
}

describe("secrets", () => {
  it("derives the same secret for the same name, 32 characters of base64url", () => {
    expect(deriveSecret(root, "srt/rivage")).toBe(deriveSecret(root, "srt/rivage"));
    expect(deriveSecret(root, "srt/rivage")).toMatch(/^[\w-]{32}$/);
  });

  it("derives another one for another name and another root", () => {
    expect(deriveSecret(root, "srt/boreal")).not.toBe(deriveSecret(root, "srt/rivage"));
    expect(deriveSecret("11".repeat(32), "srt/rivage")).not.toBe(deriveSecret(root, "srt/rivage"));
  });

  it("prefers what was given, and marks all as secret", async () => {
    const secrets = new Secrets(root, { "srt/rivage": "agreed-with-the-studio" });
    expect(await valueOf(secrets.get("srt/rivage"))).toBe("agreed-with-the-studio");
    expect(await valueOf(secrets.get("srt/boreal"))).toBe(deriveSecret(root, "srt/boreal"));
    expect(await pulumi.isSecret(secrets.get("srt/rivage"))).toBe(true);
  });

  it("gives both paths of a station the same, until one has its own", async () => {
    expect(deriveSecret(root, "srt/rivage/a")).toBe(deriveSecret(root, "srt/rivage"));
    const of = (given: Record<string, string>, ...names: string[]) =>
      Promise.all(names.map((name) => valueOf(new Secrets(root, given).get(name))));
    const paths = ["srt/rivage/a", "srt/rivage/b"];
    expect(await of({ "srt/rivage": "agreed" }, ...paths)).toEqual(["agreed", "agreed"]);
    expect(await of({ "srt/rivage": "agreed", "srt/rivage/a": "new" }, ...paths)).toEqual(["new", "agreed"]);
    const [, derived] = await of({ "srt/rivage/a": "new" }, ...paths);
    expect(derived).toBe(deriveSecret(root, "srt/rivage"));
  });

  it("refuses a root that it cannot derive from", () => {
    expect(() => deriveSecret("short", "srt/rivage")).toThrow(
      "root secret: got something else than hex; allowed: 64 or more hex digits (32 bytes); fix: run make setup, or set airpath:rootSecret",
    );
  });
});
