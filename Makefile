# `make run` starts everything, `make check`, `make test-fast` and `make test` try it; all install what they need.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PATH := $(CURDIR)/$(BIN):$(PATH)

.PHONY: install run check test-fast test lock bench accuracy screenshot

install: $(VENV)/.installed $(VENV)/.ready

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "The portal needs Python 3.11 or newer; name one with PYTHON=…")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: requirements-sandbox.txt | $(VENV)/bin/python
	pip install --quiet --disable-pip-version-check -r requirements-sandbox.txt
	touch $@

$(VENV)/.installed-dev: requirements-dev.txt package-lock.json | $(VENV)/bin/python
	pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	npm ci --loglevel=error
	touch $@

.env:
	cp .env.example .env

# Migrated and filled with the demo once; again whenever code that these depend on changes.
$(VENV)/.ready: .env $(VENV)/.installed $(wildcard */migrations/*.py) $(wildcard static/* static/*/*)
	python manage.py migrate --verbosity 0
	python manage.py collectstatic --no-input --verbosity 0
	python manage.py demo
	touch $@

run: install
	@exec python manage.py start

check: .env $(VENV)/.installed-dev
	python -m tests check

test-fast: .env $(VENV)/.installed-dev
	python -m tests fast

test: .env $(VENV)/.installed-dev
	python -m tests all

lock: $(VENV)/.installed-dev
	uv pip compile --quiet --universal --generate-hashes --no-strip-extras --python-version 3.11 --no-header pyproject.toml -o requirements.txt
	uv pip compile --quiet --universal --generate-hashes --no-strip-extras --python-version 3.11 --no-header --extra sandbox pyproject.toml -o requirements-sandbox.txt
	uv pip compile --quiet --universal --generate-hashes --no-strip-extras --python-version 3.11 --no-header --extra sandbox --group dev pyproject.toml -o requirements-dev.txt

bench: .env $(VENV)/.installed-dev
	python -m bench

# PAPERS=folder measures labelled papers of one's own.
accuracy: $(VENV)/.installed
	python -m sandbox.accuracy $(PAPERS)

screenshot: .env $(VENV)/.installed-dev
	python -m tests.screenshot
