#!/usr/bin/env python3
"""The distro's curl, unmodified, over tlsrs, brought in each of three ways:
against nginx over the system's OpenSSL, and against our own server.

usage: curl.py [--baseline]        (--baseline: curl over OpenSSL)
"""

import os
import pathlib
import re
import socket
import sys
import tempfile
import time

import _harness as harness

WAYS = (harness.SYSTEM,) if "--baseline" in sys.argv else harness.OURS

tally = harness.Tally()
work = tempfile.TemporaryDirectory()
folder = pathlib.Path(work.name)
files = harness.fixtures()
LETTERS = "The quick brown fox jumps over the lazy dog.\n" * 5000

NGINX = """
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log {folder}/error.log info;
events {{}}
http {{
    access_log off;
    ssl_session_cache shared:sessions:1m;
    root {folder}/www;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    ssl_protocols TLSv1.2 TLSv1.3;
    add_header X-Protocol "$ssl_protocol $ssl_cipher";
    add_header X-Reused $ssl_session_reused;
    add_header X-Client $ssl_client_verify;
{servers}
}}
"""

SERVER = """
    server {{
        listen 127.0.0.1:{port} ssl http2;
        ssl_certificate {files}/{name}-cert.pem;
        ssl_certificate_key {files}/{name}-key.pem;
        {more}
    }}
"""


SITES = {
    "rsa": ("server-rsa", ""),
    "p256": ("server-p256", ""),
    "p384": ("server-p384", ""),
    "ed25519": ("server-ed25519", ""),
    "expired": ("expired", ""),
    "self-signed": ("self-signed", ""),
    "wrong-name": ("wrong-name", ""),
    "no-name": ("no-name", ""),
    "client-certificate": ("server-rsa", f"ssl_verify_client on; ssl_client_certificate {files}/ca-bundle.pem;"),
    "tls12": ("server-rsa", "ssl_protocols TLSv1.2;"),
    "tls13": ("server-rsa", "ssl_protocols TLSv1.3;"),
}
PORTS = dict(zip(SITES, harness.free_ports(len(SITES))))


class Nginx:
    """nginx over the system's OpenSSL, with one port for each site."""

    def __enter__(self):
        (folder / "www").mkdir()
        (folder / "www/index.html").write_text("hello from nginx\n")
        (folder / "www/big").write_text(LETTERS)
        servers = "".join(SERVER.format(files=files, port=PORTS[site], name=name, more=more)
                          for site, (name, more) in SITES.items())
        config = folder / "nginx.conf"
        text = NGINX.format(folder=folder, servers=servers)
        if os.geteuid() == 0:
            text = "user root;\n" + text
        config.write_text(text)
        self.server = harness.subprocess.Popen(["nginx", "-e", folder / "error.log", "-c", config],
                                               env=harness.environment(harness.SYSTEM))
        for _ in range(1000):
            try:
                socket.create_connection(("127.0.0.1", PORTS["rsa"]), timeout=1).close()
                return self
            except OSError:
                time.sleep(0.05)
        raise RuntimeError("nginx did not start: " + (folder / "error.log").read_text())

    def __exit__(self, *_):
        self.server.terminate()
        self.server.wait()


def curl(way, site, *options, path="", host="localhost"):
    """Runs curl against one site; (exit status, body and messages)."""
    where = ["--resolve", f"{host}:{PORTS[site]}:127.0.0.1"]
    return harness.run(["curl", "-sS", "-v", "-m", 20, "--cacert", files / "ca-bundle.pem", *where, *options,
                        f"https://{host}:{PORTS[site]}/{path}"], way)


def works(name, done, *wanted):
    status, text = done
    missing = [w for w in wanted if not re.search(w, text, re.I)]
    tally.check(name, status == 0 and not missing, f"exit status {status}, no match for {missing}:\n{text}")


def fails(name, done, status, message):
    tally.check(name, done[0] == status and re.search(message, done[1], re.I),
                f"exit status {done[0]} instead of {status}, or no {message!r}:\n{done[1]}")


def library_loaded(way):
    """tlsrs is what curl runs over, and the system's OpenSSL is not loaded."""
    _, text = harness.run(["curl", "-sS", f"file:///proc/self/maps"], way)
    ours = "libtlsrs.so.0" in text
    theirs = re.search(r"/usr/lib\S*/lib(ssl|crypto)\.so\.3", text)
    if way == harness.SYSTEM:
        tally.check("curl over the system's OpenSSL", theirs and not ours, text)
    elif way == harness.PRELOAD_ONE:
        tally.check(f"{way}: loaded", ours, text)
    else:
        tally.check(f"{way}: loaded, and OpenSSL is not", ours and not theirs, text)


