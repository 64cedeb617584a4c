#!/usr/bin/env python3
"""Peers that misbehave: the connection cut at every byte of the handshake, one
byte at a time, every byte changed, garbage of many kinds.

OpenSSL is measured beside tlsrs in the same run: a cut and a named piece of
garbage must end with the same error, and the same alert on the wire.

usage: hostile.py [--baseline]     (--baseline: OpenSSL on both sides)
"""

import pathlib
import random
import re
import select
import socket
import struct
import sys
import tempfile
import threading
import time

import _harness as harness

US = harness.SYSTEM if "--baseline" in sys.argv else harness.DROPPED_IN
HANDSHAKE_LIMIT = 6000

tally = harness.Tally()
work = tempfile.TemporaryDirectory()
files = harness.fixtures()
peer = harness.compile_c(harness.HERE / "_peer.c", pathlib.Path(work.name) / "peer")


def end_both(*sockets):
    """Ends what we send on each; true."""
    for s in sockets:
        try:
            s.shutdown(socket.SHUT_WR)
        except OSError:
            pass
    return True


class Proxy:
    """Carries connections from its `port` to `target`, one after the other,
    through `change(index, direction, offset, data) -> (data, cut)`."""

    def __init__(self, target, change, patience=20):
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self.listener.getsockname()[1]
        self.target, self.change, self.patience = target, change, patience
        self.carried = []
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        index = 0
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            server = socket.create_connection(("127.0.0.1", self.target))
            self.carry(index, client, server)
            index += 1

    def carry(self, index, client, server):
        """Forwards until both sides have ended; a cut is an orderly end of
        both directions, so that no reset hides what was sent before."""
        ends = {client: ("to server", server), server: ("to client", client)}
        moved = {"to server": 0, "to client": 0}
        for s in ends:
            s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        cut = False
        reading = [client, server]
        while reading:
            ready, _, _ = select.select(reading, [], [], 20 if cut else self.patience)
            if not ready and cut:
                break
            if not ready:
                # Both wait for bytes that a changed length promised.
                cut = end_both(client, server)
            for s in ready:
                direction, other = ends[s]
                try:
                    data = s.recv(65536)
                except OSError:
                    data = b""
                if not data:
                    reading.remove(s)
                if cut:
                    continue
                if data:
                    out, cut = self.change(index, direction, moved[direction], data)
                    moved[direction] += len(data)
                try:
                    if data and out:
                        other.sendall(out)
                    if not data:
                        other.shutdown(socket.SHUT_WR)
                except OSError:
                    pass
                if cut:
                    end_both(client, server)
        self.carried.append(moved)
        client.close()
        server.close()

    def close(self):
        self.listener.close()


def through(change, count, version, client_way, server_way, patience=20):
    """`count` connections through a proxy; the lines of client and server by
    connection, and the bytes moved."""
    server = harness.Server([peer, "server", 0, "--count", count, "--version", version, "--cert",
                             files / "server-p256-cert.pem", "--key", files / "server-p256-key.pem", "--tickets", 0,
                             "--no_ticket", 1, "--quiet", 1], server_way)
    proxy = Proxy(int(server.ready), change, patience)
    status, text = harness.run([peer, "client", proxy.port, "--count", count, "--ca", files / "ca-p256-cert.pem", "--host",
                                "localhost", "--version", version, "--bytes", 16], client_way, timeout=240)
    log = server.finish()
    proxy.close()
    return status, text, log, proxy.carried


def verdicts(text):
    """The last line of each connection's report (a connection's first line
    begins with `ok`, `connect:` or `accept:`)."""
    found = []
    for line in text.splitlines():
        if re.match(r"ok |connect:|accept:", line):
            found.append([line])
        elif found:
            found[-1].append(line)
    return found


def handshake_lengths(version):
    """Bytes that one whole connection moves each way (sizes vary by a few
    with the length of ECDSA signatures)."""
    _, text, log, carried = through(lambda i, d, o, data: (data, False), 1, version, harness.SYSTEM, harness.SYSTEM)
    if "echo equal" not in text:
        sys.exit(f"the undisturbed connection failed:\n{text}{log}")
    # Both ends have ended; the proxy hears of that a moment later.
    end = time.monotonic() + 120
    while not carried and time.monotonic() < end:
        time.sleep(0.01)
    return carried[0]


