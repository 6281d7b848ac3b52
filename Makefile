# Everything a newcomer needs: make up. The rest: make help.
.DEFAULT_GOAL := help
# make doctor CLUSTER=1 looks at the cluster; so do logs, status and down.
ON := $(if $(CLUSTER),--cluster)

.PHONY: help up cluster cluster-down down logs doctor status setup test fuzz lint types duties bench lock chaos soak scaling \
	pictures dependencies

CHUNGTAY := .venv/bin/chungtay

help:  ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

up:  ## install what is missing, start everything, load the demo, print the address
	@bin/setup
	@$(CHUNGTAY) up

down:  ## stop everything; data stays
	@if [ -x $(CHUNGTAY) ]; then $(CHUNGTAY) $(ON) down; else echo "Nothing is set up here."; fi

cluster:  ## the same on three RabbitMQ nodes and three MongoDB members, beside the other
	@bin/setup
	@$(CHUNGTAY) --cluster up

cluster-down:  ## stop the cluster; data stays
	@$(MAKE) --no-print-directory down CLUSTER=1

logs:  ## follow the log lines of all processes
	@$(CHUNGTAY) $(ON) logs --follow

doctor:  ## say in words what is wrong, and what to do
	@$(CHUNGTAY) $(ON) doctor

status:  ## the processes and how they are
	@$(CHUNGTAY) $(ON) status

setup:  ## only install, start nothing
	@bin/setup dev

lint:  ## style and import rules
	@bin/setup dev
	.venv/bin/ruff check .
	.venv/bin/lint-imports --no-cache

types:  ## type check
	@bin/setup dev
	.venv/bin/mypy

test:  ## lint, types, import rules, then every test on a real MongoDB and RabbitMQ
	@$(MAKE) --no-print-directory lint types
	@bin/test

bench:  ## figures beside their references, into docs/performance.md; QUICK=1 takes < 3 minutes
	@bin/setup
	@bench/setup
	@.venv/bin/python -m bench $(if $(QUICK),--quick)

chaos:  ## break the running product on purpose, count every đồng (SEED=, SEEDS=, FAULTS=, CLUSTER=1: docs/chaos.md)
	@bin/setup dev
	@.venv/bin/python -m bench.chaos $(if $(SEED),--seed $(SEED)) $(if $(SEEDS),--seeds $(SEEDS)) $(ON) \
		$(if $(PROCESSES),--processes "$(PROCESSES)") $(FAULTS)

fuzz:  ## random requests to every operation, for long (EXAMPLES=40 SEED=1)
	@bin/setup dev
	@FUZZ_PHASES=coverage,fuzzing FUZZ_EXAMPLES=$(or $(EXAMPLES),40) FUZZ_SEED=$(or $(SEED),20241017) \
		.venv/bin/python -m pytest -q tests/e2e/test_fuzz.py

scaling:  ## what a gift costs in each part, alone and in a cluster, and what large loads need, into docs/scaling.md
	@bin/setup
	@bench/setup
	@.venv/bin/python -m bench.scaling

soak:  ## load at the limit for MINUTES=10, and whether memory stays flat, into docs/soak.md
	@bin/setup
	@bench/setup
	@.venv/bin/python -m bench.soak $(if $(MINUTES),--minutes $(MINUTES))

pictures:  ## take the pictures of README and docs anew (make up must run)
	@bin/setup dev
	@.venv/bin/python bin/pictures.py

duties:  ## the duties of the plans, and the tests that walk them
	@bin/setup dev
	@$(CHUNGTAY) duties

lock:  ## resolve the dependencies of pyproject.toml again (needs uv)
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		--quiet -o requirements/runtime.txt
	uv pip compile pyproject.toml --extra dev -c requirements/runtime.txt --universal --python-version 3.11 \
		--generate-hashes --no-header --no-annotate --quiet -o requirements/dev.txt
	npm install --package-lock-only --omit-lockfile-registry-resolved --ignore-scripts

dependencies:  ## what is locked, its licence and why it is here, into docs/dependencies.md
	@bin/setup dev
	@.venv/bin/python bin/dependencies
