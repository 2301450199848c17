# Everything this project does, from a bare machine with Python ≥ 3.11 (with venv), make and git.
# `make demo` and `make test` install what they need by themselves; a second run starts in seconds.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/ready
ASSETS := admin/static/vendor/VENDOR.json
FORMS  := var/examples/ready
OTHERS := tests/conformance/telegram/node_modules/.prachakhom-lock
PORT   ?= 8080
JOBS   ?= 2

.PHONY: help setup demo run test thorough lint format bench docs wheel lock migration browser examples others conformance clean

help:
	@echo "make demo    serve a demonstration with sample data on http://127.0.0.1:$(PORT)"
	@echo "make test    run every test (SQLite, PostgreSQL, headless Chromium)"
	@echo "make thorough  run the property tests with ten times as many examples"
	@echo "make run     serve this folder's installation (prachakhom.db)"
	@echo "make lint    ruff, import rules, mypy"
	@echo "make bench   measure, each figure beside its floor"
	@echo "make docs    take the pictures of README.md and docs/ anew"
	@echo "make wheel   build the wheel with its assets"
	@echo "make lock    resolve the dependencies anew"
	@echo "make examples  fetch the example forms that the tests read (part of make test)"
	@echo "make conformance CONFORMANCE_DATA=FOLDER  hold what is sent against others' servers and descriptions"

setup: $(READY) $(ASSETS)

$(READY): requirements/dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed: this is $$($(PYTHON) --version). Try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@test -x $(BIN)/python || { echo "Making the virtual environment…"; $(PYTHON) -m venv $(VENV); }
	@echo "Installing the Python packages (about a minute, once)…"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(ASSETS): package-lock.json admin/assets.py $(READY)
	@echo "Fetching scripts and fonts…"
	@$(BIN)/python -m admin.assets
	@touch $@

demo: setup
	@$(BIN)/prachakhom demo --port $(PORT)

run: setup
	@$(BIN)/prachakhom serve

# Nearly half of what a run does before its first test is reading the tests anew: what was made of them is kept in var.
test: setup browser examples others
	@PYTHONDONTWRITEBYTECODE= PYTHONPYCACHEPREFIX=$(CURDIR)/var/bytecode \
	  $(BIN)/python -m pytest -n $(JOBS) --dist worksteal $(ARGS)

# What nobody waits for, at night or before a release: every property test with ten times as many examples.
thorough: setup
	@PRACHAKHOM_EXAMPLES=thorough $(BIN)/python -m pytest -n $(JOBS) --dist worksteal -m hypothesis $(ARGS)

lint: setup
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/mypy

format: setup
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: setup
	@$(BIN)/python -m tests.bench

docs: setup browser
	@$(BIN)/python -m tests.pages.pictures

wheel: setup
	@$(BIN)/python -m build --wheel --no-isolation --outdir dist .

# The example forms of pyxform, which are not ours to keep here: the tests read them, and skip where they cannot be had.
examples: $(FORMS)

$(FORMS): requirements/examples.txt | $(READY)
	@rm -rf var/examples && mkdir -p var/examples
	@echo "Fetching pyxform's example forms…"
	@$(BIN)/python -m pip download --quiet --disable-pip-version-check --no-input --no-deps --no-binary pyxform \
	    --require-hashes -r requirements/examples.txt -d var/examples && \
	  $(BIN)/python -m tarfile -e var/examples/pyxform-*.tar.gz var/examples && touch $@ || \
	  echo "They could not be fetched: the tests of these forms will be skipped."

# Another's Telegram server, small: a test carries a talk through it, and skips where it cannot be had.
others: $(OTHERS)

$(OTHERS): tests/conformance/telegram/package-lock.json | $(READY)
	@echo "Fetching another's Telegram server…"
	@$(BIN)/python -m tests.conformance.fetch telegram && touch $@ || true

# Prism, which is large, before the description of LINE, which is not ours to keep: CONFORMANCE_DATA names its folder.
conformance: setup
	@$(BIN)/python -m tests.bench conformance

# Browser tests need a Chromium: the machine's own, or Debian's when we may install it.
browser:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || \
	{ if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    echo "Installing Chromium…"; apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null; \
	  else echo "The browser tests need Chromium: install the package 'chromium' and try again."; exit 1; fi; }

lock: $(READY)
	@$(BIN)/pip-compile --quiet --upgrade --generate-hashes --strip-extras --allow-unsafe --no-header \
	  --no-emit-index-url --no-emit-find-links --no-emit-trusted-host -o requirements/run.txt pyproject.toml
	@$(BIN)/pip-compile --quiet --generate-hashes --strip-extras --allow-unsafe --no-header \
	  --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --extra dev -c requirements/run.txt -o requirements/dev.txt pyproject.toml

# make migration M="what it does" writes the next one from the difference between the models and a fresh database.
migration: $(READY)
	@$(BIN)/python -m admin.migrate "$(M)"

clean:
	@rm -rf build dist var .pytest_cache .mypy_cache .ruff_cache .hypothesis
