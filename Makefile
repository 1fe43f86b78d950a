# Qunce. `make` alone lists what there is.
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
QUNCE := $(BIN)/python -m qunce

# Each stamp stands for a step that is done again only when what it depends on is newer.
RUNTIME := $(VENV)/.runtime
DEV := $(VENV)/.dev
NODE := $(VENV)/.node
MODULES := node_modules/.installed
ASSETS := qunce/base/ui/static/qunce/build/manifest.json
WORDS := $(VENV)/.catalogues

ASSET_SOURCES := $(shell find assets -type f) $(shell find qunce -name '*.html' -not -path '*/build/*')
CATALOGUES := $(shell find qunce -name '*.po')

export PATH := $(CURDIR)/$(BIN):$(PATH)
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help run test lint bench screenshots wheel requirements clean

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

run: $(RUNTIME) $(ASSETS) $(WORDS) ## set up what is missing and start; PORT, DATABASE_URL, QUNCE_DATA, QUNCE_PUBLIC_URL
	@exec $(QUNCE) up --with-parent

test: $(DEV) $(ASSETS) $(WORDS) ## install what the tests need, then all of them, on SQLite and PostgreSQL
	@exec $(BIN)/python -m tests.tools.run

lint: $(DEV) $(WORDS) ## style, types, floors, pages, migrations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy qunce
	$(BIN)/lint-imports
	$(BIN)/djlint --lint --quiet qunce
	QUNCE_DATA=$(VENV)/scratch DATABASE_URL= $(QUNCE) makemigrations --check --dry-run

bench: $(DEV) $(ASSETS) $(WORDS) ## the figures of the README as JSON; BENCH=small within 5 minutes
	@exec $(BIN)/python -m bench

screenshots: $(DEV) $(ASSETS) $(WORDS) ## the pictures of the README, from the demo
	@exec $(BIN)/python -m tests.tools.screenshots

wheel: $(DEV) $(ASSETS) $(WORDS) ## dist/qunce-*.whl with assets and catalogues in it
	$(BIN)/pip wheel --quiet --no-deps --no-build-isolation --wheel-dir dist .
	@ls dist/*.whl

requirements: $(RUNTIME) ## pin requirements*.txt anew after a change in pyproject.toml
	$(BIN)/python tests/tools/pin.py

clean: ## take away everything that was built or installed; the data stays
	rm -rf $(VENV) node_modules dist build $(dir $(ASSETS)) artifacts
	find qunce -name '*.mo' -delete

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Qunce needs Python 3.11 or newer."; exit 1; }
	@$(PYTHON) -c 'import ensurepip' || { echo "Python cannot make environments: apt-get install python3-venv"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(RUNTIME): requirements.txt | $(BIN)/python
	$(BIN)/pip install --quiet --requirement requirements.txt
	@$(BIN)/python tests/tools/link.py
	@touch $@

$(DEV): requirements-dev.txt $(RUNTIME)
	$(BIN)/pip install --quiet --requirement requirements-dev.txt
	@touch $@

# Node builds the assets; where the machine has none, a wheel brings it into the environment.
$(NODE): requirements-node.txt | $(RUNTIME)
	@if node -e 'process.exit(parseInt(process.versions.node) < 18 ? 1 : 0)' 2>/dev/null && command -v npm >/dev/null; \
	then :; else echo "$(BIN)/pip install --requirement requirements-node.txt"; \
	$(BIN)/pip install --quiet --requirement requirements-node.txt; fi
	@touch $@

$(MODULES): package-lock.json .npmrc $(NODE)
	npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

$(ASSETS): $(ASSET_SOURCES) $(MODULES)
	@node assets/build.mjs
	@touch $@

$(WORDS): $(CATALOGUES) | $(RUNTIME)
	@$(BIN)/python -m qunce.base.ui.catalogues compile
	@touch $@
