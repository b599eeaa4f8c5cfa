/** What is in a release that others made: npm's packages by the lockfile, Debian's by what dpkg says in each image. */

export interface Package {
  name: string;
  version: string;
  /** Package URL: "pkg:npm/%40pulumi/pulumi@3.270.0". https://github.com/package-url/purl-spec */
  purl: string;
  /** SPDX expressions, where its maker says one. */
  license?: string;
  /** Hexadecimal SHA-512 of what npm installs. */
  sha512?: string;
}

interface Locked {
  version?: string;
  license?: string;
  integrity?: string;
  dev?: boolean;
  link?: boolean;
}

/**
 * @param lockfile package-lock.json, version 3
 * @returns what runs, without what only tests and lints; each name and version once, in order
 */
export function npmPackages(lockfile: string): Package[] {
  const { packages } = JSON.parse(lockfile) as { packages: Record<string, Locked> };
  const found = Object.entries(packages)
    .filter(([path, { dev, link }]) => path !== "" && !dev && !link)
    .map(([path, { version = "", license, integrity }]) => {
      const name = path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
      const purl = `pkg:npm/${name.replace("@", "%40")}@${encodeURIComponent(version)}`;
      return { name, version, purl, license, sha512: sha512Of(integrity) };
    });
  return [...new Map(found.map((each) => [each.purl, each])).values()].sort((a, b) => (a.purl < b.purl ? -1 : 1));
}

const sha512Of = (integrity = ""): string | undefined => {
  const [, base64] = /sha512-(\S+)/.exec(integrity) ?? [];
  return base64 && Buffer.from(base64, "base64").toString("hex");
};

/** What `debianPackages` reads. */
export const dpkgCommand = ["dpkg-query", "-W", "-f", "${Package} ${Version} ${Architecture}\\n"];

/**
 * @param told by `dpkgCommand`
 * @param suite "trixie"
 */
export function debianPackages(told: string, suite: string): Package[] {
  return told
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const [name = "", version = "", architecture = ""] = line.split(" ");
      const purl = `pkg:deb/debian/${name}@${encodeURIComponent(version)}?arch=${architecture}&distro=${suite}`;
      return { name, version, purl };
    });
}
