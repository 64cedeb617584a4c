#!/usr/bin/env python3
"""`make check`: runs every check, and ends with the sum of what they counted."""

import os
import re
import subprocess
import sys
import time

from run import HERE, ROOT

CARGO = os.environ.get("CARGO", "cargo")
STEPS = [
    ("Rust unit tests", [CARGO, "test", "--locked", "--quiet", "--lib", "--bins"]),
    ("form of the source", [CARGO, "fmt", "--check"]),
    ("lints", [CARGO, "clippy", "--locked", "--quiet", "--all-targets", "--", "-D", "warnings"]),
    ("rules of the source", [sys.executable, HERE / "source.py"]),
    ("headers", [sys.executable, HERE / "headers.py"]),
    ("libraries and programs", [sys.executable, HERE / "abi.py"]),
    ("C tests", [sys.executable, HERE / "run.py"]),
    ("library with the address sanitizer", ["make", "--no-print-directory", "sanitizer"]),
    ("C tests with the address sanitizer", [sys.executable, HERE / "run.py", "--sanitizer"]),
    # It sees values that were never set, too, and is thirty times slower.
    ("one of eight C tests under valgrind", [sys.executable, HERE / "run.py", "--valgrind", "--every", "8"]),
    ("fuzz targets, a few seconds each", [sys.executable, ROOT / "fuzz/run.py"]),
    ("COMPAT.md", [sys.executable, HERE / "compat.py", "--check"]),
]


def run_step(command):
    """Shows a step's output as it comes; what it counted."""
    passed = failed = 0
    counted = None
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                               errors="replace")
    for line in process.stdout:
        plain = re.fullmatch(r"(\d+) passed, (\d+) failed\n?", line)
        rust = re.match(r"test result: \S+ (\d+) passed; (\d+) failed", line)
        if plain:
            counted = int(plain[1]), int(plain[2])
            continue
        if rust:
            passed, failed = passed + int(rust[1]), failed + int(rust[2])
        if not re.match(r"(running \d+ tests?|[.i]+( \d+/\d+)?|test result: ok.*)?\n", line):
            sys.stdout.write(line)
            sys.stdout.flush()
    status = process.wait()
    if counted:
        passed, failed = counted
    if status != 0 and failed == 0:
        failed = 1  # it did not get as far as counting
        print(f"FAILED {' '.join(map(str, command))}: status {status}")
    return passed, failed


def main():
    passed = failed = 0
    for title, command in STEPS:
        print(f"{title} …", flush=True)
        began = time.monotonic()
        good, bad = run_step(command)
        passed, failed = passed + good, failed + bad
        print(f"  {good} passed, {bad} failed in {time.monotonic() - began:.0f} s", flush=True)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
