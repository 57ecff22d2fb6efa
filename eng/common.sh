# Shared by the scripts in this folder; sourced, not run.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
tools="$root/.tools"

say()  { printf '\n==> %s\n' "$*"; }
note() { printf '    %s\n' "$*"; }
fail() { printf '\nerror: %s\n' "$*" >&2; exit 1; }

# The newest go that is at least 1.22: on PATH, from Debian's packages, or the copy that set-up keeps in .tools.
find_go() {
  local candidate version
  for candidate in "$(command -v go || true)" /usr/lib/go-1.*/bin/go /usr/local/go/bin/go "$tools"/go/usr/lib/go-1.*/bin/go; do
    [ -x "$candidate" ] || continue
    version=$(GOTOOLCHAIN=local "$candidate" env GOVERSION 2>/dev/null | sed -n 's/^go1\.\([0-9]*\).*/\1/p')
    if [ -n "$version" ] && [ "$version" -ge 22 ]; then
      printf '%s\n' "$candidate"
      return 0
    fi
  done
  return 1
}

# Go never fetches another toolchain, and never a module unless a target says so.
use_go() {
  go=$(find_go) || fail "no go 1.22 or newer; run eng/setup"
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
