/** What `make artifact PUSH=1` does with a real registry, and says where that does not take images. */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readRelease } from "../../stacks/release";
import { run } from "../../verbs/support/command";
import { list } from "../../verbs/support/docker";
import { pushRelease } from "../../verbs/support/release";
import type { Failure } from "../../verbs/verb";
import { ownFolder } from "../support/folders";
import { freePorts, Processes } from "./support/processes";
import { Registry } from "./support/registry";

/** With nothing in it. */
const tag = "nothing:0123456789ab";
const folder = ownFolder("airpath-registry-");
const processes = new Processes(folder);
const file = join(folder, "release.json");
const before = "what was released before\n";
let registry: Registry;

beforeAll(async () => {
  registry = await Registry.start(processes, folder);
  await run("bash", ["-c", `tar --create --files-from /dev/null | docker import - airpath/${tag}`]);
}, 60_000);
afterAll(async () => {
  await run("docker", ["image", "rm", `airpath/${tag}`]);
  await processes.stop();
  rmSync(folder, { recursive: true });
});
beforeEach(() => writeFileSync(file, before));

/** @returns what is wrong and the fix, of a push after which the release must be as it was */
async function refused(to: string, env: NodeJS.ProcessEnv, tags = [tag]): Promise<string> {
  const failure = await pushRelease(to, tags, file, env).then(
    () => undefined,
    (error: Failure) => `${error.message}; fix: ${error.fix}`,
  );
  expect(readFileSync(file, "utf8")).toBe(before);
  return failure ?? "it was pushed";
}

it("an image is there by the digest that is written down, and leaves no other name in Docker", async () => {
  await pushRelease(registry.pushedTo, [tag], file, registry.loggedIn());
  const { digests } = readRelease(file);
  expect(Object.keys(digests)).toEqual([tag]);
  expect(await registry.holds("airpath/nothing", digests[tag]!)).toBe(true);
  expect(await registry.holds("airpath/nothing", `sha256:${"0".repeat(64)}`)).toBe(false);
  expect(await list(["image", "ls", "--quiet", "--filter", `reference=${registry.pushedTo}/*/*`])).toEqual([]);
}, 60_000);

it("who is not logged in, or with another password, is told to log in", async () => {
  const expected = new RegExp(
    `^${registry.pushedTo}/airpath/${tag} could not be pushed: it wants another login than it has.*; fix: docker login ${registry.pushedTo}; then make artifact PUSH=1 once more`,
  );
  expect(await refused(registry.pushedTo, { ...process.env, DOCKER_CONFIG: folder })).toMatch(expected);
  expect(await refused(registry.pushedTo, registry.loggedIn("of somebody else"))).toMatch(expected);
}, 60_000);

it("where no registry is, nothing answers", async () => {
  const [port] = await freePorts(1);
  expect(await refused(`127.0.0.1:${port}`, registry.loggedIn())).toMatch(/could not be pushed: nothing answers there/);
}, 60_000);

it("what is pushed in part is not released", async () => {
  const tags = [tag, "gone:0123456789ab"];
  expect(await refused(registry.pushedTo, registry.loggedIn(), tags)).toContain("No such image: airpath/gone");
}, 60_000);
