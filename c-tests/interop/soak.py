#!/usr/bin/env python3
"""Data both ways at once between tlsrs and OpenSSL, in all sizes, while both
change their keys: each suite, each library at either end."""

import os
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
BUILD = pathlib.Path(os.environ.get("TLSRS_BUILD", HERE.parent.parent / "build"))
FIXTURES = sys.argv[1] if len(sys.argv) > 1 else str(BUILD / "c-tests/fixtures")
BYTES = 3_000_000
SUITES = [
    ("1.3", "TLS_AES_128_GCM_SHA256"), ("1.3", "TLS_AES_256_GCM_SHA384"), ("1.3", "TLS_CHACHA20_POLY1305_SHA256"),
    ("1.2", "ECDHE-ECDSA-AES128-GCM-SHA256"), ("1.2", "ECDHE-ECDSA-AES256-GCM-SHA384"),
    ("1.2", "ECDHE-ECDSA-CHACHA20-POLY1305"),
]


def start(program, ours, *arguments):
    env = {k: v for k, v in os.environ.items() if not k.startswith("LD_")}
    if ours:
        env["LD_LIBRARY_PATH"] = str(BUILD / "lib/tlsrs")
    return subprocess.Popen([program, FIXTURES, *arguments], env=env, stdout=subprocess.PIPE, text=True)


def main():
    program = BUILD / "c-tests/interop/soak"
    program.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run([os.environ.get("CC", "cc"), "-O1", "-Wall", "-Wextra", HERE / "_soak.c", "-o", program, "-lssl",
                    "-lcrypto"], check=True)
    passed = failed = 0
    for version, suite in SUITES:
        for client_ours, server_ours in ((True, False), (False, True), (True, True)):
            server = start(program, server_ours, "server", "0", version, suite, str(BYTES))
            port = server.stdout.readline().strip()
            client = start(program, client_ours, "client", port, version, suite, str(BYTES))
            said = [client.communicate(timeout=300)[0], server.communicate(timeout=300)[0]]
            if client.returncode or server.returncode or not all(s.startswith("ok ") for s in said):
                name = {True: "tlsrs", False: "OpenSSL"}
                print(f"{suite}, client {name[client_ours]}, server {name[server_ours]}:\n{said[0]}{said[1]}")
                failed += 1
            else:
                passed += 1
    print(f"{passed} passed, {failed} failed")
    sys.exit(failed != 0)


if __name__ == "__main__":
    main()
