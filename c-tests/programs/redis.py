#!/usr/bin/env python3
"""Redis, the distro's server and command line, over tlsrs in either role: transfers,
client certificates, refusals, replication, a cluster, change of certificates while
it serves.

usage: redis.py [--baseline]       (--baseline: all over OpenSSL)
"""

import shutil

import _programs as programs
from _programs import SYSTEM, WAYS, tally

certificates = programs.Certificates()
BIG = programs.letters(3 << 20)


def command(port, name, *options, pair=certificates.server, auth="yes", prefix=()):
    """A server's command line; all is in its folder and nothing is saved."""
    folder = programs.new_folder(name)
    return [*prefix, "redis-server", "--port", 0, "--tls-port", port, "--bind", "127.0.0.1", "--dir", folder, "--save",
            "", "--tls-cert-file", pair[0], "--tls-key-file", pair[1], "--tls-ca-cert-file", certificates.ca.cert,
            "--tls-auth-clients", auth, "--enable-debug-command", "yes", *options]


def serve(way, name, *options, **more):
    port, = programs.free_ports(1)
    return programs.Program(f"redis {name}", command(port, f"{name}-{port}", *options, **more), way, port)


def cli(way, port, *words, client=certificates.client, ca=certificates.ca.cert, options=(), stdin="", prefix=()):
    """Runs redis-cli; (status, output)."""
    pair = ["--cert", client[0], "--key", client[1]] if client else []
    return programs.harness.run([*prefix, "redis-cli", "-p", port, "--tls", "--cacert", ca, *pair, *options, *words], way,
                                stdin=stdin)


def ask(way, port, *words, **more):
    return cli(way, port, *words, **more)[1].strip()


def transfers(server_way, client_way):
    """What goes in comes out, over each version."""
    what = f"server {server_way}, cli {client_way}"
    with serve(server_way, f"transfers {client_way[:4]}") as s:
        for version, options in (("1.2", ["--tls-ciphers", "ECDHE-ECDSA-AES256-GCM-SHA384"]),
                                 ("1.3", ["--tls-ciphersuites", "TLS_CHACHA20_POLY1305_SHA256"])):
            ask(client_way, s.port, "config", "set", "tls-protocols", f"TLSv{version}")
            tally.equal(f"{what}: {version} ping", ask(client_way, s.port, "ping", options=options), "PONG")
            ask(client_way, s.port, "-x", "set", "big", options=options, stdin=BIG)
            tally.equal(f"{what}: {version} a large value", ask(client_way, s.port, "get", "big", options=options),
                        BIG.strip())
        ask(client_way, s.port, "config", "set", "tls-protocols", "TLSv1.2 TLSv1.3")
        lines = "".join(f"SET key{n} value{n}\r\n" for n in range(5000))
        tally.found(f"{what}: a pipe", cli(client_way, s.port, "--pipe", stdin=lines)[1], "errors: 0, replies: 5000")
        tally.equal(f"{what}: what the pipe wrote", ask(client_way, s.port, "get", "key4999"), "value4999")
        tally.found(f"{what}: scripts", ask(client_way, s.port, "eval", "return #redis.call('get','big')", "0"),
                    f"^{len(BIG)}$")


