# Everything a person does with the project, a verb each. `make help` lists them.
SHELL := /bin/bash
PYTHON ?= python3
FIXTURES := tests/fixtures
SOURCES ?= $(or $(CORPUS_SOURCES),$(FIXTURES))
# The fixtures have a root of their own: they must not get into a real corpus.
ROOT ?= $(or $(CORPUS_ROOT),$(if $(filter $(FIXTURES),$(SOURCES)),data/fixtures,data))
CELLS ?= $(CORPUS_CELLS)
BIN := .venv/bin
# A folder as an absolute path, a URL as it is.
place = $(if $(findstring ://,$(1)),$(1),$(abspath $(1)))
KERNELS := $(wildcard */*kernel*.py */*/*kernel*.py */*/*/*kernel*.py)
# Containers often set it; without bytecode each of the hundreds of processes of the tests compiles all it imports.
unexport PYTHONDONTWRITEBYTECODE
UV := $(BIN)/uv
UV_VERSION := 0.13.9
AUDIT_VERSION := 2.10.1

.PHONY: help corpus test test-slow check audit ui bench reference fuzz lock fixtures clean
.DEFAULT_GOAL := help

help: ## List the verbs.
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 20

corpus: .venv/ready .venv/kernels ## Build the corpus: fixtures by default; SOURCES=DIR ROOT=URL CELLS='edrsr|2019 …' for real dumps.
	@$(BIN)/lexcorpus run --sources '$(SOURCES)' --root '$(ROOT)' --cells '$(CELLS)'

test: .venv/ready-test .venv/kernels ## Pass the tests.
	@$(BIN)/pytest -q -n 2 --dist loadfile

test-slow: .venv/ready-test .venv/kernels ## Pass the slow tests: browser, servers, crashes.
	@$(BIN)/pytest -q -m slow -n 2 --dist loadfile

check: .venv/ready-test ## Lint, format, types, and what the locks hold.
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/pyright
	@$(BIN)/python -m tests.dependencies

audit: .venv/uv ## Ask the public database of weaknesses about every locked package; needs a network.
	@for lock in requirements*.lock; do \
		$(UV) tool run -q --from pip-audit==$(AUDIT_VERSION) pip-audit --disable-pip --require-hashes -s osv -r $$lock \
			|| exit 1; done

ui: .venv/ready .venv/kernels ## Open Dagster on http://localhost:3000 (history is kept in .dagster).
	@mkdir -p .dagster && cp dagster.yaml .dagster/dagster.yaml
	@CORPUS_SOURCES='$(call place,$(SOURCES))' CORPUS_ROOT='$(call place,$(ROOT))' \
		DAGSTER_HOME=$(abspath .dagster) $(BIN)/dagster dev -w workspace.yaml

bench: .venv/ready-bench .venv/kernels ## Measure against rivals, side by side; ONLY=name,… for some.
	@$(BIN)/python -m benchmarks $(if $(ONLY),--only $(ONLY))

fixtures: .venv/ready-test ## Write tests/fixtures anew; the result is always the same bytes.
	@$(BIN)/python tests/make_fixtures.py

reference: .venv/ready-test ## Write docs/reference.md anew from the code.
	@$(BIN)/python -m tests.make_reference

fuzz: .venv/ready-test .venv/kernels ## Feed a million damaged files to the readers; ARGS='--inputs N --seconds S --reader rtf'.
	@$(BIN)/python -m tests.fuzz $(or $(ARGS),--inputs 1000000 --seconds 3600)

lock: .venv/uv ## Resolve the dependencies anew and write the locks.
	@for extra in '' deploy test bench; do \
		$(UV) pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --upgrade \
			$${extra:+--extra $$extra} pyproject.toml -o requirements$${extra:+-$$extra}.lock; done

clean: ## Remove what make made, but no data.
	rm -rf .venv .pytest_cache .ruff_cache .hypothesis
	find . -path ./data -prune -o -name __pycache__ -prune -exec rm -rf {} +

.venv/uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo 'Python 3.11 or newer is needed: make PYTHON=python3.12 …'; exit 1; }
	@$(PYTHON) -m venv .venv
	@$(BIN)/pip install -q --disable-pip-version-check uv==$(UV_VERSION)
	@touch $@

.venv/ready: .venv/uv requirements.lock pyproject.toml
	@echo 'Setting up .venv …'
	@$(UV) pip install -q --require-hashes -r requirements.lock
	@$(UV) pip install -q --no-deps -e .
	@touch $@

# numba keeps compiled kernels beside their file and looks at no other: a kernel that calls a changed one would stay old.
.venv/kernels: .venv/ready $(KERNELS)
	@find pipelines sectionizer tokenizer -name '*.nb[ic]' -delete
	@touch $@

.venv/ready-test: .venv/ready requirements-test.lock
	@$(UV) pip install -q --require-hashes -r requirements-test.lock
	@touch $@

.venv/ready-bench: .venv/ready requirements-bench.lock
	@$(UV) pip install -q --require-hashes -r requirements-bench.lock
	@touch $@
