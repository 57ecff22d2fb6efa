# Shared by the scripts in this folder; sourced, not run.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
tools="$root/.tools"

say()  { printf '\n==> %s\n' "$*"; }
note() { printf '    %s\n' "$*"; }
fail() { printf '\nerror: %s\n' "$*" >&2; exit 1; }

# The releases of Go that are accepted, one a word; eng/go-versions says why these.
go_releases=$(sed '/^#/d' "$root/eng/go-versions" | xargs)
go_oldest=${go_releases%% *}

# Every go of this machine: on PATH, from Debian's packages, or the copy that set-up keeps in .tools.
all_go() {
  local candidate
  for candidate in "$(command -v go || true)" /usr/lib/go-1.*/bin/go /usr/local/go/bin/go "$tools"/go/usr/lib/go-1.*/bin/go; do
    if [ -x "$candidate" ]; then printf '%s\n' "$candidate"; fi
  done
}

# The first that is supported. An older one is never used: its compiler and its libraries get no security mends any more.
find_go() {
  local candidate minor
  while read -r candidate; do
    minor=$(GOTOOLCHAIN=local "$candidate" env GOVERSION 2>/dev/null | sed -n 's/^go1\.\([0-9]*\).*/\1/p')
    if [ -n "$minor" ] && [ "$minor" -ge "${go_oldest#1.}" ]; then
      printf '%s\n' "$candidate"
      return 0
    fi
  done < <(all_go)
  return 1
}

# What is said where there is none: with those that were found and are refused.
no_go() {
  local candidate refused=
  while read -r candidate; do
    refused="$refused$candidate is $(GOTOOLCHAIN=local "$candidate" env GOVERSION 2>/dev/null || echo broken); "
  done < <(all_go)
  printf 'no supported Go (%s or newer; eng/go-versions): %s' "$go_oldest" "${refused:-there is none; }"
}

# Go never fetches another toolchain, and never a module unless a target says so.
use_go() {
  go=$(find_go) || fail "$(no_go)run eng/setup"
  export GOTOOLCHAIN=local GOFLAGS=-mod=readonly
}

# The chaincode's Fabric adapter alone needs modules: from the environment's proxy, or from a folder of modules beside the
# repository. When they cannot be had, $missing_modules says why.
use_modules() {
  if [ -z "${GOPROXY:-}" ] && [ -d "$root/../shared/goproxy" ]; then
    export GOPROXY="file://$(cd "$root/../shared/goproxy" && pwd)" GONOSUMDB='*'
  fi
  local log
  if log=$(cd "$root/chaincode" && timeout 60 "$go" list -deps ./cmd/fabric/... 2>&1 >/dev/null); then missing_modules=; return 0; fi
  missing_modules=$(printf '%s\n' "$log" | sed -n '/^go: downloading/!p' | tail -n 1)
  [ -n "$missing_modules" ] || missing_modules="the module proxy did not answer within a minute"
  return 1
}

# The programs of Fabric that a native network needs, looked for where `insure` does; $missing_fabric names those not found.
# The folders of Fabric's programs here, one a line: the one that is used by itself first, then those beside /opt/fabric/bin and
# those that INSURE_FABRIC_VERSIONS names, parted by colons. Of two of the same release the first counts.
fabric_folders() {
  local folder seen=" " version
  { if [ -n "${INSURE_FABRIC_BIN:-}" ]; then echo "$INSURE_FABRIC_BIN"
    elif command -v peer >/dev/null; then dirname "$(command -v peer)"
    else echo /opt/fabric/bin; fi
    printf '%s\n' "${INSURE_FABRIC_VERSIONS:-}" | tr ':' '\n'
    ls -d /opt/fabric/bin /opt/fabric/*/bin 2>/dev/null; } | while read -r folder; do
    [ -n "$folder" ] && [ -x "$folder/peer" ] && [ -x "$folder/orderer" ] || continue
    version=$(fabric_version "$folder")
    case $seen in *" $version "*) continue ;; esac
    seen="$seen$version "
    echo "$folder"
  done
}
fabric_version() { "$1/peer" version 2>/dev/null | sed -n 's/^ *Version: v*//p' | head -n 1; }

find_fabric() {
  local program
  missing_fabric=
  for program in peer orderer configtxgen osnadmin; do
    if [ -n "${INSURE_FABRIC_BIN:-}" ]; then [ -x "$INSURE_FABRIC_BIN/$program" ]
    else command -v "$program" >/dev/null || [ -x "/opt/fabric/bin/$program" ]
    fi || missing_fabric="$missing_fabric $program"
  done
  [ -z "$missing_fabric" ]
}
