#!/usr/bin/env python3
"""More of the distro's programs over tlsrs in either role: socat, stunnel, lighttpd,
mosquitto and its clients, OpenVPN, and Python with asyncio. Each transfers, shows
certificates, and refuses. stunnel and mosquitto do so with keys that both sides know, too.

usage: others.py [--baseline]      (--baseline: all over OpenSSL)
"""

import pathlib
import re
import socket
import subprocess
import threading

import _programs as programs
from _programs import SYSTEM, WAYS, tally

harness = programs.harness
certificates = programs.Certificates()
ca, other = certificates.ca, certificates.other
BIG = programs.letters(400000)


def pem(name, pair):
    """Certificate and key in one file."""
    path = programs.folder / f"{name}.pem"
    path.write_bytes(pair[0].read_bytes() + pair[1].read_bytes())
    path.chmod(0o600)
    return path


PEM = {name: pem(name, getattr(certificates, name)) for name in (
    "server", "server_expired", "server_revoked", "client", *certificates.BAD_CLIENTS)}


def echo_server():
    """A plain server in this process that sends back what comes; its port."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=64)

    def one(c):
        with c:
            try:
                while data := c.recv(1 << 16):
                    c.sendall(data)
                c.shutdown(socket.SHUT_WR)
            except OSError:
                pass

    def loop():
        while True:
            threading.Thread(target=one, args=(listener.accept()[0],), daemon=True).start()
    threading.Thread(target=loop, daemon=True).start()
    return listener.getsockname()[1]


ECHO = echo_server()


def through(port, data):
    """What comes back of what is sent to a plain port."""
    try:
        c = socket.create_connection(("127.0.0.1", port), timeout=60)
    except ConnectionResetError:
        # It was taken, and reset as soon as the other end refused.
        return b""
    with c:
        def send():
            try:
                c.sendall(data)
                c.shutdown(socket.SHUT_WR)
            except OSError:
                pass
        threading.Thread(target=send, daemon=True).start()
        got = b""
        try:
            while part := c.recv(1 << 16):
                got += part
        except OSError:
            pass
        return got


def socat(way):
    """socat as server and as client."""
    for server_way, client_way in ((way, SYSTEM), (SYSTEM, way), (way, way)):
        what = f"socat server {server_way}, client {client_way}"
        port, = programs.free_ports(1)
        command = ["socat", f"OPENSSL-LISTEN:{port},bind=127.0.0.1,reuseaddr,fork,cert={PEM['server']},cafile={ca.cert},verify=1", "EXEC:cat"]

        def client(*options, stdin="", client_way=client_way, port=port):
            target = ",".join([f"OPENSSL:localhost:{port}", "pf=ip4", *options])
            return harness.run(["socat", "-t", "20", "-", target], client_way, stdin=stdin)
        with programs.Program(f"socat {client_way}", command, server_way, port):
            for version in ("TLS1.2", "TLS1.3"):
                limits = f"openssl-min-proto-version={version}", f"openssl-max-proto-version={version}"
                status, text = client(f"cafile={ca.cert}", f"cert={PEM['client']}", *limits, stdin=BIG)
                tally.equal(f"{what}: {version}", (status, text), (0, BIG))
            for name, options in (("no certificate", [f"cafile={ca.cert}"]), ("another's", [f"cafile={ca.cert}", f"cert={PEM['client_other']}"]),
                                  ("an expired one", [f"cafile={ca.cert}", f"cert={PEM['client_expired']}"]),
                                  ("another CA", [f"cafile={other.cert}", f"cert={PEM['client']}"]),
                                  ("another name", [f"cafile={ca.cert}", f"cert={PEM['client']}", "commonname=wrong.example"])):
                _, text = client(*options, stdin="secret\n")
                tally.check(f"{what}: refuses {name}", "secret" not in text, text)
            tally.equal(f"{what}: and serves on", client(f"cafile={ca.cert}", f"cert={PEM['client']}", stdin="x\n")[1], "x\n")


def stunnel(way):
    """stunnel to stunnel, either over the system's OpenSSL."""
    def config(name, *rows):
        path = programs.folder / f"stunnel-{name}.conf"
        path.write_text("\n".join(["foreground = yes", "pid =", "debug = info", *rows]) + "\n")
        return ["stunnel4", path]
    for number, (server_way, client_way) in enumerate(((way, SYSTEM), (SYSTEM, way), (way, way))):
        what = f"stunnel server {server_way}, client {client_way}"
        ports = dict(zip(("tls", "strict", "good", "tls12", "none", "revoked", "stranger", "misnamed", "named"), programs.free_ports(9)))
        key = f"{number}-{way[:4]}"
        server = config(f"server-{key}", f"cert = {PEM['server']}", f"CAfile = {ca.cert}", f"CRLfile = {ca.crl}",
                        "[tls]", f"accept = 127.0.0.1:{ports['tls']}", f"connect = 127.0.0.1:{ECHO}",
                        "[strict]", f"accept = 127.0.0.1:{ports['strict']}", f"connect = 127.0.0.1:{ECHO}", "verifyChain = yes",
                        "sessionCacheSize = 10", "ciphersuites = TLS_CHACHA20_POLY1305_SHA256", "curves = P-256:P-384")
        rows = ["client = yes", f"CAfile = {ca.cert}", "verifyChain = yes"]
        for name, to, more in (("good", "strict", [f"cert = {PEM['client']}", "checkHost = localhost"]),
                               ("tls12", "strict", [f"cert = {PEM['client']}", "sslVersionMax = TLSv1.2", "ciphers = ECDHE-ECDSA-AES256-GCM-SHA384"]),
                               ("none", "strict", []), ("revoked", "strict", [f"cert = {PEM['client_revoked']}"]),
                               ("stranger", "tls", [f"CAfile = {other.cert}"]), ("misnamed", "tls", ["checkHost = wrong.example"]),
                               ("named", "tls", ["checkHost = localhost", "sni = localhost"])):
            rows += [f"[{name}]", f"accept = 127.0.0.1:{ports[name]}", f"connect = 127.0.0.1:{ports[to]}", *more]
        with programs.Program(f"stunnel server {key}", server, server_way, ports["tls"]) as s, \
                programs.Program(f"stunnel client {key}", config(f"client-{key}", *rows), client_way, ports["good"]) as c:
            for name in ("good", "tls12", "named", "good"):
                tally.equal(f"{what}: {name}", through(ports[name], BIG.encode()), BIG.encode())
            for name in ("none", "revoked", "stranger", "misnamed"):
                tally.equal(f"{what}: {name} is refused", through(ports[name], b"secret"), b"")
            tally.found(f"{what}: the logs", s.text() + c.text(), "TLSv1.3", "TLSv1.2 ciphersuite: ECDHE-ECDSA-AES256-GCM-SHA384",
                        "CERT: .*certificate revoked", "peer did not return a certificate", "CERT: .*self-signed certificate in certificate chain")


