import { chosenFrom } from "./dashboards";

describe("what make dashboards is told", () => {
  it("has defaults for everything", () => {
    expect(chosenFrom({})).toEqual({ dashboard: "", step: 5 });
    expect(chosenFrom({ STATION: "", SINCE: "", PROMETHEUS: "", STEP: "" })).toEqual({ dashboard: "", step: 5 });
  });

  it("is a station, a time, another Prometheus", () => {
    const given = { DASHBOARD: "fleet", STATION: "rivage", SINCE: "2h", PROMETHEUS: "http://p:9090", STEP: "15" };
    expect(chosenFrom(given)).toEqual({
      dashboard: "fleet",
      station: "rivage",
      since: 7200,
      prometheus: "http://p:9090",
      step: 15,
    });
  });

  it("is refused with place, got, allowed and fix", () => {
    expect(() => chosenFrom({ SINCE: "soon" })).toThrow(
      "SINCE is soon; allowed: a number and s, m, h or d; fix: make dashboards SINCE=1h",
    );
    expect(() => chosenFrom({ STEP: "0.1" })).toThrow(
      "STEP is 0.1; allowed: 1-300 seconds; fix: make dashboards STEP=15",
    );
    expect(() => chosenFrom({ PROMETHEUS: "p" })).toThrow(
      "PROMETHEUS is p; allowed: a URL; fix: make dashboards PROMETHEUS=http://127.0.0.1:9090",
    );
  });
});
