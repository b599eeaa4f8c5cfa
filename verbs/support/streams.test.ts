import { signature } from "../../components/studio/signature";
import type { StationOutput } from "../../stacks/outputs";
import { renditionUrls, sampleRate, samples } from "./listen";
import { judge } from "./streams";

const stations: Pick<StationOutput, "station" | "basePort" | "studios">[] = [
  { station: "rivage", basePort: 10000, studios: { A: "studio-rivage-a", B: "studio-rivage-b" } },
  { station: "boreal", basePort: 10010, studios: { A: "studio-boreal-a" } },
];
const stream = { station: "rivage", name: "aac-hifi", url: "http://x/rivage-hifi.aac" };

/** Three seconds of a voie's signature tones. */
function tones(basePort: number, voie: "A" | "B"): Float32Array {
  const { station, voie: tone } = signature(basePort, voie);
  return Float32Array.from({ length: 3 * sampleRate }, (_, index) =>
    [...station, tone].reduce(
      (sum, frequency) => sum + 0.03 * Math.sin((2 * Math.PI * frequency * index) / sampleRate),
      0,
    ),
  );
}

describe("a stream that was decoded", () => {
  it("plays its own station's voie", () => {
    const verdict = judge(stream, tones(10000, "B"), "", stations, 3, true);
    expect(verdict).toMatchObject({ heard: "rivage voieB", seconds: 3, programme: { station: "rivage", voie: "B" } });
    expect(verdict.complaint).toBeUndefined();
  });

  it("is wrong when it plays another's", () => {
    expect(judge(stream, tones(10010, "A"), "", stations, 3, true).complaint).toBe("it plays boreal's programme");
  });

  it("is wrong when silent, where sound is expected", () => {
    const silence = new Float32Array(3 * sampleRate);
    expect(judge(stream, silence, "", stations, 3, true)).toMatchObject({
      heard: "silence",
      complaint: "it is silent",
    });
    expect(judge(stream, silence, "", stations, 3, false).complaint).toBeUndefined();
  });

  it("is wrong when too little came", () => {
    expect(judge(stream, new Float32Array(sampleRate), "", stations, 3, true).complaint).toBe(
      "only 1.0 s of 3 s could be decoded",
    );
    expect(judge(stream, new Float32Array(), "HTTP error 404", stations, 3, true).complaint).toBe("HTTP error 404");
  });
});

it("a master playlist's renditions are absolute, each once", () => {
  const text =
    "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\na/hifi.m3u8\n#EXT-X-STREAM-INF:BANDWIDTH=1\n/rivage/b/hifi.m3u8\r\na/hifi.m3u8\n";
  expect(renditionUrls("http://h:8080/rivage/rivage.m3u8", text)).toEqual([
    "http://h:8080/rivage/a/hifi.m3u8",
    "http://h:8080/rivage/b/hifi.m3u8",
  ]);
});

it("samples are signed 16-bit, an odd byte is left", () => {
  expect([...samples(Buffer.from([0, 0x40, 0, 0x80, 7]))]).toEqual([0.5, -1]);
});
