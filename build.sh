#!/usr/bin/env bash
# The one entrance: builds, serves, tests and packs the page. `./build.sh help` says how.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

TOOLS="$PWD/target/tools"

help() {
  cat <<'TEXT'
./build.sh serve [PORT] [PATH]   build the page and serve it on http://localhost:PORT/PATH/ (8080, no path), to this machine alone;
                          HOST=0.0.0.0 ./build.sh serve … serves it to the network, as a class room needs
./build.sh test           everything CI runs: check, native tests, the page's tests in Chromium, Firefox and WebKit
./build.sh check          formatting, lints (native and WebAssembly), documentation, types of the front end
./build.sh dist [--compressed]   dist/: the static folder to put on any host, on any path; prints what it weighs; with --compressed, copies
                          for servers that send such (.br, .gz) stand beside its files
./build.sh publish-check [DIR]   whether dist/, or another folder that dist has made, works as hosts serve it, and then without a network
./build.sh bench [CASE…] [--json FILE] [--minutes MINUTES]   timings in Chromium, in one table, which FILE gets, too. Without a CASE the
                          first four. Beside the core in one worker stand ONNX Runtime Web, TensorFlow.js and plain JavaScript
    inference             of 1, 16, 64 and 100 images
    chains                a round of 64; a step of each sampler with one worker and two
    training              a step with 100 images; with one worker and two
    restoration           with trust, three rounds
    stdp                  the curve of 100,000 pairings
    latency               how soon a stroke is restored while one draws, and whether the page ever stands still
    opening               how soon the built page is there, moves and restores, here and over slow lines
    learn                 when Learn's dreams are recognisable; with MINUTES, whether memory stays flat
./build.sh bench native   the core's parts, one thread, and how near each comes to the limits of the machine; where Python (PYTHON
                          names it) has PyTorch, its training step beside the core's, with one thread and two
./build.sh soak [MINUTES] [--firefox]   random use of every bench for an hour, or so long: errors, memory that grows, frames that come later;
                          MONKEY_SEED=7 does it again by its seed
./build.sh specimens      pictures of the page's colours, type, buttons and fields, light, dark, in forced colours and on paper;
                          prints where they are
./build.sh results        www/model/RESULTS.md, from www/model/results.json
./build.sh recording      the recorded run with which Learn opens, learned anew in two minutes
./build.sh fuzz [EXECUTIONS] [READER]   ten million damaged inputs, or so many, for every reader of what comes from outside, or for one;
                          prints what came of them and fails on any panic or too much memory
./build.sh audit          known weaknesses, terms and origin of every crate and npm package; needs cargo-deny and a network
./build.sh mnist          download MNIST to data/mnist and verify it, to train and evaluate
./build.sh help           this text

serve and dist need rustup, a C compiler, and Node 20.15 or later with npm; test, specimens and publish-check also need Chromium
(CHROMIUM names it where it is not on the path); test takes Firefox (FIREFOX) and WebKit where they are. The WebAssembly target and the npm packages
are installed here when they are missing.
TEXT
}

