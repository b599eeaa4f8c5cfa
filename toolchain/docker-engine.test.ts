import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { engineInfo, explainNoAnswer } from "./docker-engine";
import { DeadEnd } from "./step";

const refused = (code: string) => Object.assign(new Error("connect"), { code });

describe("explainNoAnswer", () => {
  it("sends a user without rights to the docker group", () => {
    const error = explainNoAnswer(refused("EACCES"), {}, "marie") as DeadEnd;
    expect(error).toBeInstanceOf(DeadEnd);
    expect(error.message).toBe("Docker Engine runs, but this user may not open unix:///var/run/docker.sock");
    expect(error.fix).toBe(
      "sudo usermod -aG docker marie, log in again, then run make setup again (or run it as root)",
    );
  });

  it("goes on to start or install an engine that is absent or stopped", () => {
    const error = explainNoAnswer(refused("ENOENT"), {});
    expect(error).not.toBeInstanceOf(DeadEnd);
    expect(error.message).toBe("no engine answers at unix:///var/run/docker.sock (ENOENT)");
  });

  it("does not start another engine than the one that DOCKER_HOST names", () => {
    const error = explainNoAnswer(refused("ECONNREFUSED"), { DOCKER_HOST: "tcp://studio:2375" });
    expect(error).toBeInstanceOf(DeadEnd);
    expect(error.message).toBe("no engine answers at DOCKER_HOST=tcp://studio:2375 (ECONNREFUSED)");
  });
});

describe("engineInfo", () => {
  const folder = mkdtempSync(join(tmpdir(), "airpath-engine-"));
  const socket = join(folder, "docker.sock");
  let server: Server;
  let answer = "";

  beforeAll((done) => {
    server = createServer((request, response) => response.end(request.url === "/version" ? answer : "")).listen(
      socket,
      done,
    );
  });
  afterAll((done) => {
    server.close(() => {
      rmSync(folder, { recursive: true });
      done();
    });
  });

  it("reads version and API from the socket of DOCKER_HOST", async () => {
    answer = '{"Version":"20.10.24","ApiVersion":"1.41"}';
    expect(await engineInfo({ DOCKER_HOST: `unix://${socket}` })).toEqual({ version: "20.10.24", api: "1.41" });
  });

  it("does not take another server for an engine", async () => {
    answer = "<html>";
    await expect(engineInfo({ DOCKER_HOST: `unix://${socket}` })).rejects.toThrow(
      "what answers is no Docker Engine: <html>",
    );
  });
});
