/** Bad lines: what SRT repairs is not heard, and who calls all the time disturbs nobody. */
import { Gate } from "./gate-support/gate";
import { sine } from "./support/sender";
import { continuity } from "./support/tone";
import { UdpProxy } from "./support/udp-proxy";

describe("bad lines", () => {
  let gate: Gate;
  beforeAll(async () => {
    gate = await Gate.start();
  });
  afterAll(() => gate?.end());

  test("five datagrams of a hundred lost within the SRT latency are not heard", async () => {
    const line = await UdpProxy.open(gate.gateway, { host: gate.ip, port: 10000 }, { loss: 0.05, delay: 10 });
    try {
      await gate.send(line.address, 10, sine({ tone: 1000, encoder: ["-c:a", "s302m", "-strict", "-2"] }));
      await gate.becomes("in0 is open", 5, async () => (await gate.input(0)).decodable);
      const before = await gate.input(0);
      const [left] = await gate.pcm(0, 6);
      const after = await gate.input(0);
      expect(line.counts.lost).toBeGreaterThan(20);
      expect(after.packets_lost - before.packets_lost).toBeGreaterThan(10);
      expect(after.packets_dropped).toBe(before.packets_dropped);
      expect(continuity(left!.subarray(24000), 1000).breaks).toEqual([]);
    } finally {
      line.close();
    }
  });

  test("an input reconnected every 1.5 seconds opens each time, and another one plays on", async () => {
    await gate.send(1, 14, sine({ tone: 1000 }));
    const before = (await gate.input(0)).connections;
    await gate.play(
      `for _ in {1..6}; do timeout 1 bash -c '${sine({ tone: 1000 }).replaceAll("'", `'\\''`)}' | timeout 1.2 srt-gate send 127.0.0.1:10000 "$PASS"; sleep 0.3; done`,
    );
    const [left] = await gate.pcm(1, 9);
    expect(continuity(left!.subarray(24000), 1000).breaks).toEqual([]);
    expect((await gate.input(0)).connections - before).toBeGreaterThanOrEqual(5);
  });
});