def refusals(way):
    """Whom the server refuses, and whom the command line."""
    with serve(way, "refusals") as s:
        for bad in ("client_expired", "client_other"):
            status, text = cli(SYSTEM, s.port, "ping", client=getattr(certificates, bad))
            tally.check(f"server {way}: refuses {bad}", status != 0 and "PONG" not in text, text)
        status, text = cli(SYSTEM, s.port, "ping", client=None)
        tally.check(f"server {way}: refuses a client without certificate", status != 0 and "PONG" not in text, text)
        tally.equal(f"server {way}: still there", ask(SYSTEM, s.port, "ping"), "PONG")
        # A client may see its refusal before the server writes of it; one that is answered came after.
        tally.found(f"server {way}: the log says why", s.text(), "Error accepting a client connection: .*"
                    "certificate verify failed", "peer did not return a certificate")
        # Optional: none is fine, a bad one is not.
        ask(SYSTEM, s.port, "config", "set", "tls-auth-clients", "optional")
        tally.equal(f"server {way}: optional certificate", ask(SYSTEM, s.port, "ping", client=None), "PONG")
        status, text = cli(SYSTEM, s.port, "ping", client=certificates.client_other)
        tally.check(f"server {way}: optional, but another CA's", status != 0 and "PONG" not in text, text)
        text = programs.s_client(s.port, certificates, "-tls1_1", "-cipher", "ALL:@SECLEVEL=0")
        tally.found(f"server {way}: refuses TLS 1.1", text, "alert protocol version|unsupported protocol|no protocols")
    for bad in ("server_expired", "server_other"):
        with serve(SYSTEM, f"bad {bad} {way[:4]}", pair=getattr(certificates, bad), auth="no") as s:
            status, text = cli(way, s.port, "ping")
            tally.check(f"cli {way}: refuses {bad}", status != 0 and "PONG" not in text, text)
            tally.found(f"cli {way}: says why of {bad}", text, "certificate verify failed")
            tally.equal(f"cli {way}: --insecure with {bad}", ask(way, s.port, "ping", options=["--insecure"]), "PONG")


def settings(way):
    """The options of redis.conf, and change of certificates while connections live."""
    dh = programs.files / "dh2048.pem"
    sealed = programs.files / "server-rsa-key-encrypted.pem"
    with serve(way, "settings", "--tls-dh-params-file", dh, "--tls-protocols", "TLSv1.2", "--tls-ciphers",
               "DHE-RSA-AES256-GCM-SHA384:ECDHE-RSA-AES128-GCM-SHA256", "--tls-prefer-server-ciphers", "yes",
               "--tls-key-file-pass", "secret", "--tls-session-caching", "no", "--io-threads", 3,
               "--io-threads-do-reads", "yes",
               pair=(programs.files / "server-rsa-cert.pem", sealed), auth="no") as s:
        made = programs.context(verify=False)
        with programs.connect(made, s.port) as c:
            tally.equal(f"server {way}: its own preference, DHE with given parameters", c.cipher()[0],
                        "DHE-RSA-AES256-GCM-SHA384")
        made.set_ciphers("ECDHE-RSA-AES128-GCM-SHA256")
        with programs.connect(made, s.port) as c:
            session = c.session
        with programs.connect(made, s.port, session=session) as c:
            # Tickets still resume: the option turns the cache off only.
            c.sendall(b"PING\r\n")
            tally.equal(f"server {way}: with threads for reads", c.recv(100), b"+PONG\r\n")
        wrong = certificates.server_rsa[1]
        tally.found(f"server {way}: refuses a key of another certificate",
                    cli(SYSTEM, s.port, "config", "set", "tls-key-file", wrong, client=None,
                        ca=programs.files / "ca-bundle.pem")[1], "Unable to update TLS configuration")
    with serve(way, "sessions", auth="no") as s:
        for version, more in (("1.2", programs.TLS12), ("1.3", programs.TLS13)):
            made = programs.context(certificates, **more)
            session, reused = None, []
            for _ in range(3):
                with programs.connect(made, s.port, session=session) as c:
                    c.sendall(b"PING\r\n")
                    c.recv(100)
                    reused.append(c.session_reused)
                    session = c.session
            tally.equal(f"server {way}: {version} sessions", reused, [False, True, True])

        made = programs.context(certificates)

        def exchange():
            with programs.connect(made, s.port) as c:
                for _ in range(3):
                    c.sendall(b"PING\r\n")
                    if c.recv(100) != b"+PONG\r\n":
                        raise ConnectionError("no PONG")
        with programs.Load(exchange, 2) as load:
            issuers = set()
            for pair in (certificates.server_rsa, certificates.server) * 3:
                text = ask(SYSTEM, s.port, "config", "set", "tls-cert-file", pair[0], "tls-key-file", pair[1])
                tally.equal(f"server {way}: certificate changed", text, "OK")
                load.more(3)
                with programs.connect(made, s.port) as c:
                    issuers.add(c.getpeercert(True))
            tally.equal(f"server {way}: both certificates were seen", len(issuers), 2)
        load.verdict(f"server {way}: change of certificates loses no connection")

        def echo(number, connection):
            data = programs.sample(20000, b"%d" % number).hex().encode()
            connection.sendall(b"*3\r\n$3\r\nSET\r\n$%d\r\n%d\r\n$%d\r\n%s\r\n*2\r\n$3\r\nGET\r\n$%d\r\n%d\r\n" % (
                len(str(number)), number, len(data), data, len(str(number)), number))
            wanted, got = b"+OK\r\n$%d\r\n%s\r\n" % (len(data), data), b""
            while len(got) < len(wanted) and (part := connection.recv(1 << 16)):
                got += part
            if got != wanted:
                raise ValueError("not what was set")
        errors = programs.together(200, made, s.port, echo)
        tally.check(f"server {way}: 200 connections at once", not errors, errors[:5])
        tally.equal(f"server {way}: a child saves", ask(SYSTEM, s.port, "bgsave"), "Background saving started")
        programs.until(lambda: "rdb_bgsave_in_progress:0" in ask(SYSTEM, s.port, "info", "persistence"))
        tally.found(f"server {way}: it has saved", ask(SYSTEM, s.port, "info", "persistence"),
                    "rdb_last_bgsave_status:ok")


