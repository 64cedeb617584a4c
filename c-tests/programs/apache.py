#!/usr/bin/env python3
"""Apache httpd, the distro's, over tlsrs: contents, virtual hosts by name, HTTP/2, client certificates of a host and of
a place on it, which TLS 1.3 asks for after the handshake; and Python's client and server of that.

usage: apache.py [--baseline]       (--baseline: all over OpenSSL)
"""

import os
import pathlib
import ssl

import _programs as programs
from _programs import SYSTEM, WAYS, tally

harness = programs.harness
certificates = programs.Certificates()
ca = certificates.ca
BIG = programs.letters(400000)
MODULES = ("mpm_event", "authn_core", "authz_core", "authz_host", "alias", "dir", "mime", "headers", "socache_shmcb", "setenvif", "ssl", "http2")
ca.issue("two", names="DNS:two.example")

CONFIG = """
ServerRoot {place}
ServerName localhost
{user}
PidFile {place}/pid
ErrorLog /dev/stderr
LogLevel warn ssl:info
DefaultRuntimeDir {place}
Mutex file:{place}
{modules}
TypesConfig /etc/mime.types
StartServers 1
DocumentRoot {www}
Listen 127.0.0.1:{port}
Listen 127.0.0.1:{strict}
SSLSessionCache shmcb:{place}/cache(512000)
SSLCertificateFile {server[0]}
SSLCertificateKeyFile {server[1]}
SSLCACertificateFile {ca.cert}
SSLCARevocationFile {ca.crl}
SSLCARevocationCheck leaf
SSLProtocol -all +TLSv1.2 +TLSv1.3
Protocols h2 http/1.1
<Directory {www}>
    Require all granted
</Directory>
Header always set X-Client "expr=%{{SSL_CLIENT_S_DN_CN}}"
Header always set X-Verified "expr=%{{SSL_CLIENT_VERIFY}}"
Header always set X-Version "expr=%{{SSL_PROTOCOL}} %{{SSL_SESSION_RESUMED}}"
<VirtualHost *:{port}>
    SSLEngine on
    ServerName localhost
    Protocols http/1.1
    <Location /private>
        SSLVerifyClient require
        SSLVerifyDepth 2
    </Location>
    <Location /optional>
        SSLVerifyClient optional
    </Location>
</VirtualHost>
<VirtualHost *:{port}>
    SSLEngine on
    ServerName two.example
    SSLCertificateFile {ca.folder}/two-cert.pem
    SSLCertificateKeyFile {ca.folder}/two-key.pem
    Header always set X-Host two
</VirtualHost>
<VirtualHost *:{strict}>
    SSLEngine on
    ServerName localhost
    SSLVerifyClient require
</VirtualHost>
"""


class Apache(programs.Program):
    """One instance; `port` for all, `strict` for those with a certificate."""

    def __init__(self, way, name):
        port, self.strict = programs.free_ports(2)
        place = programs.new_folder(f"apache-{name}-{way[:4]}")
        www = place / "www"
        www.mkdir()
        for path in ("index.html", "private", "optional"):
            (www / path).write_text(f"{path} of apache\n")
        (www / "big").write_text(BIG)
        modules = "\n".join(f"LoadModule {m}_module /usr/lib/apache2/modules/mod_{m}.so" for m in MODULES)
        user = "User www-data\nGroup www-data" if os.geteuid() == 0 else ""
        config = place / "apache.conf"
        config.write_text(CONFIG.format(place=place, www=www, modules=modules, user=user, port=port, strict=self.strict,
                                        server=certificates.server, ca=ca))
        super().__init__(f"apache {name}", ["/usr/sbin/apache2", "-DFOREGROUND", "-f", config], way, port)


