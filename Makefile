# PulseHub. Targets:
#   make setup     install the Debian packages that building and testing need
#   make demo      build, run everything on private servers, stream athletes through it (DATA=file.ndjson, ONCE=1)
#   make test      build and run every test
#   make test-broker KAFKA=host:port
#                  play what only a real broker can, on one of your own whose topics may be deleted (KAFKA_RESTART='command
#                  that kills it with -9, starts it and returns when it answers', KAFKA_SASL=host:port/user/password)
#   make steady    run the integration suites again and again on a busy machine (RUNS=n, BUSY=n processes, SUITES="a b")
#   make simulate  hunt for bugs in simulated worlds (SEEDS=n, FIRST=n; SEED=n repeats one and tells what happens)
#   make chaos     strike real processes and servers with faults, and look for what is lost (MINUTES=n, SEED=n, CALM=1)
#   make fuzz      feed the readers of outside bytes with nonsense (MINUTES=n for each; TARGET=x; INPUT=file repeats one)
#   make sanitize  run the unit and simulation tests under the thread and the address sanitizer (SANITIZER=x for one)
#   make endure    keep Redis, then PostgreSQL, away under full load (MINUTES=n, RATE=n events a second)
#   make bench     measure the hot path, the archiver and the API
#   make format    format the sources in place
#   make lint      check the format and the project's own rules
#   make clean     remove what was built

