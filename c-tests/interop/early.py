#!/usr/bin/env python3
"""Early data from peers that misbehave: sent again byte for byte, cut short,
replaced by garbage, changed in every byte, more than the ticket allows.

The client is OpenSSL; its first flight goes through a relay that changes it.
OpenSSL as the server is measured beside tlsrs: what was delivered, the error and
the alert must be the same, and what was delivered is what the client sent.

usage: early.py [--baseline]     (--baseline: OpenSSL on both sides)
"""

import itertools
import pathlib
import queue
import random
import re
import socket
import struct
import subprocess
import sys
import tempfile
import threading

import _harness as harness

US = harness.SYSTEM if "--baseline" in sys.argv else harness.DROPPED_IN
PATIENCE = 60
HANDSHAKE, ALERT, CHANGE, DATA = 22, 21, 20, 23

tally = harness.Tally()
work = tempfile.TemporaryDirectory()
files = harness.fixtures()
program = harness.compile_c(harness.HERE / "_early.c", pathlib.Path(work.name) / "early")
noise = random.Random(13)


class Peer(harness.Server):
    """An early data server, its reports in a queue."""

    def __init__(self, way, limit, *options):
        super().__init__([program, "server", files / "server-p256-cert.pem", files / "server-p256-key.pem", limit, *options],
                         way)
        self.reports = queue.Queue()
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self):
        for line in self.process.stdout:
            self.reports.put(line.decode().strip())
        self.reports.put("(ended)")

    def report(self, count=1):
        """What the next `count` connections came to, sorted."""
        found = []
        for _ in range(count):
            try:
                found.append(self.reports.get(timeout=PATIENCE))
            except queue.Empty:
                found.append("(no report)")
        return sorted(found)

    def finish(self, kill=False, timeout=PATIENCE):
        self.process.kill()
        self.process.wait()
        return ""


def read_record(s):
    """One record, or what there is of it."""
    data = b""
    while len(data) < 5 or len(data) < 5 + struct.unpack("!H", data[3:5])[0]:
        want = 5 - len(data) if len(data) < 5 else 5 + struct.unpack("!H", data[3:5])[0] - len(data)
        part = s.recv(want)
        if not part:
            break
        data += part
    return data


def record(kind, body):
    return struct.pack("!BHH", kind, 0x0303, len(body)) + body


def copy(source, sink):
    """Carries bytes to the end of them."""
    try:
        while data := source.recv(65536):
            sink.sendall(data)
        sink.shutdown(socket.SHUT_WR)
    except OSError:
        pass


def send(port, data):
    """Sends `data` and no more; waits until the server has ended."""
    s = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
    try:
        s.sendall(data)
        s.shutdown(socket.SHUT_WR)
        while s.recv(65536):
            pass
    except OSError:
        pass
    s.close()


