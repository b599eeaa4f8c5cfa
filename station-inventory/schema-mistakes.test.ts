import { InventoryError } from "./mistake";
import { parseStation } from "./inventory";
import { sample, sampleInput } from "./sample";

const messageOf = (fields: object): string => {
  try {
    parseStation({ ...sample(), ...fields });
  } catch (error) {
    expect(error).toBeInstanceOf(InventoryError);
    return (error as Error).message;
  }
  return "accepted";
};

describe("a wrong field is told by place, got, allowed, fix", () => {
  const idAllowed = "1-40 lower-case letters, digits and inner hyphens, a letter first";
  const nameAllowed = "1-60 printable characters, single spaces only between words";
  const portAllowed = "a multiple of 10 from 10000 to 19990";
  const labels = `label names and values: at most 63 letters, digits, and inner '-', '_' and '.'`;
  const hosts = "a full host name in lower case";
  const hlsAllowed = '"aac-lofi", "aac-midfi", "aac-hifi", "aac-insane", "aac-surround"';

  it.each<[string, object, string]>([
    [
      "id",
      { id: "Rivage" },
      `station: stations[0].id is "Rivage"; allowed: ${idAllowed}; fix: write for example "rivage"`,
    ],
    [
      "id",
      { id: undefined },
      `station: stations[0].id is missing; allowed: ${idAllowed}; fix: write for example "rivage"`,
    ],
    ["id", { id: 7 }, `station: stations[0].id is 7; allowed: ${idAllowed}; fix: write for example "rivage"`],
    ["id", { id: "a-" }, `station: stations[0].id is "a-"; allowed: ${idAllowed}; fix: write for example "rivage"`],
    [
      "id",
      { id: "a".repeat(100000) },
      `station: stations[0].id is "${"a".repeat(60)}… (100000 characters); allowed: ${idAllowed}; fix: write for example "rivage"`,
    ],
    ["name", { name: " x" }, `.name is " x"; allowed: ${nameAllowed}; fix: write for example "Radio Rivage"`],
    ["name", { name: "a\nb" }, `.name is "a\\nb"; allowed: ${nameAllowed}; fix: write for example "Radio Rivage"`],
    ["name", { name: "" }, `.name is ""; allowed: ${nameAllowed}; fix: write for example "Radio Rivage"`],
    [
      "kind",
      { kind: "foo" },
      `.kind is "foo"; allowed: "national", "local" or "webradio"; fix: write for example "local"`,
    ],
    ["basePort", { basePort: 10005 }, `.basePort is 10005; allowed: ${portAllowed}; fix: write for example 10000`],
    ["basePort", { basePort: 20000 }, `.basePort is 20000; allowed: ${portAllowed}; fix: write for example 10000`],
    ["basePort", { basePort: NaN }, `.basePort is NaN; allowed: ${portAllowed}; fix: write for example 10000`],
    ["basePort", { basePort: "10000" }, `.basePort is "10000"; allowed: ${portAllowed}; fix: write for example 10000`],
    [
      "inputs",
      { inputs: [] },
      `.inputs is []; allowed: a list of 1 to 8 inputs; fix: write for example [{ name: "voieA-1", voie: "A", port: 0, selection: "autofallback" }]`,
    ],
    [
      "inputs",
      { inputs: [sample().inputs[0], null] },
      `.inputs[1] is null; allowed: an object of the input's fields; fix: write for example { name: "voieA-1", voie: "A", port: 0, selection: "autofallback" }`,
    ],
    [
      "inputs name",
      sampleInput({ name: "voie A" }),
      `.inputs[0].name is "voie A"; allowed: 1-11 letters, digits and inner hyphens, a letter first; fix: write for example "voieA-1"`,
    ],
    [
      "inputs voie",
      sampleInput({ voie: "C" }),
      `.inputs[0].voie is "C"; allowed: "A", "B", "override" or "sat"; fix: write for example "A"`,
    ],
    [
      "inputs port",
      sampleInput({ port: 8 }),
      `.inputs[0].port is 8; allowed: a whole number from 0 to 7; fix: write for example 0`,
    ],
    [
      "inputs call",
      sampleInput({ call: "gateway.example" }),
      `.inputs[0].call is "gateway.example"; allowed: a host name or address and a port: "HOST:PORT", "[IPV6]:PORT"; fix: write for example "gateway.example:5000"`,
    ],
    [
      "switching",
      { switching: { returnAfter: "5 s" } },
      `.switching.returnAfter is "5 s"; allowed: "0 seconds" to "600 seconds"; fix: write for example "5 seconds"`,
    ],
    [
      "encoders",
      { encoders: { aac: "fdk" } },
      `.encoders.aac is "fdk"; allowed: "aac" or "libfdk_aac"; fix: write for example "aac"`,
    ],
    [
      "inputs selection",
      sampleInput({ selection: undefined }),
      `.inputs[0].selection is missing; allowed: "autofallback" or "manual"; fix: write for example "autofallback"`,
    ],
    [
      "inputs srtLatency, unit",
      sampleInput({ srtLatency: "200 ms" }),
      `.inputs[0].srtLatency is "200 ms"; allowed: "20 milliseconds" to "8000 milliseconds"; fix: write for example "200 milliseconds"`,
    ],
    [
      "inputs srtLatency, range",
      sampleInput({ srtLatency: "19 milliseconds" }),
      `.inputs[0].srtLatency is "19 milliseconds"; allowed: "20 milliseconds" to "8000 milliseconds"; fix: write for example "200 milliseconds"`,
    ],
    [
      "inputs passphrase",
      sampleInput({ passphrase: "My Secret!" }),
      `.inputs[0].passphrase is "My Secret!"; allowed: ${idAllowed}; fix: write for example "rivage-satellite"`,
    ],
    [
      "formats hls",
      { formats: { hls: ["mp3-hifi"] } },
      `.formats.hls[0] is "mp3-hifi"; allowed: ${hlsAllowed}; fix: write for example "aac-midfi"`,
    ],
    [
      "formats hls",
      { formats: { hls: [] } },
      `.formats.hls is []; allowed: one or more of ${hlsAllowed}; fix: write for example ["aac-midfi"]`,
    ],
    [
      "formats icecast",
      { formats: { icecast: ["flac-hifi"] } },
      `.formats.icecast[0] is "flac-hifi"; allowed: ${hlsAllowed}, "mp3-lofi", "mp3-midfi", "mp3-hifi", "mp3-insane", "opus-lofi", "opus-midfi", "opus-hifi", "opus-insane"; fix: write for example "aac-midfi"`,
    ],
    [
      "blank threshold",
      { blank: { threshold: "50 dB" } },
      `.blank.threshold is "50 dB"; allowed: "-90 dB" to "-20 dB"; fix: write for example "-50 dB"`,
    ],
    [
      "blank duration",
      { blank: { duration: 10 } },
      `.blank.duration is 10; allowed: "1 seconds" to "600 seconds"; fix: write for example "10 seconds"`,
    ],
    [
      "loudness",
      { loudness: { least: "-26 dB" } },
      `.loudness.least is "-26 dB"; allowed: "-60 LUFS" to "-5 LUFS"; fix: write for example "-26 LUFS"`,
    ],
    [
      "loudness without room",
      { loudness: { least: "-20 LUFS", most: "-20 LUFS" } },
      `.loudness.least is -20 LUFS, not under most, -20 LUFS; allowed: less than loudness.most; fix: use "-28 LUFS"`,
    ],
    [
      "redundancy",
      { redundancy: 5 },
      `.redundancy is 5; allowed: a whole number from 1 to 4; fix: write for example 2`,
    ],
    [
      "resources cpu",
      { resources: { cpu: 0 } },
      `.resources.cpu is 0; allowed: a number of cores from 0.05 to 16; fix: write for example 0.25`,
    ],
    [
      "resources memory",
      { resources: { memory: "0.5 GiB" } },
      `.resources.memory is "0.5 GiB"; allowed: "128 MiB" to "16384 MiB"; fix: write for example "512 MiB"`,
    ],
    [
      "placement name",
      { placement: { "a b": "c" } },
      `.placement["a b"] is not a name to use here; allowed: ${labels}; fix: write for example { site: "paris" }`,
    ],
    [
      "placement value",
      { placement: { site: "c d" } },
      `.placement.site is "c d"; allowed: ${labels}; fix: write for example { site: "paris" }`,
    ],
    [
      "publicNames icecast",
      { publicNames: { icecast: "https://x.example" } },
      `.publicNames.icecast is "https://x.example"; allowed: ${hosts}; fix: write for example "icecast.rivage.example"`,
    ],
    [
      "publicNames hls",
      { publicNames: { hls: "localhost" } },
      `.publicNames.hls is "localhost"; allowed: ${hosts}; fix: write for example "hls.rivage.example"`,
    ],
    [
      "a field that does not exist",
      { nmae: "x" },
      ".nmae is not a field; allowed: id, name, kind, basePort, inputs, formats, blank, loudness, switching, hls, encoders, redundancy, resources, placement, publicNames; fix: write name",
    ],
    [
      "a field that does not exist, deep",
      sampleInput({ colour: "red" }),
      ".inputs[0].colour is not a field; allowed: name, voie, port, selection, srtLatency, call, detectBlank, passphrase; fix: remove it",
    ],
  ])("%s %#", (_, fields, message) => {
    expect(messageOf(fields)).toBe(message.startsWith(".") ? `station: "rivage"${message}` : message);
  });

  it("tells a wrong value once, however many checks it fails", () => {
    expect(messageOf({ basePort: 7 }).split("\n")).toEqual([
      `station: "rivage".basePort is 7; allowed: ${portAllowed}; fix: write for example 10000`,
    ]);
  });
});
