.DEFAULT_GOAL := help
# The commit in decklog --version; + marks uncommitted changes.
export DECKLOG_COMMIT := $(shell git describe --always --abbrev=12 --exclude "*" --dirty=+ 2>/dev/null)
.PHONY: setup build install run test test-long lint docs bench bench-check torture fuzz clean help

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## install missing packages of the distribution (as root)
	@Scripts/setup

build: ## the release build; runs on hosts without Swift
	DECKLOG_STATIC_RUNTIME=1 swift build -c release --product decklog -debug-info-format none

install: build ## the release build, manual pages and completions to PREFIX=/usr/local; INSTALL_FRAMEWORK=1, INSTALL_SYSTEMD=1
	@PREFIX='$(PREFIX)' DESTDIR='$(DESTDIR)' LOG_FILE='$(LOG_FILE)' INSTALL_FRAMEWORK='$(INSTALL_FRAMEWORK)' \
	INSTALL_SYSTEMD='$(INSTALL_SYSTEMD)' Scripts/install

run: setup ## collect from this host's fleet, or from a demo fleet, into run/; SECONDS=20 stops after 20 s, HONEYPOT=cowrie (or list)
	@DURATION='$(SECONDS)' HONEYPOT='$(HONEYPOT)' Scripts/run-demo

test: setup ## all tests; TEST_FLAGS='compute speak' for some lanes
	@[ '$(filter --no-build,$(TEST_FLAGS))' ] || Scripts/step 'build: decoy' Scripts/build-decoy >/dev/null
	@DECKLOG_DECOY=$$(Scripts/build-decoy --path) Scripts/test $(TEST_FLAGS)

test-long: setup ## all tests, with full-length scenarios
	@$(MAKE) --no-print-directory test TEST_FLAGS=--long

lint: ## check formatting, and each target's imports against its dependencies
	swift format lint --strict --recursive --parallel Package.swift Sources Tests Demo $(wildcard Benchmarks)
	@Scripts/check-imports . Demo

docs: setup ## the documentation of the libraries Syslog and DockerEngine; warnings are errors
	DECKLOG_DOCUMENTATION=1 DECKLOG_STATIC_RUNTIME=1 swift package -c release -debug-info-format none \
	  generate-documentation --target Syslog --target DockerEngine --warnings-as-errors

bench: setup build ## measure draining an engine against curl, and parsing; LINES=1000000, RUNS=5, MEASURE=
	@python3 Scripts/bench

bench-check: setup ## compare the pure modules' cost with Benchmarks/Thresholds; UPDATE=1 updates them
	@Scripts/bench-check

torture: setup build ## inject faults and account for every line; ROUNDS=20, FAULTS=, SOURCE=
	@for source in $${SOURCE:-files api}; do \
	  SOURCE=$$source STORE=$${STORE-1} BUS=$${BUS-1} python3 Scripts/torture || exit; \
	done

fuzz: ## feed generated input to every reader; INPUTS=, SEED=, TARGET=
	swift run -c release Fuzz $${INPUTS:+--inputs $$INPUTS} $${SEED:+--seed $$SEED} $${TARGET:+--target $$TARGET}

clean: ## remove build products; collected files stay in run/
	rm -rf .build .build-demo .build-run
