# The doors for developers. Everything is set up on first use; see README.md.
PYTHON ?= python3
BIN := .venv/bin
OUT ?= demo-out

.PHONY: demo run test check bench fuzz clean

# Rebuilt whenever what is to be installed changes.
.venv/ready: pyproject.toml constraints.txt .ci/prepare .ci/system_packages.py
	PYTHON="$(PYTHON)" .ci/prepare
	touch .venv/ready

demo: .venv/ready
	$(BIN)/clinicapp demo --out "$(OUT)"

run: .venv/ready
	$(BIN)/clinicapp

test: .venv/ready
	$(BIN)/python -m pytest -n auto --dist loadfile

check: .venv/ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: .venv/ready
	$(BIN)/python -m pytest tests/benchmarks --benchmark-only --benchmark-disable-gc -p no:cacheprovider -s

fuzz: .venv/ready
	$(BIN)/python -m pytest tests/fuzz --fuzz-seconds 60 -s

clean:
	rm -rf .venv build dist demo-out
