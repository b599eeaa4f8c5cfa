import { allowedOrigins } from "./docker-plugin";
import { DeadEnd } from "./step";

describe("the Docker plugin of a stack", () => {
  it("is the official one, else ours, for a new stack", () => {
    expect(allowedOrigins("local")).toEqual(["official", "built"]);
    expect(allowedOrigins("local", undefined, "built")).toEqual(["built"]);
  });

  it("stays what the stack was made with", () => {
    expect(allowedOrigins("local", "built")).toEqual(["built"]);
    expect(allowedOrigins("local", "official", "official")).toEqual(["official"]);
  });

  it("is refused when asked to mix", () => {
    const mix = () => allowedOrigins("preprod", "official", "built");
    expect(mix).toThrow(DeadEnd);
    expect(mix).toThrow(
      'stack "preprod" was made with the official Docker plugin, AIRPATH_DOCKER_PLUGIN asks for the built one: ' +
        "every container and image would be replaced",
    );
  });

  it("is refused when asked for something unknown", () => {
    expect(() => allowedOrigins("local", undefined, "mine")).toThrow(
      'AIRPATH_DOCKER_PLUGIN: got "mine"; allowed: official, built',
    );
  });
});
