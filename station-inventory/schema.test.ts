import { z } from "zod";
import { usualFormatIds, usualHlsFormatIds } from "./formats";
import { InventoryError } from "./mistake";
import { parseStation } from "./inventory";
import { sample } from "./sample";
import type { FieldGuide } from "./field";
import { type StationInput, stationSchema } from "./schema";

const messageOf = (fields: object): string => {
  try {
    parseStation({ ...sample(), ...fields });
  } catch (error) {
    expect(error).toBeInstanceOf(InventoryError);
    return (error as Error).message;
  }
  return "accepted";
};
const input = (fields: object) => ({
  inputs: [{ ...sample().inputs[0], ...fields }] as StationInput["inputs"],
});

describe("a station with everything left out that may be", () => {
  it("gets the documented defaults, quantities as numbers", () => {
    expect(parseStation(sample())).toEqual({
      id: "rivage",
      name: "Radio Rivage",
      kind: "local",
      basePort: 10000,
      inputs: [{ name: "voieA-1", voie: "A", port: 0, selection: "autofallback", srtLatency: 200, detectBlank: true }],
      formats: { icecast: usualFormatIds, hls: usualHlsFormatIds },
      blank: { threshold: -50, duration: 10 },
      loudness: { least: -30, most: -14 },
      switching: { lostAfter: 0.5, returnAfter: 5 },
      hls: { timeShift: 1 },
      encoders: { aac: "aac" },
      redundancy: 2,
      resources: { cpu: 0.25, memory: 512 },
      placement: {},
      publicNames: {},
    });
  });
});

