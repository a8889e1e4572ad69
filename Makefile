# Two commands for everybody: `make demo` and `make test`. Both set up what they need, in .venv beside this file.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SOURCES := ingest index search service tests benchmarks sample_docs/.maker
DEMO := .demo-library
QUESTION := what went wrong with mobile cash transfers before

.PHONY: demo test check fix bench clean

demo: $(VENV)/ready
	$(BIN)/lessons ingest sample_docs --metadata sample_docs/metadata.csv --library $(DEMO)
	@echo
	@echo '$$ lessons search "$(QUESTION)" -k 5'
	@echo
	@$(BIN)/lessons search "$(QUESTION)" -k 5 --library $(DEMO)
	@echo
	@echo 'To ask on a page: $(BIN)/lessons serve --library $(DEMO), then open the address that it prints.'

test: $(VENV)/ready
	$(BIN)/python -m pytest

check: $(VENV)/ready
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

fix: $(VENV)/ready
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(VENV)/ready
	$(BIN)/python -m benchmarks.ranking

clean:
	rm -rf $(VENV) $(DEMO) build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

# constraints.txt names torch: without it another package may bring another build of it.
$(VENV)/ready: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; assert sys.version_info >= (3, 11), "Python 3.11 or newer is needed"'
	@echo "Setting up $(VENV): some minutes, once."
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@touch $@
