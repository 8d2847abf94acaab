# Every command of the project. `make` alone lists them.

PYTHON ?= python3
BIN = .venv/bin
RUN = $(BIN)/python -m
PACKAGES = admin bot civic flows jawab public relay simulator storage webhooks
CODE = $(PACKAGES) scripts bench tests

.DEFAULT_GOAL = help
.PHONY: help demo test check extract compile lock bench chaos pictures clean ready dev

help:  ## this list
	@sed -n 's/^\([a-z]*\):.*##  *\(.*\)/\1|\2/p' Makefile | awk -F'|' '{printf "make %-10s %s\n", $$1, $$2}'

demo: ready  ## run the whole product on this machine, with pretend phones (PORT=8000)
	@exec $(RUN) jawab demo

test: check  ## prove everything, setting up what it needs
	$(RUN) pytest -n logical

check: dev  ## formatting, lint, types, the import law, the translations
	$(RUN) ruff format --check .
	$(RUN) ruff check .
	$(RUN) mypy $(CODE)
	$(BIN)/lint-imports
	$(RUN) pytest tests/test_locales.py

extract: dev  ## gather the marked sentences into every language's catalogue
	$(RUN) scripts.catalogues

compile: ready  ## make the catalogues that the product reads (every start does it too)

lock: dev  ## write the locked dependencies anew from pyproject.toml
	$(RUN) uv pip compile $(LOCK) -o requirements.lock pyproject.toml
	$(RUN) uv pip compile $(LOCK) -o requirements-dev.lock --group dev -c requirements.lock pyproject.toml
LOCK = -q --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate

bench: ready  ## play a file of real requests through the product (CSV=path)
	$(RUN) bench.replay $(CSV)

chaos: dev  ## kill the product's processes at random, and count what is lost (TURNS=10000 SEED=7)
	$(RUN) pytest -m chaos tests/chaos -s

pictures: dev  ## take the pictures of the README from the running product
	$(RUN) scripts.pictures

clean:  ## remove what was made here, except the data in var
	rm -rf .venv .*_cache .hypothesis dist tests/browser/shots
	find . -name __pycache__ -prune -exec rm -rf {} +
	rm -f locales/*/LC_MESSAGES/*.mo locales/messages.pot

ready:
	@$(PYTHON) -m scripts.bootstrap

dev:
	@$(PYTHON) -m scripts.bootstrap --dev
