import { boxOf, callLine, callsOf, soundLine } from "./calls";
import { calling, calls, port } from "./test-calling";

const studio = { publish: { hostPort: 30000, audience: "studios" }, protocol: "udp" } as const;

describe("a box", () => {
  const all = calling(
    {
      "engine-a": [
        "engine",
        port(10000, studio),
        port(10001, studio),
        port(10005, studio),
        port(6001, { name: "metrics" }),
      ],
      "engine-b": ["engine", port(10000, studio), port(6001, { name: "metrics" })],
      "prometheus-1": ["prometheus"],
    },
    [calls("prometheus-1", "engine-b", 6001), calls("engine-a", "engine-b", 6001)],
    ["engine-b:6001"],
  );
  const engines = { id: "engines", title: "engines", members: ["engine-a", "engine-b"] };

  it("has a row for each port of all that it stands for, and one for all that studios call", () => {
    expect(boxOf(engines, all)).toEqual({
      ...{ id: "engines", title: "engines", tone: "engine", text: [], cells: [] },
      ports: [
        { id: "studios", number: "10000-10001, 10005/udp", name: "srt", marks: [] },
        { id: "6001/tcp", number: "6001", name: "metrics", marks: ["scraped", "peers"] },
      ],
    });
  });

  it("has marks for those that it stands for, and not for others of their kind", () => {
    const [, metrics] = boxOf({ ...engines, members: ["engine-a"] }, all).ports;
    expect(metrics!.marks).toEqual([]);
  });

  it("tells what operators reach", () => {
    const api = port(7000, { publish: { hostPort: 7000, audience: "operators" } });
    const [row] = boxOf({ id: "a", title: "a", members: ["a"] }, calling({ a: ["engine", api] }, [])).ports;
    expect(row!.marks).toEqual(["operators"]);
  });

  it("of a host outside has the ports that are called there", () => {
    const to = { outside: "mail.example" };
    const mail = calling({ a: ["alertmanager"] }, [{ from: "a", to, port: 587, protocol: "tcp" }]);
    const { tone, ports } = boxOf({ id: "mail", title: "mail", members: ["mail.example"] }, mail);
    expect([tone, ports]).toEqual(["outside", [{ id: "587/tcp", number: "587", name: "", marks: [] }]]);
  });
});

describe("calls", () => {
  const part = (id: string, ...members: string[]) => ({ id, title: id, members });

  it("are told once for all that a box stands for, of what is shown and of nothing else", () => {
    const all = calling(
      {
        "front-1": ["front"],
        "front-2": ["front"],
        "cache-1": ["cache", port(8080)],
        "cache-2": ["cache", port(8080)],
      },
      ["front-1", "front-2"].flatMap((front) => ["cache-1", "cache-2"].map((cache) => calls(front, cache, 8080))),
    );
    const fronts = part("fronts", "front-1", "front-2");
    expect(callsOf([fronts, part("caches", "cache-1", "cache-2")], [], all)).toEqual([
      { from: "fronts", to: "caches", row: "8080/tcp" },
    ]);
    expect(callsOf([fronts], [], all)).toEqual([]);
  });

  it("come from outside where ports are published to who is there", () => {
    const front = calling(
      { front: ["front", port(8000, { publish: { hostPort: 80, audience: "listeners" } }), port(8404)] },
      [],
    );
    const listeners = { id: "listeners", title: "listeners", audience: "listeners" } as const;
    const studios = { id: "studios", title: "studios", audience: "studios" } as const;
    expect(callsOf([part("front", "front")], [listeners, studios], front)).toEqual([
      { from: "listeners", to: "front", row: "8000/tcp" },
    ]);
  });

  it("by which Prometheus scrapes are none, but where it tells of alerts by the same port", () => {
    const all = calling(
      {
        "prometheus-1": ["prometheus"],
        "cache-1": ["cache", port(8082)],
        "alertmanager-1": ["alertmanager", port(9093)],
      },
      [calls("prometheus-1", "cache-1", 8082), calls("prometheus-1", "alertmanager-1", 9093)],
      ["cache-1:8082", "alertmanager-1:9093"],
    );
    const parts = [part("p", "prometheus-1"), part("c", "cache-1"), part("a", "alertmanager-1")];
    expect(callsOf(parts, [], all)).toEqual([{ from: "p", to: "a", row: "9093/tcp" }]);
  });
});

describe("a line", () => {
  const call = { from: "relay", to: "master", row: "8000/tcp" };

  it("of a call leads to what is called", () => {
    expect(callLine(call)).toEqual({ from: "relay", to: "master", port: { of: "to", row: "8000/tcp" } });
  });

  it("of the sound leads where that goes, whoever calls", () => {
    const along = soundLine(["engine", "master", "relay"]);
    expect(along({ ...call, from: "engine" })).toEqual({
      from: "engine",
      to: "master",
      port: { of: "to", row: "8000/tcp" },
    });
    expect(along(call)).toEqual({ from: "master", to: "relay", port: { of: "from", row: "8000/tcp" } });
  });
});
