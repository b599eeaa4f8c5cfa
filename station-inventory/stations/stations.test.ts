import { parseInventory } from "../inventory";
import { stationFiles } from ".";
import { locals } from "./local";
import { national } from "./national";
import { webradios } from "./webradios";

const inventory = parseInventory(stationFiles);

it("has the fleet's families at their sizes", () => {
  expect([national.length, locals.length, webradios.length]).toEqual([7, 45, 26]);
  // Stations in files of their own come besides (make new-station).
  expect(inventory.fleet.length).toBeGreaterThanOrEqual(78);
});

it("has two demo stations that differ in everything but their redundancy", () => {
  const [rivage, boreal] = inventory.demo;
  if (!rivage || !boreal) throw new Error("two demo stations, expected");
  expect([rivage.id, boreal.id]).toEqual(["rivage", "boreal"]);
  for (const field of ["name", "kind", "basePort", "inputs", "formats", "blank", "resources"] as const)
    expect(rivage[field]).not.toEqual(boreal[field]);
});

it("lays the classic plan on ports 10000 to 10006", () => {
  const rivage = inventory.demo[0];
  expect(rivage?.inputs.map(({ name, port, selection }) => [name, rivage.basePort + port, selection])).toEqual([
    ["voieA-1", 10000, "autofallback"],
    ["voieA-2", 10001, "autofallback"],
    ["voieB-1", 10002, "autofallback"],
    ["voieB-2", 10003, "autofallback"],
    ["override-1", 10004, "manual"],
    ["override-2", 10005, "manual"],
    ["sat", 10006, "autofallback"],
  ]);
});

it("gives every station voices A and B and a manual override", () => {
  for (const { id, inputs } of inventory.stations) {
    const voies = new Set(inputs.map(({ voie }) => voie));
    expect([id, voies.has("A"), voies.has("B"), voies.has("override")]).toEqual([id, true, true, true]);
    const overrides = inputs.filter(({ voie }) => voie === "override");
    expect(overrides.every(({ selection }) => selection === "manual")).toBe(true);
  }
});