def lighttpd(way):
    """lighttpd: contents, names, client certificates, stapling, commands of SSL_CONF."""
    port, strict = programs.free_ports(2)
    place = programs.new_folder(f"lighttpd-{way[:4]}")
    (place / "big").write_text(BIG)
    two = ca.issue(f"two-{way[:4]}", names="DNS:two.example")
    ca.ocsp("server", place / "stapled.der")
    (place / "lighttpd.conf").write_text(f"""
server.modules = ("mod_openssl", "mod_setenv")
server.document-root = "{place}"
server.port = {port}
server.bind = "127.0.0.1"
ssl.engine = "enable"
ssl.pemfile = "{certificates.server[0]}"
ssl.privkey = "{certificates.server[1]}"
ssl.ca-file = "{ca.cert}"
ssl.ca-crl-file = "{ca.crl}"
ssl.stapling-file = "{place}/stapled.der"
ssl.openssl.ssl-conf-cmd = ("MinProtocol" => "TLSv1.2", "CipherString" => "ECDHE+AESGCM", "Options" => "-ServerPreference")
$HTTP["host"] == "two.example" {{ ssl.pemfile = "{two[0]}" ssl.privkey = "{two[1]}" setenv.add-response-header = ("X-Two" => "yes") }}
$SERVER["socket"] == "127.0.0.1:{strict}" {{
    ssl.engine = "enable"
    ssl.pemfile = "{certificates.server[0]}"
    ssl.privkey = "{certificates.server[1]}"
    ssl.ca-file = "{ca.cert}"
    ssl.ca-crl-file = "{ca.crl}"
    ssl.verifyclient.activate = "enable"
    ssl.verifyclient.enforce = "enable"
    ssl.verifyclient.depth = 1
    ssl.verifyclient.exportcert = "enable"
}}
""")
    with programs.Program("lighttpd", ["lighttpd", "-D", "-f", place / "lighttpd.conf"], way, port, ends=(1,)) as s:
        # It ends with 1 when a connection is open.
        for version, more in (("1.2", programs.TLS12), ("1.3", programs.TLS13)):
            made = programs.context(certificates, **more)
            tally.equal(f"lighttpd {way}: {version}", programs.fetch(made, port, "/big")[2].decode(), BIG)
            tally.equal(f"lighttpd {way}: {version} another name", programs.fetch(made, port, "/big", name="two.example")[1].get("x-two"), "yes")
            for client in ("client", None, *certificates.BAD_CLIENTS):
                made = programs.context(certificates, client=client and getattr(certificates, client), **more)
                try:
                    got = programs.fetch(made, strict, "/big")[0]
                except OSError:
                    got = "refused"
                tally.equal(f"lighttpd {way}: {version} with {client}", got, 200 if client == "client" else "refused")
        for option, wanted in (("--http1.1", "HTTP/1.1 200"), ("--http2", "HTTP/2 200")):
            text = harness.run(["curl", "-sSi", "-m", 30, option, "--cacert", ca.cert, f"https://localhost:{port}/big"], way)[1]
            tally.check(f"lighttpd {way}: curl {option}", wanted in text and text.endswith(BIG), text[:500])
        text = programs.s_client(port, certificates, "-status")
        tally.found(f"lighttpd {way}: stapled", text, "OCSP Response Status: successful", "Cert Status: good")
        text = programs.s_client(port, certificates, "-tls1_2", "-cipher", "ECDHE-ECDSA-CHACHA20-POLY1305")
        tally.found(f"lighttpd {way}: a suite it does not have", text, "handshake failure")
        tally.check(f"lighttpd {way}: it says why it refused", re.search("certificate", s.text()), s.text()[-1500:])


