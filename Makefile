# Everything a newcomer needs: `make up` runs the suite, `make test` tests it. Each sets up what it lacks.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help setup up up-distributed compose-secrets test check lint types architecture bench docs format clean

PYTHON ?= python3
UV_VERSION := 0.13.9
UV := .tools/bin/uv
RUN := $(UV) run --frozen --no-sync
STAMP := .tools/.synced
AEGIS_DATA_DIR ?= .aegis
AEGIS_PORT ?= 8080
IMPORT ?=
TEST_PROCESSES ?= 2

help:
	@echo "make up [IMPORT=PATH]   set up, then the whole suite in one process on http://127.0.0.1:$(AEGIS_PORT)"
	@echo "make up-distributed     set up, then six services as processes of their own on real Kafka, behind the gateway"
	@echo "make test               set up, then every test"
	@echo "make check              lint, types, architecture"
	@echo "make bench              the benchmarks, with ratios"
	@echo "make docs               write the generated documents again"

$(UV):
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --root-user-action=ignore --target .tools "uv==$(UV_VERSION)"

$(STAMP): uv.lock pyproject.toml $(wildcard libs/*/pyproject.toml services/*/pyproject.toml deploy/standalone/pyproject.toml) | $(UV)
	$(UV) sync --frozen --quiet --python "$$(command -v $(PYTHON))"
	@touch $@

setup: $(STAMP)

up: setup
	@$(RUN) aegis up --data-dir "$(AEGIS_DATA_DIR)" --port "$(AEGIS_PORT)" $(if $(IMPORT),--import "$(IMPORT)")

up-distributed: setup
	@$(RUN) python -m aegis_distributed --port "$(AEGIS_PORT)" $(if $(IMPORT),--import "$(IMPORT)")

# Random passwords for docker-compose.yml; those that are there are kept.
compose-secrets:
	@mkdir -p secrets && chmod 700 secrets
	@for name in postgres_password object_store_secret admin_password; do \
	  [ -s secrets/$$name ] || (umask 022; $(PYTHON) -c "import secrets; print(secrets.token_urlsafe(24), end='')" > secrets/$$name); \
	done

# Two at a time: much of the run is waiting for servers. A module stays in one process, with its fixtures.
test: setup
	$(RUN) python -m aegis_testkit.provision
	$(RUN) pytest -n $(TEST_PROCESSES) --dist loadscope $(PYTEST_ARGS)

check: lint types architecture

lint: setup
	$(RUN) ruff check .
	$(RUN) ruff format --check .

types: setup
	$(RUN) mypy libs/*/src services/*/src deploy/*/src

architecture: setup
	$(RUN) lint-imports
	$(RUN) pytest -q tests/architecture

bench: setup
	$(RUN) python tests/performance/run.py

docs: setup
	$(RUN) python docs/generate.py

format: setup
	$(RUN) ruff check --fix .
	$(RUN) ruff format .

clean:
	rm -rf .venv .tools .aegis .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
