import { z } from "zod";
import { usualFormatIds, usualHlsFormatIds } from "./formats";
import { parseStation } from "./inventory";
import { sample, sampleInput } from "./sample";
import type { FieldGuide } from "./field";
import { stationSchema } from "./schema";

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
        ...sampleInput({
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
