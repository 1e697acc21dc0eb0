# Everything runs in environments that make keeps itself: .venv to work in, .venv-generator for the generators.
# Each stamp is written last: what was interrupted has no stamp, and is made anew.

PYTHON ?= $(firstword $(foreach python,python3.11 python3,$(if $(shell $(python) --version 2>/dev/null),$(python))))
PIP_OPTIONS := --quiet --quiet --disable-pip-version-check

ENV := .venv/.stamp
LOCKED := .venv/.locked
GENERATOR_ENV := .venv-generator/.stamp

.DEFAULT_GOAL := help
.PHONY: help client test check demo docs bench clean

help:  ## List the targets.
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s%s\n", $$1, $$2 }' $(MAKEFILE_LIST)

client: $(ENV) $(GENERATOR_ENV)  ## Compile the catalog, spec/, into the typed client and the sandbox's models.
	.venv/bin/python -m generator build

test: $(ENV) $(GENERATOR_ENV)  ## Run the tests; OPTIONS="-k name" goes to pytest.
	.venv/bin/python -m pytest $(OPTIONS)

CHECKS := ruff format mypy pyright imports catalog generated
.PHONY: $(CHECKS:%=check-%)

check: $(ENV) $(GENERATOR_ENV)  ## Check style, types, import directions, the catalog, and that what is generated is up to date.
	@$(MAKE) --no-print-directory --keep-going --jobs=1 $(CHECKS:%=check-%)

check-ruff: $(ENV)
	.venv/bin/python -m ruff check

check-format: $(ENV)
	.venv/bin/python -m ruff format --check

check-mypy: $(ENV)
	.venv/bin/python -m mypy

check-pyright: $(ENV)  # the variable: no look on the network for a newer version
	PYRIGHT_PYTHON_IGNORE_WARNINGS=1 .venv/bin/python -m pyright

check-imports: $(ENV)
	.venv/bin/lint-imports --no-logo --no-cache

check-catalog: $(ENV)
	.venv/bin/python -m generator check

check-generated: $(ENV) $(GENERATOR_ENV)
	.venv/bin/python -m generator build --check

demo: $(ENV)  ## Run examples/quickstart.py against a sandbox, on generated FCS files or those in FCS="folder".
	@.venv/bin/python examples/demo.py $(if $(FCS),--fcs "$(FCS)")

docs: $(ENV)  ## Write docs/cli.md from the help of the command omiq.
	.venv/bin/python -m omiq.cli.manual > docs/cli.md

bench: $(ENV)  ## Measure speed and memory against httpx, requests, curl and others, and print the ratios.
	.venv/bin/python -m benchmarks

clean:  ## Remove the environments, caches and build output.
	rm -rf .venv .venv-generator build dist .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(ENV): $(LOCKED) pyproject.toml
	.venv/bin/python -m pip install $(PIP_OPTIONS) --no-deps --no-build-isolation --editable .
	.venv/bin/python -m pip check
	@touch $@

$(LOCKED): constraints/dev.txt
	$(call new-environment,.venv,$<)
	@touch $@

$(GENERATOR_ENV): constraints/generator.txt
	$(call new-environment,.venv-generator,$<)
	@touch $@

# $(call new-environment,FOLDER,LOCKED REQUIREMENTS)
define new-environment
	@$(or $(PYTHON),python3) -c 'import sys; sys.exit(sys.version_info < (3, 11) and \
	  "Python 3.11 or later is needed; this is %s. Name another one: make PYTHON=python3.12" % sys.version.split()[0])'
	rm -rf $(1)
	$(PYTHON) -m venv $(1)
	$(1)/bin/python -m pip install $(PIP_OPTIONS) --require-hashes --requirement $(2)
endef