# Says everything that is missing at once, and how to get it.
require_tools() {
  local missing=()
  command -v cargo >/dev/null || missing+=("cargo: install Rust with rustup, https://rustup.rs")
  command -v cc >/dev/null || missing+=("a C compiler (cc): on Debian 'apt-get install build-essential', on macOS 'xcode-select --install'")
  if ! command -v node >/dev/null || ! node -e 'const [major, minor] = process.versions.node.split("."); process.exit(Number(major * 100 + +minor < 2015))'; then
    missing+=("Node 20.15 or later: https://nodejs.org")
  fi
  command -v npm >/dev/null || missing+=("npm: comes with Node, https://nodejs.org")
  [ ${#missing[@]} -eq 0 ] && return
  printf 'build.sh needs %s\n' "${missing[@]}" >&2
  exit 1
}

require_wasm_target() {
  local sysroot
  sysroot="$(rustc --print sysroot)"
  [ -d "$sysroot/lib/rustlib/wasm32-unknown-unknown" ] && return
  command -v rustup >/dev/null || { echo "build.sh needs the Rust target wasm32-unknown-unknown: install rustup, https://rustup.rs" >&2; exit 1; }
  rustup target add wasm32-unknown-unknown
}

# Prints the path of the program that makes the JavaScript of the core, compiled where needed.
bindgen() {
  [ -x "$TOOLS/debug/bindgen" ] || echo "compiling wasm-bindgen, once (about a minute)" >&2
  cargo build --quiet --locked --manifest-path www/build/bindgen/Cargo.toml --target-dir "$TOOLS" >&2
  echo "$TOOLS/debug/bindgen"
}

# npm_install DIR: installs by lock file, unless that has been done since the lock file changed.
npm_install() {
  [ "$1/node_modules/.package-lock.json" -nt "$1/package-lock.json" ] || (cd "$1" && npm ci --no-audit --no-fund --silent)
}

# core DIR [FLAGS]: the WebAssembly core, built with FLAGS of cargo, and its JavaScript in DIR.
core() {
  local folder="$1" bindgen
  shift
  bindgen="$(bindgen)"
  [ -e "$folder" ] || echo "compiling the core to WebAssembly for $folder, once (about a minute)" >&2
  cargo build --quiet --release --lib --target wasm32-unknown-unknown "$@"
  "$bindgen" "${CARGO_TARGET_DIR:-target}/wasm32-unknown-unknown/release/targetprop.wasm" "$folder"
}

page() {
  require_tools
  require_wasm_target
  npm_install www
  core www/pkg
  core www/pkg/whole --features whole
  mkdir -p www/vendor
  # uPlot's module comes only unminified; its minified script is a module with one line more.
  { cat www/node_modules/uplot/dist/uPlot.iife.min.js; echo 'export default uPlot;'; } >www/vendor/uPlot.esm.js
  cp www/node_modules/uplot/dist/uPlot.min.css www/vendor/
  cp www/node_modules/uplot/dist/uPlot.d.ts www/vendor/uPlot.esm.d.ts
  # Its licence asks for this line, which its minified module lacks.
  { echo '/*! gifenc, MIT License, Copyright (c) 2017 Matt DesLauriers */'; sed '/^\/\/# sourceMappingURL/d' www/node_modules/gifenc/dist/gifenc.esm.js; } >www/vendor/gifenc.esm.js
  cp www/share/gifenc.d.ts www/vendor/gifenc.esm.d.ts
  node www/build/notices.mjs
}

serve() {
  page
  exec node www/build/serve.mjs "$@"
}

check() {
  page
  cargo fmt --check
  cargo fmt --check --manifest-path www/build/bindgen/Cargo.toml
  cargo clippy --quiet --release --all-targets -- -D warnings
  cargo clippy --quiet --release --lib --target wasm32-unknown-unknown -- -D warnings
  cargo clippy --quiet --release --lib --target wasm32-unknown-unknown --features whole -- -D warnings
  RUSTDOCFLAGS="-D warnings" cargo doc --quiet --no-deps --lib
  npm --prefix www run --silent check
  node www/build/results.mjs --check
  node www/build/recording.mjs --check
}

# Prints the path of Chromium, installing it where that is possible.
find_chromium() {
  local name
  for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable; do
    [ -n "$name" ] && command -v "$name" && return
  done
  if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y chromium; } >&2
    command -v chromium && return
  fi
  echo "build.sh: tests need Chromium: install it ('apt-get install chromium') or name it in CHROMIUM" >&2
  exit 1
}

# Prints the path of Firefox, installing it where that is possible; prints nothing, and says so, where it is not.
find_firefox() {
  local name
  for name in "${FIREFOX:-}" firefox-esr firefox; do
    [ -n "$name" ] && command -v "$name" && return
  done
  if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y firefox-esr; } >&2 || true
    command -v firefox-esr && return
  fi
  echo "build.sh test: no Firefox found, so its tests are skipped: install it ('apt-get install firefox-esr') or name it in FIREFOX" >&2
}

# Says where WebKit's driver is not: the tests find it where Debian puts it.
tell_of_webkit() {
  command -v WebKitWebDriver >/dev/null && command -v Xvfb >/dev/null && return
  echo "build.sh test: no WebKit found, so its tests are skipped: install it ('apt-get install webkit2gtk-driver xvfb')" >&2
}

run_tests() {
  check
  cargo test --quiet --release
  npm_install tests/web
  CHROMIUM="$(find_chromium)"
  FIREFOX="$(find_firefox)"
  tell_of_webkit
  export CHROMIUM FIREFOX
  npm --prefix tests/web run --silent test
  echo "all tests passed"
}

dist() {
  page
  node www/build/dist.mjs "$@"
}

publish_check() {
  npm_install tests/web
  CHROMIUM="$(find_chromium)"
  export CHROMIUM
  npm --prefix tests/web run --silent publish-check -- "$@"
}

bench_native() {
  cargo bench --quiet --bench kernels -- --noplot
  "${PYTHON:-python3}" tests/bench/training.py
}

bench() {
  page
  npm_install tests/web
  CHROMIUM="$(find_chromium)"
  export CHROMIUM
  (cd tests/web && node bench.mjs "$@")
}

