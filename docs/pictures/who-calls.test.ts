import fc from "fast-check";
import type { Connection } from "../../components/workload/workload";
import { type Calling, namesOf } from "./calls";
import { boxesOf, endsOf, type Picture } from "./picture";
import { localPlatform } from "./platform";
import { calling, callsIn, calls, port } from "./test-calling";
import { whoCalls } from "./who-calls";

const toOf = ({ to }: Connection): string => ("workload" in to ? to.workload : to.outside);

/** By box and row, who calls there as the picture tells it: a line, or a mark. */
function told({ panels }: Picture): Set<string> {
  const boxes = panels.flatMap(({ nodes }) => boxesOf(nodes));
  const marked = boxes.flatMap(({ id, ports }) =>
    ports.flatMap((row) => row.marks.map((mark) => `${mark} → ${id} ${row.id}`)),
  );
  return new Set([...panels.flatMap(callsIn), ...marked]);
}

/** The same of connections, as they are declared. */
function declared(all: Calling): Set<string> {
  const kind = (name: string) => all.kinds.get(name) ?? name;
  const row = (connection: Connection): string => {
    const ports = all.workloads.find(({ name }) => name === toOf(connection))?.ports ?? [];
    const own = ports.find(({ number, protocol }) => number === connection.port && protocol === connection.protocol);
    return own?.publish?.audience === "studios" ? "studios" : `${connection.port}/${connection.protocol}`;
  };
  const { servers, targets } = all.plan.prometheus;
  const between = all.connections.map((connection) => {
    const to = `${kind(toOf(connection))} ${row(connection)}`;
    const scrapes = targets.some(({ address }) => address === `${toOf(connection)}:${connection.port}`);
    if (namesOf(servers).includes(connection.from) && scrapes) return `scraped → ${to}`;
    const from = kind(connection.from);
    return from === kind(toOf(connection)) ? `peers → ${to}` : `${from} → ${to}`;
  });
  const published = all.workloads.flatMap(({ name, ports }) =>
    ports.flatMap(({ number, protocol, publish }) => {
      const own = publish?.audience === "studios" ? "studios" : `${number}/${protocol}`;
      const to = `${kind(name)} ${own}`;
      return publish ? [`${publish.audience} → ${to}`] : [];
    }),
  );
  return new Set([...between, ...published]);
}

const sorted = (all: ReadonlySet<string>): string[] => [...all].sort();

describe("who calls whom", () => {
  it("in local is what is declared, all of it, and nothing else", async () => {
    const local = await localPlatform();
    // By the port that Prometheus scrapes of Alertmanager it tells it of alerts, too: connections have that once.
    const alerts = "prometheus → alertmanager 9093/tcp";
    expect(sorted(told(whoCalls(local, "local")))).toEqual(sorted(declared(local).add(alerts)));
  }, 60_000);

  it("is what is declared, whatever that is", () => {
    const workload = fc.record({
      kind: fc.nat(4),
      ports: fc.uniqueArray(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 4 }),
    });
    const picked = fc.array(fc.tuple(fc.nat(), fc.nat(), fc.nat(), fc.boolean()), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(fc.array(workload, { minLength: 2, maxLength: 8 }), picked, (workloads, pairs) => {
        const names = workloads.map((_, index) => `w-${index}`);
        const chosen = pairs.map(([from, to, at, outside]): Connection => {
          const { ports } = workloads[to % names.length]!;
          const one = calls(names[from % names.length]!, names[to % names.length]!, ports[at % ports.length]!);
          return outside ? { ...one, to: { outside: `host-${to % 3}` } } : one;
        });
        const all = calling(
          Object.fromEntries(
            workloads.map(({ kind, ports }, index) => [
              names[index]!,
              [`k-${kind}`, ...ports.map((each) => port(each))],
            ]),
          ),
          chosen,
        );
        expect(sorted(told(whoCalls(all, "any")))).toEqual(sorted(declared(all)));
      }),
    );
  });

  it("counts what a box stands for, and sets apart what has nothing to do with engines", () => {
    const all = calling(
      {
        "engine-a": ["engine", port(6003)],
        "engine-b": ["engine", port(6003)],
        job: ["handover"],
        a: ["am", port(1)],
        b: ["sink", port(2)],
      },
      [calls("job", "engine-a", 6003), calls("job", "engine-b", 6003), calls("a", "b", 2)],
    );
    const [first, second] = whoCalls(all, "any").panels;
    const shown = (panel: typeof first) => boxesOf(panel!.nodes).map(({ id, count }) => `${id} ${count ?? ""}`);
    expect(shown(first)).toEqual(["handover ×1", "engine ×2"]);
    expect(shown(second)).toEqual(["listeners ", "studios ", "am ×1", "sink ×1"]);
    expect(second!.lines.map((line) => endsOf(line).called)).toEqual(["sink"]);
  });
});
