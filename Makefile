# Every target sets itself up: a virtual environment in .venv, made from requirements/dev.lock.
# It needs Python 3.11 or later, make, and (the first time) a package index to install from.

PYTHON ?= $(shell for python in python3.11 python3 python3.12 python3.13 python3.14; do \
  "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$python" && break; done)
SHARED ?= ../shared
export OPENMIPS_SHARED := $(abspath $(SHARED))
export PIP_DISABLE_PIP_VERSION_CHECK := 1

BIN := .venv/bin
OAK_STREET := examples/oak-street
TOOLS := .venv/.tools-are-as-locked
READY := .venv/.openmips-is-installed
SPARK := .venv/.spark-is-as-locked

# How many processes run the tests.
PROCESSES ?= 2

ASSETS := src/openmips/web/static/uswds/LICENSE.md

.PHONY: help setup spark guide demo test check conformance bench bench-claims bench-web mutate docs screens release lock clean

help:
	@echo "make demo         score a sample practice"
	@echo "make test         run all tests, and check that they reach every line of the rules"
	@echo "make guide        serve the web application with the sample practice"
	@echo "make check        formatting, lint, types, layers"
	@echo "make conformance  compare with the reference material in $(SHARED), where there is any"
	@echo "make bench        measure the speed"
	@echo "make bench-claims measure the speed of counting claims, for some minutes"
	@echo "make bench-web    measure the guide with 50 users, five minutes on each database"
	@echo "make spark        install Spark, which make test does where there is Java"
	@echo "make mutate       break the rules one at a time; the tests must notice"
	@echo "make docs         write the generated pages anew"
	@echo "make screens      take the pictures of docs/screens anew; needs Chromium"
	@echo "make release      build what is committed into dist/, and prove what was built"
	@echo "make lock         pin the dependencies anew"
	@echo "make clean        remove all that make has made"

$(TOOLS): requirements/dev.lock
	@test -n "$(PYTHON)" \
	  || { echo "OpenMIPS needs Python 3.11 or later: install it, or run make PYTHON=/path/to/python3" >&2; exit 1; }
	@echo "Setting up .venv (once; about a minute)" >&2
	@"$(PYTHON)" -m venv --clear .venv
	@$(BIN)/python -m pip install -qq --require-hashes -r requirements/dev.lock
	@touch $@

$(READY): $(TOOLS) pyproject.toml
	@$(BIN)/python -m pip install -qq --no-deps --no-build-isolation --editable .
	@touch $@

# What the pages look like comes from npm; where there is none, Python's index has one.
$(ASSETS): assets/package-lock.json $(READY)
	@command -v npm >/dev/null || $(BIN)/python -m pip install -qq --require-hashes -r requirements/node.lock
	@PATH="$(abspath $(BIN)):$$PATH" npm ci --prefix assets --ignore-scripts --no-audit --no-fund --loglevel=error
	@$(BIN)/python -m openmips.web.assets assets
	@touch $@

# Spark is large and of use only with Java: it is installed where there is some.
$(SPARK): requirements/spark.lock $(TOOLS)
	@echo "Installing Spark (once; 400 MB)" >&2
	@$(BIN)/python -m pip install -qq --require-hashes -r requirements/spark.lock
	@touch $@

setup: $(READY)

spark: $(SPARK)

guide: $(READY) $(ASSETS)
	@$(BIN)/openmips guide --sample --data .guide

demo: $(READY)
	@$(BIN)/openmips score $(OAK_STREET)/submission.json --profile $(OAK_STREET)/profile.json --explain
	@echo
	@$(BIN)/openmips improve $(OAK_STREET)/submission.json --profile $(OAK_STREET)/profile.json

test: $(READY) $(ASSETS) $(if $(shell command -v java),$(SPARK))
	@rm -f .coverage .coverage.*
	@$(BIN)/coverage run -m pytest -n $(PROCESSES) --dist worksteal
	@$(BIN)/coverage combine --quiet
	@$(BIN)/coverage report --fail-under=100 >.venv/coverage.report \
	  || { cat .venv/coverage.report; echo "The tests do not reach every line and branch of the rules" >&2; exit 1; }
	@echo "Every line and branch of the rules is reached"

check: $(READY)
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports --no-logo >.venv/lint-imports.report || { cat .venv/lint-imports.report; exit 1; }
	@echo "Format, lint, types and layers are in order"

# Without the reference material every test skips itself and says why; none at all is then fine (5).
conformance: $(READY)
	@test -d "$(SHARED)" || echo "Skipping conformance: there is no $(SHARED) to compare with"
	@$(BIN)/python -m pytest -m conformance -rs \
	  || { status=$$?; test $$status -eq 5 && test ! -d "$(SHARED)"; }

bench: $(READY)
	@$(BIN)/python benchmarks/run.py
	@$(BIN)/python benchmarks/documents.py
	@$(BIN)/python benchmarks/intake.py

bench-claims: $(READY)
	@$(BIN)/python benchmarks/claims.py

bench-web: $(READY) $(ASSETS)
	@$(BIN)/python benchmarks/web.py $(if $(MINUTES),--minutes $(MINUTES))

mutate: $(READY)
	@$(BIN)/python tests/mutate.py

docs: $(READY)
	@$(BIN)/python -m openmips.policy.pages docs/policy
	@$(BIN)/python -m openmips.content.pages docs/glossary.md
	@$(BIN)/python -m openmips.answers.problem_pages docs/problems.md
	@$(BIN)/python -m openmips.formats.json_schema docs/schemas
	@$(BIN)/python tests/coverage_page.py
	@$(BIN)/python tests/calibration_page.py

screens: $(READY) $(ASSETS)
	@$(BIN)/python tests/browser/screens.py docs/screens

# What is committed, built twice and tried; nothing is published.
release: $(READY) $(ASSETS)
	@$(BIN)/python release/run.py

PIN = CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/pip-compile --quiet --generate-hashes --strip-extras --allow-unsafe \
  --no-emit-options --no-emit-index-url --no-emit-find-links --no-emit-trusted-host

lock: $(READY)
	@$(PIN) --extra claims --extra web --output-file requirements/dev.lock pyproject.toml requirements/dev.in
	@$(PIN) --extra claims --extra web --constraint requirements/dev.lock \
	  --output-file requirements/run.lock pyproject.toml
	@$(PIN) --output-file requirements/spark.lock requirements/spark.in

clean:
	@rm -rf .venv .coverage .coverage.* .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache build dist
