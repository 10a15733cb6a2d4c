# Everything runs in .venv, which `make setup` (a prerequisite of all the rest) fills from requirements.lock.
PYTHON ?= python3
BIN := .venv/bin
STACKS := shared swedencentral eastus2

.PHONY: help setup up down test lint typecheck bench docs format clean

help: ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: .venv/.installed ## the virtual environment, with the locked dependencies

.venv/.installed: requirements.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --config-settings editable_mode=compat -e .
	@touch $@

up: setup ## every stack on the local Azure, with the embedded engine
	$(BIN)/modelstacks up $(STACKS) --target local --engine embedded --yes

down: setup ## destroy and purge them again, and stop the local Azure
	$(BIN)/modelstacks destroy gateway $(STACKS) --target local --engine embedded --yes
	$(BIN)/modelstacks local stop

test: setup ## the whole suite
	$(BIN)/python -m pytest -n auto --dist loadgroup

lint: setup ## ruff: rules and format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: setup ## ruff's format, and its safe fixes
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

typecheck: setup ## basedpyright, strict
	$(BIN)/basedpyright

bench: setup ## the tables of benchmarks/
	$(BIN)/python -m benchmarks

docs: setup ## the pages that are generated from the code
	$(BIN)/python -m docs.generate

clean: ## the virtual environment and everything local
	rm -rf .venv .modelstacks