def first_flight(port, pieces, change, limit=0, way=harness.SYSTEM):
    """A client's visit, then its early data through `change(records) -> (bytes, go on)`;
    what it reported, and its first flight as it was."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(PATIENCE)
    command = [program, "client", port, listener.getsockname()[1], limit, *pieces]
    client = subprocess.Popen([str(c) for c in command], env=harness.environment(way), stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT)
    try:
        near, _ = listener.accept()
    except TimeoutError:
        client.kill()
        return client.communicate()[0].decode(), b""
    near.settimeout(PATIENCE)
    records = []
    left = sum(-(-piece // 16384) for piece in pieces)
    while left:
        records.append(read_record(near))
        left -= records[-1][:1] == bytes((DATA,))
    data, go_on = change(records)
    far = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
    far.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        far.sendall(data)
    except OSError:
        pass
    back = threading.Thread(target=copy, args=(far, near), daemon=True)
    back.start()
    if go_on:
        copy(near, far)
    else:
        far.shutdown(socket.SHUT_WR)
    back.join(PATIENCE)
    said = client.communicate(timeout=PATIENCE)[0].decode().strip()
    for s in (near, far, listener):
        s.close()
    return said, b"".join(records)


def whole(records):
    return b"".join(records), True


def split(records):
    """What comes before early data, and its records."""
    at = next(i for i, r in enumerate(records) if r[0] == DATA)
    return b"".join(records[:at]), records[at:]


def in_place(*bodies, go_on=True):
    """A change that replaces early data's records: None leaves one as it is, a
    function changes it."""
    def change(records):
        hello, early = split(records)
        early = [r if b is None else b(r) if callable(b) else b for r, b in zip(early, bodies, strict=True)]
        return hello + b"".join(early), go_on
    return change


def garbled(r):
    """A record of the same form, full of noise."""
    return r[:5] + noise.randbytes(len(r) - 5)


def cut(count):
    """A change that ends the connection `count` bytes into early data (before it: negative)."""
    def change(records):
        hello, early = split(records)
        data = hello + b"".join(early)
        return data[:len(hello) + count], False
    return change


def measured(name, options, pieces, change, *wanted, limit=1000, lift=0, but=()):
    """One client's early data at tlsrs and at OpenSSL: the same reports but for the pairs
    in `but`, with each of `wanted` in them; then an undisturbed client is served."""
    found = {}
    for way in dict.fromkeys((US, harness.SYSTEM)):
        with Peer(way, limit, *options) as peer:
            said, _ = first_flight(peer.ready, pieces, change, lift)
            found[way] = [*peer.report(2), said]
            after, _ = first_flight(peer.ready, [10], whole)
            after = [*peer.report(2), after]
            good = "0 right, 0 wrong, rejected" if options and options[0] in ("refuse", "group") else "10 right, 0 wrong, accepted"
            tally.check(f"{name}: {way} goes on", any(good in line for line in after) and '"answer"' in after[-1],
                        "\n".join(after))
    ours, theirs = found[US], found[harness.SYSTEM]
    if US != harness.SYSTEM:
        for before, after in (RESUMES, *but) if "group" in options else but:
            theirs = [line.replace(before, after) for line in theirs]
    missing = [w for w in wanted if not any(re.search(w, line) for line in ours)]
    tally.check(name, ours == theirs and not missing,
                "ours:\n  " + "\n  ".join(ours) + "\nOpenSSL's:\n  " + "\n  ".join(theirs) + f"\nmissing: {missing}")


TOO_MUCH = "too much early data; alerts: unexpected_message"
# What tlsrs does otherwise on purpose: a hello that answers a retry resumes its session; it says nothing of a plaintext
# alert once the client has shown that it has keys; and the limit of unencrypted records is none for what is passed over.
RESUMES = ("rejected, reused 0; \"answer\"", "rejected, reused 1; \"answer\"")
NO_ALERTS = (("sslv3 alert handshake failure; alerts:", "decryption failed or bad record mac; alerts: bad record mac"),
             ("unexpected eof while reading", "sslv3 alert bad record mac"))


def undisturbed():
    """Early data as it should be, either library as the client, and records that fill."""
    for way in dict.fromkeys((US, harness.SYSTEM)):
        for pieces in ([5], [1, 16384, 16384, 7]):
            with Peer(US, 40000) as peer:
                said, _ = first_flight(peer.ready, pieces, whole, way=way)
                found = "\n".join([*peer.report(2), said])
                total = sum(pieces)
                tally.check(f"{total} bytes from {way}", f"early: {total} right, 0 wrong, accepted" in found
                            and f"client: {total} sent, accepted" in found, found)


def replays():
    """The same bytes again: taken once. Also at the same moment, by many threads."""
    for way in dict.fromkeys((US, harness.SYSTEM)):
        with Peer(way, 1000) as peer:
            said, flight = first_flight(peer.ready, [20, 30], whole)
            found = [*peer.report(2), said]
            tally.check(f"{way}: taken once", any("early: 50 right, 0 wrong, accepted" in line for line in found), found)
            for i in range(3):
                send(int(peer.ready), flight)
                found = peer.report()
                tally.check(f"{way}: replay {i} not taken", found[0].startswith("early: 0 right, 0 wrong, rejected"), found)
            # The client's flight never reached the server: now eight come at once.
            for i in range(3):
                _, flight = first_flight(peer.ready, [40], cut(-10000))
                peer.report(2)
                threads = [threading.Thread(target=send, args=(int(peer.ready), flight)) for _ in range(8)]
                for thread in threads:
                    thread.start()
                for thread in threads:
                    thread.join()
                found = peer.report(8)
                taken = [line for line in found if "early: 40 right" in line]
                tally.check(f"{way}: of eight at once one is taken", len(taken) == 1 and sum(
                    line.startswith("early: 0 right, 0 wrong, rejected") for line in found) == 7, "\n".join(found))
            # Who goes on after a replay makes a connection of its own.
            said, _ = first_flight(peer.ready, [10], whole)
            found = [*peer.report(2), said]
            tally.check(f"{way}: the next is served", any("10 right, 0 wrong, accepted" in line for line in found), found)
        with Peer(way, 1000, "replays") as peer:
            _, flight = first_flight(peer.ready, [20], whole)
            peer.report(2)
            send(int(peer.ready), flight)
            found = peer.report()
            tally.check(f"{way}: without protection it is", found[0].startswith("early: 20 right, 0 wrong, accepted"), found)


def cuts():
    """The connection ends within early data: what came whole is delivered, no more."""
    for count, right in ((-1, 0), (0, 0), (3, 0), (5, 0), (6, 0), (41, 0), (42, 20), (45, 20), (60, 20), (94, 50)):
        measured(f"cut {count} bytes into early data", [], [20, 30], cut(count), rf"^early: {right} right, 0 wrong")
    for count in (-1, 3, 42, 45, 94):
        measured(f"cut {count} bytes into early data that is refused", ["refuse"], [20, 30], cut(count), "^early: 0 right, 0 wrong")


def garbage():
    """Something else in place of early data, after it was accepted and after it was refused."""
    others = {
        "a plaintext handshake message": record(HANDSHAKE, b"\x01\x00\x00\x04abcd"),
        "a plaintext end of early data": record(HANDSHAKE, b"\x05\x00\x00\x00"),
        "a plaintext alert": record(ALERT, b"\x02\x28"),
        "a plaintext close_notify": record(ALERT, b"\x01\x00"),
        "a plaintext user_canceled": record(ALERT, b"\x01\x5a"),
        "a change of cipher": record(CHANGE, b"\x01"),
        "a change of cipher that is none": record(CHANGE, b"\x02"),
        "a record of no type": record(99, b"abc"),
        "a record without a body": record(DATA, b""),
        "a record too short for a tag": record(DATA, bytes(10)),
        "a record of a tag": record(DATA, bytes(16)),
        "a record too long": struct.pack("!BHH", DATA, 0x0303, 16641) + bytes(16641),
        "a record of another version": struct.pack("!BHH", DATA, 0x0301, 40) + bytes(40),
        "HTTP": b"GET / HTTP/1.0\r\n\r\n",
    }
    for where, options in (("accepted", []), ("refused", ["refuse"]), ("refused for its group", ["group"])):
        measured(f"noise, {where}", options, [20], in_place(garbled), *(
            ["^early: 0 right.*alerts: bad record mac"] if not options else ["^early: 0 right, 0 wrong, rejected, finished; then: read"]))
        measured(f"noise behind a record, {where}", options, [20, 30], in_place(None, garbled), *(
            ["^early: 20 right.*alerts: bad record mac"] if not options else ["^early: 0 right, 0 wrong, rejected, finished; then: read"]))
        for name, data in others.items():
            measured(f"{name}, {where}", options, [20, 30], in_place(None, data), but=NO_ALERTS if (
                name == "a plaintext alert" and not options) else ())
    measured("two records in the wrong order", [], [20, 30], lambda records: (
        split(records)[0] + split(records)[1][1] + split(records)[1][0], True), "^early: 0 right.*bad record mac")
    measured("a record twice", [], [20], lambda records: (
        split(records)[0] + split(records)[1][0] * 2, True), "^early: 20 right.*bad record mac")
    measured("a record left out", [], [20, 30], lambda records: (
        split(records)[0] + split(records)[1][1], True), "^early: 0 right.*bad record mac")


def amounts():
    """More than the ticket allows; more than is skipped when it is refused."""
    measured("as much as the ticket allows", [], [60, 40], whole, "^early: 100 right.*accepted", limit=100)
    measured("a byte more than the ticket allows", [], [60, 41], whole, TOO_MUCH, limit=100, lift=1000)
    measured("far more than the ticket allows", [], [16384, 16384], whole, TOO_MUCH, limit=100, lift=1 << 20)
    for options in (["refuse"], ["group"]):
        retried = options == ["group"]
        full = [("data length too long; alerts: record overflow", TOO_MUCH),
                ("tlsv1 alert record overflow", "sslv3 alert unexpected message")]
        skipped = "rejected, finished; then: read"
        measured(f"what is passed over, {options}", options, [16383 - 16 * retried], whole, skipped, limit=16384)
        measured(f"what is passed over in pieces, {options}", options, [100] * 120, whole, skipped, limit=16384)
        measured(f"more than is passed over, {options}", options, [16384, 16384], whole, "rejected.*failed", limit=100, lift=1 << 20,
                 but=full)
        measured(f"noise without end, {options}", options, [20], in_place(record(DATA, bytes(16384)) * 8), TOO_MUCH, limit=100)
    # A full record is passed over whoever refuses it.
    for options in (["refuse"], ["group"]):
        with Peer(US, 16384, *options) as peer:
            found = [first_flight(peer.ready, [16384], whole)[0], *peer.report(2)]
            tally.check(f"a full record is passed over, {options}", US == harness.SYSTEM or all(
                '"answer"' in found[0] and "failed" not in line for line in found), "\n".join(found))


def every_byte():
    """One bit of every byte of the first flight changed: nothing wrong is delivered,
    and early data that was changed not at all."""
    with Peer(US, 1000, "replays") as peer:
        _, flight = first_flight(peer.ready, [30], whole)
        peer.report(2)
        hello = 5 + struct.unpack("!H", flight[3:5])[0]
        for i in range(len(flight)):
            send(int(peer.ready), flight[:i] + bytes((flight[i] ^ 0x10,)) + flight[i + 1:])
        found = peer.report(len(flight))
        taken = [line for line in found if not line.startswith("early: 0 right, 0 wrong")]
        # The version in a record's header means nothing, and the session ID before TLS 1.3's is echoed only.
        tally.check("each byte of a first flight changed", all(
            line.startswith("early: 30 right, 0 wrong, accepted") for line in taken) and len(taken) <= 40,
            f"{len(flight)}, hello {hello}, {len(taken)} taken\n" + "\n".join(taken))


def s_server():
    """`openssl s_server -early_data`: our client's early data is accepted, refused, and more than one record."""
    for name, options, pieces, wanted in (
            ("accepted", [], [26], "26 sent, accepted, reused 1"),
            ("in two records", ["-max_early_data", 500], [300, 200], "500 sent, accepted, reused 1"),
            ("refused", ["-groups", "P-384"], [26], "26 sent, rejected")):
        command = ["openssl", "s_server", "-accept", "127.0.0.1:0", "-cert", files / "server-p256-cert.pem", "-key",
                   files / "server-p256-key.pem", "-early_data", "-naccept", 2, *options]
        with harness.Server(command, wait_for="ACCEPT", stdin=subprocess.PIPE) as server:
            port = server.ready.rsplit(":", 1)[1]
            said = queue.Queue()

            def answer(server=server, said=said):
                text = ""
                for line in server.process.stdout:
                    text += line.decode()
                    if "question" in line.decode():
                        server.process.stdin.write(b"answer\n")
                        server.process.stdin.flush()
                said.put(text)

            threading.Thread(target=answer, daemon=True).start()
            client = harness.run([program, "client", port, port, 0, *pieces], US, timeout=PATIENCE)[1]
            text = said.get(timeout=PATIENCE)
            # Its streams are mixed, but a record is written in one.
            ends = list(itertools.accumulate(pieces, initial=0))
            whole = all((ALPHABET * 100)[a:b] in text for a, b in itertools.pairwise(ends))
            taken = "Early data received" in text
            tally.check(f"s_server: {name}", wanted in client and '"answer"' in client and (
                taken and whole if "accepted" in wanted else not taken), client + text)


