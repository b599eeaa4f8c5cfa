import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

describe("airpath-canary", () => {
  const script = join(__dirname, "../engine/airpath-canary");
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "airpath-canary-"));
    // Time passes with each look; whoever is named in HEARD answers, and not at the looks that are named in BREAKS.
    const program = (name: string, lines: string[]) => {
      writeFileSync(join(folder, name), ["#!/bin/sh", ...lines, ""].join("\n"));
      chmodSync(join(folder, name), 0o755);
    };
    const time = join(folder, "time");
    program("date", [`cat ${time}`]);
    program("sleep", [`echo $(($(cat ${time}) + 1)) >${time}`]);
    program("curl", [
      `for url; do :; done`,
      `case " $BREAKS " in *" $(cat ${time}) "*) exit 22;; esac`,
      `case " $HEARD " in *" $url "*) exit 0;; esac`,
      `exit 22`,
    ]);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const ask = (heard: string[], breaks: number[] = [], publishers = ["a:6003", "b:6003"]) => {
    writeFileSync(join(folder, "time"), "0\n");
    const HEARD = heard.map((name) => `http://${name}:6003/programme`).join(" ");
    const own = { HEARD, BREAKS: breaks.join(" "), AIRPATH_CANARY_SECONDS: "5" };
    const env = { ...process.env, PATH: `${folder}:${process.env.PATH}`, ...own };
    const { status, stdout, stderr } = spawnSync("sh", [script, ...publishers], { env, encoding: "utf8" });
    return { status, stdout, stderr };
  };

  it("is content when all engines have had the programme for long enough", () => {
    expect(ask(["a", "b"])).toMatchObject({ status: 0, stdout: "all of its engines have had the programme for 5 s\n" });
  });

  it("counts anew after a break", () => {
    expect(ask(["a", "b"], [3, 8])).toMatchObject({ status: 0 });
  });

  it("fails where one engine is without it, names it, and says what to do", () => {
    const { status, stdout } = ask(["a"]);
    expect(status).toBe(1);
    expect(stdout).toMatch(/^no programme for 5 s without a break: b was last without it, .* allowed: .* fix: /);
  });

  it("fails where there are breaks to the end", () => {
    const breaks = Array.from({ length: 30 }, (_, index) => index * 4);
    expect(ask(["a", "b"], breaks).status).toBe(1);
  });

  it("wants publishers to ask", () => {
    expect(ask([], [], []).status).toBe(64);
  });
});
