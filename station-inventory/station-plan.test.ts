import { parseStation } from "./inventory";
import { sample } from "./sample";
import { planStation } from "./station-plan";

const station = parseStation(
  sample({
    name: "Radio Rivage",
    basePort: 10020,
    inputs: [
      { name: "voieA-1", voie: "A", port: 0, selection: "autofallback" },
      {
        name: "sat",
        voie: "sat",
        port: 6,
        selection: "manual",
        srtLatency: "800 milliseconds",
        passphrase: "satellite-house",
      },
    ],
    formats: { icecast: ["aac-hifi", "mp3-midfi"], hls: ["aac-lofi"] },
    blank: { threshold: "-42 dB", duration: "7 seconds" },
    resources: { cpu: 0.5, memory: "640 MiB" },
    placement: { site: "paris" },
    publicNames: { icecast: "icecast.rivage.example" },
  }),
);

const engine = (letter: string, index: number) => ({
  station: "rivage",
  letter,
  name: `engine-rivage-${letter}`,
  inputs: [
    {
      name: "voieA-1",
      voie: "A",
      selection: "autofallback",
      port: 10020,
      hostPort: 10020 + 10000 * index,
      loopbackPort: 20020,
      detectBlank: true,
      latencyMilliseconds: 200,
      passphraseSecret: `srt/rivage/${letter}`,
    },
    {
      name: "sat",
      voie: "sat",
      selection: "manual",
      port: 10026,
      hostPort: 10026 + 10000 * index,
      loopbackPort: 20026,
      detectBlank: true,
      latencyMilliseconds: 800,
      passphraseSecret: `srt/satellite-house/${letter}`,
    },
  ],
  api: { port: 7000, hostPort: 10029 + 10000 * index },
  metrics: { port: 6001, gatePort: 6002, publisherPort: 6003 },
  encodings: [
    { format: "aac-hifi", encoder: "aac", loopbackPort: 30000 },
    { format: "mp3-midfi", encoder: "libmp3lame", loopbackPort: 30001 },
    { format: "aac-lofi", encoder: "aac", loopbackPort: 30002 },
  ],
  channels: 2,
  mounts: [
    { format: "aac-hifi", mount: `/engines/rivage/${letter}/hifi.aac` },
    { format: "mp3-midfi", mount: `/engines/rivage/${letter}/midfi.mp3` },
  ],
  renditions: [
    {
      format: "aac-lofi",
      playlist: `/rivage/${letter}/lofi.m3u8`,
      folder: `/rivage/${letter}/`,
      segmentPrefix: "lofi-",
    },
  ],
  secrets: { source: `source/rivage/${letter}`, upload: `upload/rivage/${letter}` },
  spreadGroup: "rivage",
  placement: { site: "paris" },
});

it("computes names, ports, mounts and paths from the station alone", () => {
  expect(planStation(station)).toEqual({
    id: "rivage",
    displayName: "Radio Rivage",
    kind: "local",
    basePort: 10020,
    engines: [engine("a", 0), engine("b", 1)],
    studios: [
      {
        voie: "A",
        name: "studio-rivage-a",
        destinations: [
          { address: "engine-rivage-a:10020", passphraseSecret: "srt/rivage/a" },
          { address: "engine-rivage-b:10020", passphraseSecret: "srt/rivage/b" },
        ],
      },
    ],
    streams: [
      {
        format: "aac-hifi",
        codec: "aac",
        quality: "hifi",
        mount: "/rivage-hifi.aac",
        engineMounts: ["/engines/rivage/a/hifi.aac", "/engines/rivage/b/hifi.aac"],
        silence: "/silence-aac-192.aac",
      },
      {
        format: "mp3-midfi",
        codec: "mp3",
        quality: "midfi",
        mount: "/rivage-midfi.mp3",
        engineMounts: ["/engines/rivage/a/midfi.mp3", "/engines/rivage/b/midfi.mp3"],
        silence: "/silence-mp3-128.mp3",
      },
    ],
    hls: {
      master: "/rivage/rivage.m3u8",
      renditions: [
        {
          format: "aac-lofi",
          quality: "lofi",
          bandwidth: 43000,
          codecs: "mp4a.40.2",
          playlist: "/rivage/lofi.m3u8",
        },
      ],
      segmentSeconds: 3.84,
      liveSegments: 6,
      windowSegments: 16,
    },
    secrets: { api: "api/rivage" },
    resources: { cpu: 0.5, memoryMebibytes: 640 },
    blank: { thresholdDecibels: -42, maxSeconds: 7 },
    loudness: { leastLufs: -30, mostLufs: -14 },
    switching: { lostAfterSeconds: 0.5, returnAfterSeconds: 5 },
    publicNames: { icecast: "icecast.rivage.example" },
  });
});

it("cuts segments where AAC frames and engine frames both end", () => {
  const samples = planStation(station).hls.segmentSeconds * 48000;
  expect([samples / 1024, samples / 1920]).toEqual([180, 96]);
});

it("letters as many engines as the redundancy says", () => {
  const letters = (redundancy: number) =>
    planStation(parseStation(sample({ redundancy }), { minimumRedundancy: 1 })).engines.map(({ name }) => name);
  expect(letters(1)).toEqual(["engine-rivage-a"]);
  expect(letters(4)).toEqual(["engine-rivage-a", "engine-rivage-b", "engine-rivage-c", "engine-rivage-d"]);
});

it("gives a station that is heard in 5.1 engines of six channels, and an input that calls no caller", () => {
  const inputs = [
    { name: "voieA", voie: "A", port: 0, selection: "autofallback", call: "gateway.example:5000", detectBlank: false },
  ];
  const formats = { icecast: ["opus-hifi", "aac-surround"], hls: ["aac-hifi"] };
  const plan = planStation(
    parseStation({ id: "rivage", name: "Rivage", kind: "local", basePort: 10000, inputs, formats }),
  );
  expect(plan.engines.map(({ channels }) => channels)).toEqual([6, 6]);
  expect(plan.engines[0]?.encodings).toEqual([
    { format: "opus-hifi", encoder: "libopus", loopbackPort: 30000 },
    { format: "aac-surround", encoder: "aac", loopbackPort: 30001 },
    { format: "aac-hifi", encoder: "aac", loopbackPort: 30002 },
  ]);
  expect(plan.engines[0]?.inputs[0]).toMatchObject({ call: "gateway.example:5000", detectBlank: false });
  expect(plan.streams.map(({ mount, silence }) => [mount, silence])).toEqual([
    ["/rivage-hifi.opus", undefined],
    ["/rivage-surround.aac", undefined],
  ]);
  expect(plan.studios).toEqual([]);
});
