# Icecast as relays run it, with slow.c loaded into it.
ARG BASE
ARG ICECAST
FROM ${BASE} AS compiler
RUN apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends gcc libc6-dev
COPY slow.c /
RUN gcc -std=c11 -O1 -Wall -Wextra -Werror -shared -fPIC -o /slow.so /slow.c

FROM ${ICECAST}
COPY --from=compiler /slow.so /
ENV LD_PRELOAD=/slow.so