def summary(lines):
    """What a disturbed connection came to, without what varies."""
    first = lines[0].split()[0] if lines[0].startswith("ok") else lines[0]
    return " | ".join([first] + [l for l in lines[1:] if ":" in l])


def cut_everywhere():
    """The connection ends after every possible number of bytes."""
    for version in ("1.3", "1.2"):
        lengths = handshake_lengths(version)
        for role, direction, ways in (("client", "to client", (US, harness.SYSTEM)),
                                      ("server", "to server", (harness.SYSTEM, US))):
            # Two bytes fewer than the longest, for the varying signatures.
            count = min(lengths[direction] - 4, HANDSHAKE_LIMIT)

            def cut(index, way, offset, data, direction=direction):
                if way != direction or offset + len(data) <= index:
                    return data, False
                return data[:index - offset], True

            def outcome(ways):
                status, text, log, _ = through(cut, count, version, *ways)
                report = verdicts(text if role == "client" else log)
                return status, report, text + log

            status, ours, log = outcome(ways)
            _, theirs, _ = outcome((harness.SYSTEM, harness.SYSTEM))
            name = f"{role} {version} cut at each of {count} bytes"
            tally.check(f"{name}: ends", status == 0 and len(ours) == count,
                        f"status {status}, {len(ours)} of {count} reports\n{log[-2000:]}")
            kinds, known = {summary(r) for r in ours}, {summary(r) for r in theirs}
            tally.check(f"{name}: errors as OpenSSL's", kinds <= known, f"new: {kinds - known}\nknown: {known}")
            done = [sum(r[0].startswith("ok") for r in reports) for reports in (ours, theirs)]
            # The messages before the end of the handshake have the same
            # length on both, but for signatures and extension choices.
            tally.check(f"{name}: no early success", done[0] <= done[1] + 400, f"{done}")


def dribble():
    """One byte at a time, both ways."""
    for version in ("1.3", "1.2"):
        for role, ways in (("client", (US, harness.SYSTEM)), ("server", (harness.SYSTEM, US))):
            server = harness.Server([peer, "server", 0, "--version", version, "--cert", files / "server-p256-cert.pem",
                                     "--key", files / "server-p256-key.pem"], ways[1])
            proxy = Dribble(int(server.ready), None)
            _, text = harness.run([peer, "client", proxy.port, "--ca", files / "ca-p256-cert.pem", "--host", "localhost",
                                   "--version", version, "--bytes", 500], ways[0])
            log = server.finish()
            proxy.close()
            tally.check(f"{role} {version} one byte at a time", "echo equal" in text and "echoed 500" in log, text + log)


class Dribble(Proxy):
    """A proxy that sends every byte in a segment of its own."""

    def carry(self, index, client, server):
        def copy(source, sink):
            sink.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            try:
                while data := source.recv(65536):
                    for byte in data:
                        sink.sendall(bytes((byte,)))
                sink.shutdown(socket.SHUT_WR)
            except OSError:
                pass

        back = threading.Thread(target=copy, args=(server, client), daemon=True)
        back.start()
        copy(client, server)
        back.join()


def change_every_byte():
    """One bit of every byte of the handshake flipped: nothing may succeed but
    where the byte means nothing (the version in a record's header)."""
    for version in ("1.3", "1.2"):
        lengths = handshake_lengths(version)
        for role, direction, ways in (("client", "to client", (US, harness.SYSTEM)),
                                      ("server", "to server", (harness.SYSTEM, US))):
            count = min(lengths[direction] - 4, HANDSHAKE_LIMIT)
            streams = {}

            def flip(index, way, offset, data, direction=direction, streams=streams):
                if way != direction:
                    return data, False
                streams[index] = streams.get(index, b"") + data
                if offset <= index < offset + len(data):
                    out = bytearray(data)
                    out[index - offset] ^= 0x10
                    return bytes(out), False
                return data, False

            status, text, log, _ = through(flip, count, version, *ways, patience=0.05)
            report = verdicts(text if role == "client" else log)
            name = f"{role} {version} with each of {count} bytes changed"
            tally.check(f"{name}: ends", status == 0 and len(report) == count,
                        f"status {status}, {len(report)} of {count} reports\n{text[-1000:]}{log[-1000:]}")
            wrong = [i for i, r in enumerate(report) if " | ".join(r).endswith("echo equal") and role == "client"
                     and not in_record_version(streams.get(i, b""), i)]
            tally.check(f"{name}: never accepted", not wrong, f"offsets {wrong[:20]}")


