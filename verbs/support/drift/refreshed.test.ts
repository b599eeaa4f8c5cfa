import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sha256 } from "../../../components/workload/content-hash";
import { merged, refreshed } from "./refreshed";
import { filesInTar } from "./docker/tar";

const urn = (name: string) => `urn:pulumi:local::airpath::docker:index/container:Container::${name}`;
const event = (op: string, name: string, more = {}) =>
  JSON.stringify({
    resOutputsEvent: {
      metadata: {
        op,
        urn: urn(name),
        type: "docker:index/container:Container",
        old: { inputs: { name: `airpath-local-${name}` } },
        ...more,
      },
    },
  });
const summary = (resourceChanges: Record<string, number>) => JSON.stringify({ summaryEvent: { resourceChanges } });

describe("what a provider finds", () => {
  it("is nothing", () => {
    expect(refreshed(0, [event("same", "front-1"), summary({ same: 2 })].join("\n"), "")).toEqual({
      findings: [],
      errors: [],
    });
  });

  it("is what is gone, and what differs in which property", () => {
    const lines = [
      event("delete", "front-1"),
      event("update", "front-2", { detailedDiff: { memory: { kind: "update" } }, diffs: ["memory", "cpuShares"] }),
      event("update", "front-3", {
        old: { inputs: { name: "airpath-local-front-3" }, outputs: { image: "1", logs: false } },
        new: { outputs: { image: "2", logs: false } },
      }),
      summary({ update: 2, delete: 1 }),
    ];
    expect(refreshed(0, lines.join("\n"), "").findings.map(({ who, how }) => `${who} ${how}`)).toEqual([
      "container airpath-local-front-1 is gone, or does not run",
      "container airpath-local-front-2 differs in cpuShares, memory",
      "container airpath-local-front-3 differs in image",
    ]);
  });

  it("is told once, in the plainer words", () => {
    const gone = ["front-1", "front-2", "front-3"].map((name) => event("delete", name));
    const { findings } = refreshed(0, [...gone, summary({ delete: 3 })].join("\n"), "");
    const own = [
      { who: "container airpath-local-front-1", how: "is paused" },
      { who: "the third", how: "is another one", urn: urn("front-3") },
    ];
    expect(merged(own, findings).map(({ who, how }) => `${who} ${how}`)).toEqual([
      "container airpath-local-front-1 is paused",
      "the third is another one",
      "container airpath-local-front-2 is gone, or does not run",
    ]);
  });

  it("is not known where Pulumi failed, said nothing, or counts what it does not name", () => {
    const diagnosed = JSON.stringify({
      diagnosticEvent: { severity: "error", message: "<{%reset%}>no Docker<{%reset%}>\n" },
    });
    expect(refreshed(255, diagnosed, "").errors).toEqual(["no Docker"]);
    expect(refreshed(255, "", "error: no stack\n").errors).toEqual(["error: no stack"]);
    expect(refreshed(0, '{\n  "steps": []\n}', "").errors).toEqual(["pulumi refresh said nothing of what it found"]);
    expect(refreshed(0, summary({ same: 3, update: 1 }), "").errors).toEqual([
      "pulumi refresh counts 1 update, and names none",
    ]);
  });
});

describe("an archive as docker cp writes it", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "airpath-tar-"));
    mkdirSync(join(folder, "airpath", "secrets"), { recursive: true });
    writeFileSync(join(folder, "airpath", "front.cfg"), "listen");
    writeFileSync(join(folder, "airpath", "secrets", "é".repeat(120)), "x".repeat(1500));
    writeFileSync(join(folder, "airpath", "empty"), "");
    utimesSync(join(folder, "airpath", "front.cfg"), 1_000_000_000, 1_000_000_000);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(["pax", "gnu"])("gives each file's digest, and when it was written (%s)", (format) => {
    if (format === "gnu") rmSync(join(folder, "airpath", "secrets", "é".repeat(120)));
    const archive = execFileSync("tar", [`--format=${format}`, "-C", folder, "-cf", "-", "airpath"]);
    const found = filesInTar(archive, "/etc/airpath");
    expect(found.map(({ path }) => path)).toEqual([
      "/etc/airpath/empty",
      "/etc/airpath/front.cfg",
      ...(format === "pax" ? [`/etc/airpath/secrets/${"é".repeat(120)}`] : []),
    ]);
    expect(found[1]).toEqual({ path: "/etc/airpath/front.cfg", sha256: sha256("listen"), changed: new Date(1e12) });
    if (format === "pax") expect(found[2]!.sha256).toBe(sha256("x".repeat(1500)));
  });
});
