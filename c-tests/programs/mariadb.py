#!/usr/bin/env python3
"""Unmodified MariaDB over tlsrs: its server, whose contexts are in memory of its
own, and its clients; certificates demanded, SQL's ciphers, encrypted tables.

Run by c-tests/run.py, or alone after it.

usage: mariadb.py [--baseline]      (--baseline: all over OpenSSL)
"""

import shutil

import _programs as programs
from _programs import SYSTEM, WAYS, harness, tally

certificates = programs.Certificates()
ca, other = certificates.ca, certificates.other
USER = "mysql"
template = programs.new_folder("template", USER)
made, said = harness.run(["mariadb-install-db", "--no-defaults", f"--datadir={template}", "--auth-root-authentication-method=normal",
                          "--skip-test-db"], **programs.account(USER))
tally.check("mariadb-install-db", made == 0, said)
SQL = """
use d;
select hex(aes_encrypt('a text of some length', 'key')), aes_decrypt(aes_encrypt('abc', 'k'), 'k');
select md5('a'), sha1('a'), sha2('a', 224), sha2('a', 256), sha2('a', 512), length(random_bytes(10));
select hex(des_encrypt('a text of some length', 'key')), des_decrypt(des_encrypt('text', 'key'), 'key');
create or replace table d.t (id int primary key, b longblob) engine=innodb;
insert into d.t select seq, repeat(md5(seq), 50) from seq_1_to_1000;
flush tables; select count(*), sum(crc32(b)) from d.t;
"""


def mariadb(way):
    """MariaDB: versions, client certificates by who issued them and to whom, SQL's ciphers, encrypted tables read over either library."""
    for server_way, client_way in ((way, SYSTEM), (SYSTEM, way)):
        what = f"mariadbd {server_way}, mariadb {client_way}"
        port, = programs.free_ports(1)
        place = programs.new_folder(f"mariadb-{port}", USER)
        shutil.copytree(template, place / "data")
        (place / "keys").write_text("1;" + "0123456789abcdef" * 4 + "\n", encoding="ascii")
        for part in (place, *place.rglob("*")):
            part.chmod(0o700 if part.is_dir() else 0o600)
            if programs.account(USER):
                shutil.chown(part, USER, USER)
        key = place / "server.key"
        shutil.copyfile(certificates.server[1], key)
        key.chmod(0o644)
        command = ["mariadbd", "--no-defaults", f"--datadir={place / 'data'}", f"--port={port}", "--bind-address=127.0.0.1", f"--socket={place / 's'}",
                   f"--ssl-ca={ca.cert}", f"--ssl-cert={certificates.server[0]}", f"--ssl-key={key}", f"--ssl-crl={ca.crl}", "--tls-version=TLSv1.2,TLSv1.3",
                   "--plugin-load-add=file_key_management", f"--file-key-management-filename={place / 'keys'}", "--innodb-encrypt-tables=ON",
                   "--innodb-encrypt-log=ON", "--innodb-flush-log-at-trx-commit=0", "--innodb-buffer-pool-size=16M"]

        def ask(sql, *options, user="open", shown=None, trust=ca.cert, over=client_way, port=port):
            own = [f"--ssl-cert={shown[0]}", f"--ssl-key={shown[1]}"] if shown else []
            status, text = harness.run(["mariadb", "--no-defaults", "-h", "localhost", "--protocol=tcp", "-P", port, "-N", "-B", "-u", user, "-psecret",
                                        f"--ssl-ca={trust}", "--ssl-verify-server-cert", *own, *options], over, stdin=sql)
            return text if status == 0 else f"refused: {text}"
        with programs.Program(f"mariadbd-{client_way[:4]}", command, server_way, port, **programs.account(USER)):
            status, text = harness.run(["mariadb", "--no-defaults", f"--socket={place / 's'}", "-u", "root"], stdin="""
create user open identified by 'secret'; grant all on *.* to open; create user x identified by 'secret' require x509;
create user named identified by 'secret' require issuer '/O=tlsrs tests/CN=good-ca' subject '/O=tlsrs tests/CN=client'; create database d;
""")
            tally.check(f"{what}: users", status == 0, text)
            for version in ("TLSv1.2", "TLSv1.3"):
                tally.equal(f"{what}: speaks", ask("show status like 'Ssl_version'", f"--tls-version={version}").split(), ["Ssl_version", version])
                for user in ("x", "named"):
                    tally.equal(f"{what}: {version} {user}", ask("select 'in'", f"--tls-version={version}", user=user, shown=certificates.client), "in\n")
                    for bad in (None, *certificates.BAD_CLIENTS):
                        text = ask("select 'in'", f"--tls-version={version}", user=user, shown=bad and getattr(certificates, bad))
                        tally.check(f"{what}: {version} {user} with {bad}", text.startswith("refused"), text)
                text = ask("select 'in'", f"--tls-version={version}", user="named", shown=certificates.client_rsa)
                tally.check(f"{what}: {version} another's certificate", text.startswith("refused"), text)
            text = ask("select 'in'", trust=other.cert)
            tally.found(f"{what}: another CA", text, "refused: .*self-signed certificate in certificate chain")
            theirs, ours = (ask(SQL, over=over) for over in (SYSTEM, client_way))
            tally.equal(f"{what}: the same again", ours, theirs)
            tally.found(f"{what}: SQL's ciphers", ours, "^[0-9A-F]{64}\tabc$", "^0cc175b9c0f1b6a831c399e269772661\t", "\ttext$", r"^1000\t")
            sums = ask("select count(*), sum(crc32(b)) from d.t")
        # The tables are read over the other library.
        with programs.Program(f"mariadbd-again-{client_way[:4]}", command, client_way, port, **programs.account(USER)):
            tally.equal(f"{what}: tables of the other", ask("select count(*), sum(crc32(b)) from d.t", over=SYSTEM), sums)


if __name__ == "__main__":
    tally.parallel(*((mariadb, way) for way in WAYS))
    tally.finish("mariadb", "--version", digits=r"\d+\.\d+\.\d+")