def transfers(way):
    for site in ("rsa", "p256", "p384", "ed25519", "tls12", "tls13"):
        for http, option in (("HTTP/1.1", "--http1.1"), ("HTTP/2", "--http2")):
            works(f"{way}: {site} {http}", curl(way, site, option), "hello from nginx", f"< {http}",
                  "SSL certificate verify ok")
    works(f"{way}: by address", curl(way, "rsa", host="127.0.0.1"), "hello from nginx")
    for option in ("--http1.1", "--http2"):
        status, text = harness.run(["curl", "-sS", "-m", 20, option, "--cacert", files / "ca-bundle.pem",
                                    f"https://localhost:{PORTS['rsa']}/big"], way)
        tally.check(f"{way}: big file {option}", status == 0 and text == LETTERS, f"{status}, {len(text)} bytes")
    # Two requests over one connection, then two connections of one session.
    works(f"{way}: two requests", curl(way, "rsa", f"https://localhost:{PORTS['rsa']}/"),
          "Re-using existing connection")
    for site in ("tls12", "tls13"):
        works(f"{way}: resumption {site}", curl(way, site, "-H", "Connection: close", "--http1.1", "-D", "-",
                                                f"https://localhost:{PORTS[site]}/"), "X-Reused: r")
    works(f"{way}: chosen TLS 1.2 suite", curl(way, "rsa", "--tls-max", "1.2", "--ciphers",
                                               "ECDHE-RSA-CHACHA20-POLY1305"), "ECDHE-RSA-CHACHA20-POLY1305")
    works(f"{way}: chosen TLS 1.3 suite", curl(way, "rsa", "--tls13-ciphers", "TLS_CHACHA20_POLY1305_SHA256"),
          "TLS_CHACHA20_POLY1305_SHA256")
    works(f"{way}: chosen curve", curl(way, "rsa", "--curves", "P-384"), "hello from nginx")
    works(f"{way}: CA folder", harness.run(["curl", "-sSv", "-m", 20, "--capath", files / "hashed",
                                            f"https://localhost:{PORTS['rsa']}/"], way), "hello from nginx")
    works(f"{way}: pinned key", curl(way, "rsa", "--pinnedpubkey", files / "server-rsa-public.pem"),
          "hello from nginx")
    fails(f"{way}: other pinned key", curl(way, "rsa", "--pinnedpubkey", files / "server-p256-public.pem"), 90, "pinned")


def client_certificates(way):
    for key in ("rsa", "p256", "ed25519"):
        works(f"{way}: client certificate {key}", curl(way, "client-certificate", "--cert",
                                                       files / f"client-{key}-cert.pem", "--key",
                                                       files / f"client-{key}-key.pem", "-D", "-"), "X-Client: SUCCESS")
    works(f"{way}: encrypted key", curl(way, "client-certificate", "--cert", files / "server-rsa-cert.pem", "--key",
                                        files / "server-rsa-key-encrypted.pem", "--pass", "secret", "-D", "-"),
          "X-Client: FAILED|SUCCESS|400")
    fails(f"{way}: wrong passphrase", curl(way, "client-certificate", "--cert", files / "server-rsa-cert.pem", "--key",
                                           files / "server-rsa-key-encrypted.pem", "--pass", "wrong"), 58, "private key")
    fails(f"{way}: key of another certificate", curl(way, "client-certificate", "--cert",
                                                     files / "client-rsa-cert.pem", "--key",
                                                     files / "client-p256-key.pem"), 58, "private key")
    works(f"{way}: no client certificate", curl(way, "client-certificate"), "400 No required SSL certificate")


def refusals(way):
    no_verify = "SSL certificate problem"
    fails(f"{way}: untrusted CA", harness.run(["curl", "-sSv", "-m", 20, "--cacert", files / "ca-p384-cert.pem",
                                               f"https://localhost:{PORTS['rsa']}/"], way), 60, no_verify)
    fails(f"{way}: system's CAs", harness.run(["curl", "-sSv", "-m", 20, f"https://localhost:{PORTS['rsa']}/"], way),
          60, no_verify)
    fails(f"{way}: expired", curl(way, "expired"), 60, "certificate has expired")
    fails(f"{way}: self-signed", curl(way, "self-signed"), 60, "self-signed certificate")
    fails(f"{way}: wrong name", curl(way, "wrong-name"), 60, "no alternative certificate subject name matches")
    fails(f"{way}: another host's certificate", curl(way, "rsa", host="other.example"), 60, "subject name")
    works(f"{way}: --insecure", curl(way, "self-signed", "-k"), "hello from nginx",
          r"SSL certificate verify result: .*\(18\)")
    fails(f"{way}: no such CA file", harness.run(["curl", "-sS", "--cacert", "/nonexistent",
                                                  f"https://localhost:{PORTS['rsa']}/"], way), 77, "")
    fails(f"{way}: version not offered", curl(way, "tls13", "--tls-max", "1.2"), 35, "alert|protocol")
    fails(f"{way}: unknown suite", curl(way, "rsa", "--ciphers", "NO-SUCH-SUITE"), 59, "cipher")


with Nginx():
    for way in WAYS:
        library_loaded(way)
        transfers(way)
        client_certificates(way)
        refusals(way)
tally.finish()
