import { format, hlsFormatIds } from "./formats";
import { peakBandwidth } from "./hls-bandwidth";

it("tells what each rendition costs on the wire", () => {
  expect(hlsFormatIds.map((id) => [id, peakBandwidth(format(id))])).toEqual([
    ["aac-lofi", 43000],
    ["aac-midfi", 109000],
    ["aac-hifi", 207000],
    ["aac-insane", 339000],
    ["aac-surround", 409000],
  ]);
});

// The largest segment of 3.84 s that the publisher's muxer makes of what FFmpeg's AAC encoder, set as engines set it, makes of 30 s of white noise,
// pink noise, or sweeping and pulsing tones in noise, in bit/s.
it.each([
  ["aac-lofi", 39166],
  ["aac-midfi", 104966],
  ["aac-hifi", 203275],
  ["aac-insane", 334875],
  ["aac-surround", 399891],
] as const)("is not under what was measured for %s, nor over it by an eighth", (id, measured) => {
  expect(peakBandwidth(format(id))).toBeGreaterThanOrEqual(measured);
  expect(peakBandwidth(format(id))).toBeLessThanOrEqual(measured * 1.125);
});
