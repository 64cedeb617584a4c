# Everything a user or developer does. `make help` lists it.

PREFIX  ?= /usr/local
DESTDIR ?=
# `make PROFILE=dev` builds without optimisation.
PROFILE ?= release

CARGO   ?= cargo
CC      ?= cc
PYTHON  ?= python3

target  := $(or $(CARGO_TARGET_DIR),target)/$(if $(filter dev,$(PROFILE)),debug,$(PROFILE))
abi     := $(target)/abi
version := $(shell sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -1)

library := build/lib/libtlsrs.so.0
filters := build/lib/tlsrs/libssl.so.3 build/lib/tlsrs/libcrypto.so.3
headers := $(wildcard include/openssl/*.h)
strip   := -Wl,--strip-debug
secure  := -Wl,-z,relro,-z,now,-z,noexecstack
step     = @printf '  %-8s %s\n'

.PHONY: all
all: $(library) $(filters) build/lib/libtlsrs.so build/lib/pkgconfig/tlsrs.pc build/bin/tlsrs build/include/.done ## build the library, drop-in pair, headers and command in build/

# Cargo itself knows what is out of date; the archive's time then decides.
.PHONY: cargo
cargo:
	$(step) CARGO '$(PROFILE) (a first release build takes some minutes)'
	@$(CARGO) build --locked --profile $(PROFILE)
$(target)/libtlsrs.a $(target)/tlsrs $(abi)/libssl.S $(abi)/libcrypto.S: cargo ;

# Changes when the profile does, so that all is linked from the other one then.
build/.profile: cargo
	@mkdir -p build
	@echo $(PROFILE) | cmp -s - $@ || echo $(PROFILE) >$@

# Why each flag: docs of the ABI in README.md and CONTRIBUTING.md.
#   -Bsymbolic keeps a program's own BIO_write from replacing ours in our calls
#   nodelete   since thread-exit hooks and callbacks outlive a dlclose
#   defs       so that nothing but libc is left to be found at run time
link     = $(CC) -shared -o $@ -Wl,-soname,$(@F) \
	-Wl,--whole-archive $(1)/libtlsrs.a -Wl,--no-whole-archive \
	-Wl,--version-script=$(1)/abi/libtlsrs.map -Wl,--gc-sections -Wl,-Bsymbolic \
	$(secure) -Wl,-z,nodelete -Wl,--hash-style=gnu -Wl,-O1 -Wl,--as-needed -lm -lgcc_s
$(library): $(target)/libtlsrs.a build/.profile Makefile
	$(step) LINK $@
	@mkdir -p $(@D)
	@$(call link,$(target)) -Wl,-z,defs $(if $(filter release,$(PROFILE)),$(strip))

# The same with the address sanitizer, for tests: what it finds in memory is told by who runs them.
debug    := $(or $(CARGO_TARGET_DIR),target)/debug
.PHONY: sanitizer
sanitizer: build/sanitizer/libtlsrs.so.0 ## build the library with the address sanitizer, for `run.py --sanitizer`
	@mkdir -p build/sanitizer/tlsrs
	@cp $(filters) build/sanitizer/tlsrs/
build/sanitizer/libtlsrs.so.0: cargo-sanitizer
	$(step) LINK $@
	@mkdir -p $(@D)
	@$(call link,$(debug)) -fsanitize=address
.PHONY: cargo-sanitizer
cargo-sanitizer:
	$(step) CARGO 'dev, with the address sanitizer'
	@RUSTC_WORKSPACE_WRAPPER=$(CURDIR)/c-tests/sanitizer.sh $(CARGO) build --locked --quiet --lib

build/lib/libtlsrs.so: $(library)
	@ln -sfn $(<F) $@

# Code-free libraries under OpenSSL's names: the loader finds each of their
# symbols in libtlsrs.so.0, one folder up.
filter   = $(CC) -shared -nostdlib -o $@ $< -Wl,-soname,$(@F) -Wl,--version-script=$(abi)/$(basename $(basename $(@F))).map \
	-Wl,--filter=libtlsrs.so.0 -Wl,--enable-new-dtags,-rpath,'$$ORIGIN/..:$$ORIGIN' $(secure) -Wl,--hash-style=gnu
build/lib/tlsrs/libcrypto.so.3: $(abi)/libcrypto.S build/.profile Makefile
	$(step) LINK $@
	@mkdir -p $(@D)
	@$(filter)
build/lib/tlsrs/libssl.so.3: $(abi)/libssl.S build/lib/tlsrs/libcrypto.so.3 build/.profile Makefile
	$(step) LINK $@
	@$(filter) -Wl,--no-as-needed build/lib/tlsrs/libcrypto.so.3

# Rewritten at install time, when the prefix is known.
pc = prefix=$(1)\nlibdir=$${prefix}/lib\nincludedir=$${prefix}/include\n\nName: tlsrs\nDescription: OpenSSL 3 API over rustls and aws-lc\nVersion: $(version)\nLibs: -L$${libdir} -ltlsrs\nCflags: -I$${includedir}\n
build/lib/pkgconfig/tlsrs.pc: Cargo.toml Makefile
	@mkdir -p $(@D)
	@printf '$(call pc,$$\{pcfiledir\}/../..)' | tr -d '\\' > $@

build/bin/tlsrs: $(target)/tlsrs build/.profile
	@mkdir -p $(@D)
	@install -m 755 $< $@

build/include/.done: $(headers)
	@rm -rf build/include && mkdir -p build/include/openssl
	@$(if $(headers),cp $(headers) build/include/openssl/)
	@touch $@

# Made in target/headers; tests compare them, this copies them.
.PHONY: headers fresh-headers
headers: fresh-headers ## regenerate include/openssl from the source
	@cp target/headers/*.h include/openssl/
fresh-headers:
	$(step) HEADERS target/headers
	@mkdir -p target/headers
	@TLSRS_EXPANDED=$(CURDIR)/target/headers/expanded.rs RUSTC_WORKSPACE_WRAPPER=$(CURDIR)/include/parts/rustc.sh \
		$(CARGO) check -q --locked --lib
	@TLSRS_HEADERS=target/headers $(CARGO) check -q --locked --lib --features headers

.PHONY: install
install: all ## install under PREFIX (default /usr/local), staged in DESTDIR
	$(step) INSTALL $(DESTDIR)$(PREFIX)
	@install -d $(addprefix $(DESTDIR)$(PREFIX)/,bin lib/tlsrs lib/pkgconfig include/openssl)
	@install -m 755 build/bin/tlsrs $(DESTDIR)$(PREFIX)/bin/
	@install -m 755 $(library) $(DESTDIR)$(PREFIX)/lib/
	@ln -sfn libtlsrs.so.0 $(DESTDIR)$(PREFIX)/lib/libtlsrs.so
	@install -m 755 $(filters) $(DESTDIR)$(PREFIX)/lib/tlsrs/
	@install -m 644 build/include/openssl/*.h $(DESTDIR)$(PREFIX)/include/openssl/
	@printf '$(call pc,$(PREFIX))' > $(DESTDIR)$(PREFIX)/lib/pkgconfig/tlsrs.pc
	@echo '  Run ldconfig if the loader searches $(PREFIX)/lib.'

# What the tests and the demo need beyond a C compiler and Rust.
.PHONY: deps
deps: ## install what building, tests and demo need (apt; only what is missing)
	@sh c-tests/deps.sh

.PHONY: demo
demo: deps all ## fetch a page with unmodified programs over tlsrs, and see them refuse
	@$(PYTHON) c-tests/demo/demo.py

.PHONY: check
check: deps all ## run every test and check (about a quarter of an hour after the build)
	@$(PYTHON) c-tests/check.py

.PHONY: fuzz
fuzz: deps all build/c-tests/fixtures/.done ## run each fuzz target for ten minutes (SECONDS=600)
	@$(PYTHON) fuzz/run.py --seconds $(or $(SECONDS),600)

build/c-tests/fixtures/.done: c-tests/fixtures.sh $(wildcard c-tests/chains*.py) c-tests/certificates.py
	$(step) KEYS $(@D)
	@sh $< $(@D) && touch $@

.PHONY: bench bench-quick
bench: all build/c-tests/fixtures/.done ## compare speed with the system's OpenSSL, interleaved (some minutes)
	@sh c-tests/deps.sh python3-matplotlib
	@$(PYTHON) c-tests/bench/_compare.py build/c-tests/fixtures
bench-quick: all build/c-tests/fixtures/.done ## the same in less than a minute
	@$(PYTHON) c-tests/bench/_compare.py build/c-tests/fixtures --quick

.PHONY: compat
compat: all ## write COMPAT.md anew
	@$(PYTHON) c-tests/run.py >/dev/null || echo '  some C tests fail'
	@$(PYTHON) c-tests/compat.py

.PHONY: help
help: ## show this
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 21

.PHONY: clean
clean: ## remove build/ and cargo's output
	@rm -rf build
	@$(CARGO) clean