def general(way):
    """Apache: contents, names, client certificates, sessions, HTTP/2."""
    with Apache(way, "general") as s:
        for version, more in (("1.2", programs.TLS12), ("1.3", programs.TLS13)):
            what = f"apache {way}: {version}"
            made = programs.context(certificates, **more)
            _, headers, body, _ = programs.fetch(made, s.port, "/big")
            tally.equal(f"{what}: contents", (body.decode(), headers["x-version"]), (BIG, f"TLSv{version} Initial"))
            tally.equal(f"{what}: another name", programs.fetch(made, s.port, "/big", name="two.example")[1].get("x-host"), "two")
            connection = programs.connect(made, s.port)
            programs.fetch(made, s.port, connection=connection, close=False)
            session = connection.session
            connection.close()
            tally.equal(f"{what}: a session", programs.fetch(made, s.port, session=session)[1]["x-version"], f"TLSv{version} Resumed")
            for client in ("client", None, *certificates.BAD_CLIENTS):
                made = programs.context(certificates, client=client and getattr(certificates, client), **more)
                try:
                    status, headers, _, _ = programs.fetch(made, s.strict, "/big")
                    got = status, headers["x-client"]
                except OSError:
                    got = "refused"
                tally.equal(f"{what} with {client}", got, (200, "client") if client == "client" else "refused")
        for option, wanted in (("--http1.1", "HTTP/1.1 200"), ("--http2", "HTTP/2 200")):
            _, text = harness.run(["curl", "-sS", "-i", option, "--cacert", ca.cert, "--resolve", f"two.example:{s.port}:127.0.0.1",
                                   f"https://two.example:{s.port}/big"], way)
            tally.check(f"apache {way}: curl {option}", wanted in text and text.endswith(BIG), text[:500])


def places(way):
    """Apache: a certificate for a place on a host, asked for after the handshake."""
    with Apache(way, "places") as s:
        for client in ("client", *certificates.BAD_CLIENTS):
            made = programs.context(certificates, client=getattr(certificates, client), post_handshake_auth=True, **programs.TLS13)
            try:
                status, headers, _, _ = programs.fetch(made, s.port, "/private")
                got = status, headers["x-client"], headers["x-verified"]
            except OSError:
                got = "refused"
            tally.equal(f"apache {way}: {client} after the handshake", got, (200, "client", "SUCCESS") if client == "client" else "refused")
        # TLS 1.2 has no such thing but another handshake, which tlsrs does not make.
        made = programs.context(certificates, client=certificates.client, **programs.TLS12)
        tally.equal(f"apache {way}: TLS 1.2", programs.fetch(made, s.port, "/big")[0], 200)
        try:
            got = programs.fetch(made, s.port, "/private")[0]
        except OSError:
            got = "refused"
        tally.check(f"apache {way}: TLS 1.2 in that place", got == 200 if way == SYSTEM else got in (403, "refused"), f"{got}\n{s.text()[-1000:]}")
        made = programs.context(certificates, **programs.TLS13)
        tally.equal(f"apache {way}: serves on", programs.fetch(made, s.port, "/big")[2].decode(), BIG)


def python(way):
    """Python: a certificate after the handshake as client of Apache, and both ends of its own."""
    command = ["/usr/bin/python3", pathlib.Path(__file__).parent / "_apache.py"]
    said = {}
    for server_way, client_way in ((SYSTEM, SYSTEM), (SYSTEM, way), (way, SYSTEM), (way, way)):
        if (server_way, client_way) in said:
            continue
        with Apache(server_way, f"python-{client_way[:4]}-{way[:4]}") as s:
            status, text = harness.run([*command, s.port, ca.cert, *certificates.client, *certificates.server], client_way)
        said[server_way, client_way] = text
        tally.equal(f"python {client_way}, apache {server_way}: status", status, 0)
        tally.equal(f"python {client_way}, apache {server_way}", text.splitlines(), said[SYSTEM, SYSTEM].splitlines())
    tally.found("python: what it says", said[SYSTEM, SYSTEM], r"^asked: /private: 200, client client, verified SUCCESS",
                r"^without the extension: /private: 403", r"^both: before None, b'questionanswer', now client")


if __name__ == "__main__":
    tally.check("this Python can authenticate itself after the handshake", ssl.HAS_TLSv1_3)
    tally.parallel(*((part, way) for part in (general, places, python) for way in WAYS))
    tally.finish("/usr/sbin/apache2", "-v")
