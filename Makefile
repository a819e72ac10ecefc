# Everything installs itself: Python 3.11 or newer is all that must be there.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.installed

# Much of a test's time is waiting for processes to end: three keep two cores busy. Files stay
# whole, and the long ones, which come first, begin first.
SIDE_BY_SIDE := --numprocesses 3 --dist loadfile --no-loadscope-reorder

.PHONY: demo test lint docs release lock clean

demo: $(READY)  ## make a class, grade it, write feedback and a report
	rm -rf demo
	$(BIN)/autograder demo --folder demo

test: $(READY) lint  ## everything that CI checks
	$(BIN)/python -m pytest $(SIDE_BY_SIDE) --durations 25

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

docs: $(READY)  ## write the documentation into site/, which any web server can serve
	$(BIN)/mkdocs build --strict

release: $(READY)  ## make release/ from source/
	cp autograder/adapters/keras/export/*.py source/week5/gradient_lab/export/
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/nbgrader generate_assignment week5 --create --force

lock:  ## renew the lock file from pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	    --extra dev --extra keras --no-emit-index-url --no-emit-find-links \
	    --output-file requirements.lock pyproject.toml

$(READY): requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	@# setuptools warns that an editable package lies where it lies
	PYTHONWARNINGS=ignore $(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@# setuptools leaves the data files of an editable package where they are
	cp autograder/jupyter/nbgradient.json $(VENV)/etc/jupyter/jupyter_server_config.d/
	touch $@

clean:
	rm -rf $(VENV) demo site build *.egg-info