def in_record_version(stream, index):
    """Whether byte `index` of `stream` is one of a record header's version."""
    at = 0
    while at + 5 <= len(stream):
        if index < at + 5:
            return index - at in (1, 2)
        at += 5 + struct.unpack("!H", stream[at + 3:at + 5])[0]
    return False


def record(kind, body, version=0x0303):
    return struct.pack("!BHH", kind, version, len(body)) + body


def message(kind, body):
    return struct.pack("!BI", kind, len(body))[:1] + struct.pack("!I", len(body))[1:] + body


def client_hello(extensions=b"", suites=b"\xc0\x2b\xc0\x2f", version=0x0303, compression=b"\x01\x00", random_=bytes(32)):
    body = struct.pack("!H", version) + random_ + b"\x00" + struct.pack("!H", len(suites)) + suites + compression
    if extensions is not None:
        body += struct.pack("!H", len(extensions)) + extensions
    return message(1, body)


def extension(kind, body):
    return struct.pack("!HH", kind, len(body)) + body


CURVES = extension(10, b"\x00\x02\x00\x17")
SIGALGS = extension(13, b"\x00\x04\x04\x03\x08\x04")

# What a peer sends first, and then nothing more.
GARBAGE = {
    "nothing": b"",
    "plain HTTP": b"GET / HTTP/1.0\r\n\r\n",
    "an HTTP proxy request": b"CONNECT localhost:443 HTTP/1.1\r\n\r\n",
    "an SMTP greeting": b"220 localhost ESMTP ready\r\n",
    "an SSH banner": b"SSH-2.0-OpenSSH_9.2\r\n",
    "zeros": bytes(64),
    "ones": b"\xff" * 64,
    "an SSLv2 hello": bytes.fromhex("802e0100020015000000100700c0030080010080020080040080060040") + bytes(24),
    "record of SSL 2.0's version": record(22, client_hello(), 0x0200),
    "record of an unknown major version": record(22, client_hello(), 0x0903),
    "record too long": struct.pack("!BHH", 22, 0x0301, 0xFFFF) + bytes(20000),
    "record of length 0": record(22, b""),
    "unknown record type": record(99, b"abc"),
    "application data first": record(23, b"hello"),
    "change cipher spec first": record(20, b"\x01"),
    "alert close_notify": record(21, b"\x01\x00"),
    "alert handshake_failure": record(21, b"\x02\x28"),
    "alert of an unknown kind": record(21, b"\x02\xc8"),
    "alert too short": record(21, b"\x02"),
    "a Finished first": record(22, message(20, bytes(12))),
    "a ServerHelloDone first": record(22, message(14, b"")),
    "unknown handshake message": record(22, message(77, b"abc")),
    "handshake message too long": record(22, b"\x01\xff\xff\xff" + bytes(100)),
    "hello without extensions": record(22, client_hello(None)),
    "hello with bytes after the extensions": record(22, message(1, client_hello(CURVES)[4:] + b"xx")),
    "hello cut short": record(22, message(1, client_hello(CURVES + SIGALGS)[4:40])),
    "hello without suites": record(22, client_hello(CURVES + SIGALGS, suites=b"")),
    "hello with an odd suite list": record(22, client_hello(CURVES + SIGALGS, suites=b"\xc0\x2b\xc0")),
    "hello with no common suite": record(22, client_hello(CURVES + SIGALGS, suites=b"\x00\x05")),
    "hello without compression null": record(22, client_hello(CURVES + SIGALGS, compression=b"\x01\x01")),
    "hello of SSL 3.0": record(22, client_hello(CURVES + SIGALGS, version=0x0300), 0x0300),

    "hello of TLS 1.0": record(22, client_hello(CURVES + SIGALGS, version=0x0301), 0x0301),
    "hello with an extension twice": record(22, client_hello(CURVES + CURVES + SIGALGS)),
    "hello with an extension too long": record(22, client_hello(b"\x00\x0a\xff\xff\x00")),
    "hello with an empty group list": record(22, client_hello(extension(10, b"\x00\x00") + SIGALGS)),
    "hello with a bad server name": record(22, client_hello(extension(0, b"\x00\x03\x00\x00\x09") + CURVES + SIGALGS)),
    "hello with a bad ALPN": record(22, client_hello(extension(16, b"\x00\x01\x05") + CURVES + SIGALGS)),
    "hello offering only version 0x7f": record(22, client_hello(extension(43, b"\x02\x7f\x00") + CURVES + SIGALGS)),
    "hello with a fallback signal": record(22, client_hello(CURVES + SIGALGS, suites=b"\xc0\x2b\x56\x00")),
}

