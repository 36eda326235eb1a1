# uaed: build, try, test, install. `make help` lists the targets.
SHELL := /bin/bash
prefix ?= /usr/local
DESTDIR ?=
sysconfdir ?= /etc
# Where the system looks for what is not ours alone.
mandir ?= $(prefix)/share/man
docdir ?= $(prefix)/share/doc/uaed
unitdir ?= $(prefix)/lib/systemd/system
bashdir ?= $(prefix)/share/bash-completion/completions
zshdir ?= $(prefix)/share/zsh/site-functions
fishdir ?= $(prefix)/share/fish/vendor_completions.d

# One build serves everything: release, with testing enabled (CI has two cores).
SWIFT_FLAGS := -c release -Xswiftc -enable-testing
TESTS := SWIFT_BACKTRACE=enable=no swift test $(SWIFT_FLAGS) --skip-build
# These run one at a time: they start daemons and workers that want both cores, measure how soon something happens, or choose the
# kernels of the whole process. All others share the cores.
ALONE := EndToEndTests\.|uaectlTests\.|DaemonCoreTests\.|ControlAPITests\.|TensorsTests\.|WorkerTests/
BIN := .build/release
PROGRAMS := uaed uaectl uae-worker
# What only uaed starts: beside it, without completions.
HELPERS := uaed-watch

.DEFAULT_GOAL := help
.PHONY: help packages build demo test test-cage soak sanitize lint docs deb test-systemd install uninstall bench clean

help: ## list the targets
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

packages: ## install the Debian packages that uaed needs (apt, with sudo where not root)
	@bash docs/demo/packages

build: packages ## build uaed, uaed-watch, uaectl and uae-worker in release mode
	swift build $(SWIFT_FLAGS) --product uaed
	swift build $(SWIFT_FLAGS) --product uaed-watch
	swift build $(SWIFT_FLAGS) --product uaectl
	swift build $(SWIFT_FLAGS) --product uae-worker

demo: build ## drop two real bundles on a real daemon and watch them come out augmented
	@bash docs/demo/run

test: packages ## build once and run all tests
	swift build $(SWIFT_FLAGS) --build-tests
	@Tests/ConformanceTests/fetch
	@Tests/OperatorFuzz/fetch
	$(TESTS) --skip '$(ALONE)'
	$(TESTS) --no-parallel --filter '$(ALONE)'

test-cage: packages ## all tests with workers that end at the first system call that their cage does not know
	swift build $(SWIFT_FLAGS) --build-tests
	@Tests/ConformanceTests/fetch
	@Tests/OperatorFuzz/fetch
	UAED_CAGE=kill $(TESTS) --skip '$(ALONE)'
	UAED_CAGE=kill $(TESTS) --no-parallel --filter '$(ALONE)'

soak: build soak-operators ## what takes long: operators, kills, damaged HDF5 files, lines of 1 GB, 10,000 bundles, 100,000 files (UAED_KILLS, UAED_MUTANTS, … others)
	swift build $(SWIFT_FLAGS) --build-tests
	UAED_KILLS=$${UAED_KILLS:-200} $(TESTS) --no-parallel --filter KillTests
	UAED_MUTANTS=$${UAED_MUTANTS:-10002} $(TESTS) --no-parallel --filter HDF5FuzzTests
	UAED_LINE_BYTES=1000000000 $(TESTS) --no-parallel --filter HugeLineTests
	UAED_BUNDLES=$${UAED_BUNDLES:-10000} UAED_FILES=$${UAED_FILES:-100000} \
		$(TESTS) --no-parallel --filter ScaleTests

.PHONY: soak-operators
soak-operators: packages ## 50,000 random models of the operators against onnxruntime and PyTorch (UAED_OPERATORS, UAED_TORCH, UAED_OPERATOR_SEED)
	swift build $(SWIFT_FLAGS) --build-tests
	@Tests/OperatorFuzz/fetch soak
	UAED_OPERATOR_CASES=.build/operator-fuzz/soak $(TESTS) --no-parallel --filter OperatorFuzzTests

sanitize: packages ## all tests under ThreadSanitizer, then under AddressSanitizer; each builds apart (long)
	Tests/Sanitizers/run thread all
	Tests/Sanitizers/run address all

lint: ## formatting, as CI wants it
	swift format lint --strict --recursive Sources Tests Benchmarks Package.swift

docs: packages ## check the documents, and build the documentation of the library modules; warnings are errors
	docs/check
	swift build $(SWIFT_FLAGS) --product uae-worker
	docs/api/build $(BIN)

