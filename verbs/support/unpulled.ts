/** Pure: why a node was not given an image. A kubelet names the image three times before it says why, and the request besides. */

/** Reasons of a container that waits for its image. */
export const waitsForImage = (reason = ""): boolean => /^(ErrImagePull|ImagePullBackOff)$/.test(reason);

const meanings: [RegExp, string][] = [
  [/x509:/, "the node does not trust the registry's certificate"],
  [
    /\b40[13]\b|unauthorized|authorization failed|access denied|no basic auth|insufficient_scope/i,
    "none of airpath:imagePullSecrets is in the namespace and opens the registry",
  ],
  [/not found/i, "the registry does not have it: make artifact PUSH=1"],
  [
    /connection refused|dial tcp: lookup|no route to host|unreachable|timeout|deadline exceeded|EOF/i,
    "the node does not reach the registry",
  ],
];

/**
 * @param image "registry.example/airpath/engine@sha256:…"
 * @param said the kubelet's words
 * @returns one line: which image, what that means where it is known, and the words that matter
 */
export function unpulled(image: string, said: string): string {
  const cause = said
    .split(`"${image}": `)
    .at(-1)!
    .replace(`${image}: `, "")
    .replace(/^failed to do request: \w+ "[^"]*": /, "");
  const meaning = meanings.find(([pattern]) => pattern.test(cause))?.[1];
  const short = image.replace(/(@sha256:[0-9a-f]{12})[0-9a-f]+$/, "$1");
  return `${short} cannot be pulled: ${meaning === undefined ? cause : `${meaning} (${cause})`}`;
}
