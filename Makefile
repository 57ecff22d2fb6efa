# `make demo` and `make test` set up whatever is missing; see README.md.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help setup build images demo test up down upgrade status bench assure audit-packages generate baseline format clean

# make up NETWORK=fabric: what keeps the ledger (devledger, fabric or docker).
network := $(if $(NETWORK),--network $(NETWORK))

sources := $(shell git ls-files -co --exclude-standard -- chaincode gateway protos tests/bench eng '*.props' '*.targets' global.json 2>/dev/null)

help: ## What can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 16

artifacts/.built: $(sources)
	@eng/setup
	@eng/build
	@touch $@

setup: ## Install what is missing to build and run
	@eng/setup

build: artifacts/.built ## Build the programs into artifacts/

images: artifacts/.built ## Make the container images of the gateway and the chaincode
	@eng/images

# Containers run images, which follow the programs; Fabric's chaincode server is what a build may have had to leave out.
wanted := artifacts/.built $(if $(filter docker,$(NETWORK)),images) $(if $(filter fabric,$(NETWORK)),artifacts/chaincode/fabric)

artifacts/chaincode/fabric: | artifacts/.built
	@[ -x $@ ] || { eng/build && [ -x $@ ]; }

demo: $(wanted) ## Sell policies and pay claims in a consortium of four organizations on this machine
	@./insure demo $(network) $(DEMO)

up: $(wanted) ## Start the consortium and leave it running: UP='--base-port 9000'
	@./insure up $(network) $(UP)

down: ## Stop what `make up` started
	@./insure down

upgrade: $(wanted) ## Put the chaincode as it is built now in force, as the next sequence; NETWORK=docker makes its image
	@./insure network upgrade $(UPGRADE)

status: ## What is running
	@./insure status

test: ## Build and run every test; NETWORK=fabric insists on those that need Fabric's programs, NETWORK=docker adds containers
	@NETWORK=$(NETWORK) eng/test

bench: artifacts/.built ## Measure; prints ratios
	@artifacts/bench/insurance-bench $(if $(NETWORK),--network=$(NETWORK)) $(BENCH)

assure: artifacts/.built ## Attack a consortium for hours, and count: ASSURE='--only=requests,kills,flips,floods --seed=N'
	@dotnet build tests/Assurance -c Release --nologo -v quiet
	@INSURE_TEST_NETWORK=$(or $(NETWORK),devledger) dotnet run --project tests/Assurance -c Release --no-build -- $(ASSURE)

audit-packages: ## Look up known vulnerabilities of every package; says what could not be looked up
	@eng/audit-packages

generate: ## Write what follows from the protos: the chaincode's types and rows, tables of the documentation
	@dotnet run --project eng/generate -c Release -- "$(CURDIR)"

baseline: ## At a release: take the present protos for those that changes are held against
	@dotnet run --project eng/generate -c Release -- baseline "$(CURDIR)"

format: ## Format C# and Go
	@dotnet format Fabric.Insurance.sln
	@. eng/common.sh && use_go && "$$(dirname "$$go")/gofmt" -w chaincode

clean: ## Remove what the build made
	@rm -rf artifacts
	@find . -path ./.git -prune -o \( -name bin -o -name obj \) -type d -prune -exec rm -rf {} +