def replication(way):
    """A replica follows over TLS, tlsrs on either side, diskless or by file."""
    for master_way, replica_way, diskless in ((way, SYSTEM, "yes"), (SYSTEM, way, "no"), (way, way, "yes")):
        what = f"replication from {master_way} to {replica_way}"
        name = f"{master_way[:3]} {replica_way[:3]} {diskless} {way[:4]}"
        both = ["--tls-replication", "yes", "--repl-diskless-sync", diskless, "--repl-diskless-sync-delay", 0,
                "--repl-diskless-load", "swapdb" if diskless == "yes" else "disabled"]
        with serve(master_way, f"master {name}", *both) as master:
            ask(SYSTEM, master.port, "-x", "set", "big", stdin=BIG)
            with serve(replica_way, f"replica {name}", *both, "--replicaof", f"127.0.0.1 {master.port}") as replica:
                up = programs.until(lambda: "master_link_status:up" in ask(SYSTEM, replica.port, "info", "replication"))
                tally.check(f"{what}: is up", up, replica.text()[-1500:])
                tally.equal(f"{what}: what was there before", ask(replica_way, replica.port, "get", "big"), BIG.strip())
                ask(master_way, master.port, "set", "later", "value")
                tally.equal(f"{what}: it has caught up", ask(master_way, master.port, "wait", 1, 60000), "1")
                tally.equal(f"{what}: what came later", ask(replica_way, replica.port, "get", "later"), "value")
                # The replica is a client to its master: it must refuse a stranger.
                with serve(SYSTEM, f"stranger {name}", "--tls-replication", "yes", pair=certificates.server_other,
                           auth="no") as stranger:
                    ask(SYSTEM, replica.port, "replicaof", "127.0.0.1", stranger.port)
                    refused = programs.until(lambda: "certificate verify failed" in replica.text())
                    tally.check(f"{what}: refuses another CA's master", refused, replica.text()[-1500:])


def cluster(way):
    """Three nodes that talk TLS among themselves, one of them over the system's OpenSSL."""
    ports = programs.free_ports(3)
    buses = programs.free_ports(3)
    nodes = [programs.Program(f"redis node {n}", command(
        port, f"node-{n}-{port}", "--cluster-enabled", "yes", "--tls-cluster", "yes", "--cluster-port", bus), node_way, port)
        for n, (port, bus, node_way) in enumerate(zip(ports, buses, (way, SYSTEM, way)))]
    with nodes[0], nodes[1], nodes[2]:
        # `--cluster create` supposes that the bus is at the port plus ten thousand.
        for n, port in enumerate(ports):
            first = n * 5461
            ask(way, port, "cluster", "addslotsrange", first, 16383 if n == 2 else first + 5460)
            ask(way, port, "cluster", "meet", "127.0.0.1", ports[0], buses[0])
        up = programs.until(lambda: all("cluster_state:ok" in ask(SYSTEM, p, "cluster", "info") for p in ports))
        tally.check(f"cluster {way}: is up", up, ask(SYSTEM, ports[0], "cluster", "nodes"))
        for n in range(10):
            ask(way, ports[n % 3], "set", f"key{n}", f"value{n}", options=["-c"])
        values = [ask(SYSTEM, ports[(n + 1) % 3], "get", f"key{n}", options=["-c"]) for n in range(10)]
        tally.equal(f"cluster {way}: values on any node", values, [f"value{n}" for n in range(10)])