def mosquitto(way):
    """mosquitto and its clients: topics kept and heard, names from certificates."""
    for server_way, client_way in ((way, SYSTEM), (SYSTEM, way), (way, way)):
        what = f"mosquitto {server_way}, clients {client_way}"
        port, strict = programs.free_ports(2)
        config = programs.folder / f"mosquitto-{port}.conf"
        config.write_text(f"""
allow_anonymous true
log_dest stderr
user root
listener {port} 127.0.0.1
cafile {ca.cert}
certfile {certificates.server[0]}
keyfile {certificates.server[1]}
tls_version tlsv1.2
listener {strict} 127.0.0.1
cafile {ca.cert}
certfile {certificates.server_rsa[0]}
keyfile {certificates.server_rsa[1]}
crlfile {ca.crl}
require_certificate true
use_identity_as_username true
""")
        message = BIG[:100000]

        def pub(at, *options, client_way=client_way):
            return harness.run(["mosquitto_pub", "-h", "localhost", "-p", at, "-t", "topic", "-q", 1, "-r", "-s", *options], client_way, stdin=message)

        def sub(at, *options, client_way=client_way):
            return harness.run(["mosquitto_sub", "-h", "localhost", "-p", at, "-t", "topic", "-C", 1, "-W", 60, "-N", *options], client_way)
        trust = ["--cafile", ca.cert]
        good = [*trust, "--cert", certificates.client[0], "--key", certificates.client[1]]
        with programs.Program(f"mosquitto {client_way}", ["mosquitto", "-c", config], server_way, port) as s:
            for at, options in ((port, trust), (strict, good), (port, [*trust, "--tls-version", "tlsv1.2"])):
                status, text = pub(at, *options)
                tally.check(f"{what}: published at {at == port and 'the open' or 'the strict'}", status == 0, text)
                tally.equal(f"{what}: heard", sub(at, *options), (0, message))
            for name, at, options in (("another CA", port, ["--cafile", other.cert]), ("no certificate", strict, trust),
                                      *((bad, strict, [*trust, "--cert", getattr(certificates, bad)[0], "--key", getattr(certificates, bad)[1]])
                                        for bad in certificates.BAD_CLIENTS)):
                status, text = pub(at, *options)
                tally.check(f"{what}: refuses {name}", status != 0, text)
            status, text = pub(port, *trust, "--insecure")
            tally.check(f"{what}: whatever its name", status == 0, text)
            # MQTT over the system's client never sees what was refused.
            tally.found(f"{what}: the log", s.text(), "OpenSSL Error.*certificate", "as .*u'client'")