bench: packages ## the generator's speed on this machine, beside PyTorch where it is there (BENCH_PYTHON=…)
	swift build $(SWIFT_FLAGS) --product uae-bench
	@bash Benchmarks/run

# Needs Graphviz; the SVG is kept in the repository, so nothing else does.
docs/images/architecture.svg: docs/images/architecture.dot
	dot -Tsvg $< -o $@

deb: packages ## build a Debian package, .build/uaed_VERSION_ARCHITECTURE.deb, and have lintian judge it
	@bash packaging/deb/build

test-systemd: deb ## the package under a real systemd, in a container (root; minutes)
	@bash Tests/systemd/run

install: ## install programs, configuration, documents, units, manual and completions below $(DESTDIR)$(prefix)
	@test -x $(BIN)/uaed || { echo "run 'make build' first"; exit 1; }
	install -d $(DESTDIR)$(prefix)/bin $(DESTDIR)$(sysconfdir)/uaed
	install -m 0755 $(addprefix $(BIN)/,$(PROGRAMS) $(HELPERS)) $(DESTDIR)$(prefix)/bin
	test -e $(DESTDIR)$(sysconfdir)/uaed/uaed.toml || install -m 0644 etc/uaed.toml $(DESTDIR)$(sysconfdir)/uaed/uaed.toml
	@$(MAKE) --no-print-directory install-documents install-units install-manual install-completions

.PHONY: install-documents install-units install-manual install-completions
install-documents:
	docs/install $(DESTDIR)$(docdir)

# The units name the programs' place, which a unit may run programs from.
install-units:
	install -d $(addprefix $(DESTDIR),$(unitdir) $(prefix)/lib/systemd/user $(prefix)/lib/sysusers.d $(prefix)/lib/tmpfiles.d)
	for unit in uaed.service uaed.socket; do \
	    sed -e 's,/usr/bin/uaed,$(prefix)/bin/uaed,' -e 's,^ExecPaths=.*,& -$(prefix)/bin,' systemd/$$unit >$(DESTDIR)$(unitdir)/$$unit; done
	sed 's,/usr/bin/uaed,$(prefix)/bin/uaed,' systemd/user/uaed.service >$(DESTDIR)$(prefix)/lib/systemd/user/uaed.service
	install -m 0644 systemd/sysusers.d/uaed.conf $(DESTDIR)$(prefix)/lib/sysusers.d
	install -m 0644 systemd/tmpfiles.d/uaed.conf $(DESTDIR)$(prefix)/lib/tmpfiles.d

install-manual:
	@pages=$$(mktemp -d) && docs/man/generate $$pages && for section in 1 5 8; do \
	    install -d $(DESTDIR)$(mandir)/man$$section && \
	    install -m 0644 $$pages/*.$$section $(DESTDIR)$(mandir)/man$$section || exit 1; done; rm -r $$pages

install-completions:
	install -d $(addprefix $(DESTDIR),$(bashdir) $(zshdir) $(fishdir))
	# bash reads its completions into itself: they are no programs.
	set -o pipefail; for program in $(PROGRAMS); do \
	    $(BIN)/$$program --generate-completion-script bash | sed '1{/^#!/d}' >$(DESTDIR)$(bashdir)/$$program && \
	    $(BIN)/$$program --generate-completion-script zsh >$(DESTDIR)$(zshdir)/_$$program && \
	    $(BIN)/$$program --generate-completion-script fish >$(DESTDIR)$(fishdir)/$$program.fish || exit 1; done

uninstall: ## remove what install put there (configuration and data stay)
	rm -f $(addprefix $(DESTDIR)$(prefix)/bin/,$(PROGRAMS) $(HELPERS))
	rm -rf $(DESTDIR)$(docdir)
	rm -f $(addprefix $(DESTDIR)$(unitdir)/,uaed.service uaed.socket) $(DESTDIR)$(prefix)/lib/systemd/user/uaed.service
	rm -f $(addprefix $(DESTDIR)$(prefix)/lib/,sysusers.d/uaed.conf tmpfiles.d/uaed.conf)
	rm -f $(addprefix $(DESTDIR)$(mandir)/,man1/uaectl.1 man5/uaed.toml.5 man5/job.toml.5 man8/uaed.8 man8/uaed-watch.8 man8/uae-worker.8)
	rm -f $(addprefix $(DESTDIR)$(bashdir)/,$(PROGRAMS)) $(addprefix $(DESTDIR)$(zshdir)/_,$(PROGRAMS))
	rm -f $(addsuffix .fish,$(addprefix $(DESTDIR)$(fishdir)/,$(PROGRAMS)))

clean: ## remove the build
	rm -rf .build
