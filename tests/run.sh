#!/usr/bin/env bash
# Every test of the project: format, lints, Rust tests, and the pages in a real browser.
# Needs Rust, node with npm, and Debian's apt-get where Chromium is not there yet.
# Ends with one line: N passed, N failed, N skipped.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
# Whoever leaves a test out says so in a line of this file.
export CANDOR_TEST_SKIPS=$scratch/skips
: >"$CANDOR_TEST_SKIPS"
export CARGO_TERM_COLOR=never

passed=0 failed=0 ignored=0
started=$SECONDS

# step NAME COMMAND...: runs it in sight and keeps what it says in $scratch/out.
step() {
  local name=$1 from=$SECONDS
  shift
  printf '\n== %s\n' "$name"
  if "$@" 2>&1 </dev/null | tee "$scratch/out"; then
    printf -- '-- %s: done in %d s\n' "$name" $((SECONDS - from))
    return 0
  fi
  printf -- '-- %s: FAILED after %d s\n' "$name" $((SECONDS - from))
  return 1
}

# sum PATTERN: adds up the numbers that sed's PATTERN finds in what the last step said.
sum() {
  { sed -nE "$1" "$scratch/out" || true; } | awk '{ n += $1 } END { print n + 0 }'
}

# A step of its own that fails is one failure.
check() {
  step "$@" || failed=$((failed + 1))
}

skip() {
  echo "SKIPPED: $1"
  echo "$1" >>"$CANDOR_TEST_SKIPS"
}

# ---- Rust

if cargo fmt --version >/dev/null 2>&1; then
  check 'format' cargo fmt --check
else
  skip 'cargo fmt: rustfmt is not installed'
fi
if cargo clippy --version >/dev/null 2>&1; then
  check 'lints' cargo clippy --all-targets --locked -- -D warnings
else
  skip 'cargo clippy: clippy is not installed'
fi

ok=0
step 'Rust tests' cargo test --locked --no-fail-fast || ok=$?
passed=$((passed + $(sum 's/^test result: .* ([0-9]+) passed;.*/\1/p')))
broken=$(sum 's/^test result: .* ([0-9]+) failed;.*/\1/p')
ignored=$((ignored + $(sum 's/^test result: .* ([0-9]+) ignored;.*/\1/p')))
# What did not compile, or died, has no line of its own.
if ((ok != 0 && broken == 0)); then broken=1; fi
failed=$((failed + broken))

# ---- The pages in a browser

# install_chromium: from Debian, where it is not there yet.
install_chromium() {
  [[ -x ${CHROMIUM:-/usr/bin/chromium} ]] && return 0
  local as=()
  ((EUID == 0)) || as=(sudo)
  echo 'Chromium is not there: installing it with apt-get'
  "${as[@]}" apt-get update -qq || return 1
  "${as[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    chromium fonts-liberation fonts-dejavu-core || return 1
  [[ -x /usr/bin/chromium ]]
}

# install_modules: what package-lock.json says, where that is not what is there.
install_modules() {
  cmp -s package-lock.json node_modules/.installed-from && return 0
  npm ci --no-audit --no-fund || return 1
  cp package-lock.json node_modules/.installed-from
}

browser_tests() {
  command -v node >/dev/null || { echo 'node is not installed: the pages cannot be tested'; return 1; }
  install_chromium || { echo 'Chromium could not be installed: the pages cannot be tested'; return 1; }
  cargo build --locked || return 1
  CANDOR_BIN=$(cargo metadata --format-version 1 --no-deps --locked |
    node -p 'JSON.parse(require("fs").readFileSync(0)).target_directory')/debug/candor
  export CANDOR_BIN
  cd tests/browser || return 1
  install_modules || { echo 'npm ci failed: the pages cannot be tested'; return 1; }
  node --test --test-concurrency=2 \
    --test-reporter=spec --test-reporter-destination=stdout \
    --test-reporter=tap --test-reporter-destination="$scratch/tap"
}

ok=0
step 'browser tests' browser_tests || ok=$?
# The sums are the last lines of the report.
touch "$scratch/tap"
tail -n 12 "$scratch/tap" >"$scratch/out"
passed=$((passed + $(sum 's/^# pass ([0-9]+)$/\1/p')))
ignored=$((ignored + $(sum 's/^# (skipped|todo) ([0-9]+)$/\2/p')))
broken=$(sum 's/^# (fail|cancelled) ([0-9]+)$/\2/p')
if ((ok != 0 && broken == 0)); then broken=1; fi
failed=$((failed + broken))

# ---- The sum

if [[ -s $CANDOR_TEST_SKIPS ]]; then
  printf '\n== left out\n'
  cat "$CANDOR_TEST_SKIPS"
fi
skipped=$((ignored + $(wc -l <"$CANDOR_TEST_SKIPS")))
printf '\nall of it took %d s\n' $((SECONDS - started))
echo "$passed passed, $failed failed, $skipped skipped"
((failed == 0))
