#!/usr/bin/env python3
"""What connections over tlsrs may take from the system: _cost.c counts
allocations, heap bytes, reads, writes and bytes sent, which do not vary.

Each limit is a little above the figure that was measured when it was set;
lower it when the figure falls."""

import os
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
BUILD = pathlib.Path(os.environ.get("TLSRS_BUILD", HERE.parent.parent / "build"))
FIXTURES = sys.argv[1] if len(sys.argv) > 1 else str(BUILD / "c-tests/fixtures")

LIMITS = {
    # A connection: ClientHello and Finished; the server's flight at once.
    "handshake-1.3-client-allocations": 280,
    "handshake-1.3-client-reads": 7,
    "handshake-1.3-client-writes": 2,
    "handshake-1.3-client-bytes": 300,
    "handshake-1.3-server-allocations": 300,
    "handshake-1.3-server-reads": 7,
    "handshake-1.3-server-writes": 1,
    "handshake-1.3-server-bytes": 850,
    "handshake-1.2-client-allocations": 270,
    "handshake-1.2-client-reads": 8,
    "handshake-1.2-client-writes": 2,
    "handshake-1.2-client-bytes": 280,
    "handshake-1.2-server-allocations": 280,
    "handshake-1.2-server-reads": 9,
    "handshake-1.2-server-writes": 2,
    "handshake-1.2-server-bytes": 760,
    # 24 records in a row: no allocation, the next header read with each body.
    "16k-write-allocations": 0,
    "16k-writes": 24,
    "16k-bytes": 22,
    "16k-read-allocations": 0,
    "16k-reads": 25,
    "16k-empty-read-allocations": 0,
    "16k-empty-read-calls": 1,
    "1k-write-allocations": 0,
    "1k-writes": 24,
    "1k-bytes": 22,
    "1k-read-allocations": 0,
    "1k-reads": 25,
    "1k-empty-read-allocations": 0,
    "1k-empty-read-calls": 1,
    # What follows a small record stays in the socket.
    "64-write-allocations": 0,
    "64-writes": 24,
    "64-bytes": 22,
    "64-read-allocations": 0,
    "64-reads": 48,
    "64-empty-read-allocations": 0,
    "64-empty-read-calls": 1,
    "one-mebibyte-writes": 20,
    "ssl-new-allocations": 12,
    # Both ends, waiting, with no buffer.
    "idle-1.3-bytes": 18 << 10,
    "idle-1.2-bytes": 18 << 10,
    "left-bytes": 0,
}


def main():
    program = BUILD / "c-tests/cost/cost"
    program.parent.mkdir(parents=True, exist_ok=True)
    # -rdynamic: the library is to find this program's functions before libc's.
    subprocess.run([os.environ.get("CC", "cc"), "-O1", "-g", "-Wall", "-Wextra", "-rdynamic", HERE / "_cost.c", "-o",
                    program, "-lssl", "-lcrypto", "-lpthread"], check=True)
    env = {**os.environ, "LD_LIBRARY_PATH": str(BUILD / "lib/tlsrs")}
    done = subprocess.run([program, FIXTURES], env=env, capture_output=True, text=True, timeout=120, check=False)
    if done.returncode:
        sys.exit(f"the program failed:\n{done.stdout}{done.stderr}")
    values = {}
    for line in done.stdout.splitlines():
        name, value, *_ = line.split()
        values[name] = int(value)
    failed = 0
    for name, limit in LIMITS.items():
        value = values.get(name)
        if value is None or value > limit:
            print(f"{name}: {value}, at most {limit} wanted")
            failed += 1
    print(f"{len(LIMITS) - failed} passed, {failed} failed")
    sys.exit(failed != 0)


if __name__ == "__main__":
    main()
