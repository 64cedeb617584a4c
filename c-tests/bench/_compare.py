#!/usr/bin/env python3
"""Compares tlsrs with the system's OpenSSL: one C program against the public
API, the library swapped underneath, runs interleaved A B A B in separate
processes. A ratio above 1 means that tlsrs needs less CPU time.

usage: _compare.py FIXTURES [--quick] [--other FOLDER]

FOLDER holds another libssl.so.3 and libcrypto.so.3 to measure in place of the
system's. The figures also go to build/bench.json.
"""

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
BUILD = HERE.parent.parent / "build"

# Name, operations in one run, rounds.
WORK = [
    ("handshake-1.3-p256", 400, 7),
    ("handshake-1.3-default-groups", 400, 7),
    ("handshake-1.3-rsa", 200, 7),
    ("handshake-1.2-p256", 400, 7),
    ("bulk-aes128gcm-16k", 4000, 7),
    ("bulk-aes128gcm-1k", 20000, 7),
    ("bulk-chacha20-16k", 3000, 7),
    ("ca-bundle", 10, 7),
]
UNITS = ((1e6, "ms"), (1e3, "µs"), (1, "ns"))


def measure(program, fixtures, work, count, folder):
    """One run: its values by name, what was negotiated, the libraries used."""
    env = {k: v for k, v in os.environ.items() if not k.startswith(("LD_", "SSL", "OPENSSL"))}
    if folder:
        env["LD_LIBRARY_PATH"] = str(folder)
    done = subprocess.run([program, fixtures, work, str(count)], env=env, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{work} over {folder or 'the system library'} failed:\n{done.stdout}{done.stderr}")
    lines = done.stdout.splitlines()
    values = {name: float(value) for name, value in (l.split() for l in lines if l[0] not in "#@")}
    return values, [l[2:] for l in lines if l[0] == "#"], [l[2:] for l in lines if l[0] == "@"]


def human(ns):
    for size, unit in UNITS:
        if ns >= size:
            return f"{ns / size:.1f} {unit}"
    return f"{ns:.1f} ns"


def compare(program, fixtures, work, count, rounds, other):
    """Medians of paired ratios for each value of one kind of work."""
    ours, theirs = [], []
    for _ in range(rounds):
        a = measure(program, fixtures, work, count, BUILD / "lib/tlsrs")
        b = measure(program, fixtures, work, count, other)
        if a[1] != b[1]:
            sys.exit(f"{work}: not the same work: {a[1]} and {b[1]}")
        if not any("libtlsrs" in l for l in a[2]) or any("libtlsrs" in l for l in b[2]):
            sys.exit(f"{work}: not the libraries meant: {a[2]} and {b[2]}")
        ours.append(a[0])
        theirs.append(b[0])
    rows = []
    for name in ours[0]:
        ratios = sorted(t[name] / o[name] for o, t in zip(ours, theirs))
        rows.append({"work": work, "side": name, "tlsrs_ns": statistics.median(o[name] for o in ours),
                     "other_ns": statistics.median(t[name] for t in theirs), "ratio": statistics.median(ratios),
                     "low": ratios[0], "high": ratios[-1]})
    return rows


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("fixtures", type=pathlib.Path)
    parser.add_argument("--quick", action="store_true", help="a third of the work")
    parser.add_argument("--other", type=pathlib.Path, help="folder of another libssl.so.3")
    options = parser.parse_args()
    program = BUILD / "bench"
    subprocess.run(["cc", "-O2", "-o", program, HERE / "_bench.c", "-lssl", "-lcrypto"], check=True)
    print(f"{'CPU time per operation':<30} {'side':<8} {'tlsrs':>10} {'OpenSSL':>10}  ratio   (spread)")
    rows = []
    for work, count, rounds in WORK:
        for row in compare(program, options.fixtures, work, count // (3 if options.quick else 1) or 1,
                           3 if options.quick else rounds, options.other):
            print(f"{work:<30} {row['side']:<8} {human(row['tlsrs_ns']):>10} {human(row['other_ns']):>10} "
                  f"{row['ratio']:6.2f}   ({row['low']:.2f} to {row['high']:.2f})", flush=True)
            rows.append(row)
    (BUILD / "bench.json").write_text(json.dumps(rows, indent=1) + "\n")


if __name__ == "__main__":
    main()
