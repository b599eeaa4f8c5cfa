import fc from "fast-check";
import { version } from "../../package.json";
import { engineConfig, gateSecretFiles, pipelineSecretFiles, publisherSecretFiles, secretPath } from "./config";
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
      detectBlank: true,
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
      call: "[2001:db8::7]:5000",
      detectBlank: false,
      latencyMilliseconds: 1500,
      passphraseSecret: "srt/portable",
    },
  ],
  api: { port: 7000, hostPort: 10009 },
  metrics: { port: 6001, gatePort: 6002, publisherPort: 6003 },
  encodings: [
    { format: "aac-hifi", encoder: "aac", loopbackPort: 30000 },
    { format: "mp3-midfi", encoder: "libmp3lame", loopbackPort: 30001 },
    { format: "aac-lofi", encoder: "libfdk_aac", loopbackPort: 30002 },
  ],
  channels: 2,
  mounts: [
    { format: "aac-hifi", mount: "/engines/rivage/a/hifi.aac" },
    { format: "mp3-midfi", mount: "/engines/rivage/a/midfi.mp3" },
  ],
  renditions: [
    { format: "aac-hifi", playlist: "/rivage/a/hifi.m3u8", folder: "/rivage/a/", segmentPrefix: "hifi-" },
    { format: "aac-lofi", playlist: "/rivage/a/lofi.m3u8", folder: "/rivage/a/", segmentPrefix: "lofi-" },
  ],
  secrets: { source: "source/rivage/a", upload: "upload/rivage/a" },
  spreadGroup: "rivage",
  placement: {},
};

const plan = {
  id: "rivage",
  displayName: 'Rivage "le #{bord}" é\n\\',
  kind: "local",
  engines: [engine, { ...engine, letter: "b", name: "engine-rivage-b" }],
  streams: [],
  hls: { master: "/rivage/rivage.m3u8", renditions: [], segmentSeconds: 3.84, liveSegments: 6 },
  secrets: { api: "api/rivage" },
  resources: { cpu: 0.5, memoryMebibytes: 512 },
  blank: { thresholdDecibels: -50, maxSeconds: 10 },
  switching: { lostAfterSeconds: 0.5, returnAfterSeconds: 5 },
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
    const { liquidsoap } = engineConfig(plan, engine, context);
    // A release changes it, and no test.
    expect(liquidsoap.replace(`version="${version}"`, 'version="1.2.3"')).toMatchSnapshot();
  });

  it("gives the gate's lines", () => {
    expect(engineConfig(plan, engine, context).gate).toBe(
      [
        "# Generated from the inventory: edit the station there.",
        "engine rivage engine-rivage-a",
        "audio 2",
        "input voieA-1 listen 10000 20000 200 500 /etc/airpath/secrets/srt-rivage",
        "input override-1 call [2001:db8::7]:5000 20004 1500 500 /etc/airpath/secrets/srt-portable",
        "",
      ].join("\n"),
    );
  });

  it("gives the publisher's lines", () => {
    const named = { ...plan, displayName: "Radio Rivage – l’été" };
    expect(engineConfig(named, engine, context).publisher).toBe(
      [
        "# Generated from the inventory: edit the station there.",
        "engine rivage engine-rivage-a",
        "name Radio Rivage – l’été",
        "source-password /etc/airpath/secrets/source-rivage-a",
        "upload-token /etc/airpath/secrets/upload-rivage-a",
        "segments 3.84 6",
        "format aac-hifi aac 192 2 30000",
        "format mp3-midfi mp3 128 2 30001",
        "format aac-lofi aac 32 2 30002",
        "mount aac-hifi icecast-master-1 8000 /engines/rivage/a/hifi.aac audio/aac",
        "mount mp3-midfi icecast-master-1 8000 /engines/rivage/a/midfi.mp3 audio/mpeg",
        "mount aac-hifi icecast-master-2 8000 /engines/rivage/a/hifi.aac audio/aac",
        "mount mp3-midfi icecast-master-2 8000 /engines/rivage/a/midfi.mp3 audio/mpeg",
        "rendition aac-hifi hifi /rivage/a/ hifi-",
        "rendition aac-lofi lofi /rivage/a/ lofi-",
        "origin hls-origin-1 8081",
        "peer engine-rivage-b 6003",
        "",
      ].join("\n"),
    );
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
    expect(pipelineSecretFiles(plan)).toEqual([{ secret: "api/rivage", path: "/etc/airpath/secrets/api-rivage" }]);
    expect(publisherSecretFiles(engine)).toEqual([
      { secret: "source/rivage/a", path: "/etc/airpath/secrets/source-rivage-a" },
      { secret: "upload/rivage/a", path: "/etc/airpath/secrets/upload-rivage-a" },
    ]);
    expect(gateSecretFiles(engine)).toEqual([
      { secret: "srt/rivage", path: "/etc/airpath/secrets/srt-rivage" },
      { secret: "srt/portable", path: "/etc/airpath/secrets/srt-portable" },
    ]);
  });
});
