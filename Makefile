# Airpath's verbs. Variables go through: make logs STATION=rivage FOLLOW=1
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
TSX := node --import tsx
INSTALLED := node_modules/.package-lock.json
VERBS := start stop status reload livesource mute-alerts now-playing logs log-tools info explain new-station test check rollback release artifact backup restore clean lint bench drain drill dashboards preview drift diff manifests cost test-kubernetes
.PHONY: help setup $(VERBS)

help: ## list the verbs
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(INSTALLED) ## make this machine ready: Pulumi, its plugins, Docker, the base image, the state
	@PULUMI_STACK="$${STACK:-$${PULUMI_STACK:-}}" $(TSX) toolchain/setup.ts

start: ## set up, put every station on air, probe every URL and print the table
stop: ## stop every container; volumes, images and state stay
status: ## every container with its health; per station who is on air on each engine, and since when
reload: ## apply changes (pulumi up), engines one at a time; STATION= [ENGINE=] restarts engines as they are
livesource: ## choose what a station plays, on all its engines: STATION= INPUT= (auto: no choice) [ENGINE=]
mute-alerts: ## keep alerts quiet during planned work: STATION= FOR=2h WHY= [ALERT=], END=id|all; without: list
now-playing: ## tell a station's listeners what plays, by all its engines: STATION= TITLE= [ARTIST=] [ENGINE=]
logs: ## what the containers say, merged by time; STATION= ENGINE= CONTAINER= LINES= FOLLOW=1
log-tools: ## bring what keeps logs, for the setting airpath:logs; about 2 minutes, once
info: ## print the table of stations and addresses, without probing; SECRETS=1 adds SRT passphrases
explain: ## one station from its inventory file to inputs, containers, addresses, alerts, dashboards: STATION=rivage
new-station: ## write a station's inventory file, by the inventory's own rules: ID=lagune NAME="Radio Lagune" KIND=local
check: ## decode every public stream for SECONDS=3, tell whose programme plays; fails on silence
test: ## every test: lint, unit, engines by ear, and end to end on the real local stack; ONLY=lint|unit|pipeline|e2e|drills
test-kubernetes: ## the stack preprod on a real control plane; SCALE=1: prod too; ONLY=nodes: heard on two nodes that run its pods; ONLY=scan
lint: ## types, rules and form of the source: tsc, eslint, prettier
bench: ## measure what must be reached, one JSON line each; FROM_NOTHING=1 also from an empty cache
drain: ## take a relay, cache or origin out, or back: NAME= [STATE=drain|close|ready]
drill: ## break parts of the running stack while listeners listen, one JSON line a drill and station; DRILL=name
dashboards: ## draw every dashboard from the running Prometheus into .airpath/dashboards; fails on an empty panel
preview: ## what a change would do, in the field's words, then Pulumi's diff: STACK= [BASE=main] [MARKDOWN=file]
drift: ## what was changed by hand: who differs from what was declared, and how; STACK= [REPAIR=1]
diff: ## in what two stacks in clusters differ, and what comes of it: A=preprod B=prod
manifests: ## a cluster's objects as YAML, for Argo CD or Flux: STACK=prod; into .airpath/manifests
cost: ## what a month of a platform on AWS costs: LISTENERS=10000 HLS=0.5 STACK=prod
rollback: ## bring a stack back to a release or a commit, by its own program: TO=v1.2.3 [STACK=]; without TO: the releases
release: ## make a version of the changes that wait in .changeset/: its CHANGELOG, a commit and a tag; SHOW=1: only say it
artifact: ## a versioned archive of images, source, bill of materials and checksums in artifacts/; SIGN=KEY signs these
backup: ## keep a stack's state, and the secrets without which it opens nothing, in one file: [FILE=]
restore: ## bring back what make backup kept: FILE= [FORCE=1]
clean: ## remove every container, network, volume and image of ours

$(VERBS): $(INSTALLED)
	@$(TSX) verbs/main.ts $@ $(ARGS)

$(INSTALLED): package-lock.json
	@command -v npm >/dev/null || { echo "there is no npm on PATH; fix: install Node 20.9 or newer, which brings it" >&2; exit 1; }
	@echo "  npm: the packages that package-lock.json names" >&2
	@npm ci --no-audit --no-fund --loglevel=error
	@touch $@
