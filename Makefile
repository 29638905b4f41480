# Every command a person needs. `make help` lists them.
.DEFAULT_GOAL := help
SHELL := /bin/bash
# the first Python here that the lock has packages for
PYTHON ?= $(shell for p in python3 python3.11 python3.12 python3.13 python3.14; do \
  $$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' 2>/dev/null && echo $$p && break; done)
export LC_ALL := C# whatever locale the machine names, installed or not
export PYTHONUTF8 := 1
BIN := .venv/bin
READY := .venv/ready
# .venv is made anew if its Python is gone or the folder was moved
STALE := $(shell test -x $(BIN)/python && test "$$(cat $(READY) 2>/dev/null)" = "$$(cd .venv && pwd -P)" || rm -f $(READY))
# caches go into .venv where the home cannot be written to
ifneq ($(shell test -w "$$HOME/." && echo writable),writable)
export HOME := $(CURDIR)/.venv/home
endif
LOCKED := --require-hashes -r requirements.lock
UV := UV_LINK_MODE=hardlink $(BIN)/uv pip install --quiet --python $(BIN)/python
# torch: the CPU build of the lock, from a wheel folder where the machine names one that has it, else from PyTorch's own CPU index
FOLDER := $(if $(PIP_FIND_LINKS),UV_FIND_LINKS="$(PIP_FIND_LINKS)" $(UV) --compile-bytecode $(LOCKED) 2>/dev/null ||)
# macOS does not look where Homebrew puts Pango
PANGO := $(if $(filter Darwin,$(shell uname)),DYLD_FALLBACK_LIBRARY_PATH=/opt/homebrew/lib:/usr/lib)
DOCTOR = $(or $(PYTHON),python3) -m doctor
SETTINGS := -c . -W --keep-going -d _build/doctrees -w _build/warnings.txt
SPHINX := $(BIN)/python -m sphinx $(SETTINGS)
PUBLISH = PYTHONPATH=.github $(PYTHON) -m publish
TAG ?= $(GITHUB_REF_NAME)

.PHONY: help doctor html live test fast trials trials-current seeds bench format lint lock reproduce before summary fresh links archive archives site tagged candidate provenance reports assets release report audit propose pdf epub zip notebooks anki editions clean setup browser firefox pango checkers

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "make %-9s %s\n", $$1, $$2}' Makefile

