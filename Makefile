# The commands of the project. Each first sets up .venv when that is missing or out of date.
#
#   make run      simulate the default study            make run ARGS="scenario=baseline seed=7"
#   make test     the quick tests                     make test ARGS="tests/test_repository.py -x"
#   make test-slow   the tests that take longer
#   make test-all    the quick and the slow tests
#   make lint     format, lint and types                make format   repair what can be repaired
#   make check    lint and test: run this before a commit
#   make verify   the simulation against theory (slow)
#   make bench    speed and memory                  make bench ARGS="county start"
#                 keep as the baseline              make bench ARGS=--write
#   make experiment NAME=county   run an experiment and compare with its committed answer
#   make validate                 hold the model beside all reference figures, and compare with the
#                                 committed verdicts
#   make whatif   a page to try for oneself         make whatif ARGS="programmes=eksjo"
#   make app      open sesim in the browser         make app ARGS="my --lang sv"
#   make docs     build the documentation as a site in build/docs; broken links are errors
#   make notebooks                the same, with all notebooks in full; the calibration takes long
#   make lock     resolve requirements.lock             make lock ARGS=--upgrade
#   make clean    remove everything that can be made again

SHELL := /bin/sh
PYTHON ?= python3 python3.13 python3.12 python3.11
ARGS ?=

BIN := .venv/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
# On a terminal pip shows what it downloads; elsewhere that would be hundreds of lines.
PIP_SHOWN := if [ -t 1 ]; then quiet=; else quiet=--quiet; fi; \
	$(BIN)/python -m pip --disable-pip-version-check $$quiet
READY := .venv/.ready
UV := uv==0.13.9

# Two processes share the tests, a file at a time, in the order of tests/conftest.py;
# ARGS="-n 0" runs them in this one, as --pdb needs.
# Linear algebra with threads of its own would take twice the cores that there are; only the
# slow tests, of which some are about processes, leave that as it is for a user.
# Where the system says not to keep compiled files, every process that a test starts would compile
# everything anew.
PYTEST := PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n 2 --dist loadfile \
	--no-loadscope-reorder
ONE_THREAD := OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1

.DEFAULT_GOAL := check
.PHONY: run test test-slow test-all lint format check verify bench experiment validate whatif app notebooks docs lock clean

run: $(READY)
	$(BIN)/sesim $(ARGS)

test: $(READY)
	$(ONE_THREAD) $(PYTEST) -m "not slow and not verification" $(ARGS)

test-slow: $(READY)
	$(PYTEST) -m "slow and not verification" $(ARGS)

test-all: $(READY)
	$(ONE_THREAD) $(PYTEST) -m "not verification" $(ARGS)

lint: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy --strict src

format: $(READY)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

check: lint test

verify: $(READY)
	$(ONE_THREAD) $(PYTEST) -m verification $(ARGS)

bench: $(READY)
	$(ONE_THREAD) $(BIN)/python benchmarks/run.py $(ARGS)

experiment: $(READY)
	@test -n "$(NAME)" || { echo "say which: make experiment NAME=county" >&2; exit 1; }
	PYTHONPATH=experiments $(BIN)/python experiments/$(NAME)/run.py $(ARGS)

validate: $(READY)
	@$(MAKE) --no-print-directory experiment NAME=validation

# What stands last on the command line holds, so ARGS may name another programme.
whatif: $(READY)
	$(BIN)/sesim-whatif programmes=vetlanda $(ARGS)

app: $(READY)
	$(BIN)/sesim-app $(ARGS)

# Read anew each time: what has not changed would hide its warnings.
docs: $(READY)
	$(BIN)/python -m sphinx --quiet --fresh-env --fail-on-warning --keep-going --conf-dir docs \
		. build/docs
	@echo "the site is in build/docs: open build/docs/index.html"

# Not quiet: each notebook says when it is done.
notebooks: $(READY)
	SESIM_NOTEBOOKS=full $(BIN)/python -m sphinx --fresh-env --fail-on-warning --keep-going \
		--conf-dir docs . build/docs
	@echo "open build/docs/notebooks/README.html; the figures are in outputs/notebooks"

# uv is kept out of the lock: it writes the lock and nothing else needs it.
lock: $(READY)
	$(PIP) install "$(UV)"
	$(BIN)/uv pip compile --quiet --system-certs --universal --python-version 3.11 \
		--generate-hashes --no-annotate --no-header --group test --group lint --group docs --group bench \
		$(ARGS) pyproject.toml --output-file requirements.lock > /dev/null

# Some systems split Python up and leave out ensurepip, without which a new environment
# has no pip; the system's own pip can then put one there.
$(READY): requirements.lock pyproject.toml
	@set -e; \
	python=; \
	for name in $(PYTHON); do \
		if "$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
			python=$$name; break; \
		fi; \
	done; \
	test -n "$$python" || { echo "sesim needs Python 3.11 or later (tried: $(PYTHON))" >&2; exit 1; }; \
	if ! $(BIN)/python -c '' 2>/dev/null; then \
		echo "setting up .venv with $$($$python --version)"; \
		if "$$python" -c 'import ensurepip' 2>/dev/null; then \
			"$$python" -m venv --clear .venv; \
		else \
			"$$python" -m venv --clear --without-pip .venv; \
		fi; \
	fi; \
	if ! $(BIN)/python -m pip --version > /dev/null 2>&1; then \
		"$$python" -m pip --python $(BIN)/python install --quiet pip || { \
			echo "cannot put pip into .venv: install your system's python3-venv package" >&2; \
			exit 1; \
		}; \
	fi
	@echo "installing the libraries of requirements.lock into .venv: a few hundred megabytes, so"
	@echo "the first time takes minutes"
	@$(PIP_SHOWN) install --require-hashes --requirement requirements.lock
	@echo "installing sesim into .venv"
	@$(PIP) install --no-deps --editable .
	@echo ".venv is ready"
	@touch $@

clean:
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis build dist
	find src tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true
