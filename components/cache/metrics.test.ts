import { join } from "node:path";
import { loadNjs } from "../hls/merge/load";

interface Answer {
  status?: number;
  text?: string;
}

async function metrics(nginx: string, haproxy: string | undefined, privately: number): Promise<string[]> {
  const answer: Answer = {};
  const ngx = { shared: { private: { get: () => privately } } };
  const program = loadNjs<{ metrics(request: object): Promise<void> }>(join(__dirname, "metrics.js"), { ngx });
  await program.metrics({
    headersOut: {},
    subrequest: (path: string) => Promise.resolve({ responseText: path === "/nginx-status" ? nginx : haproxy }),
    return: (status: number, text: string) => Object.assign(answer, { status, text }),
  });
  expect(answer.status).toBe(200);
  return answer.text!.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
}

const status =
  "Active connections: 3 \nserver accepts handled requests\n 10 10 111 \nReading: 0 Writing: 1 Waiting: 2 \n";

it("tells what the cache spared the origins", async () => {
  const asked = ["playlists", "segments"].map(
    (proxy, index) => `haproxy_backend_http_requests_total{proxy="${proxy}"} ${20 - 15 * index}\n`,
  );
  // 111 on both ports, 10 of them private, and this one.
  expect(await metrics(status, asked.join(""), 10)).toEqual([
    "cache_connections_active 3",
    "cache_requests_total 100",
    'cache_origin_requests_total{kind="playlists"} 20',
    'cache_origin_requests_total{kind="segments"} 5',
    "cache_hit_ratio 0.7500",
  ]);
});

it("says so before anything was asked, and while HAProxy does not answer", async () => {
  expect(await metrics(status, undefined, 200)).toEqual([
    "cache_connections_active 3",
    "cache_requests_total 0",
    'cache_origin_requests_total{kind="playlists"} 0',
    'cache_origin_requests_total{kind="segments"} 0',
    "cache_hit_ratio 1",
  ]);
});
