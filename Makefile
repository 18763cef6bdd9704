# `make` and `make help` print the targets. Every target runs from a clean clone: what it needs, `setup` installs.

PREFIX ?= /usr/local
DESTDIR ?=
# Installed binaries carry the Swift runtime; their own folder keeps the debug build warm.
RELEASE := swift build -c release --static-swift-stdlib --scratch-path .build-static --product dialer

FUZZ_SECONDS ?= 60

.PHONY: fuzz schema help setup demo test test-all test-service bench format lint install deb
.DEFAULT_GOAL := help

help: ## print this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## install the system libraries that are missing and check the Swift toolchain
	@Scripts/setup.sh

demo: setup ## build, then run the sample campaigns on a local carrier; no account, no telephone
	swift build --product dialer
	.build/debug/dialer demo

lint: ## check the format of every Swift file
	swift format lint --strict -r Sources Tests Package.swift

test: setup ## lint and run the tests; the last line counts them
	@Scripts/test.sh

test-all: setup ## the same with the long tests
	swift build --product dialer
	@deploy/test-service.sh || [ $$? = 77 ]
	@DIALER_LONG_TESTS=1 Scripts/test.sh

test-service: setup ## boot a systemd in a container and take the service through its states (needs root)
	swift build --product dialer
	@deploy/test-service.sh || [ $$? = 77 ]

bench: setup ## print the figures, one JSON line each
	$(RELEASE)
	@Benchmarks/run.sh .build-static/release/dialer

format: ## rewrite every Swift file in the house format
	swift format -i -r Sources Tests Package.swift

schema: ## write the schemas and the reference page anew from the key table
	swift build --product dialer
	.build/debug/dialer schema > campaign.schema.json
	.build/debug/dialer schema --config > dialer.schema.json
	.build/debug/dialer schema --reference > Documentation/Campaign-File.md

install: setup ## build for release and install to $(DESTDIR)$(PREFIX)
	$(RELEASE)
	install -D -m 0755 .build-static/release/dialer $(DESTDIR)$(PREFIX)/bin/dialer
	install -d $(DESTDIR)$(PREFIX)/share/dialer/campaigns
	install -m 0644 campaigns/*.yaml campaigns/*.csv campaigns/README.md $(DESTDIR)$(PREFIX)/share/dialer/campaigns
	install -m 0644 campaign.schema.json dialer.schema.json $(DESTDIR)$(PREFIX)/share/dialer

deb: setup ## build the Debian package
	$(RELEASE)
	deploy/build-deb.sh .build-static/release/dialer

fuzz: setup ## feed the reader of campaign files with mutated ones; FUZZ_SECONDS=60 says how long
	DIALER_FUZZ=1 swift build -c release --scratch-path .build-fuzz --product campaign-fuzz
	mkdir -p .build-fuzz/corpus
	.build-fuzz/release/campaign-fuzz -max_total_time=$(FUZZ_SECONDS) -max_len=8192 -timeout=10 -rss_limit_mb=2048 \
	  -dict=Tests/Fuzz/campaign.dict -artifact_prefix=.build-fuzz/ .build-fuzz/corpus Tests/Fuzz/corpus \
	  Tests/CampaignsTests/Fixtures/language/bad Tests/CampaignsTests/Fixtures/language/good campaigns
