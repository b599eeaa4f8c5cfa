# Holds a pod's network, and does nothing.
ARG BASE
FROM ${BASE}
ENTRYPOINT ["sleep", "infinity"]
