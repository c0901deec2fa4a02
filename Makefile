# amflow needs Python 3.11 or newer, pip, make and git; everything else comes from requirements.lock.

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
PIP := -m pip -qq --disable-pip-version-check
LOCALE := src/amflow/locale
EXTRAS ?= word,encrypt

.PHONY: demo test check pictures bench measure measure-import torture record compare audit program sbom release docs site catalogue format lock clean

demo: $(READY)  ## a demo book in a throw-away folder, and the morning on it
	@sh tools/demo.sh $(BIN)/amflow

# Compiled by hand once more: what was edited since would be compiled by every program that a test starts.
test: $(READY)
	@$(BIN)/python -m compileall -q src
	@$(BIN)/python -m pytest

# Where every change is tried, the one-file program is built as well, and run where there is no Python.
check: $(READY) $(if $(CI),program)
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/python tools/catalogue.py check
	@$(BIN)/python tools/commands_doc.py --check
	@$(BIN)/python tools/data_doc.py --check
	@$(BIN)/python tools/figures_doc.py --check
	@$(BIN)/python tools/json_schemas.py --check
	@$(BIN)/python -m tools.man_pages --check

bench: build/bench/.ready
	@build/bench/bin/python bench/run.py $(BENCH)

measure: $(READY)  ## how good the order and the forecasts are: make measure MEASURE="--only crm --data DIR"
	@$(BIN)/python -m tools.measure $(MEASURE)

measure-import: $(READY)  ## rows a second, and a folder of cases: CASES=folder make measure-import
	@$(BIN)/python tools/measure_import.py

torture: $(READY)  ## a book in the worst of circumstances: make torture TORTURE="--mode fault --turns 10000 --book encrypted"
	@$(BIN)/python -m tools.torture $(TORTURE)

record: $(READY)  ## what the program says and writes today, before its source is moved: make record RECORD="--part 10 --seed 3"
	@$(BIN)/python -m tools.record record $(RECORD)

compare: $(READY)  ## the program against its record: make compare RECORD="--part 10 --seed 3"
	@$(BIN)/python -m tools.record compare $(RECORD)

audit: $(READY)  ## what is installed against the lock, without a network
	@$(BIN)/python tools/audit.py

program: build/program/$(EXTRAS).ready  ## amflow in one file with its Python, for machines that have none, and its morning without one
	@build/program/bin/python -m tools.program
	@AMFLOW_PROGRAM=$$(ls -t dist/amflow-*-*-* | head -1) $(BIN)/python -m pytest -n 0 tests/test_program.py

sbom: $(READY)  ## what amflow stands on, with versions and licences: dist/amflow-VERSION.cdx.json (CycloneDX)
	@$(BIN)/python -m tools.sbom

release: $(READY)  ## all that is given to others, into dist/ (docs/release.md)
	@sh tools/release.sh $(BIN)/python

docs: $(READY)
	@$(BIN)/python tools/commands_doc.py
	@$(BIN)/python tools/data_doc.py
	@$(BIN)/python tools/figures_doc.py
	@$(BIN)/python tools/json_schemas.py
	@$(BIN)/python -m tools.man_pages
	@$(BIN)/python tools/readme.py

site: $(READY)  ## the pages as a site in build/site, with a search, to be opened as it is; a link that leads nowhere fails
	@$(BIN)/python -m tools.website

pictures: $(READY)  ## the screens of the first page, drawn anew
	@$(BIN)/python -m tools.pictures

catalogue: $(READY)
	@$(BIN)/python tools/catalogue.py update
	@$(BIN)/python tools/catalogue.py compile

format: $(READY)
	@$(BIN)/ruff check --fix
	@$(BIN)/ruff format

# The project is installed editable, so that what is tested is what is edited; the bytecode is compiled by hand because
# some environments forbid Python to keep it, and then every command would compile the program again.
$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "amflow needs Python 3.11 or newer; say make PYTHON=…")'
	@echo "making .venv (once)…" >&2
	@$(PYTHON) -m venv .venv
	@$(BIN)/python $(PIP) install --require-hashes -r requirements.lock
	@$(BIN)/python $(PIP) install --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q src
	@touch $@

# The bench measures what a user has: an ordinary install of the locked run-time packages, bytecode compiled by pip.
build/bench/.ready: $(READY) $(shell find src -name '*.py' -o -name '*.toml' -o -name '*.sql' -o -name '*.j2' -o -name '*.mo')
	@$(PYTHON) -m venv build/bench
	@rm -rf build/wheel
	@$(BIN)/python $(PIP) wheel --no-deps --no-build-isolation --wheel-dir build/wheel .
	@sed -n 's/^\([^ ]*==[^ ]*\).*/\1/p' requirements.lock > build/bench/versions.txt
	@build/bench/bin/python $(PIP) install --constraint build/bench/versions.txt --upgrade --force-reinstall build/wheel/*.whl
	@touch $@

# The one-file program holds what a user has, and the EXTRAS; PyInstaller has a lock of its own.
build/program/$(EXTRAS).ready: $(READY) tools/program/requirements.lock $(shell find src -name '*.py' -o -name '*.toml' -o -name '*.sql' -o -name '*.j2' -o -name '*.mo')
	@$(PYTHON) -m venv --clear build/program
	@rm -rf build/wheel
	@$(BIN)/python $(PIP) wheel --no-deps --no-build-isolation --wheel-dir build/wheel .
	@sed -n 's/^\([^ ]*==[^ ]*\).*/\1/p' requirements.lock > build/program/versions.txt
	@build/program/bin/python $(PIP) install --require-hashes -r tools/program/requirements.lock
	@build/program/bin/python $(PIP) install --constraint build/program/versions.txt "$$(ls build/wheel/*.whl)[$(EXTRAS)]"
	@touch $@

# What pip finds for pyproject.toml today, with the hashes of every file of each release: another machine takes another one.
# Where the packages come from is each machine's own affair, and stands in no file. colorama is what pytest needs on Windows
# only; it is harmless elsewhere.
lock:
	@rm -rf build/lock
	@$(PYTHON) -m venv build/lock
	@build/lock/bin/python $(PIP) install '.[dev]' colorama
	@build/lock/bin/python $(PIP) freeze --exclude amflow | LC_ALL=C sort -f > build/lock/requirements.in
	@build/lock/bin/python $(PIP) install pip-tools
	@build/lock/bin/pip-compile --quiet --generate-hashes --no-emit-index-url --no-emit-trusted-host \
		--no-emit-find-links --no-header --no-annotate --allow-unsafe --strip-extras \
		--output-file build/lock/requirements.lock build/lock/requirements.in
	@cp build/lock/requirements.lock requirements.lock
	@grep -c '==' requirements.lock
	@build/lock/bin/pip-compile --quiet --generate-hashes --no-emit-index-url --no-emit-trusted-host \
		--no-emit-find-links --no-header --no-annotate --allow-unsafe --strip-extras \
		--output-file tools/program/requirements.lock tools/program/requirements.in

clean:
	rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find src tests tools bench -name __pycache__ -type d -prune -exec rm -rf {} +
