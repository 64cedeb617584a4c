#!/usr/bin/env python3
"""Unmodified OpenSSH over tlsrs: ssh-keygen's keys, forms and signatures, the
agent, and sshd and ssh with each kind of cipher, MAC, key exchange and key,
against the same over the system's OpenSSL.

Run by c-tests/run.py, or alone after it.
"""

import getpass
import itertools
import os
import pathlib
import signal

import _programs as programs
from _programs import SYSTEM, WAYS, harness, tally

KEYS = {"rsa": ("rsa", 2048), "p256": ("ecdsa", 256), "p521": ("ecdsa", 521), "ed25519": ("ed25519", 0)}
BIG = programs.letters(300000)
keys = programs.new_folder("keys")
for name, (kind, bits) in KEYS.items():
    made, said = harness.run(["ssh-keygen", "-q", "-t", kind, *(["-b", bits] if bits else []), "-N", "", "-C", name, "-f", keys / name])
    tally.check(f"ssh-keygen makes {name}", made == 0, said)


def half(path):
    """A public key without what is said of it."""
    return " ".join(pathlib.Path(path).read_text(encoding="ascii").split()[:2])


def keygen(way):
    """OpenSSH: keys in every form and cipher, signatures and certificates."""
    place = programs.new_folder(f"keygen-{way[:4]}")

    def run(over, *arguments, stdin=""):
        return harness.run(["ssh-keygen", *arguments], over, stdin=stdin, cwd=place)
    for name, (kind, bits) in KEYS.items():
        what = f"ssh-keygen {way}: {name}"
        own = place / name
        status, text = run(way, "-q", "-t", kind, *(["-b", bits] if bits else []), "-N", "", "-C", name, "-f", own)
        tally.check(f"{what}: made", status == 0, text)
        # Each library reads what the other wrote, under a password or none, in each form that the kind of key has.
        forms = [("RFC4716", cipher) for cipher in ("aes128-gcm@openssh.com", "aes256-ctr", "3des-cbc", "chacha20-poly1305@openssh.com")]
        forms += [(form, None) for form in ("PEM", "PKCS8")] if kind != "ed25519" else []
        roles = itertools.cycle(((way, SYSTEM), (SYSTEM, way)) if kind != "p521" else ((SYSTEM, way), (way, SYSTEM)))
        for number, ((form, cipher), (writer, reader)) in enumerate(zip(forms, roles)):
            copy = place / f"{name}-{number}"
            copy.write_bytes(own.read_bytes())
            copy.chmod(0o600)
            status, text = run(writer, "-q", "-p", "-m", form, *(["-Z", cipher] if cipher else []), "-N", "secret", "-f", copy)
            tally.check(f"{what}: {form} {cipher} written over {writer}", status == 0, text)
            status, text = run(reader, "-y", "-P", "secret", "-f", copy)
            tally.equal(f"{what}: {form} {cipher} read over {reader}", " ".join(text.split()[:2]), half(f"{own}.pub"))
            status, text = run(reader, "-y", "-P", "wrong", "-f", copy)
            tally.check(f"{what}: {form} {cipher} under a wrong password", status != 0 and "incorrect passphrase" in text, text)
        for form in ("RFC4716", "PKCS8", "PEM") if kind != "ed25519" else ("RFC4716",):
            theirs, ours = (run(over, "-e", "-m", form, "-f", f"{own}.pub") for over in (SYSTEM, way))
            tally.equal(f"{what}: the public key as {form}", ours, theirs)
            if form == "PEM" and kind != "rsa":
                continue  # ssh-keygen writes it, and does not read it
            (place / "public").write_text(ours[1], encoding="ascii")
            tally.equal(f"{what}: {form} and back", " ".join(run(way, "-i", "-m", form, "-f", "public")[1].split()[:2]), half(f"{own}.pub"))
        for hashed in ("md5", "sha256"):
            theirs, ours = (run(over, "-l", "-E", hashed, "-f", f"{own}.pub") for over in (SYSTEM, way))
            tally.equal(f"{what}: its {hashed} fingerprint", ours, theirs)
        # A signature, and a certificate.
        (place / "allowed").write_text(f"me {half(f'{own}.pub')}\n", encoding="ascii")
        for signer, verifier in ((way, SYSTEM), (SYSTEM, way)):
            signature = place / "text.sig"
            signature.unlink(missing_ok=True)
            (place / "text").write_text(BIG, encoding="ascii")
            run(signer, "-Y", "sign", "-n", "file", "-f", own, "text")
            verify = ["-Y", "verify", "-f", "allowed", "-I", "me", "-n", "file", "-s", signature]
            tally.equal(f"{what}: signed over {signer}", [run(verifier, *verify, stdin=text)[0] for text in (BIG, BIG + "!")], [0, 255])
        status, text = run(way, "-q", "-s", own, "-I", "me", "-n", "user", "-V", "+1d", f"{own}.pub")
        tally.check(f"{what}: a certificate", status == 0, text)
        theirs, ours = (run(over, "-L", "-f", f"{own}-cert.pub") for over in (SYSTEM, way))
        tally.equal(f"{what}: which is read", ours, theirs)
        tally.found(f"{what}: as its own", ours[1], f"^ *Signing CA: {name.upper() if name in ('rsa', 'ed25519') else 'ECDSA'} ")