def s_client():
    """`openssl s_client -early_data` at our server: accepted once, refused, none with a session that is spent."""
    for options, limit, wanted in (([], 1000, ("accepted", "rejected")), (["refuse"], 1000, ("rejected", "rejected")),
                                   (["replays"], 1000, ("accepted", "accepted")), ([], 0, ("not sent", "not sent"))):
        data, session = (pathlib.Path(work.name) / name for name in ("data", "session"))
        data.write_text(ALPHABET)
        with Peer(US, limit, *options) as peer:
            def client(*more, port=peer.ready):
                return harness.run(["openssl", "s_client", "-connect", f"127.0.0.1:{port}", "-ign_eof", "-CAfile",
                                    files / "ca-bundle.pem", *more], stdin="question\n", timeout=PATIENCE)[1]

            client("-sess_out", session)
            found = peer.report()
            for i, status in enumerate(wanted):
                text = client("-sess_in", session, "-early_data", data) + "".join(found := peer.report())
                right = 26 if status == "accepted" else 0
                tally.check(f"s_client {options} {limit}, {i + 1}", f"Early data was {status}" in text and "answer" in text
                            and f"early: {right} right, 0 wrong, {status}, finished; then: read" in text, text)


ALPHABET = "abcdefghijklmnopqrstuvwxyz"

for family in (s_server, s_client, undisturbed, replays, cuts, garbage, amounts, every_byte):
    family()
tally.finish()
