import { unpulled, waitsForImage } from "./unpulled";

const image = `registry.example/airpath/engine@sha256:${"0123456789abcdef".repeat(4)}`;
const request = `Head "https://192.0.2.1:5000/v2/airpath/engine/manifests/sha256:0?ns=registry.example"`;
/** As a kubelet of Kubernetes 1.34 with containerd 1.6 says it. */
const said = (cause: string) =>
  `Back-off pulling image "${image}": ErrImagePull: failed to pull and unpack image "${image}": failed to resolve reference "${image}": ${cause}`;
const begins = "registry.example/airpath/engine@sha256:0123456789ab cannot be pulled: ";

it.each([
  [
    `failed to do request: ${request}: dial tcp 192.0.2.1:5000: connect: connection refused`,
    "the node does not reach the registry (dial tcp 192.0.2.1:5000: connect: connection refused)",
  ],
  [
    `failed to do request: ${request}: x509: certificate signed by unknown authority`,
    "the node does not trust the registry's certificate (x509: certificate signed by unknown authority)",
  ],
  [
    "pull access denied, repository does not exist or may require authorization: authorization failed: no basic auth credentials",
    "none of airpath:imagePullSecrets is in the namespace and opens the registry (pull access denied, repository does not exist or may require authorization: authorization failed: no basic auth credentials)",
  ],
  [
    "pulling from host 192.0.2.1:5000 failed with status code [manifests sha256:0]: 401 Unauthorized",
    "none of airpath:imagePullSecrets is in the namespace and opens the registry (pulling from host 192.0.2.1:5000 failed with status code [manifests sha256:0]: 401 Unauthorized)",
  ],
  [`${image}: not found`, "the registry does not have it: make artifact PUSH=1 (not found)"],
  ["something new", "something new"],
])("says which image and why, once: %s", (cause, expected) => {
  expect(unpulled(image, said(cause))).toBe(begins + expected);
});

it("knows by which reasons a container waits for its image", () => {
  expect(["ErrImagePull", "ImagePullBackOff", "CrashLoopBackOff", undefined].map(waitsForImage)).toEqual([
    ...[true, true],
    ...[false, false],
  ]);
});
