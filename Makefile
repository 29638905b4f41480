# Every command a person needs. `make help` lists them.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= $(or $(shell command -v python3.11),python3)
export LC_ALL := C# whatever locale the machine names, installed or not
export PYTHONUTF8 := 1
BIN := .venv/bin
READY := .venv/ready
# torch: the CPU build, from a wheel folder where the machine names one, else from PyTorch's own CPU index.
UV_SOURCE := $(if $(PIP_FIND_LINKS),UV_FIND_LINKS=$(PIP_FIND_LINKS),UV_TORCH_BACKEND=cpu)
UV := $(UV_SOURCE) UV_LINK_MODE=hardlink $(BIN)/uv
SPHINX := $(BIN)/python -m sphinx -c . -W --keep-going -d _build/doctrees -w _build/warnings.txt
PUBLISH := PYTHONPATH=.github $(PYTHON) -m publish
TAG ?= $(GITHUB_REF_NAME)
N ?= 10

.PHONY: help html live test seeds bench format lint lock reproduce before summary fresh links archive archives site tagged assets release report pdf epub zip notebooks anki editions clean setup browser pango

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "make %-9s %s\n", $$1, $$2}' Makefile

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "The guide needs Python 3.11 or newer; name one: make PYTHON=python3.11 html" >&2; exit 1; }
	@$(PYTHON) -m venv .venv || { echo "Python cannot make a virtual environment: install its venv module (Debian: python3-venv)" >&2; exit 1; }
	@echo "Installing into .venv (once; about a minute)"
	@{ $(BIN)/python -m pip install --quiet --disable-pip-version-check "$$(grep -o '^uv==[^ ]*' requirements.lock)" \
	  && $(UV) pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r requirements.lock \
	  && $(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e . ; } \
	  || { echo "Installing failed. Without a network, connect and run the same command again; on a Python or processor whose torch the lock does not hold, run: make lock" >&2; exit 1; }
	@touch $(READY)

setup: $(READY) ## install everything into .venv

html: $(READY) ## build the site into _build/html; CHAPTER=dropout runs one again
	@exec $(SPHINX) -q -D guide_again=$(CHAPTER) chapters _build/html
	@echo "The site is in _build/html: open _build/html/index.html"

live: $(READY) ## serve the site, rebuild and reload on every edit
	@exec $(BIN)/python -m sphinx_autobuild -c . -d _build/doctrees --port 0 --ignore '*/_build/*' \
	  --watch snippets --watch _ext --watch _static --watch _templates chapters _build/html

SUDO := $(shell test "$$(id -u)" = 0 || echo sudo -n)
PANGO := libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0
pango: $(READY)
	@$(BIN)/python -c 'from weasyprint.text.ffi import harfbuzz_subset as found; assert found' 2>/dev/null \
	  || { $(SUDO) apt-get update -qq && $(SUDO) apt-get install -y -qq $(PANGO); } >/dev/null 2>&1 \
	  || { echo "The PDF needs Pango: install your system's packages $(PANGO), then run again." >&2; exit 1; }

pdf: html pango ## make the guide as one PDF, for screen and paper
	@$(BIN)/python -m _ext.editions.pdf _build/html

epub: html ## make the guide as an EPUB, for readers of books
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
	  $(BIN)/python -m _ext.editions.$$edition _build/html; done

browser: $(READY)
	@$(BIN)/python tests/browser.py

test: $(READY) browser pango ## run all tests
	@$(BIN)/python -m pytest $(ARGS)

seeds: $(READY) ## run every claim from N other base seeds (N=10) and on other CPU kernels
	@$(BIN)/python -m _ext.execution.seeds $(N)

bench: $(READY) ## measure build times, vectorised seeds and memory
	@$(BIN)/python tests/bench.py

format: $(READY) ## format Python, style sheets and scripts
	@$(BIN)/ruff format . && $(BIN)/deno fmt --quiet

lint: $(READY) ## check style, types, prose, links of the sources, and workflows
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/python tests/prose.py
	@$(BIN)/deno fmt --check --quiet
	@$(BIN)/check-jsonschema --quiet --builtin-schema vendor.github-workflows .github/workflows/*.yml
	@$(BIN)/check-jsonschema --quiet --builtin-schema vendor.dependabot .github/dependabot.yml
	@$(BIN)/check-jsonschema --quiet --builtin-schema vendor.github-issue-config .github/ISSUE_TEMPLATE/config.yml
	@$(BIN)/check-jsonschema --quiet --builtin-schema vendor.github-issue-forms $(filter-out %/config.yml,$(wildcard .github/ISSUE_TEMPLATE/*.yml))
	@$(BIN)/zizmor --quiet --offline --persona auditor .github

lock: ## remake requirements.lock from pyproject.toml
	@test -x $(BIN)/uv || { $(PYTHON) -m venv .venv && $(BIN)/python -m pip install --quiet uv; }
	@$(UV) pip compile --quiet --upgrade --generate-hashes --group dev --no-annotate --no-header pyproject.toml -o requirements.lock
	@touch pyproject.toml

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

archive: ## pack the built site as a release does
	@$(PUBLISH).archives _build/html _build/site.tar.gz

archives: ## download the archives of all releases, and the addresses of the published site
	@$(PUBLISH).download --archives _build/archives --previous _build/previous.txt

site: ## put the archives of all releases and of this build into one site, _build/site
	@$(PUBLISH).compose --archives _build/archives --dev _build/site.tar.gz --previous _build/previous.txt --into _build/site

tagged: ## is TAG (vX.Y.Z) the version of pyproject.toml?
	@$(PUBLISH).release check "$(TAG)"

assets: ## gather all files of a release in _build/release
	@$(PUBLISH).release gather _build

release: ## publish _build/release on GitHub as TAG
	@$(PUBLISH).release publish "$(TAG)" _build/release

report: ## open or close the issue of the weekly run
	@$(PUBLISH).weekly

clean: ## remove what was built; installed packages stay
	rm -rf _build
