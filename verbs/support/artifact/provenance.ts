/** From what, and how, an artifact was made: an in-toto statement with SLSA's provenance 1.0, https://slsa.dev/spec/v1.0/provenance */
import type { Subject } from "./checksums";

export interface Making {
  /** What was made. */
  subjects: readonly Subject[];
  /** Of git. */
  commit: string;
  /** Whether tracked files differed from it. */
  changed: boolean;
  inventoryDigest: string;
  /** The image that every Dockerfile starts from: "debian:trixie-slim@sha256:…", or how set-up named the one that it built. */
  baseImage: string;
  tools: Readonly<Record<string, string>>;
  started: Date;
  finished: Date;
}

/** Pure. It is not signed by itself: the checksums name it, and these are. */
export function provenance({
  subjects,
  commit,
  changed,
  inventoryDigest,
  baseImage,
  tools,
  started,
  finished,
}: Making) {
  return {
    _type: "https://in-toto.io/Statement/v1",
    subject: subjects.map(({ name, sha256 }) => ({ name, digest: { sha256 } })),
    predicateType: "https://slsa.dev/provenance/v1",
    predicate: {
      buildDefinition: {
        buildType: "urn:airpath:make-artifact:v1",
        externalParameters: { changed, inventoryDigest },
        resolvedDependencies: [
          { name: "source", digest: { gitCommit: commit } },
          { name: "base image", annotations: { reference: baseImage } },
        ],
      },
      runDetails: {
        builder: { id: "urn:airpath:make-artifact", version: tools },
        metadata: { startedOn: started.toISOString(), finishedOn: finished.toISOString() },
      },
    },
  };
}
