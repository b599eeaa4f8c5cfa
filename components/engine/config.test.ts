import fc from "fast-check";
import { engineConfig, gateSecretFiles, pipelineSecretFiles, secretPath } from "./config";
import type { EnginePlan, StationPlan } from "../../station-inventory/plan-types";

const engine: EnginePlan = {
  station: "rivage",
  letter: "a",
  name: "engine-rivage-a",
  inputs: [
    {
      name: "voieA-1",
      voie: "A",
      selection: "autofallback",
      port: 10000,
      hostPort: 10000,
      loopbackPort: 20000,
      latencyMilliseconds: 200,
      passphraseSecret: "srt/rivage",
    },
    {
      name: "override-1",
      voie: "override",
      selection: "manual",
      port: 10004,
      hostPort: 10004,
      loopbackPort: 20004,
      latencyMilliseconds: 1500,
      passphraseSecret: "srt/portable",
    },
  ],
  api: { port: 7000, hostPort: 10009 },
  metrics: { port: 6001, gatePort: 6002 },
  mounts: [
    { format: "aac-hifi", mount: "/engines/rivage/a/hifi.aac" },
    { format: "mp3-midfi", mount: "/engines/rivage/a/midfi.mp3" },
  ],
  renditions: [
    { format: "aac-hifi", playlist: "/rivage/a/hifi.m3u8", folder: "/rivage/a/", segmentPrefix: "hifi-" },
    { format: "aac-lofi", playlist: "/rivage/a/lofi.m3u8", folder: "/rivage/a/", segmentPrefix: "lofi-" },
  ],
  spreadGroup: "rivage",
  placement: {},
};

const plan = {
  id: "rivage",
  displayName: 'Rivage "le #{bord}" é\n\\',
  kind: "local",
  engines: [engine],
  streams: [],
  hls: { master: "/rivage/rivage.m3u8", renditions: [], segmentSeconds: 3.84, liveSegments: 6 },
  secrets: { source: "source/rivage", upload: "upload/rivage", api: "api/rivage" },
  resources: { cpu: 0.5, memoryMebibytes: 512 },
  blank: { thresholdDecibels: -50, maxSeconds: 10 },
} as unknown as StationPlan;

const context = {
  masters: [
    { host: "icecast-master-1", port: 8000 },
    { host: "icecast-master-2", port: 8000 },
  ],
  origins: [{ host: "hls-origin-1", uploadPort: 8081 }],
};

describe("engineConfig", () => {
  it("gives the record that the pipeline reads", () => {
    expect(engineConfig(plan, engine, context).liquidsoap).toMatchSnapshot();
  });

  it("gives the gate's lines", () => {
    expect(engineConfig(plan, engine, context).gate).toBe(
      [
        "# Generated from the inventory: edit the station there.",
        "engine rivage engine-rivage-a",
        "input voieA-1 10000 20000 200 /etc/airpath/secrets/srt-rivage",
        "input override-1 10004 20004 1500 /etc/airpath/secrets/srt-portable",
        "",
      ].join("\n"),
    );
  });

  it("lists each format once, mounts first", () => {
    const ids = [...engineConfig(plan, engine, context).liquidsoap.matchAll(/^ {6}id="(.*)"/gm)].map(
      (match) => match[1],
    );
    expect(ids).toEqual(["aac-hifi", "mp3-midfi", "aac-lofi"]);
  });

  it("keeps a display name inside its literal, whatever it holds", () => {
    const rest = engineConfig(plan, engine, context).liquidsoap.split("\n").length;
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (displayName) => {
        const text = engineConfig({ ...plan, displayName }, engine, context).liquidsoap;
        return text.split("\n").length === rest && !text.slice(text.indexOf("\n") + 1).includes("#");
      }),
    );
  });
});

describe("secret files", () => {
  it("name the plan's secrets and where each must lie", () => {
    expect(secretPath("srt/rivage")).toBe("/etc/airpath/secrets/srt-rivage");
    expect(pipelineSecretFiles(plan)).toEqual([
      { secret: "source/rivage", path: "/etc/airpath/secrets/source-rivage" },
      { secret: "upload/rivage", path: "/etc/airpath/secrets/upload-rivage" },
    ]);
    expect(gateSecretFiles(engine)).toEqual([
      { secret: "srt/rivage", path: "/etc/airpath/secrets/srt-rivage" },
      { secret: "srt/portable", path: "/etc/airpath/secrets/srt-portable" },
    ]);
  });
});
