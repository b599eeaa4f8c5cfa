import { format, hlsFormatIds } from "./formats";
import { peakBandwidth } from "./hls-bandwidth";

it("tells what each rendition costs on the wire", () => {
  expect(hlsFormatIds.map((id) => [id, peakBandwidth(format(id))])).toEqual([
    ["aac-lofi", 104000],
    ["aac-midfi", 175000],
    ["aac-hifi", 316000],
    ["aac-insane", 457000],
  ]);
});

// The largest of twelve segments of 3.84 s that Liquidsoap 2.3.2 wrote of the simulated studio's programme, in bit/s.
it.each([
  ["aac-lofi", 102225],
  ["aac-midfi", 173508],
  ["aac-hifi", 267508],
  ["aac-insane", 414775],
] as const)("is not under what Liquidsoap was measured to write for %s, nor over it by a fifth", (id, measured) => {
  expect(peakBandwidth(format(id))).toBeGreaterThanOrEqual(measured);
  expect(peakBandwidth(format(id))).toBeLessThanOrEqual(measured * 1.2);
});
