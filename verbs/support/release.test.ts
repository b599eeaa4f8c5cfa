import { contentTag, digestAt, pushTarget, refusal, releaseText } from "./release";

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

it.each([
  [
    'Get "https://r:5000/v2/": dial tcp 192.0.2.1:5000: connect: connection refused',
    "nothing answers there",
    "reaches",
  ],
  ["Get https://r:5000/v2/: dial tcp: lookup r on 192.0.2.53:53: no such host", "nothing answers there", "reaches"],
  ['Get "https://r:5000/v2/": http: server gave HTTP response to HTTPS client', "no TLS", "insecure-registries"],
  ['Get "https://r:5000/v2/": x509: certificate signed by unknown authority', "not trust", "/certs.d/r:5000/ca.crt"],
  ["no basic auth credentials", "another login", "docker login r:5000"],
  ["unauthorized: authentication required", "another login", "docker login r:5000"],
  ["denied: requested access to the resource is denied", "may not push there", "as somebody who may"],
  ["name unknown: The repository with name 'airpath/engine' does not exist", "no such repository", "make that"],
  ["received unexpected HTTP status: 500 Internal Server Error", "Docker ended badly", "what Docker says"],
])("says what it means, and the fix, when Docker says %s", (said, meaning, how) => {
  const { message, fix } = refusal("r:5000/airpath/engine:0123456789ab", `The push refers to repository\n${said}\n`);
  expect(message).toMatch(/^r:5000\/airpath\/engine:0123456789ab could not be pushed: /);
  expect(message).toContain(meaning);
  expect(message).toContain(`(${said})`);
  expect(fix).toContain(how);
});
