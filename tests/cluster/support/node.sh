#!/bin/bash
# A node of a test's cluster: process 1 of process, mount and network namespaces of its own. When it dies, containers and mounts of the node go with it, as with
# a machine that loses its power. NODE is its folder, which real-node.ts has filled.
set -euo pipefail
mount --make-rprivate /
mount -t tmpfs -o mode=755 tmpfs /run
for part in lib log; do
  mkdir -p "$NODE/var/$part"
  mount --bind "$NODE/var/$part" "/var/$part"
done

# What a kubelet insists on and would change for the whole machine: here it reads what it wants, and writes into files of the node.
while read -r setting value; do
  held="$NODE/${setting//\//.}"
  echo "$value" >"$held"
  mount --bind "$held" "/proc/sys/$setting"
done <<'SETTINGS'
vm/overcommit_memory 1
vm/panic_on_oom 0
kernel/panic 10
kernel/panic_on_oops 1
kernel/keys/root_maxkeys 1000000
kernel/keys/root_maxbytes 25000000
SETTINGS

until ip -4 route get "$UPLINK" >/dev/null 2>&1; do sleep 0.1; done
echo 1 >/proc/sys/net/ipv4/ip_forward

# As a service manager would.
keep() {
  local name=$1
  shift
  while true; do
    "$@" >>"$NODE/$name.log" 2>&1 || echo "$name ended with $?" >>"$NODE/$name.log"
    sleep 1
  done
}
keep containerd containerd --config "$NODE/containerd.toml" &
until ctr version >/dev/null 2>&1; do sleep 0.1; done
# It stays on its disk, as what is pulled does.
[ -e "$NODE/images.log" ] || ctr --namespace k8s.io images import "$PAUSE" >"$NODE/images.log"
keep kube-proxy "$KUBE_PROXY" --config "$NODE/kube-proxy.json" &
# It refuses what no policy allows, also between pods of one node, whose packets a bridge would pass on unseen.
echo 1 >/proc/sys/net/bridge/bridge-nf-call-iptables
keep kube-router "$KUBE_ROUTER" --kubeconfig "$KUBECONFIG" --hostname-override "$NAME" --run-firewall=true --run-router=false --run-service-proxy=false \
  --run-loadbalancer=false --enable-ipv6=false --metrics-port=0 --health-port=0 --service-cluster-ip-range=10.96.0.0/16 &
keep kubelet "$KUBELET" --config "$NODE/kubelet.json" --kubeconfig "$KUBECONFIG" --hostname-override "$NAME" --node-ip "$ADDRESS" --node-labels "$LABELS" &
wait