soak() {
  page
  npm_install tests/web
  CHROMIUM="$(find_chromium)"
  FIREFOX="$(find_firefox)"
  export CHROMIUM FIREFOX
  (cd tests/web && node soak.mjs "$@")
}

specimens() {
  npm_install tests/web
  CHROMIUM="$(find_chromium)"
  export CHROMIUM
  npm --prefix tests/web run --silent specimens
}

# With the checks of a development build: overflow is found, too.
fuzz() {
  FUZZ_EXECUTIONS="${1:-10000000}" ${2:+env FUZZ_READER="$2"} cargo test --quiet --test hostile_files -- --nocapture every_reader || exit 1
}

# Known weaknesses, terms and origin of every crate and package. Weaknesses are asked of others' databases, so it is no part of the tests.
# What cannot be asked is said; where CI asks, it fails.
audit() {
  command -v cargo-deny >/dev/null || { echo "build.sh audit needs cargo-deny: cargo install --locked cargo-deny@0.20.2" >&2; exit 1; }
  local failed=0 unasked=() manifest folder report
  deny() { cargo deny --manifest-path "$manifest" --config "$PWD/.github/deny.toml" --all-features --locked "$@"; }
  for manifest in Cargo.toml www/build/bindgen/Cargo.toml; do
    deny check licenses bans sources || failed=1
    if deny fetch db >/dev/null 2>&1; then deny check advisories || failed=1; else unasked+=("RustSec of $manifest"); fi
  done
  for folder in www tests/web; do
    report="$(npm --prefix "$folder" audit 2>&1)" && echo "$folder: $report" && continue
    if [[ "$report" == *"audit endpoint returned an error"* ]]; then unasked+=("npm of $folder"); else echo "$folder: $report" >&2; failed=1; fi
  done
  if [ ${#unasked[@]} -gt 0 ]; then
    echo "audit: known weaknesses could not be asked for, their databases are out of reach: $(printf '%s; ' "${unasked[@]}")the rest holds or is told above" >&2
    [ -z "${CI:-}" ] || failed=1
  fi
  return "$failed"
}

recording() {
  page
  node www/build/recording.mjs
}

# Checksums are those of the four files as Yann LeCun published them.
mnist() {
  local mirrors=(https://ossci-datasets.s3.amazonaws.com/mnist https://storage.googleapis.com/cvdf-datasets/mnist)
  mkdir -p data/mnist
  local sum name mirror
  while read -r sum name; do
    local file="data/mnist/$name"
    if [ -f "$file" ] && echo "$sum  $file" | sha256sum --check --status; then
      echo "$file is there"
      continue
    fi
    for mirror in "${mirrors[@]}"; do
      curl --fail --location --silent --show-error --output "$file.part" "$mirror/$name" || continue
      if echo "$sum  $file.part" | sha256sum --check --status; then
        mv "$file.part" "$file"
        echo "$file: downloaded and verified"
        continue 2
      fi
      echo "$mirror/$name: the checksum is not that of MNIST; trying the next mirror" >&2
    done
    rm -f "$file.part"
    echo "$name could not be downloaded from any mirror; put the file into data/mnist yourself" >&2
    exit 1
  done <<'SUMS'
1a1a05eab793c14bb050b398624a11b0ffd1a2953baed553b1b9bd079e2a20be t10k-images-idx3-ubyte.gz
b91679a0acfe4ba0e50a2437a903084cba1f5f92592b016a25a7dfd00455798b t10k-labels-idx1-ubyte.gz
0b367032e93c5d0cea0925647cfdb18614af8ee15f83e6f2fc2ad904a6835971 train-images-idx3-ubyte.gz
1787548bbe0bff1ec2ecdc0ef292b02df999e2d1a6002d27500982c652b17203 train-labels-idx1-ubyte.gz
SUMS
}

case "${1:-help}" in
  serve) serve "${@:2}" ;;
  test) run_tests ;;
  bench) if [ "${2:-}" = native ]; then bench_native; else bench "${@:2}"; fi ;;
  soak) soak "${@:2}" ;;
  results) node www/build/results.mjs ;;
  dist) dist "${@:2}" ;;
  publish-check) publish_check "${@:2}" ;;
  audit | check | mnist | recording | specimens) "$1" ;;
  fuzz) fuzz "${@:2}" ;;
  help | -h | --help) help ;;
  *)
    echo "build.sh: expected one of serve, test, check, dist, publish-check, bench, soak, fuzz, audit, specimens, results, recording, mnist, help; found '$1'" >&2
    exit 2
    ;;
esac
