# Parvis. Two commands are enough: "make run" and "make test".
SHELL := /bin/bash
export PATH := $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/parvis/go/bin:$(PATH):$(shell go env GOPATH 2>/dev/null || echo $(HOME)/go)/bin
export GOTOOLCHAIN ?= auto

VERSION := $(shell git describe --tags --always 2>/dev/null || echo 0.1.0)
LDFLAGS := -s -w -X parvis/app.Version=$(VERSION)
GUI_TAGS := migrated_fynedo,x11,no_metadata,no_emoji,no_animations,release,nethttpomithttp2
TEST_TAGS := ci,migrated_fynedo
SETUP_FLAGS := $(if $(CI),--yes)
LINTER := github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0

.PHONY: run test lint bench e2e soak build corpus sizing

# Installs what is missing, builds, opens the window.
run:
	@packaging/setup.sh $(SETUP_FLAGS) run
	@$(MAKE) --no-print-directory build
	bin/parvis

# Installs what is missing, runs every test.
test:
	@packaging/setup.sh $(SETUP_FLAGS)
	@packaging/reference.sh
	go test -tags $(TEST_TAGS) ./...

# What is not worth a larger program when inlined: screens, files, forms of
# documents. The toolkit, the store and the search keep their speed.
PLAIN := parvis/ui/... parvis/cmd/... parvis/app/people parvis/app/place parvis/app/handout parvis/app/dila \
	github.com/xuri/... golang.org/x/text/... codeberg.org/... github.com/makiuchi-d/... github.com/alecthomas/... \
	github.com/fxamacker/... github.com/godbus/... github.com/go-text/... github.com/klauspost/... golang.org/x/image/draw net/http/... crypto/tls crypto/x509 encoding/... parvis/app/relay/... parvis/app/reach parvis/app/printer

build:
	go generate ./assets
	go build -trimpath -tags $(GUI_TAGS) $(PLAIN:%=-gcflags=%=-l) -ldflags '$(LDFLAGS)' -o bin/parvis ./cmd/parvis
	CGO_ENABLED=0 go build -trimpath -tags nethttpomithttp2 -gcflags=github.com/alecthomas/...=-l -ldflags '$(LDFLAGS)' -o bin/ ./cmd/parvis-hub
	CGO_ENABLED=0 go build -trimpath -tags nethttpomithttp2 -gcflags=all=-l -ldflags '$(LDFLAGS)' -o bin/ ./cmd/parvisctl

lint:
	@packaging/setup.sh $(SETUP_FLAGS)
	@unformatted=$$(gofmt -l app assets cmd i18n store ui); if [ -n "$$unformatted" ]; then echo "not formatted: $$unformatted"; exit 1; fi
	@command -v golangci-lint >/dev/null || go install $(LINTER)
	golangci-lint run --build-tags $(TEST_TAGS) ./...

# Real hub, real window under a virtual display, driven by keyboard.
e2e: build
	@packaging/setup.sh $(SETUP_FLAGS)
	go test -count=1 -tags e2e -v ./cmd/e2e

bench: build
	@packaging/setup.sh $(SETUP_FLAGS)
	packaging/bench.sh

# What a hub needs for 100 to 100,000 places, from costs measured here.
sizing:
	@packaging/setup.sh $(SETUP_FLAGS)
	packaging/sizing.sh

# The official sheets (about 25 MB), fetched once into the user's cache.
corpus:
	@packaging/setup.sh $(SETUP_FLAGS)
	@packaging/corpus.sh

# Long runs: fault schedules, simulations, attacks, fuzzing.
soak:
	@packaging/setup.sh $(SETUP_FLAGS)
	packaging/soak.sh
