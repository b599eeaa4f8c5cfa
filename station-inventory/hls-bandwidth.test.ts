import { format, hlsFormatIds } from "./formats";
import { peakBandwidth } from "./hls-bandwidth";

it("tells what each rendition costs on the wire", () => {
  expect(hlsFormatIds.map((id) => [id, peakBandwidth(format(id))])).toEqual([
    ["aac-lofi", 52000],
    ["aac-midfi", 119000],
    ["aac-hifi", 243000],
    ["aac-insane", 386000],
  ]);
});

// Mean bit/s of 60 s of pink noise through `ffmpeg -c:a aac -b:a …k -f mpegts`, FFmpeg 5.1.
it.each([
  ["aac-lofi", 47777],
  ["aac-midfi", 117813],
  ["aac-hifi", 242545],
] as const)("is not under what FFmpeg was measured to write for %s, nor over it by a tenth", (id, measured) => {
  expect(peakBandwidth(format(id))).toBeGreaterThanOrEqual(measured);
  expect(peakBandwidth(format(id))).toBeLessThanOrEqual(measured * 1.1);
});
