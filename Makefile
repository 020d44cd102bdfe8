.DEFAULT_GOAL := help
# What decklog --version says; + where the checkout has changes of its own.
export DECKLOG_COMMIT := $(shell git describe --always --abbrev=12 --exclude "*" --dirty=+ 2>/dev/null)
.PHONY: setup build install run test test-long lint docs bench bench-check torture fuzz clean help

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## install what is missing from the distribution's packages (as root)
	@Scripts/setup

build: ## the release build; runs where there is no Swift
	DECKLOG_STATIC_RUNTIME=1 swift build -c release --product decklog -debug-info-format none

install: build ## the release build, manual pages and completions to PREFIX=/usr/local; INSTALL_FRAMEWORK=1, INSTALL_SYSTEMD=1
	@PREFIX='$(PREFIX)' DESTDIR='$(DESTDIR)' LOG_FILE='$(LOG_FILE)' INSTALL_FRAMEWORK='$(INSTALL_FRAMEWORK)' \
	INSTALL_SYSTEMD='$(INSTALL_SYSTEMD)' Scripts/install

run: setup ## collect from this host's fleet, or from a demo fleet, into run/; SECONDS=20 stops by itself
	@DURATION='$(SECONDS)' Scripts/run-demo

test: setup ## all tests; TEST_FLAGS='compute speak' for some lanes
	@[ '$(filter --no-build,$(TEST_FLAGS))' ] || Scripts/step 'build: decoy' Scripts/build-decoy >/dev/null
	@DECKLOG_DECOY=$$(Scripts/build-decoy --path) Scripts/test $(TEST_FLAGS)

test-long: setup ## all tests, long scenarios whole
	@$(MAKE) --no-print-directory test TEST_FLAGS=--long

lint: ## the formatter's rules, strictly, and each target's imports against its dependencies
	swift format lint --strict --recursive --parallel Package.swift Sources Tests Demo $(wildcard Benchmarks)
	@Scripts/check-imports . Demo

docs: setup ## the DocC archives of the products Syslog and DockerEngine, with warnings as errors
	DECKLOG_DOCUMENTATION=1 DECKLOG_STATIC_RUNTIME=1 swift package -c release -debug-info-format none \
	  generate-documentation --target Syslog --target DockerEngine --warnings-as-errors

bench: setup build ## draining an engine against curl, and parsing; LINES=1000000, RUNS=5, MEASURE=
	@python3 Scripts/bench

bench-check: setup ## the pure modules' cost against Benchmarks/Thresholds; UPDATE=1 to keep what is measured
	@Scripts/bench-check

torture: setup build ## faults of every kind, every line accounted for; ROUNDS=20, FAULTS=, SOURCE=
	@for source in $${SOURCE:-files api}; do \
	  SOURCE=$$source STORE=$${STORE-1} BUS=$${BUS-1} python3 Scripts/torture || exit; \
	done

fuzz: ## ten million lines, a million of each other input through their readers; INPUTS=, SEED=, TARGET=
	swift run -c release Fuzz $${INPUTS:+--inputs $$INPUTS} $${SEED:+--seed $$SEED} $${TARGET:+--target $$TARGET}

clean: ## remove what was built; what was collected stays in run/
	rm -rf .build .build-demo .build-run
