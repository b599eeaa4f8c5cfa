/** What scanners say of our objects and why it stays so. A finding without a reason fails the test, and so does a reason without a finding. */
export interface Reason {
  /** As the scanners call it: the first is checkov's, where both look. */
  checks: readonly string[];
  because: string;
}

export const reasons: readonly Reason[] = [
  {
    checks: ["checkov CKV_K8S_11", "kube-score container-resources"],
    because: "No limit of CPU: throttling is heard. Requests are there, and memory has both.",
  },
  {
    checks: ["checkov CKV_K8S_15", "kube-score container-image-pull-policy"],
    because:
      "Images are named by their digest, or by a tag that is the hash of what they were made from: another pull brings the same, and a registry that is away must not keep an engine from starting.",
  },
  {
    checks: ["checkov CKV_K8S_43"],
    because:
      "Looked at as nodes that hold the images get them, by content tags, since nothing was pushed; with airpath:imageRegistry they are named by digest (kubernetes-images.test.ts).",
  },
  {
    checks: ["checkov CKV_K8S_38"],
    because:
      "Each Prometheus asks the API server which nodes and pods there are, and kubelets what they count; its token may read that, and nothing else has one.",
  },
  {
    checks: ["checkov CKV_K8S_40", "kube-score container-security-context-user-group-id"],
    because:
      "User 1000 is whom the images' files belong to, on one machine too. It is nobody on a node; without root, privileges, or a writable root it reaches nothing there.",
  },
  {
    checks: ["kube-score container-ephemeral-storage-request-and-limit"],
    because:
      "Roots are read-only and every volume has its size; what is left is the log, which the kubelet rotates. A limit would evict an engine that is on air for what it says.",
  },
  {
    checks: ["kube-score deployment-replicas", "kube-score deployment-strategy"],
    because:
      "Those that do the same are workloads of their own, never replicas, and the old pod ends before the new one starts (docs/decisions/workloads-on-kubernetes.md).",
  },
  {
    checks: ["kube-score pod-probes-identical"],
    because:
      "Servers that answer or do not: whoever asks them sees for himself, so that readiness only holds a roll-out; one that answers nothing is started again after as many failures.",
  },
  {
    checks: ["kube-score service-type"],
    because:
      "Studios call every node, at node ports that the inventory's plan gives; what else may come in, policies say.",
  },
];
