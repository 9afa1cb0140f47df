# make up: everything on this machine. make test, search, check, bench, bench-long, fmt: for those who change it.
PYTHON ?= python3
PORT ?= 8000
WORKERS ?= 2
TIMES ?= 20
RUN := .venv/bin/python
SOURCES := kit audit accounts policies connectors conversations review agents portal

.PHONY: up env test search check bench bench-long fmt
.DEFAULT_GOAL := up

env:
	@$(PYTHON) -I scripts/environment.py

up: env
	@exec $(RUN) manage.py up --port $(PORT)

# ARGS chooses some, e.g. make test ARGS=tests/review
test: env
	$(if $(ARGS),$(RUN) -m pytest $(ARGS),$(RUN) scripts/tests.py $(WORKERS))

# Property tests on fresh random examples, TIMES as many as make test tries (it tries the same ones every time). What is found becomes an @example.
search: env
	SEARCH=$(TIMES) $(RUN) -m pytest -m hypothesis $(or $(ARGS),tests)

check: env
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy $(SOURCES) bench tests scripts manage.py
	.venv/bin/lint-imports
	$(RUN) -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run
	find templates -name '*.html' -print0 | xargs -0 -r .venv/bin/djade --target-version 5.2 --check

bench: env
	$(RUN) -m bench $(ARGS)

# What takes hours: five million entries to page through, a month to report on, 500 kills. BENCH_SEED repeats a run.
bench-long: env
	$(RUN) -m bench explorer oversight spend verification $(ARGS)
	$(RUN) -m bench kills --rounds 500 $(ARGS)

fmt: env
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .
	find templates -name '*.html' -print0 | xargs -0 -r .venv/bin/djade --target-version 5.2 || true