describe("a station that says everything", () => {
  it("keeps it", () => {
    const station = parseStation(
      sample({
        ...input({
          srtLatency: "1200 milliseconds",
          call: "gateway.example:5000",
          detectBlank: false,
          passphrase: "satellite-house",
        }),
        formats: { icecast: ["mp3-lofi", "aac-surround", "opus-hifi"], hls: ["aac-lofi"] },
        switching: { lostAfter: "1.5 seconds", returnAfter: "60 seconds" },
        hls: { timeShift: "90 minutes" },
        encoders: { aac: "libfdk_aac" },
        blank: { threshold: "-42.5 dB", duration: "2.5 seconds" },
        redundancy: 4,
        resources: { cpu: 1.5, memory: "1024 MiB" },
        placement: { "airpath.example/site": "paris", zone: "" },
        publicNames: { icecast: "icecast.rivage.example", hls: "hls.rivage.example" },
      }),
    );
    expect(station.inputs[0]).toEqual({
      name: "voieA-1",
      voie: "A",
      port: 0,
      selection: "autofallback",
      srtLatency: 1200,
      call: "gateway.example:5000",
      detectBlank: false,
      passphrase: "satellite-house",
    });
    expect(station.formats).toEqual({ icecast: ["mp3-lofi", "aac-surround", "opus-hifi"], hls: ["aac-lofi"] });
    expect(station.switching).toEqual({ lostAfter: 1.5, returnAfter: 60 });
    expect(station.hls).toEqual({ timeShift: 90 });
    expect(station.encoders).toEqual({ aac: "libfdk_aac" });
    expect(station.blank).toEqual({ threshold: -42.5, duration: 2.5 });
    expect(station.redundancy).toBe(4);
    expect(station.resources).toEqual({ cpu: 1.5, memory: 1024 });
    expect(station.placement).toEqual({ "airpath.example/site": "paris", zone: "" });
    expect(station.publicNames).toEqual({ icecast: "icecast.rivage.example", hls: "hls.rivage.example" });
  });
});

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
      input({ name: "voie A" }),
      `.inputs[0].name is "voie A"; allowed: 1-11 letters, digits and inner hyphens, a letter first; fix: write for example "voieA-1"`,
    ],
    [
      "inputs voie",
      input({ voie: "C" }),
      `.inputs[0].voie is "C"; allowed: "A", "B", "override" or "sat"; fix: write for example "A"`,
    ],
    [
      "inputs port",
      input({ port: 8 }),
      `.inputs[0].port is 8; allowed: a whole number from 0 to 7; fix: write for example 0`,
    ],
    [
      "inputs call",
      input({ call: "gateway.example" }),
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
      input({ selection: undefined }),
      `.inputs[0].selection is missing; allowed: "autofallback" or "manual"; fix: write for example "autofallback"`,
    ],
    [
      "inputs srtLatency, unit",
      input({ srtLatency: "200 ms" }),
      `.inputs[0].srtLatency is "200 ms"; allowed: "20 milliseconds" to "8000 milliseconds"; fix: write for example "200 milliseconds"`,
    ],
    [
      "inputs srtLatency, range",
      input({ srtLatency: "19 milliseconds" }),
      `.inputs[0].srtLatency is "19 milliseconds"; allowed: "20 milliseconds" to "8000 milliseconds"; fix: write for example "200 milliseconds"`,
    ],
    [
      "inputs passphrase",
      input({ passphrase: "My Secret!" }),
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
      input({ colour: "red" }),
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

describe("the documentation in the schema", () => {
  interface Documented {
    path: string;
    guide: Partial<FieldGuide>;
    schema: z.ZodType;
  }
  const fieldsOf = (schema: z.ZodType, path = ""): Documented[] => {
    const inner = schema instanceof z.ZodPrefault ? (schema.unwrap() as z.ZodType) : schema;
    const own = { path, guide: (schema.meta() ?? {}) as Partial<FieldGuide>, schema };
    if (inner instanceof z.ZodArray) return [own, ...fieldsOf(inner.element as z.ZodType, `${path}[]`)];
    if (!(inner instanceof z.ZodObject)) return [own];
    const shape = inner.shape as Record<string, z.ZodType>;
    return [own, ...Object.entries(shape).flatMap(([key, field]) => fieldsOf(field, `${path}.${key}`))];
  };
  const documented = fieldsOf(stationSchema).filter(({ path }) => path !== "");

  it("covers every field", () => {
    expect(documented.map(({ path }) => path)).toEqual([
      ...[".id", ".name", ".kind", ".basePort", ".inputs", ".inputs[]", ".inputs[].name", ".inputs[].voie"],
      ...[".inputs[].port", ".inputs[].selection", ".inputs[].srtLatency"],
      ...[".inputs[].call", ".inputs[].detectBlank", ".inputs[].passphrase"],
      ...[".formats", ".formats.icecast", ".formats.icecast[]", ".formats.hls", ".formats.hls[]"],
      ...[".blank", ".blank.threshold", ".blank.duration"],
      ...[".loudness", ".loudness.least", ".loudness.most", ".switching", ".switching.lostAfter"],
      ...[".switching.returnAfter", ".hls", ".hls.timeShift", ".encoders", ".encoders.aac", ".redundancy"],
      ...[
        ".resources",
        ".resources.cpu",
        ".resources.memory",
        ".placement",
        ".publicNames",
        ".publicNames.icecast",
        ".publicNames.hls",
      ],
    ]);
  });

  it.each(documented)("$path has prose, what is allowed, an example that is, and its default in words", (field) => {
    expect(field.guide.description).toMatch(/^.{10,}\.$/s);
    expect(field.guide.allowed).toBeTruthy();
    const example: unknown = new Function(`return ${field.guide.example}`)();
    expect(field.schema.safeParse(example)).toMatchObject({ success: true });
    const optional = field.schema.safeParse(undefined).success;
    expect(/Default: /.test(field.guide.description ?? "")).toBe(optional);
  });

  it("names the defaults that the schema gives", () => {
    const defaults = documented.flatMap(({ path, guide, schema }) => {
      const told = /Default: ("[^"]+"|[\d.]+)\.$/.exec(guide.description ?? "")?.[1];
      return told && schema instanceof z.ZodPrefault
        ? [{ path, told, given: JSON.stringify(schema.def.defaultValue) }]
        : [];
    });
    expect(defaults.map(({ path }) => path)).toEqual([
      ...[".inputs[].srtLatency", ".blank.threshold", ".blank.duration"],
      ...[".loudness.least", ".loudness.most"],
      ...[".switching.lostAfter", ".switching.returnAfter", ".hls.timeShift", ".encoders.aac", ".redundancy"],
      ...[".resources.cpu", ".resources.memory"],
    ]);
    for (const { told, given } of defaults) expect(told).toBe(given);
  });
});
