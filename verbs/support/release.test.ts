import { contentTag, digestAt, pushTarget, releaseText } from "./release";

const digest = `sha256:${"ab".repeat(32)}`;

it("pushes where it is told to, and asks when it is not", () => {
  expect(pushTarget({})).toBeUndefined();
  expect(pushTarget({ PUSH: "1", REGISTRY: "registry.example:5000/radio" })).toBe("registry.example:5000/radio");
  expect(() => pushTarget({ PUSH: "1", REGISTRY: "https://registry.example" })).toThrow(
    'REGISTRY is "https://registry.example"; allowed: HOST[:PORT][/PATH]',
  );
  expect(() => pushTarget({ PUSH: "1" })).toThrow('REGISTRY is ""');
});

it("takes images that are named by their content, and no others", () => {
  expect(contentTag("airpath/engine:0123456789ab")).toBe("engine:0123456789ab");
  expect(["airpath/debian:0123456789ab", "airpath/engine:latest", "other/engine:0123456789ab"].map(contentTag)).toEqual(
    [undefined, undefined, undefined],
  );
});

it("takes the digest that the registry gave, and no other registry's", () => {
  const known = [`other.example/airpath/engine@sha256:0`, `registry.example:5000/airpath/engine@${digest}`];
  expect(digestAt("registry.example:5000/airpath/engine:0123456789ab", known)).toBe(digest);
  expect(() => digestAt("registry.example/airpath/engine:0123456789ab", known)).toThrow("has no digest after its push");
});

it("writes the same release the same way", () => {
  const text = releaseText({ debian: "airpath/debian:1", digests: { "web:2": digest, "base:1": digest } });
  expect(JSON.parse(text)).toEqual({ debian: "airpath/debian:1", digests: { "base:1": digest, "web:2": digest } });
  expect(text.indexOf("base:1")).toBeLessThan(text.indexOf("web:2"));
});
