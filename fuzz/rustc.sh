#!/bin/sh
# Compiles this project's own crates, and no others, with the counters that
# libFuzzer reads: so what they depend on is built once for tests and fuzzing,
# and a stable compiler will do. Cargo calls it as RUSTC_WORKSPACE_WRAPPER.
rustc=$1
shift
case " $* " in
*" --crate-name build_script_build "* | *" --print"* | *" -vV "*) exec "$rustc" "$@" ;;
esac
exec "$rustc" "$@" --cfg fuzzing -Cpasses=sancov-module \
    -Cllvm-args=-sanitizer-coverage-level=4 -Cllvm-args=-sanitizer-coverage-inline-8bit-counters \
    -Cllvm-args=-sanitizer-coverage-pc-table -Cllvm-args=-sanitizer-coverage-trace-compares
