# The workflow, runnable. Needs Python 3.11 or newer and nothing else.
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
PAGES ?= 200,1000
ROUNDS ?= 1
# values in, values out: what decides
CORE = monitor/breaker.py,monitor/brief/*,monitor/catalogue/*,monitor/check/*,monitor/classify/*,monitor/compare/*,$\
	monitor/corrections.py,monitor/coverage/*,monitor/dates.py,monitor/digest/*,monitor/durations.py,monitor/evidence/*,$\
	monitor/extract/*,monitor/facts/*,monitor/feeds/*,monitor/hanzi.py,monitor/hs/*,monitor/identity.py,monitor/markets.py,$\
	monitor/messages/*,monitor/model/*,monitor/operators/*,monitor/pictures/*,monitor/programmes/*,monitor/prose.py,$\
	monitor/route.py,monitor/rules/*,monitor/says.py,monitor/schedule.py,monitor/severity.py,monitor/shown.py,$\
	monitor/sources/*,monitor/urls.py,monitor/verdict/*,monitor/views/*,monitor/watchlists/*

.PHONY: demo test check format bench peers eval fuzz lock audit licences wheel sbom docs clean

demo: $(VENV)/.installed  ## the whole job once, on a replica site on loopback
	$(BIN)/monitor demo --out demo

test: $(VENV)/.tested $(VENV)/feeds  ## the whole suite
	$(BIN)/pytest -n auto --dist loadgroup --cov --cov-report=

check: $(VENV)/.developed  ## format, lint, types; coverage of the core, as the last `make test` measured it
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/coverage report --include="$(CORE)" --fail-under=92

format: $(VENV)/.developed
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(VENV)/.tested  ## ms a page beside the bare floor, other readers and other comparers
	$(BIN)/pip install --quiet --disable-pip-version-check -e '.[bench]'
	$(BIN)/python -m benchmarks.peers --tools "monitor;floor, requests;floor, curl" --growth 0
	$(BIN)/python benchmarks/reading.py
	$(BIN)/python benchmarks/comparing.py

peers: $(VENV)/.tested  ## the table of docs/performance.md: other page watchers, each in an environment of its own, on the same site
	@for name in urlwatch webchanges changedetection.io; do \
		test -e $(VENV)/peers/$$name/ready && continue; \
		$(PYTHON) -m venv $(VENV)/peers/$$name && \
		$(VENV)/peers/$$name/bin/pip install --quiet --disable-pip-version-check $$name html2text 'httpx[http2]' && \
		touch $(VENV)/peers/$$name/ready || exit 1; done
	$(BIN)/python -m benchmarks.peers --pages $(PAGES) --rounds $(ROUNDS) --write docs/performance.md

eval: $(VENV)/.installed  ## docs/quality.md: how good labels and facts are; DEV=FILE adds labelled notices of your own
	$(BIN)/python benchmarks/notices/quality.py $(if $(DEV),--dev $(DEV))

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: $(VENV)/bin/python pyproject.toml
	$(BIN)/pip install --quiet --disable-pip-version-check -e .
	touch $@

# The feeds that feedparser is tested with; they come in its source package and are not ours to copy.
$(VENV)/feeds: $(VENV)/bin/python
	@if $(BIN)/pip download --quiet --disable-pip-version-check --no-binary :all: --no-deps feedparser==6.0.14 -d $@.tmp; \
	then mkdir -p $@ && tar xzf $@.tmp/feedparser-6.0.14.tar.gz -C $@ && rm -r $@.tmp; \
	else echo "feedparser's test feeds cannot be had here, their test is skipped" >&2; fi

# LOCKED=1, as .ci/run says it: what .ci/requirements.txt names, each file by its hash, and nothing newer.
ifdef LOCKED
$(VENV)/.tested: $(VENV)/bin/python pyproject.toml .ci/requirements.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r .ci/requirements.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@ $(VENV)/.installed $(VENV)/.developed

$(VENV)/.developed: $(VENV)/.tested
	touch $@
else
$(VENV)/.tested: $(VENV)/bin/python pyproject.toml
	$(BIN)/pip install --quiet --disable-pip-version-check -e '.[test]'
	touch $@ $(VENV)/.installed

$(VENV)/.developed: $(VENV)/bin/python pyproject.toml
	$(BIN)/pip install --quiet --disable-pip-version-check -e '.[dev]'
	touch $@ $(VENV)/.tested $(VENV)/.installed
endif

fuzz: $(VENV)/.tested  ## new inputs for readers, comparer, facts and configuration, SECONDS=60 each; findings are kept in fuzz/
	$(BIN)/pip install --quiet --disable-pip-version-check atheris || echo "no atheris: kept seeds are changed at random" >&2
	mkdir -p fuzz
	@failed=0; for target in html feeds json csv pdf xlsx compare facts config; do \
		nice -n 19 $(BIN)/python -W ignore -m tests.fuzz $$target $(or $(SECONDS),60) fuzz || failed=1; done; exit $$failed

lock: $(VENV)/bin/python  ## .ci/requirements.txt anew: every file by its hash, nothing that is younger than seven days
	$(BIN)/pip install --quiet --disable-pip-version-check uv
	$(BIN)/uv pip compile pyproject.toml --extra dev --universal --python-version 3.11.5 --generate-hashes --no-annotate \
		--custom-compile-command 'make lock' --exclude-newer "$$(date -u -d '7 days ago' +%FT00:00:00Z)" -o .ci/requirements.txt

audit: $(VENV)/.tested  ## known holes in what is installed, asked of PyPI's advisories: before a release, and weekly
	$(BIN)/pip install --quiet --disable-pip-version-check pip-audit
	$(BIN)/pip-audit --skip-editable

licences: $(VENV)/.developed  ## docs/licences.md, from what is installed
	$(BIN)/python operation/licences.py > docs/licences.md

wheel: $(VENV)/bin/python  ## dist/*.whl, and that it begins to work where nothing else is installed
	rm -rf dist
	$(BIN)/pip wheel --quiet --disable-pip-version-check --no-deps -w dist .
	$(PYTHON) -m venv dist/clean
	dist/clean/bin/pip install --quiet --disable-pip-version-check dist/*.whl
	mkdir dist/begun
	cd dist/begun && ../clean/bin/monitor init && ../clean/bin/monitor sources list && ../clean/bin/monitor verify
	rm -r dist/clean dist/begun

sbom: $(VENV)/.developed  ## dist/sbom.cdx.json (CycloneDX): what an installation with all extras consists of
	$(BIN)/pip install --quiet --disable-pip-version-check cyclonedx-bom
	$(PYTHON) -m venv --clear dist/clean
	dist/clean/bin/pip install --quiet --disable-pip-version-check '.[apprise,browser,opentelemetry,postgresql]'
	$(BIN)/cyclonedx-py environment --pyproject pyproject.toml --output-reproducible --of JSON -o dist/sbom.cdx.json dist/clean
	rm -r dist/clean

docs: $(VENV)/.installed  ## docs/sources.md, from the catalogue
	$(BIN)/python -m monitor.catalogue.table > docs/sources.md

clean:
	rm -rf $(VENV) demo dist .pytest_cache .mypy_cache .ruff_cache .coverage
