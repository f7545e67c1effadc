# The workflow, runnable. Needs Python 3.11 or newer and nothing else.
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
# values in, values out: what decides
CORE = monitor/breaker.py,monitor/brief/*,monitor/catalogue/*,monitor/check/*,monitor/classify/*,monitor/compare/*,$\
	monitor/corrections.py,monitor/coverage/*,monitor/dates.py,monitor/digest/*,monitor/durations.py,monitor/evidence/*,$\
	monitor/extract/*,monitor/facts/*,monitor/feeds/*,monitor/hanzi.py,monitor/hs/*,monitor/identity.py,monitor/markets.py,$\
	monitor/messages/*,monitor/model/*,monitor/operators/*,monitor/pictures/*,monitor/programmes/*,monitor/prose.py,$\
	monitor/route.py,monitor/rules/*,monitor/says.py,monitor/schedule.py,monitor/severity.py,monitor/shown.py,$\
	monitor/sources/*,monitor/urls.py,monitor/verdict/*,monitor/views/*,monitor/watchlists/*

.PHONY: demo test check format bench eval docs clean

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

bench: $(VENV)/.tested  ## pages per CPU-second beside a bare requests pool; ms a page beside other readers and comparers
	$(BIN)/pip install --quiet --disable-pip-version-check -e '.[bench]'
	$(BIN)/python benchmarks/passes.py
	$(BIN)/python benchmarks/reading.py
	$(BIN)/python benchmarks/comparing.py

eval: $(VENV)/.installed  ## docs/quality.md: how good labels and facts are; DEV=FILE adds labelled notices of your own
	$(BIN)/python benchmarks/notices/quality.py $(if $(DEV),--dev $(DEV))

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: $(VENV)/bin/python pyproject.toml
	$(BIN)/pip install --quiet --disable-pip-version-check -e .
	touch $@

$(VENV)/.tested: $(VENV)/bin/python pyproject.toml
	$(BIN)/pip install --quiet --disable-pip-version-check -e '.[test]'
	touch $@ $(VENV)/.installed

# The feeds that feedparser is tested with; they come in its source package and are not ours to copy.
$(VENV)/feeds: $(VENV)/bin/python
	@if $(BIN)/pip download --quiet --disable-pip-version-check --no-binary :all: --no-deps feedparser==6.0.14 -d $@.tmp; \
	then mkdir -p $@ && tar xzf $@.tmp/feedparser-6.0.14.tar.gz -C $@ && rm -r $@.tmp; \
	else echo "feedparser's test feeds cannot be had here, their test is skipped" >&2; fi

$(VENV)/.developed: $(VENV)/bin/python pyproject.toml
	$(BIN)/pip install --quiet --disable-pip-version-check -e '.[dev]'
	touch $@ $(VENV)/.tested $(VENV)/.installed

docs: $(VENV)/.installed  ## docs/sources.md, from the catalogue
	$(BIN)/python -m monitor.catalogue.table > docs/sources.md

clean:
	rm -rf $(VENV) demo dist .pytest_cache .mypy_cache .ruff_cache .coverage
