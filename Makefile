# Two commands: `make run` shows vacrm on demonstration data, `make test` tries everything.
# `make start` works on your own data. All three set themselves up; a second time takes seconds.

PYTHON := .venv/bin/python
PORT ?= 8000
PO := $(wildcard vacrm/locale/*/LC_MESSAGES/django.po)

# One more than there are processors: tests wait too, for browsers, mail servers and processes of their own.
WORKERS = $(shell $(PYTHON) -c "import os; print((os.cpu_count() or 1) + 1)")

.PHONY: help run start test bench bench-pages screenshots pictures messages lock runtime tools catalogues

help:
	@sed -n '1,2s/^# //p' Makefile

# Its own data and nobody's mail server, whatever the user has set for her own.
run: runtime
	@VACRM_ENV= DATABASE_URL= EMAIL_HOST= VACRM_DATA=var/demo VACRM_NOW=$${VACRM_NOW:-2026-11-02T09:00:00+01:00} $(PYTHON) manage.py demo --port $(PORT)

start: runtime
	@$(PYTHON) manage.py start --port $(PORT)

test: tools
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	.venv/bin/mypy
	DATABASE_URL= .venv/bin/pytest -n $(WORKERS) --dist worksteal
ifdef VACRM_TEST_POSTGRES
	@echo "Once more on PostgreSQL:"
	@DATABASE_URL="$$VACRM_TEST_POSTGRES" .venv/bin/pytest -n $(WORKERS) --dist worksteal
else ifdef CI
	@echo "vacrm: the suite needs PostgreSQL too: set VACRM_TEST_POSTGRES=postgresql://…" >&2; exit 1
else
	@echo "Skipped: the pass on PostgreSQL (set VACRM_TEST_POSTGRES=postgresql://user:password@host/name to run it)."
endif

bench: tools
	@$(PYTHON) -m bench

# Every page with ten years behind it. KEEP=folder keeps the years for the next time.
bench-pages: tools
	@$(PYTHON) -m bench.pages $(if $(KEEP),--keep $(KEEP))

# A picture of every page, wide and narrow, light and dark, in both languages: var/screenshots.
screenshots: tools
	@$(PYTHON) -m tests.browser.screenshots

# The pictures of the guide, taken anew from the pages as they are.
pictures: tools
	@$(PYTHON) -m tests.browser.pictures

# Bring the French catalogue in line with what the code says; new sentences come out empty, to be written.
messages: tools
	@$(PYTHON) -m tests.catalogue

lock:
	uv pip compile requirements.in -o requirements.txt $(LOCK)
	uv pip compile requirements-dev.in -c requirements.txt -o requirements-dev.txt $(LOCK)
LOCK := --quiet --upgrade --generate-hashes --universal --python-version 3.12 --no-header --no-annotate \
	--no-emit-index-url --no-emit-find-links

runtime:
	@sh vacrm/setup.sh requirements.txt
	@$(MAKE) -s catalogues

tools:
	@sh vacrm/setup.sh requirements-dev.txt
	@$(MAKE) -s catalogues

# Django reads compiled catalogues only.
catalogues: $(PO:.po=.mo)

%.mo: %.po
	@.venv/bin/pybabel -q compile -i $< -o $@ -l $(word 3,$(subst /, ,$@))
