# Everything runs in .venv, which `make setup` (a prerequisite of all the rest) fills from requirements.lock.
# No root, no cloud account, no network but the package registry that the machine has configured.
PYTHON ?= python3
BIN := .venv/bin
LOCAL := --target local --engine embedded --yes

.PHONY: help setup up down test lint typecheck bench docs format clean

help: ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: .venv/.installed ## the virtual environment, with the locked dependencies

.venv/.installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else f"{sys.executable} is Python {sys.version.split()[0]}; 3.11 or newer is needed: make PYTHON=python3.11")'
	@echo "Setting up .venv (once; a few minutes on a slow line)"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --config-settings editable_mode=compat -e .
	@touch $@

up: setup ## every stack on the local Azure, with the embedded engine
	@$(BIN)/modelstacks up $(LOCAL)

down: setup ## destroy and purge them again, and stop the local Azure
	@$(BIN)/modelstacks local start
	@$(BIN)/modelstacks destroy $(LOCAL)
	@$(BIN)/modelstacks local stop

test: setup ## the whole suite
	@$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder

lint: setup ## ruff: rules and format
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

format: setup ## ruff's format, and its safe fixes
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

typecheck: setup ## basedpyright, strict
	@$(BIN)/basedpyright

bench: setup ## the tables of benchmarks/
	@$(BIN)/python -m benchmarks

docs: setup ## the pages that are made from the code
	@$(BIN)/python -m docs.generate

clean: ## the virtual environment and everything local
	@test ! -x $(BIN)/modelstacks || $(BIN)/modelstacks local stop
	rm -rf .venv .modelstacks
