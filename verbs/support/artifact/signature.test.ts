import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  appendFileSync,
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { repository } from "../../../toolchain/paths";
import { type Failure } from "../../verb";
import { until } from "../command";
import { seal } from "./checksums";
import { sign, signingKey } from "./signature";

jest.setTimeout(120_000);

let scratch: string;
const path = (name: string) => join(scratch, name);
const own = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv => ({ PATH: process.env.PATH, ...env });

beforeAll(() => (scratch = mkdtempSync(join(tmpdir(), "airpath-signature-"))));
afterAll(() => rmSync(scratch, { recursive: true }));

/** @returns what is wrong, and the fix */
const refusal = (SIGN: string, env: NodeJS.ProcessEnv = {}, canAsk = false): Promise<string[]> =>
  signingKey(own({ ...env, SIGN }), canAsk).then(
    () => [],
    ({ message, fix }: Failure) => [message, fix],
  );

it("nothing is signed unless a key is named", async () => {
  expect(await signingKey({}, false)).toBeUndefined();
});

it.each(["no-such-key", "."])("SIGN=%s is no file", async (key) => {
  expect((await refusal(key))[0]).toBe(`SIGN is "${key}", where no file is`);
});

it("says that ssh-keygen is not there, or too old", async () => {
  writeFileSync(path("key"), "");
  mkdirSync(path("bin"));
  const said = (what: string) => `SIGN is "${path("key")}": ${what}`;
  expect(await refusal(path("key"), { PATH: path("bin") })).toEqual([
    said("there is no ssh-keygen on PATH to sign with it"),
    "apt-get install openssh-client",
  ]);
  writeFileSync(path("bin/ssh-keygen"), "#!/bin/sh\necho 'unknown option -- Y' >&2\nexit 1\n", { mode: 0o755 });
  expect(await refusal(path("key"), { PATH: `${path("bin")}:${process.env.PATH}` })).toEqual([
    said("this ssh-keygen cannot sign"),
    "OpenSSH 8.1 or newer",
  ]);
});

// A machine that signs nothing needs no OpenSSH.
const withKeys = spawnSync("ssh-keygen", ["-?"]).error ? describe.skip : describe;

withKeys("with a key", () => {
  const keygen = (...args: string[]) => execFileSync("ssh-keygen", ["-q", ...args], { stdio: "pipe" });

  beforeAll(() => {
    keygen("-t", "ed25519", "-N", "", "-f", path("release"));
    keygen("-t", "ed25519", "-N", "long enough", "-f", path("locked"));
    cpSync(path("release.pub"), path("alone.pub"));
    cpSync(path("release"), path("open"));
    chmodSync(path("open"), 0o644);
    writeFileSync(path("nonsense"), "nonsense\n");
  });

  it.each([
    ["nonsense", /Couldn't load public key .*nonsense/, /^SIGN= names the file of a private SSH key/],
    ["alone.pub", /: it is a public key, whose private one is neither beside it nor in an ssh-agent$/, /ssh-add it/],
    ["open", /: others may read it, so ssh-keygen does not$/, /^chmod 600 .*open$/],
    ["locked", /: it has a passphrase, and there is no terminal to ask for it on$/, /ssh-add .*locked$/],
  ])("SIGN=%s is refused before anything is made", async (key, message, fix) => {
    const [what, how] = await refusal(path(key));
    expect(what).toMatch(message);
    expect(how).toMatch(fix);
  });

  it("on a terminal the passphrase is asked for when there is something to sign", async () => {
    const write = jest.spyOn(process.stdout, "write").mockReturnValue(true);
    expect(await signingKey(own({ SIGN: path("locked") }), true)).toBe(path("locked"));
    expect(write.mock.calls.join()).toContain(`ssh-keygen will ask for the passphrase of ${path("locked")} at the end`);
    write.mockRestore();
  });

  it("an ssh-agent that has the key is asked, whichever of its two files is named", async () => {
    const socket = path("agent");
    const agent = spawn("ssh-agent", ["-D", "-a", socket], { stdio: "ignore" });
    try {
      const add = () => spawnSync("ssh-add", [path("release")], { env: own({ SSH_AUTH_SOCK: socket }) });
      await until(60_000, async () => (add().status === 0 ? undefined : "not there yet"), 50);
      expect(await refusal(path("alone.pub"), { SSH_AUTH_SOCK: socket })).toEqual([]);
    } finally {
      agent.kill();
      await once(agent, "close");
    }
  });

  it("who reads docs/upgrading.md verifies all that was made, and sees what was changed", async () => {
    const name = "airpath-1.2.3-0123456789";
    const folder = path(name);
    mkdirSync(folder);
    for (const file of ["source.tar.gz", "images.tar.gz", "manifest.json", "sbom.cdx.json"])
      writeFileSync(join(folder, file), `of ${file}`);
    await seal(folder, (subjects) => ({ subject: subjects }));
    await sign(join(folder, "SHA256SUMS"), (await signingKey(own({ SIGN: path("release") }), false))!);
    const pack = () => execFileSync("tar", ["-C", scratch, "-cf", `${folder}.tar`, name]);
    const [block] = /(?<=\n\n)( {4}.*\n)+(?=\n)/.exec(readPage()) ?? [];
    const verify = () => {
      const { status, stdout, stderr } = spawnSync("bash", ["-e", "-c", block!], { cwd: scratch, encoding: "utf8" });
      return { status, said: `${stdout}${stderr}` };
    };

    pack();
    const { status, said } = verify();
    expect(said).toContain('Good "airpath" signature for release@radio.example');
    for (const file of ["images.tar.gz", "manifest.json", "provenance.json", "sbom.cdx.json", "source.tar.gz"])
      expect(said).toContain(`${file}: OK`);
    expect(status).toBe(0);

    appendFileSync(join(folder, "sbom.cdx.json"), "more");
    pack();
    expect(verify()).toEqual({ status: 1, said: expect.stringContaining("sbom.cdx.json: FAILED") });
    appendFileSync(join(folder, "SHA256SUMS"), "more");
    pack();
    expect(verify()).toEqual({ status: 255, said: expect.stringContaining("incorrect signature") });
  });
});

/** From where it begins to tell of the signature. */
function readPage(): string {
  const page = readFileSync(join(repository, "docs/upgrading.md"), "utf8");
  return page.slice(page.indexOf("SIGN="));
}