def agent(way):
    """OpenSSH's agent signs with each kind of key."""
    for server_way, client_way in ((way, SYSTEM), (SYSTEM, way)):
        what = f"ssh-agent {server_way}, ssh-add {client_way}"
        place = programs.new_folder(f"agent-{way[:4]}-{client_way[:4]}-{server_way[:4]}")
        socket = {"SSH_AUTH_SOCK": str(place / "agent")}
        status, text = harness.run(["ssh-agent", "-a", socket["SSH_AUTH_SOCK"], "-s"], server_way)
        tally.found(f"{what}: begins", text, r"SSH_AGENT_PID=\d+")
        pid = int(text.split("SSH_AGENT_PID=")[1].split(";")[0])
        try:
            for name in KEYS:
                status, text = harness.run(["ssh-add", "-q", keys / name], client_way, env=socket)
                tally.check(f"{what}: takes {name}", status == 0, text)
                status, text = harness.run(["ssh-add", "-T", keys / f"{name}.pub"], client_way, env=socket)
                tally.check(f"{what}: signs with {name}", status == 0, text)
            tally.equal(f"{what}: has", len(harness.run(["ssh-add", "-l"], client_way, env=socket)[1].splitlines()), len(KEYS))
        finally:
            os.kill(pid, signal.SIGTERM)


# Cipher, MAC, key exchange, the host's key, the user's.
CONNECTIONS = (
    ("aes128-gcm@openssh.com", None, "ecdh-sha2-nistp256", "rsa", "rsa-sha2-512", "p256"),
    ("aes256-gcm@openssh.com", None, "ecdh-sha2-nistp521", "p256", "ecdsa-sha2-nistp256", "p521"),
    ("aes256-ctr", "hmac-sha2-256-etm@openssh.com", "diffie-hellman-group14-sha256", "p521", "ecdsa-sha2-nistp521", "rsa"),
    ("aes128-cbc", "hmac-sha1", "diffie-hellman-group-exchange-sha256", "ed25519", "ssh-ed25519", "ed25519"),
    ("3des-cbc", "hmac-md5", "curve25519-sha256", "rsa", "rsa-sha2-256", "rsa"),
    ("chacha20-poly1305@openssh.com", None, "sntrup761x25519-sha512@openssh.com", "ed25519", "ssh-ed25519", "p256"),
)


