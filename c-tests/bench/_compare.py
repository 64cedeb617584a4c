#!/usr/bin/env python3
"""Compares tlsrs with the system's OpenSSL: one C program against the public
API, the library swapped underneath, runs interleaved A B A B in separate
processes. A ratio above 1 means that tlsrs needs less: CPU time, memory or
calls. Medians of the paired ratios, and their spread. Only "scaling", what two
threads on one SSL_CTX do to one, is a ratio of each library to itself.

usage: _compare.py FIXTURES [--quick] [--other FOLDER] [--only WORD]

FOLDER holds another libssl.so.3 and libcrypto.so.3 to measure in place of the
system's. The figures also go to build/bench.tsv and build/bench.json, and a
plot of the ratios to build/bench.png (_plot.py).
"""

import argparse
import json
import pathlib
import statistics
import subprocess
import sys

import _programs
from _programs import BUILD, HERE, environment

# What, operations in one run, rounds, whether --quick does it too, and the
# targets by the names of the values; None is shown without a target.
WORK = [
    ("handshake-1.3-p256", 300, 7, True, {"client": 3.0, "server": 2.65}),
    ("handshake-1.2-p256", 300, 7, True, {"client": 2.9, "server": 2.5}),
    ("handshake-1.3-rsa", 200, 7, True, {"client": None, "server": 1.45}),
    ("handshake-1.3-mutual", 200, 7, False, {"client": None, "server": 3.9}),
    ("handshake-1.3-default-groups", 300, 7, True, {"client": 2.5, "server": 2.2}),
    ("resumption-1.3-ticket", 500, 7, True, {"client": 2.7, "server": 2.7}),
    ("resumption-1.2-ticket", 1000, 7, True, {"client": 2.1, "server": 2.1}),
    ("resumption-1.2-id", 1000, 7, False, {"client": 2.2, "server": 2.2}),
    ("aes128gcm-16k", 20000, 7, True, {"send": 2.3, "receive": 2.25}),
    ("aes128gcm-1k", 100000, 7, True, {"send": 2.5, "receive": 2.2}),
    ("aes128gcm-64", 200000, 7, True, {"send": 2.4, "receive": 2.0}),
    ("chacha20-16k", 10000, 7, True, {"send": 0.9, "receive": 0.9}),
    ("tcp-16k", 5000, 7, True, {"send": 1.65, "receive": 1.4, "write-calls": 1.0, "read-calls": 1.9}),
    ("write-1m", 50, 5, True, {"write-calls": 3.2, "send": None}),
    ("round-trip-64", 10000, 7, True, {"both": 1.2, "empty-read": 1.0}),
    ("memory", 500, 5, True, {"bytes": 2.45}),
    ("ca-bundle", 10, 5, True, {"load": 20, "load-and-handshake": 15}),
    ("contexts", 100, 7, True, {"server-context": 13, "ssl-new-free": 1.6}),
    ("first-connection", 1, 9, True, {"both": 2.3}),
    ("threads", 2000, 5, True, {"scaling": 1.9}),
    ("threads-session-cache", 5000, 5, True, {"scaling": 1.9}),
]
# Values that do not vary: one round will do.
CALLS = ("write-calls", "read-calls", "bytes", "scaling")
UNITS = ((1e6, "ms"), (1e3, "µs"), (1, "ns"))


def measure(program, fixtures, work, count, folder):
    """One run: its values by name, what was negotiated, the libraries used."""
    done = subprocess.run([program, fixtures, work, str(count)], env=environment(folder), capture_output=True,
                          text=True, timeout=300)
    if done.returncode:
        sys.exit(f"{work} over {folder or 'the system library'} failed:\n{done.stdout}{done.stderr}")
    lines = done.stdout.splitlines()
    values = {name: float(value) for name, value in (l.split() for l in lines if l[0] not in "#@")}
    return values, [l[2:] for l in lines if l[0] == "#"], [l[2:] for l in lines if l[0] == "@"]


def human(name, value):
    """A value as people read it."""
    if name == "bytes":
        return f"{value / 1024:.1f} KiB"
    if name in CALLS:
        return f"{value:.2f}"
    for size, unit in UNITS:
        if value >= size:
            return f"{value / size:.1f} {unit}"
    return f"{value:.1f} ns"


def row_of(work, name, ours, theirs, target):
    """One line of the table, from runs in pairs."""
    pairs = zip(ours, theirs)
    if name == "scaling":  # two threads to one: the target is for tlsrs's own
        ratios = sorted(ours)
    else:
        ratios = sorted(t / o for o, t in pairs)
    return {"work": work, "value": name, "tlsrs": statistics.median(ours), "other": statistics.median(theirs),
            "ratio": statistics.median(ratios), "low": ratios[0], "high": ratios[-1], "target": target}


def compare(program, fixtures, work, count, rounds, targets, other):
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
    return [row_of(work, name, [o[name] for o in ours], [t[name] for t in theirs], target)
            for name, target in targets.items()]


def show(row):
    target = f"{row['target']:6.2f}" if row["target"] else "     -"
    met = "" if not row["target"] else "  met" if row["ratio"] >= row["target"] else "  MISSED"
    print(f"{row['work']:<30} {row['value']:<18} {human(row['value'], row['tlsrs']):>10} "
          f"{human(row['value'], row['other']):>10} {row['ratio']:6.2f} {target}   "
          f"({row['low']:.2f} to {row['high']:.2f}){met}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("fixtures", type=pathlib.Path)
    parser.add_argument("--quick", action="store_true", help="less work, three rounds, no programs")
    parser.add_argument("--other", type=pathlib.Path, help="folder of another libssl.so.3")
    parser.add_argument("--only", default="", help="kinds of work with this in their names")
    options = parser.parse_args()
    fixtures = options.fixtures.resolve()
    program = BUILD / "bench"
    subprocess.run(["cc", "-O2", "-rdynamic", "-o", program, HERE / "_bench.c", "-lssl", "-lcrypto", "-lpthread"],
                   check=True)
    print(f"{'what':<30} {'value':<18} {'tlsrs':>10} {'other':>10}  ratio target   (spread)")
    rows = []
    for work, count, rounds, quick, targets in WORK:
        if options.only not in work or options.quick and not quick:
            continue
        if options.quick:
            count, rounds = count // 5 or 1, 3
        for row in compare(program, fixtures, work, count, rounds, targets, options.other):
            show(row)
            rows.append(row)
    if not options.quick:
        for work, name, target, ours, theirs in _programs.measure_all(program, fixtures, options.other, options.only):
            rows.append(row_of(work, name, ours, theirs, target))
            show(rows[-1])
    (BUILD / "bench.json").write_text(json.dumps(rows, indent=1) + "\n")
    names = ["work", "value", "tlsrs", "other", "ratio", "low", "high", "target"]
    lines = ["\t".join(names)] + ["\t".join(str(row[name]) for name in names) for row in rows]
    (BUILD / "bench.tsv").write_text("\n".join(lines) + "\n")
    # Debian's own Python has Debian's matplotlib.
    subprocess.run(["/usr/bin/python3", HERE / "_plot.py", BUILD / "bench.json", BUILD / "bench.png"], check=False)


if __name__ == "__main__":
    main()
