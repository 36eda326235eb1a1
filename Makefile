# uaed: build, try, test, install. `make help` lists the targets.
SHELL := /bin/bash
prefix ?= /usr/local
DESTDIR ?=
sysconfdir ?= /etc

# One build serves everything: release, with testing enabled (CI has two cores).
SWIFT_FLAGS := -c release -Xswiftc -enable-testing
BIN := .build/release
PROGRAMS := uaed uaectl uae-worker

.DEFAULT_GOAL := help
# One test at a time: they start daemons and workers that want both cores, and measure how soon something happens.
.PHONY: help packages build demo test soak sanitize lint install uninstall bench clean

help: ## list the targets
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

packages: ## install the Debian packages that uaed needs (apt, with sudo where not root)
	@bash docs/demo/packages

build: packages ## build uaed, uaectl and uae-worker in release mode
	swift build $(SWIFT_FLAGS) --product uaed
	swift build $(SWIFT_FLAGS) --product uaectl
	swift build $(SWIFT_FLAGS) --product uae-worker

demo: build ## drop two real bundles on a real daemon and watch them come out augmented
	@bash docs/demo/run

test: packages ## build once and run all tests
	swift build $(SWIFT_FLAGS) --build-tests
	@Tests/ConformanceTests/fetch
	SWIFT_BACKTRACE=enable=no swift test $(SWIFT_FLAGS) --skip-build --no-parallel

soak: build ## what takes long: kills, damaged HDF5 files, lines of 1 GB, 10,000 bundles, 100,000 files (UAED_KILLS, UAED_MUTANTS, … others)
	swift build $(SWIFT_FLAGS) --build-tests
	UAED_KILLS=$${UAED_KILLS:-200} SWIFT_BACKTRACE=enable=no swift test $(SWIFT_FLAGS) --skip-build --no-parallel --filter KillTests
	UAED_MUTANTS=$${UAED_MUTANTS:-10002} SWIFT_BACKTRACE=enable=no swift test $(SWIFT_FLAGS) --skip-build --no-parallel --filter HDF5FuzzTests
	UAED_LINE_BYTES=1000000000 SWIFT_BACKTRACE=enable=no swift test $(SWIFT_FLAGS) --skip-build --no-parallel --filter HugeLineTests
	UAED_BUNDLES=$${UAED_BUNDLES:-10000} UAED_FILES=$${UAED_FILES:-100000} SWIFT_BACKTRACE=enable=no \
		swift test $(SWIFT_FLAGS) --skip-build --no-parallel --filter ScaleTests

sanitize: packages ## all tests under ThreadSanitizer, then under AddressSanitizer; each builds apart (long)
	Tests/Sanitizers/run thread all
	Tests/Sanitizers/run address all

lint: ## formatting, as CI wants it
	swift format lint --strict --recursive Sources Tests Benchmarks Package.swift

bench: packages ## the generator's speed on this machine, beside PyTorch where it is there (BENCH_PYTHON=…)
	swift build $(SWIFT_FLAGS) --product uae-bench
	@bash Benchmarks/run

install: ## install programs and configuration below $(DESTDIR)$(prefix)
	@test -x $(BIN)/uaed || { echo "run 'make build' first"; exit 1; }
	install -d $(DESTDIR)$(prefix)/bin $(DESTDIR)$(sysconfdir)/uaed $(DESTDIR)$(prefix)/share/doc/uaed
	install -m 0755 $(addprefix $(BIN)/,$(PROGRAMS)) $(DESTDIR)$(prefix)/bin
	test -e $(DESTDIR)$(sysconfdir)/uaed/uaed.toml || install -m 0644 etc/uaed.toml $(DESTDIR)$(sysconfdir)/uaed/uaed.toml
	install -m 0644 README.md $(DESTDIR)$(prefix)/share/doc/uaed

uninstall: ## remove what install put there (configuration and data stay)
	rm -f $(addprefix $(DESTDIR)$(prefix)/bin/,$(PROGRAMS))
	rm -rf $(DESTDIR)$(prefix)/share/doc/uaed

clean: ## remove the build
	rm -rf .build