$(READY): requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { $(DOCTOR); echo "The guide needs Python 3.11 to 3.14; see above, or name one: make PYTHON=python3.13 html" >&2; exit 1; }
	@$(PYTHON) -m venv --clear .venv >/dev/null || { $(DOCTOR); echo "Python cannot make a virtual environment; see above" >&2; exit 1; }
	@echo "Installing into .venv (once; about a minute)"
	@awk '/^uv==/ {on = 1} on; !/\\$$/ {on = 0}' requirements.lock > .venv/uv.lock
	@{ $(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r .venv/uv.lock \
	  && { $(FOLDER) UV_TORCH_BACKEND=cpu $(UV) --compile-bytecode $(LOCKED); } \
	  && $(UV) --no-deps --no-build-isolation -e . ; } \
	  || { echo "Installing failed. Without a network, connect and run the same command again; else see: make doctor" >&2; exit 1; }
	@cd .venv && pwd -P > ready

doctor: ## say what this machine has, what is missing, and what to type
	@$(DOCTOR)

setup: $(READY) ## install everything into .venv

html: $(READY) ## build the site into _build/html; CHAPTER=dropout runs one again, SHARD=2/4 runs a share and builds no pages
ifdef SHARD
	@exec $(BIN)/python -m _ext.execution.shard $(SHARD)
else
	@mkdir -p _build/html 2>/dev/null || { echo "_build/html cannot be made; mend the permissions of _build, then build again" >&2; exit 1; }
	@exec $(BIN)/python -I -S _ext/execution/unchanged.py $(SETTINGS) -q -D guide_again=$(CHAPTER) chapters _build/html
	@echo "The site is in _build/html: open _build/html/index.html"
endif

live: $(READY) ## serve the site, rebuild and reload on every edit
	@exec $(BIN)/python -m sphinx_autobuild -c . -d _build/doctrees --port 0 --ignore '*/_build/*' \
	  --watch snippets --watch _ext --watch _static --watch _templates chapters _build/html

pango: $(READY)
	@$(BIN)/python -m doctor.packages pango "The PDF needs"

pdf: html pango ## make the guide as PDFs: one to read, one with all code and data; PAPER=letter for US paper
	@$(PANGO) $(BIN)/python -m _ext.editions.pdf _build/html $(PAPER)

epub: pdf ## make the guide as an EPUB, for readers of books; it names the pages of the PDF
	@$(BIN)/python -m _ext.editions.epub _build/html

zip: html ## pack the site for reading without a network
	@$(BIN)/python -m _ext.editions.archive _build/html

notebooks: html ## make each chapter as a notebook that runs anywhere
	@$(BIN)/python -m _ext.editions.notebooks _build/html

anki: html ## make cards of all claims and questions for Anki
	@$(BIN)/python -m _ext.editions.anki _build/html

editions: $(READY) pango ## make all of these, and link them from every page
	@exec $(SPHINX) -q -D guide_editions=1 chapters _build/html
	@set -e; for edition in pdf epub notebooks anki gather archive gather; do \
	  $(PANGO) $(BIN)/python -m _ext.editions.$$edition _build/html; done

browser: $(READY)
	@$(BIN)/python -m doctor.packages browser "The browser tests need"

firefox: $(READY)
	@$(BIN)/python -m doctor.packages firefox "Some browser tests need"

# Ace by DAISY and the Nu HTML checker, at the versions and with the checksums of deno.lock
checkers: $(READY)
	@DENO_DIR=.venv/deno $(BIN)/deno install --frozen --quiet \
	  || { echo "The tests need Ace by DAISY and the Nu HTML checker, which could not be fetched; connect and run again" >&2; exit 1; }

test: $(READY) browser firefox pango checkers ## run all tests
	@$(PANGO) $(BIN)/python -m pytest $(ARGS)

fast: $(READY) ## run the tests that need neither the built site nor a browser
	@$(BIN)/python -m pytest -m "not built" $(ARGS)

trials: $(READY) ## ask every claim again under other circumstances; ONLY="dropout longer-16" runs a part
	@$(BIN)/python -m _ext.execution.trials --only "$(ONLY)" --scheduler "$(SCHEDULER)" $(if $(DAY),--day $(DAY))

trials-current: $(READY)
	@$(BIN)/python -m _ext.execution.trials --check

seeds: $(READY) ## the trials of every claim from 20 fresh base seeds and on other CPU kernels
	@$(MAKE) trials ONLY="seeds kernels"

bench: $(READY) ## measure build times, vectorised seeds, memory and the bench
	@PYTHONPATH=. $(BIN)/python tests/bench.py

format: $(READY) ## format Python, style sheets and scripts
	@$(BIN)/ruff format . && $(BIN)/deno fmt --quiet

lint: $(READY) ## check style, types, prose, links of the sources, and workflows
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/python tests/prose.py
	@$(BIN)/deno fmt --check --quiet
	@$(BIN)/check-jsonschema --quiet --builtin-schema vendor.github-workflows .github/workflows/*.yml
	@$(BIN)/check-jsonschema --quiet --builtin-schema vendor.dependabot .github/dependabot.yml
	@$(BIN)/check-jsonschema --quiet --builtin-schema vendor.github-issue-config .github/ISSUE_TEMPLATE/config.yml
	@$(BIN)/check-jsonschema --quiet --builtin-schema vendor.github-issue-forms $(filter-out %/config.yml,$(wildcard .github/ISSUE_TEMPLATE/*.yml))
	@$(BIN)/check-jsonschema --quiet --builtin-schema vendor.citation-file-format CITATION.cff
	@$(BIN)/zizmor --quiet --offline --persona auditor .github

lock: $(READY) ## remake requirements.lock from pyproject.toml, all but torch
	@$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --fork-strategy fewest --generate-hashes \
	  --no-emit-package torch --group dev --no-annotate --no-header pyproject.toml -o .venv/rest.lock
	@sed '/^# The rest/q' requirements.lock | cat - .venv/rest.lock > .venv/whole.lock && mv .venv/whole.lock requirements.lock

reproduce: $(READY) ## build twice from nothing, in different folders, and compare every byte
	@$(BIN)/python -m _ext.execution.reproduce editions

before: $(READY) ## for "What changed": get the site of the current release, or build that of SINCE=commit
ifdef SINCE
	@rm -rf _build/base _build/before && mkdir -p _build/base/_build _build/executed
	@git archive $(SINCE) | tar -x -C _build/base && ln -s ../../executed _build/base/_build/executed
	@cd _build/base && $(CURDIR)/$(BIN)/python -m sphinx -q -c . -d _build/doctrees chapters _build/html
	@mv _build/base/_build/html _build/before && rm -rf _build/base
else
	@$(PUBLISH).before --archives _build/archives --into _build/before
endif

summary: ## sum up a build: what changed since the site that `make before` got, and warnings
	@$(BIN)/python -m _ext.claims.comparison _build/before _build/html _build/warnings.txt | tee _build/summary.md $(GITHUB_STEP_SUMMARY)

fresh: $(READY) ## build the site from seeds that nobody has tried: today's date
	@GUIDE_SEED=$$(date +%Y%m%d) $(MAKE) html

links: $(READY) ## ask every external address of the guide, those that answered lately less often
	@$(SPHINX) -q -b linkcheck chapters _build/links && echo "Every external address answers"

reports: $(READY) browser checkers ## let veraPDF, epubcheck and Ace judge the editions, into _build/reports
	@PYTHONPATH=. $(BIN)/python tests/checkers.py _build/editions

archive: ## pack the built site as a release does
	@$(PUBLISH).archives _build/html _build/site.tar.gz

archives: ## download the archives of all releases, and the addresses of the published site
	@$(PUBLISH).download --archives _build/archives --previous _build/previous.txt

provenance: ## verify that the workflow Release built each archive from its tag
	@$(PUBLISH).provenance --archives _build/archives

candidate: ## does the built site, as a release, fit with all others?
	@$(PUBLISH).compose --candidate --archives _build/archives --dev _build/site.tar.gz --previous _build/previous.txt --into _build/candidate

site: ## put the archives of all releases and of this build into one site, _build/site
	@$(PUBLISH).compose --archives _build/archives --dev _build/site.tar.gz --previous _build/previous.txt --into _build/site

tagged: ## is TAG (vX.Y.Z) the version of pyproject.toml, and on main?
	@$(PUBLISH).release check "$(TAG)"

assets: ## gather all files of a release in _build/release
	@$(PUBLISH).gather _build

release: ## publish _build/release on GitHub as TAG
	@$(PUBLISH).release publish "$(TAG)" _build/release

report: ## open or close the issue of the weekly run
	@$(PUBLISH).weekly

audit: $(READY) ## ask OSV for known vulnerabilities of the packages in the lock
	@$(BIN)/pip-audit --require-hashes -r requirements.lock --disable-pip -s osv --progress-spinner off

propose: ## propose the lock in _build/lock as a pull request
	@$(PUBLISH).proposal _build/lock/requirements.lock

clean: ## remove what was built; installed packages stay
	rm -rf _build