def commands():
    """CONFIG SET of everything on TLS, right and wrong."""
    pair, other = certificates.server_rsa, certificates.client
    return [
        ("tls-ciphers", "ECDHE-RSA-AES128-GCM-SHA256"), ("tls-ciphers", "NO-SUCH-SUITE"), ("tls-ciphersuites", "TLS_AES_128_GCM_SHA256"),
        ("tls-ciphersuites", "NO-SUCH-SUITE"), ("tls-protocols", "TLSv1.3"), ("tls-protocols", "TLSv1.1"), ("tls-protocols", "TLSv9"),
        ("tls-protocols", ""), ("tls-prefer-server-ciphers", "yes"), ("tls-session-caching", "yes"), ("tls-session-cache-size", "5000"),
        ("tls-session-cache-timeout", "60"), ("tls-session-caching", "no"), ("tls-cert-file", "/nonexistent"), ("tls-key-file", other[1]),
        ("tls-cert-file", pair[1]), ("tls-cert-file", pair[0], "tls-key-file", pair[1]), ("tls-ca-cert-file", pair[1]),
        ("tls-ca-cert-file", "/nonexistent"), ("tls-ca-cert-file", certificates.other.cert), ("tls-ca-cert-file", certificates.ca.cert),
        ("tls-ca-cert-dir", "/nonexistent"), ("tls-ca-cert-dir", ""), ("tls-dh-params-file", pair[1]), ("tls-dh-params-file", ""),
        ("tls-client-cert-file", other[0], "tls-client-key-file", pair[1]), ("tls-client-cert-file", other[0], "tls-client-key-file", other[1]),
        ("tls-client-key-file-pass", "secret"), ("tls-key-file-pass", "secret"), ("tls-auth-clients", "maybe"), ("tls-auth-clients", "no"),
        ("tls-replication", "yes"), ("tls-cluster", "yes")]


def changes(way):
    """What CONFIG SET answers to each, and how it then serves."""
    said = {}
    for each in (SYSTEM, way):
        plain, port = programs.free_ports(2)
        with serve(each, f"changes {way[:4]}", "--port", plain) as s:
            said[each] = []
            for words in commands():
                answer = programs.harness.run(["redis-cli", "-p", plain, "config", "set", *words])[1].strip()
                try:
                    made = programs.context(certificates, client=certificates.client)
                    with programs.connect(made, s.port) as c:
                        c.sendall(b"PING\r\n")
                        served = c.cipher()[:2], c.recv(100)
                except OSError:
                    served = "refused"
                said[each].append((words, answer, served))
            # Another port, while it runs.
            programs.harness.run(["redis-cli", "-p", plain, "config", "set", "tls-ciphers", "DEFAULT", "tls-ciphersuites", "",
                                  "tls-protocols", "TLSv1.2 TLSv1.3"])
            programs.harness.run(["redis-cli", "-p", plain, "config", "set", "tls-port", port])
            programs.listening(port)
            said[each].append(ask(SYSTEM, port, "ping"))
    for ours, theirs in zip(said[way], said[SYSTEM], strict=True):
        tally.equal(f"server {way}: CONFIG SET {' '.join(map(str, theirs[0])) if isinstance(theirs, tuple) else 'tls-port'}", ours, theirs)


