import { parseInventory } from "./inventory";
import { sample } from "./sample";
import { selectStations } from "./selection";

const station = (id: string, basePort: number) => sample({ id, name: `Radio ${id}`, basePort });
const inventory = parseInventory([
  { file: "stations/demo.ts", set: "demo", stations: [station("rivage", 10000), station("boreal", 10010)] },
  { file: "stations/local.ts", set: "fleet", stations: [station("valdore", 10020)] },
]);
const ids = (wanted: Parameters<typeof selectStations>[1]) => selectStations(inventory, wanted).map(({ id }) => id);

it.each<[Parameters<typeof selectStations>[1], string[]]>([
  ["demo", ["rivage", "boreal"]],
  ["fleet", ["valdore"]],
  [["rivage"], ["rivage"]],
  [
    ["valdore", "rivage"],
    ["rivage", "valdore"],
  ],
])("takes %j for %j", (wanted, expected) => {
  expect(ids(wanted)).toEqual(expected);
});

const sets = 'allowed: "demo", "fleet", or a list of ids, one at least; fix: write "demo", or for example ["rivage"]';
it.each<[unknown, string]>([
  [
    ["rivages"],
    'selected stations[0] is "rivages", which no station has; allowed: ids of stations in the inventory; fix: write "rivage"',
  ],
  [
    ["rivage", "unheard-of", 7, "rivage"],
    'selected stations[1] is "unheard-of", which no station has; allowed: ids of stations in the inventory; fix: write an id from station-inventory/stations/\n' +
      "selected stations[2] is 7, which no station has; allowed: ids of stations in the inventory; fix: write an id from station-inventory/stations/\n" +
      'selected stations[3] is "rivage", as is stations[0]; allowed: each id once; fix: remove it',
  ],
  [[], `selected stations is []; ${sets}`],
  ["dmeo", `selected stations is "dmeo"; ${sets}`],
  [null, `selected stations is null; ${sets}`],
])("refuses %j", (wanted, message) => {
  expect(() => ids(wanted as string[])).toThrow(new Error(message));
});
