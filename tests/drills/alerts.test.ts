import { type Arrival, judgeAlerts } from "./alerts";

const arrival = (alertname: string, status: Arrival["status"]): Arrival => ({
  status,
  labels: { alertname },
  annotations: { runbook_url: "http://x/" },
  startsAt: "2026-11-23T08:00:00Z",
});

describe("the alerts of a drill", () => {
  it("are well when each fired, one at least arrived, and what arrived is over", () => {
    const arrived = [arrival("OneRelayLeft", "resolved")];
    expect(
      judgeAlerts(["OneRelayLeft", "RelayDown"], { fired: ["RelayDown", "OneRelayLeft"], arrived, deadLinks: [] }),
    ).toEqual([]);
    expect(judgeAlerts([], { fired: [], arrived: [], deadLinks: [] })).toEqual([]);
  });

  it("are missed when one did not fire, nobody was told, the end was not told, or a runbook does not open", () => {
    expect(judgeAlerts(["OneRelayLeft"], { fired: [], arrived: [], deadLinks: [] })).toEqual([
      "OneRelayLeft did not fire",
      "nobody was told of OneRelayLeft",
    ]);
    const arrived = [arrival("OneRelayLeft", "firing"), arrival("OneRelayLeft", "firing")];
    expect(judgeAlerts(["OneRelayLeft"], { fired: ["OneRelayLeft"], arrived, deadLinks: ["http://x/"] })).toEqual([
      "nobody was told that OneRelayLeft is over",
      "the runbook does not open: http://x/",
    ]);
  });
});
