# The two commands that everybody needs: `make run` and `make test`; `make help` lists all.

PYTHON ?= python3
UV_VERSION := 0.13.9
VENV := .venv
BIN := $(VENV)/bin
NODE_MODULES := tests/developers/clients/node_modules

# uv takes the Python that is there; it never downloads one.
export UV_PYTHON_DOWNLOADS := never
export UV_PROJECT_ENVIRONMENT := $(VENV)
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Where the machine keeps certificates it may trust a proxy of its own; uv asks it then.
ifneq ($(wildcard /etc/ssl/certs/ca-certificates.crt),)
export UV_SYSTEM_CERTS := 1
endif

.PHONY: help run test coverage check bench messages migrations pictures format lock browser clients slow clean
.DEFAULT_GOAL := help

help: ## List the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

run: $(VENV)/.run ## Set everything up and serve it: make run PORT=8001 DATA_DIR=/tmp/d PROGRAMME_AS_OF=2014-06-02
	@exec $(BIN)/python -m creative_district.supervisor

test: $(VENV)/.dev ## Run the tests; on TEST_DATABASE_URL and TEST_REDIS_URL too where they are set
	@$(BIN)/python -m tests $(ARGS)

# On the embedded default, whatever is pointed at: some faults can be staged only there.
coverage: $(VENV)/.dev ## Hold the tests to every branch of the reminder engine
	@env -u TEST_DATABASE_URL -u TEST_REDIS_URL $(BIN)/coverage run -m pytest tests/actions/reminders $(ARGS)
	@$(BIN)/coverage report

slow: $(VENV)/.dev ## Run the tests with real processes, on servers that they start themselves
	@$(BIN)/python -m pytest -m slow $(ARGS)

browser: $(VENV)/.dev ## Look at the pages in Chromium, accessibility included
	@$(BIN)/python -m pytest -m browser $(ARGS)

clients: $(VENV)/.dev $(NODE_MODULES)/.package-lock.json ## Generate clients from the OpenAPI document and use them (needs Node)
	@$(BIN)/python -m pytest -m clients $(ARGS)

check: $(VENV)/.dev ## Hold the code to the rules that machines can hold
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy .
	$(BIN)/djlint --quiet --lint templates
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python -m tests.catalogues
	@echo "manage.py check --deploy, as .env.example has it"
	@env -i PATH="$$PATH" sh -ec 'set -a; . ./.env.example; \
	  SECRET_KEY=$$($(BIN)/python -c "import secrets; print(secrets.token_urlsafe(50))"); \
	  exec $(BIN)/python manage.py check --deploy --fail-level WARNING'
	$(BIN)/uv lock --check --quiet
	$(EXPORT) | diff requirements.txt -
	$(EXPORT) --all-groups | diff requirements-dev.txt -
	@echo "All checks passed."

bench: $(VENV)/.dev ## Measure, as ratios: one JSON line each, and a table
	@$(BIN)/python -m tests.bench

pictures: $(VENV)/.dev ## Take the pictures of the staff guide anew
	@$(BIN)/python -m tests.browser.pictures

format: $(VENV)/.dev ## Format the code
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .

messages: $(VENV)/.dev ## Collect the texts to translate, and compile the translations (needs gettext)
	$(BIN)/python -m tests.catalogues --update

migrations: $(VENV)/.dev ## Write the migrations that the models lack
	$(BIN)/python manage.py makemigrations

lock: $(VENV)/.dev ## Bring the lock and the exports of it up to date with pyproject.toml
	$(BIN)/uv lock
	$(EXPORT) > requirements.txt
	$(EXPORT) --all-groups > requirements-dev.txt

clean: ## Throw away the environment; the data in DATA_DIR stays
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache

# The environment: uv from the lock, or pip with the hashes of the same lock.
EXPORT := $(BIN)/uv export --frozen --quiet --no-header --no-emit-project --no-annotate

$(VENV)/.run: GROUPS := --no-default-groups
$(VENV)/.run: FALLBACK := requirements.txt
$(VENV)/.dev: GROUPS := --all-groups
$(VENV)/.dev: FALLBACK := requirements-dev.txt

$(VENV)/.run $(VENV)/.dev: uv.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make run PYTHON=python3.11")'
	@echo "Installing what uv.lock names into $(VENV)"
	@$(PYTHON) -m venv $(VENV)
	@{ $(BIN)/uv --version 2>/dev/null | grep -qF "uv $(UV_VERSION) " \
	    || $(BIN)/python -m pip install --quiet uv==$(UV_VERSION); } \
	  && $(BIN)/uv sync --frozen --inexact --quiet $(GROUPS) \
	  || $(BIN)/python -m pip install --quiet --require-hashes -r $(FALLBACK)
	@touch $@

# The generators for TypeScript, from their own lock.
$(NODE_MODULES)/.package-lock.json: tests/developers/clients/package-lock.json
	@echo "Installing what package-lock.json names into $(NODE_MODULES)"
	@npm ci --prefix $(dir $<) --ignore-scripts --no-audit --no-fund --silent
	@touch $@
