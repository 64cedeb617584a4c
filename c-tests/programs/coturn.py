#!/usr/bin/env python3
"""Unmodified coturn over tlsrs: its server over DTLS, which gives each datagram
to the connection in a BIO of its own and checks cookies, and its client, whose
data it relays to a peer and back.

Run by c-tests/run.py, or alone after it.

usage: coturn.py [--baseline]      (--baseline: all over OpenSSL)
"""

import socket
import subprocess

import _programs as programs
from _programs import SYSTEM, WAYS, free_ports, harness, tally

certificates = programs.Certificates()


def relays(server, client, number):
    """Relays datagrams over DTLS"""
    plain, secure, peer = free_ports(3, socket.SOCK_DGRAM)
    place = programs.new_folder(f"coturn-{number}")
    command = ["turnserver", "-n", "-L", "127.0.0.1", "-E", "127.0.0.1", "-p", plain, "--tls-listening-port", secure,
               "--cert", certificates.server[0], "--pkey", certificates.server[1], "-a", "-u", "user:secret",
               "-r", "test", "--no-cli", "--no-tcp", "--no-tls", "--no-tcp-relay", "--allow-loopback-peers", "-m", 1,
               "--log-file", place / "log", "--simple-log", "--pidfile", place / "pid", "--userdb", place / "db"]
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": place}
    echo = subprocess.Popen(["turnutils_peer", "-L", "127.0.0.1", "-p", str(peer)], **quiet)
    turn = subprocess.Popen([str(word) for word in command], env=harness.environment(server), **quiet)
    try:
        where, log = f"server {server}, client {client}", place / "log"
        programs.until(lambda: log.exists() and "Total General servers" in log.read_text(), timeout=30)
        status, said = harness.run(
            ["turnutils_uclient", "-S", "-E", certificates.ca.cert, "-u", "user", "-w", "secret", "-e", "127.0.0.1",
             "-r", peer, "-p", secure, "-n", 4, "-m", 1, "-l", 200, "-c", "127.0.0.1"], client, timeout=60)
        tally.equal(f"{where}: the libraries in use", programs.loaded(turn.pid, server), "")
        tally.check(f"{where}: all comes back", status == 0 and "tot_send_msgs=4, tot_recv_msgs=4" in said
                    and "method=DTLSv1.2" in said, said[-3000:] + log.read_text()[-3000:])
    finally:
        for process in turn, echo:
            process.terminate()
            process.wait()


tally.parallel(*((relays, *pair, number) for number, pair in enumerate(
    dict.fromkeys(pair for way in WAYS for pair in ((way, SYSTEM), (SYSTEM, way))))))
tally.finish("turnserver", "--version")
