#!/usr/bin/env python3
"""`make check`: runs every check, and ends with the sum of what they counted."""

import os
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

from run import HERE, ROOT

CARGO = os.environ.get("CARGO", "cargo")
FIRST = [
    ("Rust unit tests", [CARGO, "test", "--locked", "--quiet", "--lib", "--bins"]),
]
# The C tests wait for each other and for servers now and then: what compiles
# runs beside them, when they leave a processor free.
BESIDE = [
    ("form of the source", [CARGO, "fmt", "--check"]),
    ("rules of the source", [sys.executable, HERE / "source.py"]),
    ("lints", [CARGO, "clippy", "--locked", "--quiet", "--all-targets", "--", "-D", "warnings"]),
    ("headers", [sys.executable, HERE / "headers.py"]),
    ("library with the address sanitizer", ["make", "--no-print-directory", "sanitizer"]),
    ("fuzz targets, built", [sys.executable, ROOT / "fuzz/run.py", "--build"]),
]
TESTS = [
    ("libraries and programs", [sys.executable, HERE / "abi.py"]),
    ("C tests", [sys.executable, HERE / "run.py"]),
]
LAST = [
    ("C tests with the address sanitizer", [sys.executable, HERE / "run.py", "--sanitizer"]),
    # It sees values that were never set, too, and is thirty times slower.
    ("one of eight C tests under valgrind", [sys.executable, HERE / "run.py", "--valgrind", "--every", "8"]),
    ("fuzz targets, a few seconds each", [sys.executable, ROOT / "fuzz/run.py"]),
    ("COMPAT.md", [sys.executable, HERE / "compat.py", "--check"]),
]


def run_step(command, show):
    """Hands on a step's output as it comes; what it counted."""
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
            show(line)
    status = process.wait()
    if counted:
        passed, failed = counted
    if status != 0 and failed == 0:
        failed = 1  # it did not get as far as counting
        show(f"FAILED {' '.join(map(str, command))}: status {status}\n")
    return passed, failed


def show_now(line):
    sys.stdout.write(line)
    sys.stdout.flush()


def run_steps(steps, show=show_now, low=()):
    """Runs steps one after the other, after the words `low`; what they counted."""
    passed = failed = 0
    for title, command in steps:
        show(f"{title} …\n")
        began = time.monotonic()
        good, bad = run_step([*low, *command], show)
        passed, failed = passed + good, failed + bad
        show(f"  {good} passed, {bad} failed in {time.monotonic() - began:.0f} s\n")
    return passed, failed


def main():
    counted = [run_steps(FIRST)]
    with ThreadPoolExecutor(1) as other:
        said = []  # shown in one piece, after what runs at the same time
        beside = other.submit(run_steps, BESIDE, said.append, ("nice",))
        counted.append(run_steps(TESTS))
        counted.append(beside.result())
        show_now("".join(said))
    counted.append(run_steps(LAST))
    passed, failed = (sum(numbers) for numbers in zip(*counted))
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
