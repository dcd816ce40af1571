# Fresh machine: python3 >= 3.11, make, git. Each target sets up .venv by itself.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DEMO_OUT ?= report
DEMO_WORKERS ?= 2
OLDEST_KERAS := 3.12.0

PIP = $(BIN)/python -m pip --disable-pip-version-check install -q -c .ci/constraints.txt
RECIPE := setup.cfg pyproject.toml Makefile .ci/constraints.txt .ci/requirements-backends.txt

.PHONY: demo test lint docs clean
.DELETE_ON_ERROR:

demo: $(VENV)/.demo
	KERAS_BACKEND=jax $(BIN)/python -m benchmarks run --scale quick --workers $(DEMO_WORKERS) --out $(DEMO_OUT)
	KERAS_BACKEND=jax $(BIN)/python -m benchmarks report --scale quick --out $(DEMO_OUT)

test: $(VENV)/.test
	$(BIN)/python -m tests.run_backends --oldest-keras $(VENV)/oldest-keras

lint: $(VENV)/.lint
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

docs: $(VENV)/.docs
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict -f docs/mkdocs.yml -d ../site

clean:
	rm -rf $(VENV) build dist site *.egg-info .pytest_cache .ruff_cache .hypothesis .coverage

# A stamp is older than a recipe file: the recipe changed, the install is run again.
# An environment whose interpreter is gone is made anew.
ifneq ($(wildcard $(VENV)/.python),)
ifneq ($(shell $(BIN)/python -c 'print(1)' 2>/dev/null),1)
$(shell rm -rf $(VENV))
endif
endif

$(VENV)/.python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "python3 >= 3.11 is needed; set PYTHON=/path/to/python3" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.demo: $(RECIPE) | $(VENV)/.python
	@echo "Installing what the demo needs into $(VENV) ..."
	$(PIP) -e ".[jax,benchmarks]"
	@touch $@

$(VENV)/.test: $(RECIPE) | $(VENV)/.python
	@echo "Installing all three backends and the test tools into $(VENV) ..."
	$(PIP) -e ".[jax,benchmarks,tuner,distributed,test]" -r .ci/requirements-backends.txt
	rm -rf $(VENV)/oldest-keras
	$(BIN)/python -m pip install -q --no-deps --target $(VENV)/oldest-keras keras==$(OLDEST_KERAS)
	@touch $@

$(VENV)/.lint: .ci/constraints.txt | $(VENV)/.python
	$(PIP) ruff
	@touch $@

$(VENV)/.docs: $(RECIPE) | $(VENV)/.python
	$(PIP) -e ".[docs]"
	@touch $@