PACKAGES := librdkafka-dev libhiredis-dev libpq-dev libsimdjson-dev redis-server postgresql-15 kcat curl rclone python3-pip
SWIFT_BUILD := swift build -c release --product pulsehub
SOURCES := Package.swift Sources Tests
PYTHON := .build/python
SHELL := /bin/bash
# These wait for servers with a thread each, and the test runner has as many threads as there are cores: one at a time.
INTEGRATION := ^($(subst $(eval) ,|,$(notdir $(wildcard Tests/Integration/*))))\.
# These keep every thread busy, so the unit tests, some of which wait for each other's answers, run before them.
CROWDED := ^(SimulationTests|FuzzingTests)\.

# Runs tests, and names those that failed once more at the very end.
telling = set -o pipefail; $(1) 2>&1 | tee .build/tests.log || { \
	echo "What failed:"; grep -E '✘|Assertion|Fatal error|rogram crashed' .build/tests.log; exit 1; }

.PHONY: setup demo test test-broker steady simulate chaos endure fuzz sanitize bench format lint clean

setup:
	@missing="$$(for p in $(PACKAGES); do dpkg-query -W -f '$${Status}' $$p 2>/dev/null | grep -q '^install ok installed' || echo $$p; done)"; \
	if [ -n "$$missing" ]; then \
		echo "Installing Debian packages:" $$missing; \
		sudo=""; [ "$$(id -u)" = 0 ] || sudo=sudo; \
		$$sudo apt-get update -q && \
		RUNLEVEL=1 $$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $$missing; \
	fi

demo: setup
	$(SWIFT_BUILD)
	$(SWIFT_BUILD)-dev
	@exec "$$($(SWIFT_BUILD) --show-bin-path)/pulsehub" demo $(if $(DATA),--data "$(DATA)") $(if $(filter 1,$(ONCE)),--once)

test: PACKAGES += prometheus
test: setup $(PYTHON)/cloudevents $(PYTHON)/schemathesis $(PYTHON)/moto
	swift build --build-tests
	@$(call telling, swift test --skip-build --skip '$(INTEGRATION)' --skip '$(CROWDED)')
	@$(call telling, swift test --skip-build --filter '$(CROWDED)')
	@$(call telling, PYTHONPATH="$(CURDIR)/$(PYTHON)" swift test --skip-build --no-parallel --filter '$(INTEGRATION)')

# For retention and compaction within a minute, give the broker log.retention.check.interval.ms=1000,
# log.initial.task.delay.ms=1000 and log.cleaner.backoff.ms=500.
test-broker: export PULSEHUB_TEST_KAFKA := $(KAFKA)
test-broker: export PULSEHUB_TEST_KAFKA_RESTART := $(KAFKA_RESTART)
test-broker: export PULSEHUB_TEST_KAFKA_SASL := $(KAFKA_SASL)
test-broker: setup
	@[ -n "$$PULSEHUB_TEST_KAFKA" ] || { \
		echo "Name a broker of your own, whose topics may be deleted: make test-broker KAFKA=host:port"; exit 2; }
	swift build --build-tests
	@$(call telling, swift test --skip-build --no-parallel --filter '^BrokerTests\.')

steady: export RUNS := $(or $(RUNS),20)
steady: export BUSY := $(or $(BUSY),4)
steady: export PYTHONPATH := $(CURDIR)/$(PYTHON)
steady: setup
	swift build --build-tests
	@scripts/steady.sh $(or $(SUITES),$(notdir $(wildcard Tests/Integration/*)))

# What a test needs from PyPI; without it that test is skipped and says so.
$(PYTHON)/cloudevents: PACKAGE := cloudevents>=2,<3
$(PYTHON)/schemathesis: PACKAGE := schemathesis==4.32.5
$(PYTHON)/moto: PACKAGE := moto[server]>=5,<6
$(PYTHON)/cloudevents $(PYTHON)/schemathesis $(PYTHON)/moto: | setup
	@python3 -m pip install -qq --no-warn-conflicts --root-user-action=ignore --disable-pip-version-check \
		--target $(PYTHON) '$(PACKAGE)' || echo "$(PACKAGE) could not be installed from PyPI."

simulate: setup
	swift build -c release --product simulate
	@exec "$$(swift build -c release --product simulate --show-bin-path)/simulate" \
		$(if $(SEED),--seed $(SEED),--seeds $(or $(SEEDS),10000) --first $(or $(FIRST),1)) $(if $(BUG),--bug $(BUG))

# Debug builds: an overflow or a broken precondition is to be a crash.
chaos: setup
	swift build --product pulsehub
	swift build --product chaos-runner
	@exec "$$(swift build --product chaos-runner --show-bin-path)/chaos-runner" \
		$(if $(MINUTES),--minutes $(MINUTES)) $(if $(SEED),--seed $(SEED)) $(if $(CALM),--calm)

# Swift's own report of a crash gets in the way of the sanitizers'.
fuzz sanitize: export SWIFT_BACKTRACE := enable=no

fuzz: setup
	PULSEHUB_FUZZ=1 swift build --scratch-path .build-fuzz --product fuzz
	@TARGET="$(TARGET)" INPUT="$(INPUT)" MINUTES="$(or $(MINUTES),1)" scripts/fuzz.sh

sanitize: setup
	@for sanitizer in $(or $(SANITIZER),thread address); do scripts/sanitize.sh $$sanitizer '$(INTEGRATION)' || exit 1; done

# The in-memory log must hold what comes meanwhile: 5 MiB, compressed, for each of so many times the usual partitions.
endure: setup
	swift build --build-tests
	PULSEHUB_ENDURE_MINUTES=$(or $(MINUTES),5) PULSEHUB_ENDURE_RATE=$(or $(RATE),1000) PULSEHUB_TEST_LOG_SCALE=2 \
		swift test --skip-build --no-parallel --filter 'EnduranceTests.*OutageTests'

bench: PACKAGES += wrk nginx-light
bench: setup
	$(SWIFT_BUILD)
	$(SWIFT_BUILD)-dev
	@exec "$$($(SWIFT_BUILD) --show-bin-path)/pulsehub" bench

format:
	swift format format --in-place --parallel --recursive $(SOURCES)

lint: setup
	swift format lint --strict --parallel --recursive $(SOURCES)
	python3 scripts/tidy.py

clean:
	rm -rf .build
