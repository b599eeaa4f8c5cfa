import { type Case, counter, gauge, prober, rivage } from "./case";

const stream = { station: "rivage", protocol: "icecast", format: "aac-hifi", front: "front-1" };

export const listeningCases: readonly Case[] = [
  {
    alert: "StreamNotHeard",
    series: [gauge("prober_stream_audible", prober(stream), 1, 0)],
    labels: { ...rivage, ...stream },
    says: "rivage, icecast aac-hifi through front-1: nothing, or silence, twice in a row.",
  },
  {
    alert: "FirstAudioSlow",
    series: [gauge("prober_stream_first_audio_seconds", prober(stream), 1, 13)],
    labels: { ...rivage, ...stream },
    says: "rivage, icecast aac-hifi through front-1: 13s from the call to the first sound.",
  },
  {
    alert: "CertificateExpires",
    series: [gauge("prober_certificate_expiry_timestamp_seconds", prober({ front: "front-1" }), 8_640_000, 864_000)],
    labels: { front: "front-1" },
    says: "front-1: 9d 22h 59m 0s left.",
  },
  {
    alert: "ProberBehind",
    series: [counter("prober_stream_heard_timestamp_seconds", prober(stream), 5, 0)],
    lag: 300,
    labels: {},
    says: "6m 5s since any stream was listened to.",
  },
];
