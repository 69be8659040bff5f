# `make run` starts Saathi, `make test` tests it; both make the environment first if it is missing.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
OUTSIDE ?=

.PHONY: env run test check eval bench lock clean

env: $(READY)

# The lock holds exact, hashed versions for every extra; the project itself is installed in place.
$(READY): requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $(READY)

run: $(READY)
	@$(BIN)/saathi ask --build

check: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

test: check
	$(BIN)/pytest --cov --cov-report=term

# OUTSIDE=FILE adds questions of your own: make eval OUTSIDE=my-questions.yaml
eval: $(READY)
	$(BIN)/python -m tests.evaluation $(OUTSIDE)

# POLICYQA=FILE measures PolicyQA too; its data stays outside the project.
bench: $(READY)
	$(BIN)/python -m tests.benchmark $(if $(POLICYQA),--policyqa $(POLICYQA))

# Needs `uv`. No download address is written.
lock:
	uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-header --quiet --output-file requirements.lock

# The folder .saathi stays: it holds the office's own documents.
clean:
	rm -rf $(VENV) build
