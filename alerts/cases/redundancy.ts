import { type Case, gauge, liquidsoap, publisher, rivage } from "./case";

const up = (labels: Readonly<Record<string, string>>, bad: 0 | 1) => gauge("up", labels, 1, bad);
const engineB = [up(liquidsoap("b"), 1), up(publisher("b"), 1)];

const server = (component: string, job: string, port: number, index: number, bad: 0 | 1) =>
  up({ job, component, instance: `${component}-${index}:${port}` }, bad);

const ofServer = (name: string, noun: string, component: string, job: string, port: number): Case[] => [
  {
    alert: `${name}Down`,
    series: [server(component, job, port, 1, 0), server(component, job, port, 2, 1)],
    labels: { component, instance: `${component}-1:${port}` },
    says: `${component}-1:${port} cannot be scraped.`,
  },
  {
    alert: `One${name}Left`,
    series: [server(component, job, port, 1, 0), server(component, job, port, 2, 1)],
    labels: { component },
    says: `One ${noun} answers; more are declared.`,
  },
  {
    alert: `All${name}sDown`,
    series: [server(component, job, port, 1, 0), server(component, job, port, 2, 0)],
    labels: { component },
    says: "None of 2 declared answers.",
    missing: 1,
  },
];

export const redundancyCases: readonly Case[] = [
  {
    alert: "EngineDown",
    // Its Liquidsoap answers; without the publisher nobody hears it.
    series: [up(liquidsoap("a"), 1), up(publisher("a"), 0), ...engineB],
    labels: { ...rivage, engine: "a" },
    says: "rivage, engine a: Liquidsoap or its publisher does not answer.",
  },
  {
    alert: "OneEngineLeft",
    series: [up(liquidsoap("a"), 0), up(publisher("a"), 0), ...engineB],
    labels: rivage,
    says: "rivage: one engine serves; its death takes the station off the air.",
  },
  {
    alert: "AllEnginesDown",
    series: ["a", "b"].flatMap((letter) => [up(liquidsoap(letter), 0), up(publisher(letter), 0)]),
    labels: rivage,
    says: "rivage: none of 2 engines answers.",
    missing: 1,
  },
  ...ofServer("Master", "Icecast master", "icecast-master", "icecast", 8000),
  ...ofServer("Relay", "Icecast relay", "icecast-relay", "icecast", 8000),
  ...ofServer("Origin", "HLS origin", "hls-origin", "hls-origin", 8082),
];
