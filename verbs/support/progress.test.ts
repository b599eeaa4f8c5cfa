import { type EngineEvent, label, UpProgress } from "./progress";

const urn = (name: string) => `urn:pulumi:local::airpath::docker:index/container:Container::${name}`;
const type = "docker:index/container:Container";

function progress() {
  const said: string[] = [];
  let time = 0;
  const all = new UpProgress(
    (line) => said.push(line),
    () => undefined,
    () => time,
  );
  const step = (op: string, name: string, at: number): EngineEvent => {
    time = at;
    return { resourcePreEvent: { metadata: { op, urn: urn(name), type } } };
  };
  const done = (op: string, name: string, at: number): EngineEvent => {
    time = at;
    return { resOutputsEvent: { metadata: { op, urn: urn(name), type } } };
  };
  return { all, said, step, done };
}

describe("the progress of an up", () => {
  it("tells each resource once, with its seconds", () => {
    const { all, said, step, done } = progress();
    all.take(step("create", "prometheus", 1000));
    all.take(done("create", "prometheus", 3500));
    all.take(step("same", "hls", 4000));
    all.take(done("same", "hls", 4000));
    expect(said).toEqual(["  + container prometheus (2.5 s)"]);
  });

  it("says nothing of what only carries files", () => {
    const { all, said, step, done } = progress();
    [step("create", "prometheus-files", 0), done("create", "prometheus-files", 1)].forEach((event) => all.take(event));
    expect(said).toEqual([]);
  });

  it("tells what the policy forbids, and not that Pulumi therefore failed, nor what is only advice", () => {
    const { all } = progress();
    const said =
      "Every container that runs has a memory limit.\nhls: container hls has no memory limit (where it is meant: ALLOW=hls)\n";
    const policyEvent = { message: said, enforcementLevel: "mandatory", policyName: "resource-limits" };
    all.take({ policyEvent });
    all.take({ policyEvent: { ...policyEvent, enforcementLevel: "advisory" } });
    all.take({ diagnosticEvent: { urn: urn("hls"), severity: "error", message: "update failed" } });
    expect(all.outcome().errors).toEqual([
      "policy resource-limits: hls: container hls has no memory limit (where it is meant: ALLOW=hls)",
    ]);
  });

  it("gathers what was said against a resource that failed, and who it is in Docker", () => {
    const { all, said } = progress();
    all.take({
      resOpFailedEvent: {
        metadata: { op: "create", urn: urn("hls"), type, new: { inputs: { name: "airpath-local-hls" } } },
      },
    });
    all.take({
      diagnosticEvent: {
        urn: urn("hls"),
        severity: "error",
        message: "sdk-v2/provider2.go:571: sdk.helper_schema: no such image: provider=docker@5.2.0\n",
      },
    });
    all.take({ diagnosticEvent: { urn: "", severity: "error", message: "update failed" } });
    all.take({ summaryEvent: { resourceChanges: { same: 3 }, durationSeconds: 1 } });
    expect(said).toEqual(["  ✘ container hls"]);
    expect(all.outcome()).toEqual({
      changes: { same: 3 },
      failed: [{ what: "container hls", dockerName: "airpath-local-hls", messages: ["no such image"] }],
      errors: [],
    });
  });

  it("keeps the program's own error, and never repeats debug output", () => {
    const { all } = progress();
    all.take({ diagnosticEvent: { severity: "error", message: "stations/demo.ts: wrong" } });
    all.take({ diagnosticEvent: { severity: "debug", message: "a secret perhaps" } });
    expect(all.outcome().errors).toEqual(["stations/demo.ts: wrong"]);
  });
});

it("says what a job said, and not the way that it took", () => {
  const { all } = progress();
  const way = 'error serializing property "networkMode": '.repeat(30);
  const places =
    "    at /clone/components/workload/docker.ts:2:3509\n    at run (/clone/output.js:330:31)\n    at node:internal/x:95:5\n";
  const message = `Error: ${way}handover-master failed with exit code 1:\nrelays draw 44; fix: bring it back\n\n${places}`;
  all.take({ diagnosticEvent: { severity: "error", message } });
  expect(all.outcome().errors).toEqual([
    "Error: handover-master failed with exit code 1:\nrelays draw 44; fix: bring it back",
  ]);
});

it("says what a job said without the head that Docker puts before each piece of it", () => {
  const { all } = progress();
  const head = "\u0001\u0000\u0000\u0000\u0000\u0000\u00013";
  const message = `Error: canary-boreal failed with exit code 1:\n${head}no programme for 60 s\n`;
  all.take({ diagnosticEvent: { severity: "error", message } });
  expect(all.outcome().errors).toEqual(["Error: canary-boreal failed with exit code 1:\nno programme for 60 s"]);
});

it("an image goes by its own name", () => {
  expect(label("urn::image-engine", "docker:index/remoteImage:RemoteImage")).toBe("image engine");
});