# Where tlsrs answers differently on purpose: the error and the alert.
DELIBERATE = {
    # OpenSSL goes on with TLS 1.0 here and fails for want of a suite.
    ("server", "hello of TLS 1.0"): ("accept: error=1 lib=20 reason=unsupported protocol", "0246"),
}


def talk(role, way, data):
    """Sends `data` to a peer in `role` and then ends; the peer's report and
    the bytes it sent after its own hello."""
    back = b""
    if role == "server":
        with harness.Server([peer, "server", 0, "--cert", files / "server-p256-cert.pem", "--key", files / "server-p256-key.pem",
                             "--quiet", 1], way) as s:
            c = socket.create_connection(("127.0.0.1", int(s.ready)))
            say(c, data)
            back = drain(c)
            return s.finish().split("\n", 1)[1], back
    listener = socket.create_server(("127.0.0.1", 0))
    result = []
    t = threading.Thread(target=lambda: result.append(harness.run(
        [peer, "client", listener.getsockname()[1], "--ca", files / "ca-p256-cert.pem", "--host", "localhost"], way)))
    t.start()
    c, _ = listener.accept()
    hello = c.recv(5)
    c.recv(struct.unpack("!H", hello[3:5])[0], socket.MSG_WAITALL)
    say(c, data)
    back = drain(c)
    t.join()
    listener.close()
    return result[0][1], back


def say(s, data):
    """Sends all of `data` and the end; the peer may have ended before."""
    try:
        s.sendall(data)
        s.shutdown(socket.SHUT_WR)
    except OSError:
        pass


def answer(role, way, data):
    """What the program reported, and the alert it sent."""
    text, back = talk(role, way, data)
    return text.strip(), last_alert(back)


def drain(s):
    """All that the peer sends until it ends."""
    s.settimeout(60)
    out = b""
    try:
        while part := s.recv(65536):
            out += part
    except ConnectionResetError:
        pass
    except TimeoutError:
        out += b"TIMEOUT"
    s.close()
    return out


def last_alert(data):
    """The level and description of a plaintext alert at the end of `data`."""
    return data[-2:].hex() if len(data) >= 7 and data[-7] == 21 and data[-4:-2] == b"\x00\x02" else "-"


def garbage():
    """Named garbage against OpenSSL's answer; then random garbage."""
    for role in ("server", "client"):
        for name, data in GARBAGE.items():
            ours, theirs = answer(role, US, data), answer(role, harness.SYSTEM, data)
            if US != harness.SYSTEM:
                theirs = DELIBERATE.get((role, name), theirs)
            tally.check(f"{role} sent {name}", ours == theirs, f"ours:   {ours}\nwanted: {theirs}")
        noise = random.Random(1)
        for i in range(60):
            data = noise.randbytes(noise.randrange(1, 3000))
            if i % 3:
                data = record(22, (b"\x01" if role == "server" else b"\x02") + data[1:], 0x0301)
            text, _ = talk(role, US, data)
            tally.check(f"{role} sent noise {i}", re.search(r"^(accept|connect): error=[15] ", text, re.M), text)


for family in (garbage, dribble, cut_everywhere, change_every_byte):
    family()
tally.finish()