def openvpn(way):
    """OpenVPN's two ends agree on keys, or refuse; no device is made."""
    for server_way, client_way in ((way, SYSTEM), (SYSTEM, way), (way, way)):
        for client, wanted in (("client", "Initialization Sequence Completed"), ("client_other", "VERIFY ERROR.*unable to get"),
                               ("client_expired", "VERIFY ERROR.*expired"), ("client_revoked", "VERIFY ERROR.*revoked")):
            what = f"OpenVPN {server_way} with {client} over {client_way}"
            port, = programs.free_ports(1)
            common = ["openvpn", "--dev", "null", "--ca", ca.cert, "--verb", 3, "--tls-version-min", "1.2",
                      "--connect-retry-max", 1, "--hand-window", 60, "--data-ciphers", "AES-256-GCM"]
            pair = getattr(certificates, client)
            log = programs.folder / f"openvpn-{port}.log"
            with log.open("wb") as out:
                server = subprocess.Popen([str(w) for w in [*common, "--proto", "tcp-server", "--local", "127.0.0.1", "--lport", port, "--tls-server", "--dh", "none", "--cert",
                                           certificates.server[0], "--key", certificates.server[1], "--crl-verify", ca.crl,
                                           "--remote-cert-tls", "client"]], env=harness.environment(server_way), stdout=out, stderr=out)
                programs.wait_for("listening", lambda: "Listening for incoming TCP" in log.read_text(), log.read_text)
                peer = subprocess.Popen([str(w) for w in [*common, "--proto", "tcp-client", "--remote", "127.0.0.1", port, "--nobind", "--tls-client",
                                         "--cert", pair[0], "--key", pair[1], "--remote-cert-tls", "server"]],
                                        env=harness.environment(client_way), stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
                came = programs.until(lambda: re.search(wanted, log.read_text()), 60)
                loaded = programs.loaded(server.pid, server_way)
                for process in (peer, server):
                    process.terminate()
                said = peer.communicate(timeout=60)[0].decode(errors="replace")
                server.wait(60)
            tally.check(what, came, log.read_text()[-2500:] + said[-1500:])
            if client == "client":
                tally.check(f"{what}: the libraries", not loaded, loaded)
                tally.found(f"{what}: the client's log", said, r"Control Channel: TLSv1.3", "VERIFY OK: depth=0")
            else:
                tally.check(f"{what}: no more", "Initialization Sequence Completed" not in log.read_text(), said[-1500:])


def python(way):
    """Python's own ssl with asyncio, both ends, and its digests."""
    command = ["/usr/bin/python3", pathlib.Path(__file__).parent / "_python.py", ca.cert, *certificates.server, *certificates.client, other.cert]
    theirs, ours = (harness.run(command, each) for each in (SYSTEM, way))
    tally.equal(f"python3 {way}", ours[1].splitlines(), theirs[1].splitlines())
    tally.found(f"python3 {way}: what it says", ours[1], r"^TLSv1_3 20 .*'second', 'server'", "no certificate: refused", "another CA: self-signed",
                "another name: Hostname mismatch", "^STARTTLS: .*sealed", "^in memory: b'hello'", "^HMAC:")


KEY, WRONG_KEY = "0123456789abcdef" * 2, "fedcba9876543210" * 2


def mosquitto_psk(way):
    """mosquitto and its clients with a key instead of certificates, in TLS 1.3."""
    for server_way, client_way in ((way, SYSTEM), (SYSTEM, way)):
        what = f"mosquitto with a key {server_way}, clients {client_way}"
        (port,) = programs.free_ports(1)
        config, keys = (programs.folder / f"mosquitto-psk-{port}.{kind}" for kind in ("conf", "keys"))
        keys.write_text(f"known:{KEY}\n")
        config.write_text(f"allow_anonymous true\nlog_dest stderr\nuser root\nlistener {port} 127.0.0.1\n"
                          f"psk_hint any\npsk_file {keys}\nuse_identity_as_username true\n")

        def run(program, name, key, *options, client_way=client_way, port=port):
            return harness.run([program, "-h", "127.0.0.1", "-p", port, "-t", "topic", "--psk", key, "--psk-identity", name, *options], client_way)
        with programs.Program("mosquitto with a key", ["mosquitto", "-c", config], server_way, port) as s:
            tally.equal(f"{what}: published", run("mosquitto_pub", "known", KEY, "-r", "-q", "1", "-m", "message"), (0, ""))
            tally.equal(f"{what}: heard", run("mosquitto_sub", "known", KEY, "-C", "1", "-W", "60"), (0, "message\n"))
            for name, key in (("known", WRONG_KEY), ("stranger", KEY)):
                status, text = run("mosquitto_pub", name, key, "-m", "secret")
                tally.check(f"{what}: refuses {name} {key}", status not in (0, "timeout"), f"{status} {text}")
            tally.found(f"{what}: the log", s.text(), "as .*u'known'", "binder does not verify")


def stunnel_psk(way):
    """stunnel to stunnel with a key instead of certificates, in TLS 1.3."""
    for number, (server_way, client_way) in enumerate(((way, SYSTEM), (SYSTEM, way))):
        what = f"stunnel with a key, server {server_way}, client {client_way}"
        place = programs.folder / f"stunnel-psk-{number}-{way[:4]}"
        place.mkdir(mode=0o700)
        port, good, wrong, stranger = programs.free_ports(4)

        def secrets(name, *rows, place=place):
            path = place / name
            path.write_text("".join(f"{row}\n" for row in rows))
            path.chmod(0o600)
            return path

        def config(name, *rows, place=place):
            path = place / f"{name}.conf"
            path.write_text("\n".join(["foreground = yes", "pid =", "debug = info", *rows]) + "\n")
            return ["stunnel4", path]
        server = config("server", "[keys]", f"accept = 127.0.0.1:{port}", f"connect = 127.0.0.1:{ECHO}",
                        f"PSKsecrets = {secrets('keys', f'known:{KEY}', f'another:{WRONG_KEY}')}")
        rows = ["client = yes"]
        for at, name, key in ((good, "known", KEY), (wrong, "known", WRONG_KEY), (stranger, "stranger", KEY)):
            rows += [f"[{at}]", f"accept = 127.0.0.1:{at}", f"connect = 127.0.0.1:{port}", f"PSKidentity = {name}",
                     f"PSKsecrets = {secrets(f'key-{at}', f'{name}:{key}')}"]
        with programs.Program(f"stunnel server with a key {place.name}", server, server_way, port) as s, \
                programs.Program(f"stunnel client with a key {place.name}", config("client", *rows), client_way, good):
            tally.equal(f"{what}: through", through(good, BIG.encode()), BIG.encode())
            for at, name in ((wrong, "another key"), (stranger, "another name")):
                tally.equal(f"{what}: {name} is refused", through(at, b"secret"), b"")
            tally.found(f"{what}: the log", s.text(), 'Key configured for PSK identity "known"', "TLSv1.3 ciphersuite", "binder does not verify")


PARTS = (socat, stunnel, lighttpd, mosquitto, openvpn, python, mosquitto_psk, stunnel_psk)
if __name__ == "__main__":
    tally.parallel(*((part, way) for part in PARTS for way in WAYS))
    tally.finish()
