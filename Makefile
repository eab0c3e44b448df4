# The commands of this project. Start with `make demo` or `make test`.
.DEFAULT_GOAL := help
PY := .venv/bin/python
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)

help:  ## show this help
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 18

.venv/demo.ready: device/setup.sh requirements.lock models/faces/manifest.json
	sh device/setup.sh demo && touch $@

.venv/test.ready: device/setup.sh tests/requirements.lock models/faces/manifest.json
	sh device/setup.sh test && touch $@ .venv/demo.ready

demo: .venv/demo.ready  ## see it work: faces in, music out (ARGS="--seconds 90 --json")
	$(PY) -m mien demo $(ARGS)

# Linters and the mood core keep a core busy each; half of the rest waits (for MPD, a browser, a broker), so three
# at a time.
test: .venv/test.ready  ## run the linters and all tests
	$(MAKE) --no-print-directory --jobs 2 --output-sync lint cover-mood
	$(PY) -m pytest --numprocesses 3 --dist worksteal --durations 15 --ignore tests/unit/mood

cover-mood: .venv/test.ready  ## test the mood core, whose every branch must be covered by its own tests
	$(PY) -m coverage run -m pytest tests/unit/mood
	$(PY) -m coverage report

lint: .venv/test.ready  ## check style, types and imports
	.venv/bin/ruff check . && .venv/bin/ruff format --check .
	.venv/bin/mypy
	PYTHONPATH=device:models .venv/bin/lint-imports --no-cache

bench: .venv/test.ready  ## measure time, CPU and memory against the baseline
	$(PY) -m bench.eye.bench_eye $(ARGS)

bench-model: .venv/test.ready  ## measure the emotion network: time, instructions, operators
	command -v valgrind >/dev/null || { $(SUDO) apt-get update -qq && $(SUDO) apt-get install -y -qq --no-install-recommends valgrind; }
	$(PY) -m bench.eye.bench_model $(ARGS)

bench-arm: .venv/test.ready  ## count the emotion network's instructions on a Pi's processors, emulated (needs root)
	command -v mmdebstrap >/dev/null || { $(SUDO) apt-get update -qq && $(SUDO) apt-get install -y -qq --no-install-recommends mmdebstrap; }
	PYTHONPATH=device:tests $(PY) -m appliance.arm.instructions $(ARGS)

bench-mood: .venv/test.ready  ## measure false switches and time to switch, against simple methods
	$(PY) -m bench.mood.bench_mood $(ARGS)

bench-music: .venv/test.ready  ## measure the ranking of 1,000 to 100,000 songs
	$(PY) -m bench.music.bench_music $(ARGS)

bench-page: .venv/test.ready  ## measure the page: size, server cost, delay
	$(PY) -m bench.frontends.bench_page $(ARGS)

bench-home: .venv/test.ready  ## measure what MQTT costs the speaker
	$(PY) -m bench.frontends.bench_home $(ARGS)

eval-music: .venv/test.ready  ## evaluate the ranking on data sets that you have (ARGS="--data FOLDER")
	$(PY) -m bench.music.eval_music $(ARGS)

.venv-train/ready: pyproject.toml
	python3 -m venv .venv-train && .venv-train/bin/pip install --quiet --upgrade pip
	.venv-train/bin/pip install --quiet numpy ai-edge-litert "opencv-python-headless<5" --group test --group train && touch $@

# The folds leave sources out; what they learnt is where the recipe that ships begins.
FOLDS := models/recipes/strangers_without_affectnet.toml models/recipes/strangers_affectnet_only.toml
RECIPE := models/recipes/everybody.toml
TRAINING := PYTHONPATH=models:device .venv-train/bin/python -m mien_training
train: .venv-train/ready  ## train the emotion network and write its file (models/README.md)
	for fold in $(FOLDS); do $(TRAINING) train $$fold || exit 1; done
	$(TRAINING) strangers $(RECIPE)
	$(TRAINING) train models/recipes/everybody_again.toml
	for step in train quantise evaluate card; do $(TRAINING) $$step $(RECIPE) || exit 1; done

MOOD_ROOMS := .venv-train/mood-rooms
train-mood: .venv-train/ready  ## train the mood's network in simulated rooms, and once without each family
	PYTHONPATH=device .venv-train/bin/python -m bench.mood.train_filter rooms $(MOOD_ROOMS)
	for family in "" bursts "one person" classifier; do \
		PYTHONPATH=device .venv-train/bin/python -m bench.mood.train_filter fit $(MOOD_ROOMS) --without "$$family" || exit 1; done

appliance-test: .venv/test.ready  ## provision a machine and try to break it (needs root; tests/appliance/README.md)
	PYTHONPATH=tests $(PY) -m appliance.run $(ARGS)

home-test: .venv/test.ready  ## let Home Assistant itself judge (needs root; tests/home/README.md)
	PYTHONPATH=device:models:tests $(PY) -m home.run $(ARGS)

lock:  ## update the pinned dependencies
	.venv/bin/pip install --quiet uv
	.venv/bin/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header pyproject.toml -o requirements.lock
	.venv/bin/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --group test pyproject.toml -o tests/requirements.lock

clean:  ## delete everything that make created
	rm -rf .venv .venv-* dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage

.PHONY: help demo test cover-mood lint bench bench-model bench-mood bench-music bench-page bench-home eval-music train train-mood appliance-test home-test lock clean