def roles(way):
    """Folders of CAs; other certificates where a server is a client; MIGRATE, URLs, names and a benchmark."""
    hashed = programs.new_folder(f"cas-{way[:4]}")
    shutil.copy(certificates.ca.cert, hashed / "ca.pem")
    certificates.ca.openssl("rehash", hashed)
    sealed = programs.folder / f"sealed-{way[:4]}.pem"
    certificates.ca.openssl("pkcs8", "-topk8", "-in", certificates.client[1], "-passout", "pass:secret", "-out", sealed)
    client = ["--tls-client-cert-file", certificates.client[0], "--tls-client-key-file", sealed, "--tls-client-key-file-pass", "secret",
              "--tls-replication", "yes", "--tls-cluster", "yes"]  # the bus of a cluster decides on MIGRATE too
    with serve(way, f"folder {way[:4]}", "--tls-ca-cert-dir", hashed, "--tls-ca-cert-file", "", *client) as s, \
            serve(SYSTEM, f"other {way[:4]}", "--tls-replication", "yes") as other:
        tally.equal(f"server {way}: a folder of CAs", ask(SYSTEM, s.port, "ping"), "PONG")
        status, text = cli(SYSTEM, s.port, "ping", client=certificates.client_other)
        tally.check(f"server {way}: a folder of CAs, another's client", status != 0 and "PONG" not in text, text)
        pair = ["--cert", certificates.client[0], "--key", certificates.client[1]]
        for name, options in (("a folder of CAs", ["-p", s.port, "--tls", "--cacertdir", hashed]),
                              ("a URL", ["-u", f"rediss://localhost:{s.port}", "--cacert", certificates.ca.cert]),
                              ("a name", ["-p", s.port, "--tls", "--sni", "localhost", "--cacert", certificates.ca.cert])):
            status, text = programs.harness.run(["redis-cli", *options, *pair, "ping"], way)
            tally.check(f"cli {way}: {name}", (status, text) == (0, "PONG\n"), text)
        ask(SYSTEM, s.port, "-x", "set", "moved", stdin=BIG[:100000])
        tally.equal(f"server {way}: MIGRATE", ask(SYSTEM, s.port, "migrate", "127.0.0.1", other.port, "moved", 0, 60000), "OK")
        tally.equal(f"server {way}: what was moved", ask(SYSTEM, other.port, "get", "moved"), BIG[:100000].strip())
        ask(SYSTEM, s.port, "replicaof", "127.0.0.1", other.port)
        up = programs.until(lambda: "master_link_status:up" in ask(SYSTEM, s.port, "info", "replication"))
        tally.check(f"server {way}: a replica with a certificate of its own for that", up, s.text()[-1500:])
        status, text = programs.harness.run(["redis-benchmark", "-p", other.port, "--tls", "--cacert", certificates.ca.cert, *pair, "-n", 300,
                                             "-c", 30, "-t", "set,get", "-d", 2000, "-q"], way)
        tally.check(f"benchmark {way}", status == 0 and text.count("requests per second") == 2, text[-500:])


def under_valgrind(way):
    """No memory error in the server or the command line, which refuse too."""
    with serve(way, "valgrind", prefix=[*programs.VALGRIND, "--leak-check=no"]) as s:
        tally.equal("server under valgrind", ask(SYSTEM, s.port, "-x", "set", "big", stdin=BIG[:300000]), "OK")
        tally.equal("server under valgrind: read back", ask(SYSTEM, s.port, "get", "big"), BIG[:300000].strip())
        for client in (None, certificates.client_other, certificates.client_expired):
            status, text = cli(SYSTEM, s.port, "ping", client=client)
            tally.check(f"server under valgrind: refuses {client}", status != 0 and "PONG" not in text, text)
        status, text = cli(way, s.port, "ping", ca=certificates.other.cert, prefix=programs.VALGRIND)
        tally.check("cli under valgrind: refuses another CA", status == 1 and "certificate verify failed" in text, text)
        status, text = cli(way, s.port, "ping", prefix=programs.VALGRIND)
        tally.check("cli under valgrind", status == 0 and text == "PONG\n", text)
    tally.check("no memory error", "==" not in s.text(), s.text()[-3000:])


jobs = []
for way in WAYS:
    jobs += [(changes, way), (roles, way), (transfers, way, SYSTEM), (transfers, SYSTEM, way), (transfers, way, way), (refusals, way), (settings, way),
             (replication, way)]
jobs += [(cluster, WAYS[0]), (under_valgrind, WAYS[0])]
tally.parallel(*jobs)
tally.finish("redis-server", "--version")
