#!/usr/bin/env python3
"""EAP-FAST (RFC 4851) with the distro's hostapd as the RADIUS server and eapol_test as its
client, over tlsrs in either role or both: a PAC is provisioned in a handshake with the
server's certificate, and with it the next handshake goes without; a wrong PAC does not.

For EAP-FAST both programs fix lists of suites with CBC and SHA-1, which tlsrs does not have:
a library of one function leaves them with their default suites.

usage: eap_fast.py [--baseline]    (--baseline: all over OpenSSL)
"""

import pathlib
import re
import socket
import subprocess

import _programs as programs
from _programs import SYSTEM, WAYS, tally

harness, files, folder = programs.harness, programs.files, programs.folder
PATIENCE = 60
UNFIX = "int SSL_set_cipher_list(void *ssl, const char *list) { (void)ssl, (void)list; return 1; }\n"

unfix = folder / "unfix.so"
subprocess.run(["cc", "-shared", "-fPIC", "-x", "c", "-", "-o", unfix], input=UNFIX.encode(), check=True)


def command(way, *words):
    """A command that runs `way` and with its suites unfixed."""
    preload = [str(unfix), harness.environment(way).get("LD_PRELOAD", "")]
    return ["env", f"LD_PRELOAD={' '.join(preload).strip()}", *words]


def write(path, text):
    path.write_text(text)
    return path


def serve(way, name):
    """hostapd, which nobody's radio hears; and its port."""
    port, = harness.free_ports(1, socket.SOCK_DGRAM)
    clients = write(folder / f"{name}.clients", "127.0.0.1\tsecret\n")
    users = write(folder / f"{name}.users", '* FAST\n"user" MSCHAPV2 "password" [2]\n')
    settings = write(folder / f"{name}.hostapd", f"""driver=none
radius_server_clients={clients}
radius_server_auth_port={port}
eap_server=1
eap_user_file={users}
ca_cert={files}/ca-bundle.pem
server_cert={files}/server-rsa-cert.pem
private_key={files}/server-rsa-key.pem
pac_opaque_encr_key=000102030405060708090a0b0c0d0e0f
eap_fast_a_id=101112131415161718191a1b1c1d1e1f
eap_fast_a_id_info=test
eap_fast_prov=2
""")
    return harness.Server(command(way, "hostapd", settings), way, wait_for="AP-ENABLED"), port


def connect(way, port, name):
    """One authentication; (status, what the client says)."""
    settings = write(folder / f"{name}.client", f"""network={{
 ssid="none"
 key_mgmt=IEEE8021X
 eap=FAST
 identity="user"
 anonymous_identity="anonymous"
 password="password"
 ca_cert="{files}/ca-bundle.pem"
 phase1="fast_provisioning=2"
 phase2="auth=MSCHAPV2"
 pac_file="{folder}/{name}.pac"
}}
""")
    return harness.run(command(way, "eapol_test", "-c", settings, "-a", "127.0.0.1", "-p", port, "-s", "secret", "-t", "30"),
                       way, timeout=PATIENCE)


def authenticates(server_way, client_way):
    """A PAC is provisioned and used."""
    what = f"server {server_way}, client {client_way}"
    name = what.replace(" ", "-").replace(",", "")
    pac = folder / f"{name}.pac"
    pac.unlink(missing_ok=True)
    server, port = serve(server_way, name)
    with server:
        maps = pathlib.Path(f"/proc/{server.process.pid}/maps").read_text()
        tally.equal(f"{what}: the server's library", "libtlsrs" in maps, server_way != SYSTEM)
        status, text = connect(client_way, port, name)
        tally.found(f"{what}: provisioned", f"{status}\n{text}", "^0$", "Handshake finished - resumed=0",
                    "PAC-Opaque", "MPPE keys OK: 1", "^SUCCESS$")
        status, text = connect(client_way, port, name)
        tally.found(f"{what}: with the PAC", f"{status}\n{text}", "^0$", "PAC found for this A-ID",
                    "Handshake finished - resumed=1", "MPPE keys OK: 1", "^SUCCESS$")
        key = re.search("^PAC-Key=(.)", pac.read_text(), re.M)
        wrong = "1" if key[1] == "0" else "0"
        write(pac, re.sub("^PAC-Key=.", f"PAC-Key={wrong}", pac.read_text(), flags=re.M))
        status, text = connect(client_way, port, name)
        tally.found(f"{what}: a wrong PAC-Key", f"{status}\n{text}", "bad record mac", "^FAILURE$")
        tally.check(f"{what}: nothing came of it", status not in (0, "timeout") and "MPPE keys OK: 1" not in text, status)


for us in WAYS:
    tally.group(authenticates, us, us)
    tally.group(authenticates, us, SYSTEM)
    tally.group(authenticates, SYSTEM, us)
tally.finish()
