# Everything that is done with this project, one word each. Each target sets up what it needs first.

PYTHON ?= python3
ARGS ?=
export PYTHON
MAKEFLAGS += --no-print-directory

python := .venv/bin/python
setup := @scripts/setup.sh
unit_tests := -m pytest -q --ignore=tests/end_to_end

.DEFAULT_GOAL := help
.PHONY: help setup run demo rehearse pictures translations test test-quick mutants lint format fuzz lock \
	audit sbom bundle clean
.NOTPARALLEL:

help: ## Show this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 20

setup: ## Install what the program and its tests need, and nothing else
	$(setup) test

run: ## Start the program: make run ARGS="--data-dir DIR"
	$(setup) run
	@if [ "$$(uname)" = Linux ] && [ -z "$${DISPLAY-}$${WAYLAND_DISPLAY-}" ] && \
		[ -z "$(filter --version --help,$(ARGS))" ]; then \
		echo "There is no display here: the demonstration runs on a virtual one, without ARGS."; \
		$(MAKE) demo; \
	else \
		$(python) -m desktop_app $(ARGS); \
	fi

demo: ## Watch the main job being done, on a virtual screen; pictures go to build/demo
	$(setup) test
	@$(python) -m tests.end_to_end.demo

rehearse: ## Run stand-ins for Stripe, m3ter and a return page, to connect an organization to
	$(setup) test
	@mkdir -p build/rehearsal
	@$(python) -m tests.stripe_double --folder build/rehearsal $(ARGS)

pictures: ## Take a picture of every page and state, light and dark, into build/pictures
	$(setup) test
	@$(python) -m tests.pictures $(ARGS)

translations: ## Bring the translations up to date with the code; ARGS=de begins German
	$(setup) test
	@$(python) -m tests.translations $(ARGS)

# The end-to-end tests come last, so that pytest's summary of them is the last line.
test: lint ## Run every check and every test, as CI does
	@$(python) -m coverage run $(unit_tests)
	@echo "Coverage of desktop_app by the unit tests, branches included:" \
		"$$($(python) -m coverage report --format=total) %"
	@$(python) -m pytest -q tests/end_to_end

test-quick: ## Run the style check and the unit tests
	$(setup) test
	@$(python) -m ruff check --quiet
	@$(python) $(unit_tests)

# On copies of the checkout, two at a time. ARGS are parts of the names or files of protections.
mutants: ## Take out one protection at a time, and find the test that fails
	$(setup) test
	@$(python) -m tests.mutants $(ARGS)

# Only the program is checked for other platforms: the tests use what is there on Linux alone.
# Import Linter has no `python -m`, and the script that comes with it breaks when .venv is moved.
lint: ## Check style, spelling, types and which module imports which
	$(setup) test
	@$(python) -m ruff check --quiet
	@$(python) -m ruff format --check --quiet
	@$(python) -m codespell_lib
	@$(python) -m mypy
	@for platform in win32 darwin; do \
		$(python) -m mypy --platform $$platform --cache-dir .mypy_cache/$$platform desktop_app || exit; \
	done
	@$(python) -c 'from importlinter.cli import lint_imports_command as check; check()' --no-logo

format: ## Put the code into its standard form
	$(setup) test
	@$(python) -m ruff check --fix --quiet
	@$(python) -m ruff format --quiet

fuzz: ## Attack what reads from outside, Linux only: make fuzz ARGS="--inputs 1000000 --answers 200"
	$(setup) test
	$(setup) fuzz
	@$(python) -m tests.fuzz $(ARGS)

lock: ## Pin the newest allowed packages that fit: make lock ARGS=--upgrade
	$(setup) test
	@for name in runtime dev audit fuzz; do \
		$(python) -m uv pip compile --no-config --system-certs --quiet --universal --python-version 3.11 \
			--generate-hashes --no-emit-index-url --no-emit-find-links \
			--custom-compile-command "make lock" $(ARGS) \
			requirements/$$name.in --output-file requirements/$$name.txt || exit; \
	done

# Not part of `make test`: what is known of the same packages changes from day to day.
audit: audit-tools ## Ask whether the pinned packages have known weaknesses
	@scripts/audit.sh build/audit/bin/python

sbom: audit-tools ## Write a bill of materials (CycloneDX) of the pinned packages into dist/
	@mkdir -p dist
	@build/audit/bin/python -W ignore -m cyclonedx_py requirements --pyproject pyproject.toml \
		--output-reproducible --output-file dist/m3ter-desktop.cdx.json requirements/runtime.txt
	@echo dist/m3ter-desktop.cdx.json

.PHONY: audit-tools
audit-tools:
	$(setup) test
	@$(python) -m uv venv --no-config --quiet --allow-existing --python $(python) build/audit
	@$(python) -m uv pip sync --no-config --system-certs --quiet --require-hashes --python build/audit/bin/python \
		requirements/audit.txt

bundle: ## Freeze the program into dist/m3ter-desktop
	$(setup) bundle
	@$(python) -m PyInstaller --noconfirm --log-level WARN --workpath build/pyinstaller build.spec

clean: ## Remove what was built, but keep .venv
	@rm -rf build dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	@find desktop_app tests -name __pycache__ -type d -prune -exec rm -rf {} +
