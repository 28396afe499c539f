# A thin front of the CMake presets (CMakePresets.json); `make help` lists the targets.
PREFIX  ?= /usr/local
DESTDIR ?=
PRESETS := debug asan tsan hostile coverage clang

# Warnings are errors only in continuous integration, where the compilers' versions are known.
WERROR  := $(if $(CI),-DDT_WERROR=ON)
BUILD   := cmake --build --preset
QUIETLY := cmake --log-level=NOTICE --preset

.DEFAULT_GOAL := build
.PHONY: build web demo test test-long $(PRESETS:%=test-%) bench fuzz install format check warnings \
        clean help

build: ## the command at build/detente, and the library
	@command -v cmake >/dev/null || { echo "cmake is not installed: run tools/setup build" >&2; exit 1; }
	@$(QUIETLY) release $(WERROR)
	@$(BUILD) release --target product

web: ## the page of reports, for which node is needed: installs what is missing, builds it
	@tools/setup build web
	@tools/web build

demo: ## install what the build needs, build, solve a conflict; where there is node also its report
	@tools/setup build
	@$(MAKE) --no-print-directory build
	build/detente solve models/havana-washington-2026.detente
	@tools/web build || [ $$? = 77 ]
	@if [ -e build/share/detente/report.html ]; then \
	    echo "Writing the report of it: 7 stages of up to 13 million outcomes take about a minute ..."; \
	    build/detente report models/havana-washington-2026.detente -o build/havana-washington-2026.html && \
	    echo "The report: $(CURDIR)/build/havana-washington-2026.html (open it in a browser)"; \
	else \
	    echo "No report of it was written: the page of reports is not built. make web builds it."; \
	fi

test: ## install what tests need, build, and run every quick test
	@tools/setup build test
	@$(QUIETLY) release -DDT_TESTS=ON $(WERROR)
	@$(BUILD) release
	@tools/web build || [ $$? = 77 ]
	ctest --preset release

test-long: ## the same and the long ones
	@tools/setup build test
	@$(QUIETLY) release -DDT_TESTS=ON $(WERROR)
	@$(BUILD) release
	ctest --preset long

$(PRESETS:%=test-%): test-%: ## test-PRESET: the quick tests in another preset (debug asan tsan hostile coverage clang)
	@$(QUIETLY) $* $(WERROR)
	@$(BUILD) $*
	ctest --preset $*
	@if [ $* = coverage ]; then gcovr --root . --filter src/ --filter cli/ --filter evidence/ build/coverage; fi

bench: ## figures of speed and size up to 2^24 states; BENCH_MAX=26 for all
	@$(QUIETLY) release $(WERROR)
	@$(BUILD) release --target bench
	@$(BUILD) release --target product
	build/bench/bench bench/checksums.txt build/bench/results.jsonl
	bench/process.sh build/detente bench/process.txt build/bench/process

fuzz: ## fuzz every target for FUZZ_SECONDS (60) together
	tools/fuzz $(or $(FUZZ_SECONDS),60)

install: build ## PREFIX=/usr/local DESTDIR=
	@DESTDIR="$(DESTDIR)" cmake --install build --prefix "$(PREFIX)"

format: ## let clang-format decide spacing
	tools/format

check: warnings ## formatting, layers, visible names, warnings of both compilers
	tools/format --check
	tools/layers
	tools/exports build/libdetente.a

warnings: build ## every source, both compilers, warnings as errors
	tools/warnings gcc clang

clean: ## remove build/
	rm -rf build

help: ## this list
	@sed -n 's/^\([a-z][a-z-]*\|[$$].*\):.* ## /\1\t/p' $(MAKEFILE_LIST) | \
	    sed 's/^[$$].*\ttest-PRESET: /test-PRESET\t/' | expand -t 16
