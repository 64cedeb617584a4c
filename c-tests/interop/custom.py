#!/usr/bin/env python3
"""Extensions of the program's own between tlsrs and the system's OpenSSL, in
both roles: in every message that can have them, with a HelloRetryRequest, with
client certificates, and when a session is resumed. Both ends must say what they
say when both run over OpenSSL.
"""

import itertools
import pathlib
import tempfile

import _harness as harness

tally = harness.Tally()
work = tempfile.TemporaryDirectory()
files = harness.fixtures()
program = harness.compile_c(harness.HERE / "_custom.c", pathlib.Path(work.name) / "custom")


def talk(server, client, version, mutual, retry):
    """Two connections, the second resumed; what each end said."""
    groups = ("P-384" if retry else "P-256:P-384", "P-256:P-384")
    with harness.Server([program, files, "server", version, groups[0], mutual, 2], server) as peer:
        said = harness.run([program, files, "client", version, groups[1], mutual, 2, peer.ready], client)[1]
        return said, peer.finish().partition("\n")[2]


for version, mutual, retry in itertools.product(("1.2", "1.3"), (0, 1), (False, True)):
    if retry and version == "1.2":
        continue
    wanted = talk(harness.SYSTEM, harness.SYSTEM, version, mutual, retry)
    name = f"TLS {version}, mutual {mutual}, retry {retry}"
    tally.check(f"{name}, OpenSSL itself", all("done, reused 1" in said for said in wanted), "\n".join(wanted))
    for server, client in itertools.product((harness.SYSTEM, harness.DROPPED_IN), repeat=2):
        if harness.DROPPED_IN in (server, client):
            found = talk(server, client, version, mutual, retry)
            tally.check(f"{name}, server {server}, client {client}", found == wanted, "\n".join(("wanted", *wanted, "found", *found)))
tally.finish()
