#!/usr/bin/env python3
"""Sessions across processes and libraries: one process makes a session, others
resume it, each over tlsrs or over the system's OpenSSL. Servers share ticket
keys, or a cache of encoded sessions; clients keep theirs in PEM.
"""

import itertools
import os
import pathlib
import tempfile

import _harness as harness

LIBRARIES = (harness.SYSTEM, harness.DROPPED_IN)

tally = harness.Tally()
work = tempfile.TemporaryDirectory()
folder = pathlib.Path(work.name)
files = harness.fixtures()
program = harness.compile_c(harness.HERE / "_sessions.c", folder / "sessions")


def connect(kind, place, server, client, version, offered, saved, key="rsa"):
    """One connection of a new server process and a new client process; what each said."""
    command = [program, "server", kind, place, files / f"server-{key}-cert.pem", files / f"server-{key}-key.pem"]
    with harness.Server(command, server) as peer:
        port = peer.ready.split()[-1]
        said = harness.run([program, "client", port, version, files / "ca-bundle.pem", offered, saved], client)[1]
        return said + peer.finish()


def resumed(text):
    return "client: resumed" in text and "server: resumed" in text and "verify 0, certificate 1" in text


def full(text):
    return "client: full" in text and "server: full" in text


def place_for(kind, name):
    """Fresh ticket keys, or an empty cache."""
    place = folder / name
    if kind == "ticket":
        place.write_bytes(os.urandom(80))
    else:
        place.mkdir()
    return place


numbers = itertools.count()
none = folder / "none"
for kind, version in itertools.product(("ticket", "cache"), ("1.2", "1.3")):
    for servers, clients in itertools.product(itertools.product(LIBRARIES, repeat=2), repeat=2):
        if harness.DROPPED_IN not in servers + clients:
            continue
        name = f"{kind} TLS {version}: servers {servers}, clients {clients}"
        number = next(numbers)
        place = place_for(kind, f"place-{number}")
        saved = folder / f"session-{number}.pem"
        first = connect(kind, place, servers[0], clients[0], version, none, saved)
        second = connect(kind, place, servers[1], clients[1], version, saved, folder / "next.pem")
        tally.check(name, full(first) and resumed(second), first + second)

# The saved session is OpenSSL's in form.
text = harness.run(["openssl", "sess_id", "-in", saved, "-noout", "-text"])[1]
tally.check("openssl sess_id reads it", "Resumption PSK" in text and "TLSv1.3" in text, text)

# What does not fit is a full handshake, not a failure.
for version in ("1.2", "1.3"):
    for kind in ("ticket", "cache"):
        place = place_for(kind, f"other-{kind}-{version}")
        saved = folder / "other.pem"
        connect(kind, place, harness.DROPPED_IN, harness.DROPPED_IN, version, none, saved)
        elsewhere = place_for(kind, f"elsewhere-{kind}-{version}")
        text = connect(kind, elsewhere, harness.DROPPED_IN, harness.DROPPED_IN, version, saved, folder / "next.pem")
        tally.check(f"{kind} TLS {version}: at a server that does not know it", full(text), text)

# Cut and changed blobs in a cache are no sessions.
place = place_for("cache", "damaged")
saved = folder / "damaged.pem"
connect("cache", place, harness.DROPPED_IN, harness.DROPPED_IN, "1.2", none, saved)
blob = next(place.iterdir())
whole = blob.read_bytes()
for name, bytes_ in (("cut", whole[:-1]), ("empty", b""), ("noise", os.urandom(100)), ("another length", b"\x30\x82\xff" + whole)):
    blob.write_bytes(bytes_)
    text = connect("cache", place, harness.DROPPED_IN, harness.DROPPED_IN, "1.2", saved, folder / "next.pem")
    tally.check(f"a blob that is damaged ({name})", full(text), text)

tally.finish()
