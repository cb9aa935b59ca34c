# Sao Làng. `make run` shows it, `make test` proves it. CONTRIBUTING.md tells the rest.
#
# Steps that take long leave a stamp in .make/ and run again only when what they read has changed.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

PORT ?= 8000
ARGS ?=
BIN := .venv/bin
PYTEST := $(BIN)/python -m pytest -q
WORKERS ?= 2
WEB_SOURCES := $(shell find web -path web/node_modules -prune -o -type f -print 2>/dev/null | sed 's/ /\\ /g')

# A stamp without what it stands for is worth nothing.
$(if $(wildcard .venv/bin/saolang),,$(shell rm -f .make/packages))
$(if $(wildcard web/node_modules/.package-lock.json),,$(shell rm -f .make/npm))
$(if $(wildcard src/saolang/ui/static/saolang/*.css),,$(shell rm -f .make/web))
$(if $(wildcard src/saolang/documents/fonts/*.ttf),,$(shell rm -f .make/fonts))
$(if $(wildcard src/saolang/config/locale/vi/LC_MESSAGES/django.mo),,$(shell rm -f .make/messages))

.PHONY: help setup run build check format test test-tools test-pure test-sqlite test-postgres test-browser lock clean

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 16

# --- build ---------------------------------------------------------------------------------------------------------

.make/packages: requirements/dev.txt pyproject.toml scripts/make-venv.sh
	@mkdir -p .make
	scripts/make-venv.sh
	$(BIN)/python -m pip install -q --require-hashes -r requirements/dev.txt
	$(BIN)/python -m pip install -q --no-deps --no-build-isolation -e .
	@touch $@

.make/npm: web/package.json web/package-lock.json .make/packages
	scripts/npm.sh ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

.make/web: $(WEB_SOURCES) .make/npm
	scripts/npm.sh run --silent build
	@touch $@

.make/fonts: web/scripts/build-fonts.py .make/npm
	$(BIN)/python web/scripts/build-fonts.py
	@touch $@

.make/messages: scripts/compile-messages.py $(wildcard src/saolang/*/locale/*/LC_MESSAGES/*.po) .make/packages
	$(BIN)/python scripts/compile-messages.py
	@touch $@

build: .make/packages .make/web .make/fonts .make/messages ## virtual environment, packages, styles and scripts, paper fonts, translations

setup: build ## everything except starting: build, database, reference data, demo data
	$(BIN)/saolang setup --demo

run: setup ## the site on http://127.0.0.1:8000 with demo data (PORT=8001 for another port)
	$(BIN)/saolang run --port $(PORT)

# --- checks and tests ----------------------------------------------------------------------------------------------

check: .make/packages ## style, types, import layers, migrations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-cache
	DJANGO_SETTINGS_MODULE=saolang.config.test_settings $(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/mypy

format: .make/packages ## let ruff mend what it can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

test-tools:
	@scripts/test-tools.sh

test-pure: build ## tests without a database
	$(PYTEST) -n $(WORKERS) -m "not db and not browser" $(ARGS)

# The attacks of tests/security hold the whole demo in one open transaction, so they get processes of their own.
test-sqlite: build ## tests with a database, on SQLite
	$(PYTEST) -n $(WORKERS) -m "db and not browser" --ignore=tests/security $(ARGS)
	$(PYTEST) tests/security

test-postgres: build test-tools ## tests with a database, on a PostgreSQL of their own
	$(BIN)/python tests/harness/postgres.py $(PYTEST) -n $(WORKERS) -m "db and not browser" --ignore=tests/security $(ARGS)
	$(BIN)/python tests/harness/postgres.py $(PYTEST) tests/security

test-browser: build test-tools ## tests that drive a browser
	$(PYTEST) -m browser $(ARGS)

test: build test-tools ## everything: checks, tests on both databases, browser tests
	@started=$$SECONDS; \
	for step in check test-pure test-sqlite test-postgres test-browser; do \
	  echo; echo "=== $$step"; before=$$SECONDS; \
	  if ! $(MAKE) $$step; then echo; echo "*** make test: FAILED in $$step after $$((SECONDS - started)) s"; exit 1; fi; \
	  echo "=== $$step held ($$((SECONDS - before)) s)"; \
	done; \
	echo; echo "*** make test: everything holds ($$((SECONDS - started)) s)"

# --- housekeeping --------------------------------------------------------------------------------------------------

lock: .make/packages ## make the hashed lock files anew from requirements/*.in
	@cd requirements && for name in base dev; do \
	  ../$(BIN)/pip-compile -q --generate-hashes --no-emit-index-url --no-emit-find-links --no-emit-options \
	    --strip-extras --allow-unsafe --output-file=$$name.txt $$name.in; \
	done

clean: ## remove what was built; data in var/ stays
	rm -rf .make .venv web/node_modules src/saolang/ui/static/saolang src/saolang/documents/fonts
	rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find src -name "*.mo" -delete
