# The two commands of the README: `make demo` and `make test`. Each makes .venv and installs what it needs.

PORT ?= 8000
# More than there may be cores: many tests wait for a client to lose its patience.
WORKERS ?= 4
VENV := .venv
BIN := $(VENV)/bin
FIND_PYTHON := for python in $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11 python; do \
	  if "$$python" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then echo "$$python"; exit; fi; \
	done
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
CLIENTS := .venv-clients

.PHONY: demo test test-clients bench lint types format ci clean
.DEFAULT_GOAL := test

demo: $(VENV)/.installed  ## a server that answers from fixtures/
	@exec $(BIN)/fakeai serve fixtures/ --port $(PORT)

test: $(VENV)/.installed-dev
	$(BIN)/python -m pytest --numprocesses $(WORKERS) --dist worksteal $(ARGS)

# Frameworks by other people, in two environments: not all of them are with the newest `openai` yet.
test-clients: $(CLIENTS)/clients/.installed $(CLIENTS)/clients-openai-2/.installed
	FAKEAI_CLIENTS="agents langchain langchain_openai pydantic_ai" \
	  $(CLIENTS)/clients/bin/python -m pytest tests/clients tests/test_docs.py -k clients $(ARGS)
	FAKEAI_CLIENTS="instructor litellm llama_index.llms.openai" \
	  $(CLIENTS)/clients-openai-2/bin/python -m pytest tests/clients tests/test_docs.py -k clients $(ARGS)

bench: $(VENV)/.installed-dev
	$(BIN)/python -m benchmarks $(ARGS)

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports

types: $(VENV)/.installed-dev
	$(BIN)/mypy

format: $(VENV)/.installed-dev
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

ci:
	.ci/run

clean:
	rm -rf $(VENV) $(CLIENTS) dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis

# Made anew when pyproject.toml changes; otherwise a stamp makes this free.
$(BIN)/python $(CLIENTS)/clients/bin/python $(CLIENTS)/clients-openai-2/bin/python:
	@python=$$($(FIND_PYTHON)); \
	if [ -z "$$python" ]; then \
	  echo "fakeai needs Python 3.11 or newer with its venv module, and found none." >&2; \
	  echo "Install one (Debian and Ubuntu: python3-venv too), or name it: make PYTHON=/path/to/python3" >&2; \
	  exit 1; \
	fi; \
	echo "making $(@:/bin/python=) with $$("$$python" --version)"; \
	"$$python" -m venv $(@:/bin/python=)

$(VENV)/.installed: pyproject.toml | $(BIN)/python
	@echo "installing fakeai into $(VENV)"
	@$(PIP) install --editable .
	@touch $@

$(VENV)/.installed-dev: pyproject.toml | $(BIN)/python
	@echo "installing fakeai and what its tests need into $(VENV)"
	@$(PIP) install --upgrade "pip>=25.1"
	@$(PIP) install --editable . --group dev
	@touch $(VENV)/.installed $@

$(CLIENTS)/%/.installed: pyproject.toml | $(CLIENTS)/%/bin/python
	@echo "installing fakeai and the clients of the group $* into $(@D)"
	@$(@D)/bin/python -m pip --quiet --disable-pip-version-check install --upgrade "pip>=25.1"
	@$(@D)/bin/python -m pip --quiet --disable-pip-version-check install --editable . --group $*
	@touch $@
