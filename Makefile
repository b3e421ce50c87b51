# `make help` lists what there is. Nothing here needs more than Go and, where it says so, Node 20 or MariaDB.
SHELL := /bin/bash -o pipefail
.DEFAULT_GOAL := help

GOLANGCI_VERSION := v2.15.0
GOLANGCI := .bin/golangci-lint-$(GOLANGCI_VERSION)
FUZZTIME ?= 10s

# Every folder of the repository that npm packages are installed in, by its lock file.
NPM_LOCKS := $(shell git ls-files '*package-lock.json')
NPM_INSTALLED := $(NPM_LOCKS:package-lock.json=node_modules/.package-lock.json)
# Packages with tests that drive the server from JavaScript (build tag "node").
NODE_PACKAGES = $(shell git grep -lE '^//go:build .*\bnode\b' -- '*_test.go' | xargs -r -n1 dirname | sort -u | sed 's|^|./|')
BASELINE := .ci/schema.baseline.graphqls

.PHONY: help
help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "%-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: test
test: ## all tests, on SQLite; on MariaDB where SPORTELLO_TEST_MYSQL holds a DSN
	go test ./...

.PHONY: test-mysql
test-mysql: ## all tests on a MariaDB started for them and thrown away (needs mariadb-server)
	.ci/with-mariadb go test ./...

.PHONY: race
race: ## all tests with the race detector, on the database that `make test` would use
	SPORTELLO_SEEDS=300 go test -race -timeout 20m ./...

.PHONY: test-node
test-node: npm ## the tests that drive the server with JavaScript clients and a browser (needs Node, chromium)
	go test -tags node $(or $(filter-out ./internal/acceptance,$(NODE_PACKAGES)),$(error no package has tests with the build tag node))
	go test -tags node -run "TestExamples|TestNumbersInABrowser|TestDuckDBAgrees" ./internal/acceptance

.PHONY: acceptance
acceptance: ## the desks' stories alone, one line each
	go test -count=1 -v -run Story ./internal/acceptance/...

.PHONY: chaos
chaos: ## an hour's worth of servers killed, sockets cut and NATS stopped, with 500 clients (needs mariadb-server, nats-server)
	SPORTELLO_TEST_CHAOS=long .ci/with-mariadb go test -count=1 -v -timeout 90m -run TestChaos ./internal/acceptance

.PHONY: migration
migration: ## the next migration of both databases, from ent/schema: make migration NAME=what_it_does (needs mariadb-server)
	.ci/with-mariadb go run ./internal/store/migrations/generate -name "$(NAME)" -first $(or $(FIRST),1)

.PHONY: migration-sum
migration-sum: ## the sums of the migrations anew, after a merge that brought some
	go run ./internal/store/migrations/generate -sum

.PHONY: timing
timing: ## whether times tell who has an account, over 1,000 tries of each
	SPORTELLO_TEST_TRIES=1000 go test -count 1 -run TestTimeTells -v ./internal/account

.PHONY: fuzz
fuzz: ## every fuzz target for FUZZTIME (10s)
	.ci/fuzz $(FUZZTIME)

.PHONY: cover
cover: ## test coverage by function, in coverage.out
	go test -coverpkg=./... -coverprofile=coverage.out ./...
	go tool cover -func coverage.out | tail -n 1

.PHONY: bench
bench: ## the hot paths, then the server against its floor on a large demo
	go test -run '^$$' -bench . -benchmem ./...
	go run ./cmd/sportello bench

.PHONY: lint
lint: $(GOLANGCI) ## style, mistakes and the arrows between rooms
	$(GOLANGCI) run

.PHONY: lint-fix
lint-fix: $(GOLANGCI) ## the same, mending what can be mended by itself
	$(GOLANGCI) run --fix

$(GOLANGCI):
	GOBIN=$(CURDIR)/.bin go install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(GOLANGCI_VERSION)
	mv .bin/golangci-lint $@

.PHONY: generate
generate: ## Ent, gqlgen and the generated documentation
	go generate ./...

.PHONY: graphiql
graphiql: internal/httpd/graphiql/web/node_modules/.package-lock.json ## the embedded GraphiQL page (needs Node)
	cd internal/httpd/graphiql/web && node build.mjs

.PHONY: chart
chart: internal/httpd/chart/web/node_modules/.package-lock.json ## the embedded page of statistics (needs Node)
	cd internal/httpd/chart/web && node build.mjs

.PHONY: schema-diff
schema-diff: $(BASELINE) .ci/schema/node_modules/.package-lock.json ## fail on breaking changes that CHANGELOG.md does not announce (needs Node)
	cd .ci/schema && npm test
	node .ci/schema/check.mjs $(BASELINE) schema.graphqls CHANGELOG.md

.PHONY: schema-baseline
schema-baseline: $(if $(wildcard $(BASELINE)),schema-diff) ## declare schema.graphqls published: later changes are compared with it
	cp schema.graphqls $(BASELINE)

$(BASELINE):
	@echo "No schema has been published yet: run make schema-baseline." >&2
	@exit 1

.PHONY: npm
npm: $(NPM_INSTALLED)

%/node_modules/.package-lock.json: %/package-lock.json
	cd $* && npm ci --ignore-scripts --no-audit --no-fund
	touch $@
