# `make run` starts Saathi, `make test` tests it; both make the environment first if it is missing.
# PYTHON=python3.12 takes another Python, VENV=FOLDER another place for the environment, and
# WHEELS=FOLDER the packages from a folder in place of the network (docs/setup.md).
PYTHON ?= python3
VENV ?= .venv
WHEELS ?=
BIN := $(VENV)/bin
READY := $(VENV)/.ready
OUTSIDE ?=
PAGE := bot/workspace/page
PACKAGES := tests/node_packages
PYTEST = $(BIN)/pytest -n auto --dist loadfile --no-loadscope-reorder --failed-first
NEAR = $(BIN)/python -m tests.running.near
SINCE ?=

.PHONY: env run test test-near check test-packages emulator page page-check eval eval-model record bench lock wheels clean

env: $(READY)

# The lock holds exact, hashed versions for every extra; the project itself is installed in place.
$(READY): requirements.lock pyproject.toml deploy/environment.py
	$(PYTHON) deploy/environment.py --at $(VENV) $(if $(WHEELS),--wheels $(WHEELS))
	touch $(READY)

# With Slack tokens in the settings it serves Slack; without, it opens the local workspace.
run: $(READY)
	@$(BIN)/saathi serve

check: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy && $(BIN)/mypy deploy/environment.py deploy/runtime_lock.py deploy/healthcheck.py

# Builds the local workspace's page; needs Node. The bundle is kept with the project.
page:
	cd $(PAGE) && npm ci --silent && npm run --silent build

# Fails where the bundle that is kept is not what the source builds.
page-check:
	fresh=$$(mktemp -d) && cd $(PAGE) && npm ci --silent && npx tsc && \
	  npx vite build --logLevel warn --outDir "$$fresh" --emptyOutDir && \
	  diff -r "$$fresh" ../static || \
	  { echo "$(PAGE)/../static is not what its source builds; run make page and commit both."; exit 1; }

# Fonts and a validator of Word files, where npm is there to fetch them; without, the tests that
# need them say so.
test-packages:
	@if command -v npm >/dev/null && ! cmp -s $(PACKAGES)/package-lock.json $(PACKAGES)/node_modules/.lock; then \
	  npm ci --silent --prefix $(PACKAGES) && cp $(PACKAGES)/package-lock.json $(PACKAGES)/node_modules/.lock || \
	  echo "npm could not fetch what $(PACKAGES) names; the tests go on without."; fi

# The whole suite: first what failed in the last run, then what is near to what differs from the
# branch main. The longest tests are listed; COVERAGE=1 measures which lines ran, which takes longer.
test: check test-packages
	TESTS_NEAR="$$($(NEAR))" $(PYTEST) --durations=40 $(if $(COVERAGE),--cov --cov-report=term)

# Only what is near to what differs from the branch main, or from SINCE=COMMIT.
test-near: $(READY) test-packages
	@near=$$($(NEAR) $(SINCE)) && if [ -n "$$near" ]; then \
	  echo "$$near" && $(PYTEST) $$near; else echo "No test is near to what changed."; fi

# Saathi against an emulator of Slack that is not ours, fetched by you: make emulator AT=FOLDER
# (docs/workspace.md); BUN=FILE is the program that runs it.
AT ?=
BUN ?= bun
emulator: $(READY)
	@test -d "$(AT)" || { echo "Name the emulator’s folder: make emulator AT=FOLDER"; exit 1; }
	EMULATOR="$(abspath $(AT))" BUN="$(BUN)" $(BIN)/pytest --no-cov tests/emulator/scenarios.py

# OUTSIDE=FILE adds questions of your own: make eval OUTSIDE=my-questions.yaml
eval: $(READY)
	$(BIN)/python -m tests.evaluation.verbatim $(OUTSIDE)

# Asks the chat model that the settings name, beside the verbatim answers. EVERY=10 asks a tenth.
eval-model: $(READY)
	$(BIN)/python -m tests.evaluation.model $(if $(EVERY),--every $(EVERY)) \
	  $(if $(MINUTES),--minutes $(MINUTES)) $(OUTSIDE)

# Records a real model's words for the tests: docs/recording.md. RECORDER=FOLDER keeps the model.
record: $(READY)
	RECORDER=$(RECORDER) $(BIN)/python -m tests.recording record

# POLICYQA=FILE measures PolicyQA too; its data stays outside the project.
bench: $(READY)
	$(BIN)/python -m tests.benchmark $(if $(POLICYQA),--policyqa $(POLICYQA))

# Needs `uv`. No download address is written; extras are kept, so that no pip looks for more.
lock:
	uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 --no-strip-extras \
	  --generate-hashes --no-emit-index-url --no-header --quiet --output-file requirements.lock

# Every file of the lock in a folder, for machines without network: make wheels WHEELS=FOLDER
wheels:
	$(PYTHON) -m pip download --quiet --no-deps --require-hashes --only-binary :all: \
	  --requirement requirements.lock --dest $(or $(WHEELS),wheels)

# The folder .saathi stays: it holds the office's own documents.
clean:
	rm -rf $(VENV) build
