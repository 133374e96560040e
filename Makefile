# Everything a newcomer or CI runs. `make` alone prints the targets.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ARGS ?=
UPGRADE ?=

# uv of the machine if it runs, else one put into the environment by pip.
UV := $(shell uv --version >/dev/null 2>&1 && echo uv || echo $(BIN)/uv)
UV_READY := $(filter-out uv,$(UV))
INSTALL = $(UV) pip install --quiet --python $(BIN)/python
COMPILE = $(UV) pip compile --quiet pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" $(UPGRADE)

.DEFAULT_GOAL := help
# Where a machine sets it, every process would compile all that it imports again.
unexport PYTHONDONTWRITEBYTECODE
.PHONY: help demo test bench lint docs lock clean

help: ## print these targets
	@echo "make TARGET [PYTHON=python3.13] [ARGS=...]"
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/\1|\2/p' Makefile | awk -F'|' '{ printf "  %-7s %s\n", $$1, $$2 }'

demo: $(VENV)/.run-ready ## follow every bill of the embedded sample into cleanbill-out/ (ARGS="--people 5000")
	$(BIN)/cleanbill demo $(ARGS)

test: $(VENV)/.dev-ready ## run the tests, two at a time (ARGS="tests/payer -k deductible")
	$(BIN)/python -m pytest -n 2 --dist loadfile $(ARGS)

bench: $(VENV)/.dev-ready ## measure speed and memory of the main job (ARGS="10000 100000") and of the payer's
	$(BIN)/python -m bench $(ARGS)
	$(BIN)/python -m bench.claims
	$(BIN)/python -m bench.x12_read

lint: $(VENV)/.dev-ready ## style, types and who may import whom
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

docs: $(VENV)/.dev-ready ## build the documentation into site/
	$(BIN)/python -m scripts.write_docs
	$(BIN)/python -m scripts.run_examples
	$(BIN)/python -m scripts.run_notebooks
	$(BIN)/zensical build --clean

lock: $(VENV)/pyvenv.cfg $(UV_READY) ## compile the locks from pyproject.toml (UPGRADE=--upgrade for newer pins)
	$(COMPILE) --group build --extra relief --output-file locks/run.txt
	$(COMPILE) --group build --extra dev --constraint locks/run.txt --output-file locks/dev.txt
	$(UV) pip compile --quiet --group uv --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" $(UPGRADE) \
		--output-file locks/uv.txt

clean: ## remove the environment, caches and what the targets above wrote
	rm -rf $(VENV) site cleanbill-out .pytest_cache .hypothesis .mypy_cache .ruff_cache spark-warehouse
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# A stamp per lock, so that later runs skip what is already installed.
$(VENV)/.run-ready: pyproject.toml locks/run.txt | $(VENV)/pyvenv.cfg $(UV_READY)
	@echo "Installing what cleanbill needs (locks/run.txt) into $(VENV) ..."
	@$(INSTALL) --require-hashes -r locks/run.txt
	@$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev-ready: pyproject.toml locks/dev.txt | $(VENV)/pyvenv.cfg $(UV_READY)
	@echo "Installing what the tests need too (locks/dev.txt) into $(VENV) ..."
	@$(INSTALL) --require-hashes -r locks/dev.txt
	@$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@ $(VENV)/.run-ready

$(VENV)/pyvenv.cfg:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' || { \
		echo "cleanbill needs Python 3.11, 3.12 or 3.13; '$(PYTHON)' is $$($(PYTHON) --version 2>&1)."; \
		echo "Name another one: make PYTHON=python3.13 $(MAKECMDGOALS)"; exit 1; }
	@echo "Making a Python environment in $(VENV) ..."
	@$(PYTHON) -m venv $(if $(UV_READY),,--without-pip) $(VENV) || { rm -rf $(VENV); exit 1; }

$(BIN)/uv: | $(VENV)/pyvenv.cfg
	@echo "Installing uv into $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r locks/uv.txt