def sshd(way):
    """OpenSSH: sshd and ssh, ciphers, MACs, key exchanges, host and user keys, new keys on the way, sftp."""
    for server_way, client_way in ((way, SYSTEM), (SYSTEM, way)):
        what = f"sshd {server_way}, ssh {client_way}"
        port, = programs.free_ports(1)
        place = programs.new_folder(f"sshd-{port}")
        (place / "authorized").write_text("".join((keys / f"{name}.pub").read_text(encoding="ascii") for name in KEYS), encoding="ascii")
        (place / "known").write_text("".join(f"[127.0.0.1]:{port} {half(keys / f'{name}.pub')}\n" for name in KEYS), encoding="ascii")
        host_keys = "".join(f"HostKey {keys / name}\n" for name in KEYS)
        every = {setting: ",".join(harness.run(["ssh", "-Q", ask])[1].split()) for setting, ask in
                 (("Ciphers", "cipher"), ("MACs", "mac"), ("KexAlgorithms", "kex"))}
        (place / "config").write_text(f"""
Port {port}
ListenAddress 127.0.0.1
{host_keys}
PidFile none
AuthorizedKeysFile {place / "authorized"}
StrictModes no
UsePAM no
PermitRootLogin yes
MaxStartups 100
LogLevel VERBOSE
Subsystem sftp internal-sftp
SetEnv HOME={place}
""" + "".join(f"{setting} {value}\n" for setting, value in every.items()), encoding="ascii")
        common = ["-F", "none", "-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=yes", "-o", f"UserKnownHostsFile={place / 'known'}",
                  "-o", "IdentitiesOnly=yes", "-o", "GlobalKnownHostsFile=none", "-o", f"User={getpass.getuser()}"]
        with programs.Program(f"sshd for {client_way}", ["/usr/sbin/sshd", "-D", "-e", "-f", place / "config"], server_way, port, ends=(255,)) as server:
            for cipher, mac, exchange, host, algorithm, user in CONNECTIONS:
                command = ["ssh", *common, "-p", port, "-i", keys / user, "-c", cipher, *(["-m", mac] if mac else []),
                           "-o", f"KexAlgorithms={exchange}", "-o", f"HostKeyAlgorithms={algorithm}", *(["-o", "RekeyLimit=128K"] if mac is None else []), "127.0.0.1", "cat"]
                tally.equal(f"{what}: {cipher} {mac} {exchange} {host} {user}", harness.run(command, client_way, stdin=BIG), (0, BIG))
            (place / "big").write_text(BIG, encoding="ascii")
            (place / "batch").write_text(f"put {place}/big {place}/there\nget {place}/there {place}/back\n", encoding="ascii")
            status, text = harness.run(["sftp", "-q", *common, "-P", port, "-i", keys / "ed25519", "-b", place / "batch", "127.0.0.1"], client_way)
            tally.check(f"{what}: sftp", status == 0 and (place / "back").read_text(encoding="ascii") == BIG, text)
            theirs, ours = (sorted(line for line in harness.run(["ssh-keyscan", "-p", port, "127.0.0.1"], over)[1].splitlines() if line[:1] != "#")
                            for over in (SYSTEM, way))
            tally.equal(f"{what}: ssh-keyscan", ours, theirs)
            # Neither takes another's key.
            (place / "known").write_text(f"[127.0.0.1]:{port} {half(keys / 'p256.pub')}\n", encoding="ascii")
            status, text = harness.run(["ssh", *common, "-p", port, "-i", keys / "rsa", "-o", "HostKeyAlgorithms=ssh-ed25519", "127.0.0.1", "echo secret"], client_way)
            tally.check(f"{what}: an unknown host key is refused", status == 255 and "secret" not in text and "verification failed" in text, text)
            (place / "authorized").write_text((keys / "rsa.pub").read_text(encoding="ascii"), encoding="ascii")
            status, text = harness.run(["ssh", *common, "-p", port, "-i", keys / "ed25519", "-o", "HostKeyAlgorithms=ecdsa-sha2-nistp256", "127.0.0.1", "echo secret"], client_way)
            tally.check(f"{what}: an unknown user's key is refused", status == 255 and "Permission denied" in text, text + server.text()[-500:])


if __name__ == "__main__":
    parts = [keygen, agent]
    # sshd wants this folder, which its service makes when it starts.
    room = pathlib.Path("/run/sshd")
    if os.geteuid() == 0:
        room.mkdir(mode=0o755, exist_ok=True)
    if room.is_dir():
        parts.append(sshd)
    else:
        print(f"sshd is left out: only root can make {room}")
    tally.parallel(*((part, way) for part in reversed(parts) for way in WAYS[:1 if part is keygen else None]))
    tally.finish("ssh", "-V")
