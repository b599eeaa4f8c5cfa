/** A registry for images on this machine, as people have one: over TLS, and with a password. Debian's docker-registry, in a folder of the test's own. */
import { randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { request } from "node:https";
import { join } from "node:path";
import { stringify } from "yaml";
import { selfSigned } from "../../../toolchain/certificate";
import { dockerRegistry } from "../../../toolchain/docker-registry";
import { run, until } from "../../../verbs/support/command";
import { freePorts, type Processes } from "./processes";

/** Whom it lets in. */
export const registryUser = "airpath";

export class Registry {
  readonly password = randomBytes(16).toString("hex");
  /** What shows who it is, and who vouches for that: itself. */
  readonly certificate: string;
  private readonly storage: string;
  private port = 0;

  private constructor(
    private readonly processes: Processes,
    private readonly folder: string,
    /** Addresses of this machine at which it answers, by a process each: the first is loopback. */
    private readonly addresses: readonly string[],
  ) {
    this.certificate = join(folder, "certificate.pem");
    this.storage = join(folder, "storage");
  }

  /**
   * @param parent in which it makes a folder of its own
   * @param more addresses of this machine beside loopback, where Docker takes any certificate
   */
  static async start(processes: Processes, parent: string, more: readonly string[] = []): Promise<Registry> {
    const registry = new Registry(processes, join(parent, "registry"), ["127.0.0.1", ...more]);
    mkdirSync(registry.storage, { recursive: true });
    await registry.configure();
    for (const address of registry.addresses) await registry.serve(address);
    return registry;
  }

  /** @returns "127.0.0.1:5000": where this machine's Docker pushes to */
  get pushedTo(): string {
    return this.at(this.addresses[0]!);
  }

  readonly at = (address: string): string => `${address}:${this.port}`;

  /** It is down at that address until `serve`. */
  readonly end = (address: string): Promise<void> => this.processes.end(nameAt(address), "SIGTERM");

  async serve(address: string): Promise<void> {
    this.processes.start(nameAt(address), await dockerRegistry(), ["serve", this.configurationAt(address)], {
      niceness: 0,
    });
    const complaint = await until(20_000, async () => {
      this.processes.check();
      return (await statusAt(`https://${this.at(address)}/v2/`)) === 401
        ? undefined
        : `no registry answers at ${this.at(address)}`;
    });
    if (complaint !== undefined) throw new Error(complaint);
  }

  /** @param repository "airpath/engine" @param digest "sha256:…" */
  async holds(repository: string, digest: string): Promise<boolean> {
    const url = `https://${this.pushedTo}/v2/${repository}/manifests/${digest}`;
    return (await statusAt(url, `${registryUser}:${this.password}`)) === 200;
  }

  /** @returns the environment in which Docker's command knows the password: a file of its own stands for ~/.docker/config.json */
  loggedIn(password = this.password): NodeJS.ProcessEnv {
    const DOCKER_CONFIG = join(this.folder, `docker-${password.slice(0, 8)}`);
    mkdirSync(DOCKER_CONFIG, { recursive: true });
    const auth = Buffer.from(`${registryUser}:${password}`).toString("base64");
    const config = { auths: { [this.pushedTo]: { auth } } };
    writeFileSync(join(DOCKER_CONFIG, "config.json"), JSON.stringify(config), { mode: 0o600 });
    return { ...process.env, DOCKER_CONFIG };
  }

  private async configure(): Promise<void> {
    const { addresses, folder, storage, password } = this;
    [this.port = 0] = await freePorts(1);
    writeFileSync(this.certificate, await selfSigned(addresses), { mode: 0o600 });
    const passwords = join(folder, "htpasswd");
    writeFileSync(passwords, `${registryUser}:${await bcrypt(password)}\n`);
    for (const address of addresses)
      writeFileSync(
        this.configurationAt(address),
        stringify({
          version: 0.1,
          log: { level: "warn", accesslog: { disabled: true } },
          storage: { filesystem: { rootdirectory: storage } },
          http: { addr: this.at(address), tls: { certificate: this.certificate, key: this.certificate } },
          auth: { htpasswd: { realm: "airpath", path: passwords } },
        }),
      );
  }

  private readonly configurationAt = (address: string): string => join(this.folder, `${address}.yml`);
}

const nameAt = (address: string): string => `registry-${address}`;

/** The only hash that the registry takes. Perl is on every Debian, and what makes htpasswd files is not. */
const bcrypt = (password: string): Promise<string> =>
  run("perl", [
    "-e",
    "print crypt($ARGV[0], $ARGV[1])",
    password,
    `$2y$05$${randomBytes(16).toString("hex").slice(0, 22)}`,
  ]);

/** @returns how it answers a HEAD; 0: not at all */
const statusAt = (url: string, auth?: string): Promise<number> =>
  new Promise((resolve) => {
    const headers = { accept: "application/vnd.docker.distribution.manifest.v2+json" };
    const options = { method: "HEAD", auth, headers, rejectUnauthorized: false, timeout: 2000 };
    const ask = request(url, options, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    ask.on("timeout", () => ask.destroy());
    ask.on("error", () => resolve(0));
    ask.end();
  });
