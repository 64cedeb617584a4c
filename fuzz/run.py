#!/usr/bin/env python3
"""Builds the fuzz targets and runs each of them for a while.

Usage: run.py [--seconds N] [--build] [TARGET ...]. Each target starts from the test
fixtures, the public vectors and what was found before (fuzz/regressions), and
keeps what it learns in build/fuzz. An input that stops one is left in
build/fuzz/TARGET/found; move it to fuzz/regressions/TARGET with the fix. The
last line is "N passed, N failed".
"""

import argparse
import base64
import ctypes
import os
import re
import shutil
import ssl
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
FIXTURES = ROOT / "build/c-tests/fixtures"
VECTORS = ROOT / "build/vectors/cryptography_vectors"
WORK = ROOT / "build/fuzz"
LARGEST = 8192
# From so many seconds on it pays to have the targets optimized: they run three
# times as fast, and take three times as long to build.
LONG = 60
BLOCK = re.compile(rb"-----BEGIN ([A-Z0-9 ]+)-----\s(.*?)-----END", re.S)


def targets():
    return sorted(re.findall(r'path = "fuzz_targets/(\w+)\.rs"', (HERE / "Cargo.toml").read_text()))


def pieces(path):
    """The DER in a file, and what it is if that is said."""
    data = path.read_bytes()
    blocks = BLOCK.findall(data)
    if not blocks and not data.startswith(b"-----"):
        yield "", data
    for kind, text in blocks:
        try:
            yield kind.decode(), base64.b64decode(b"".join(text.split()), validate=True)
        except ValueError:
            pass


def seeds():
    """Inputs to start from, by target."""
    found = {target: [] for target in targets()}
    files = [p for p in sorted(FIXTURES.iterdir()) if p.suffix in (".pem", ".der", ".p12", ".csr", ".tsq", ".tsr")]
    files += [p for folder in ("x509", "x509/custom", "x509/ocsp", "pkcs12", "asymmetric/PKCS8", "asymmetric/EC",
                               "asymmetric/DER_Serialization", "asymmetric/PEM_Serialization")
              for p in sorted((VECTORS / folder).iterdir()) if p.is_file()]
    files += sorted((VECTORS / "x509/PKITS_data/certs").iterdir())[::10]
    files += sorted((VECTORS / "x509/PKITS_data/crls").iterdir())[::5]
    for path in files:
        if path.suffix == ".pem":
            found["pem"].append(path.read_bytes())
        for kind, der in pieces(path):
            name = path.name.lower()
            if "KEY" in kind or "key" in name or "public" in name:
                found["keys"].append(der)
            elif "CRL" in kind or "crl" in name:
                found["crl"].append(der)
            elif path.parent.name == "ocsp" or name.startswith(("ocsp-", "stamp")):
                found["ocsp"].append(der)
            elif path.suffix == ".p12":
                found["pkcs12"].append(der)
            else:
                found["x509"].append(der)
                found["der"].append(der)
    for line in (FIXTURES / "chains.txt").read_text().splitlines():
        kind, _, value = line.partition(" ")
        if kind in ("leaf", "trusted", "untrusted"):
            found["x509"].append(bytes.fromhex(value))
        elif kind in ("crl", "store-crl"):
            found["crl"].append(bytes.fromhex(value))
    for target, flight in zip(("tls_server", "tls_client"), flights()):
        # The first byte says how it is read: at once; by an end with an extension of the program's.
        found[target] = [how + said for how in (b"\0", b"\x80") for said in flight]
    found["session"] = list(sessions())
    found["datagrams"] = [*steps(), *datagram_flights()]
    return found


def sessions():
    """Sessions of each version, small and with everything, as DER and as PEM."""
    def tlv(tag, *parts):
        body = b"".join(parts)
        size = bytes([len(body)]) if len(body) < 128 else b"\x82" + len(body).to_bytes(2, "big")
        return bytes([tag]) + size + body

    def number(value):
        return tlv(2, value.to_bytes(value.bit_length() // 8 + 1, "big"))

    peer = (FIXTURES / "server-p256-cert.der").read_bytes()
    for version, suite, key in ((0x303, 0xc02b, 48), (0x303, 0xc030, 48), (0x303, 0xcca9, 48),
                                (0x304, 0x1301, 32), (0x304, 0x1302, 48), (0x304, 0x1303, 32)):
        needed = [number(1), number(version), tlv(4, suite.to_bytes(2, "big")), tlv(4, bytes(range(32))),
                  tlv(4, b"k" * key), tlv(0xa1, number(2000000000)), tlv(0xa2, number(7200))]
        ticket = [tlv(0xa9, number(7200)), tlv(0xaa, tlv(4, b"t" * 100))]
        everything = [tlv(0xa3, peer), tlv(0xa4, tlv(4, b"context")), tlv(0xa5, number(0)),
                      tlv(0xa6, tlv(4, b"localhost")), *ticket, tlv(0xad, number(version == 0x303)),
                      tlv(0xae, number(0x12345678)), tlv(0xaf, number(1000)), tlv(0xb0, tlv(4, b"h2")),
                      tlv(0xb1, number(0)), tlv(0xb2, tlv(4, b"data")), tlv(0xb3, number(29))]
        for optional in [], ticket, everything:
            der = tlv(0x30, *needed, *optional)
            text = base64.encodebytes(der).replace(b"\n", b"")
            lines = b"".join(text[at:at + 64] + b"\n" for at in range(0, len(text), 64))
            yield der
            yield b"-----BEGIN SSL SESSION PARAMETERS-----\n" + lines + b"-----END SSL SESSION PARAMETERS-----\n"


def flights():
    """What TLS clients and servers say, each in its turn."""
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(FIXTURES / "server-p256-cert.pem", FIXTURES / "server-p256-key.pem")
    server.set_alpn_protocols(["h2", "http/1.1"])
    clients, servers = [], []
    for version in ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3:
        client = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        client.load_verify_locations(FIXTURES / "ca-p256-cert.pem")
        client.maximum_version = version
        client.set_alpn_protocols(["h2", "http/1.1"])
        bios = [ssl.MemoryBIO() for _ in range(2)]
        ends = [client.wrap_bio(bios[1], bios[0], server_hostname="localhost"),
                server.wrap_bio(bios[0], bios[1], server_side=True)]
        said = [b"", b""]
        for turn in range(6):
            try:
                ends[turn % 2].do_handshake()
            except (ssl.SSLWantReadError, ssl.SSLError):
                pass
            data = bios[turn % 2].read()
            said[turn % 2] += data
            bios[turn % 2].write(data)
            (clients, servers)[turn % 2].append(said[turn % 2])
    return clients, servers


def steps():
    """What two ends of DTLS and the network between them do, two bytes a step (fuzz/src/datagrams.rs)."""
    def each(*bytes_):
        return b"".join(bytes((byte, 1)) for byte in bytes_)

    turn = each(0x00, 0x05, 0x80, 0x85)
    talk = each(0x03, 0x05, 0x84, 0x83, 0x85, 0x04, 0x0f, 0x05, 0x84, 0x8f, 0x85, 0x04)
    # Of each end: lost, twice, another order, a bit, cut, made up; and what is sent again.
    harms = [each(0x00, harm, 0x05, 0x80, harm | 0x80, 0x85, 0x02, 0x82) for harm in (8, 9, 10, 11, 13, 14, 0x2e)]
    for how in (0x05, 0x1f, 0x25, 0x3f, 0x45, 0x65):  # the size of datagrams; sessions; cookies
        yield bytes([how]) + 4 * turn + talk
        for harm in harms:
            for before in range(3):
                yield bytes([how]) + before * turn + harm + each(0x02, 0x82) + 4 * turn + talk


def datagram_flights():
    """What DTLS clients and servers of the system's library say, behind its length: without and with cookies,
    in large datagrams and small ones, and once more with the session."""
    tls, crypto = ctypes.CDLL("libssl.so.3"), ctypes.CDLL("libcrypto.so.3")
    new = {name: getattr(library, name) for library, name in (
        (tls, "DTLS_method"), (tls, "SSL_CTX_new"), (tls, "SSL_new"), (tls, "SSL_get1_session"), (crypto, "BIO_new"),
        (crypto, "BIO_s_mem"))}
    for function in new.values():
        function.restype = ctypes.c_void_p

    def make(name, *arguments):
        return ctypes.c_void_p(new[name](*arguments))

    def generate(_, cookie, length):
        ctypes.memmove(cookie, b"a cookie's bytes", 16)
        length[0] = 16
        return 1

    generate = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.POINTER(ctypes.c_uint))(generate)
    verify = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_uint)(lambda *_: 1)
    ctx = make("SSL_CTX_new", make("DTLS_method"))
    tls.SSL_CTX_use_certificate_file(ctx, bytes(FIXTURES / "server-p256-cert.pem"), 1)
    tls.SSL_CTX_use_PrivateKey_file(ctx, bytes(FIXTURES / "server-p256-key.pem"), 1)
    tls.SSL_CTX_set_cookie_generate_cb(ctx, generate)
    tls.SSL_CTX_set_cookie_verify_cb(ctx, verify)
    for cookies, mtu in (0, 1400), (1, 1400), (0, 300):
        session = None
        for _ in range(2):
            ends = [make("SSL_new", ctx) for _ in range(2)]
            bios = [make("BIO_new", make("BIO_s_mem")) for _ in range(2)]
            said = [b"", b""]
            for which, end in enumerate(ends):
                for bio in bios:
                    crypto.BIO_up_ref(bio)
                tls.SSL_set_bio(end, bios[1 - which], bios[which])
                tls.SSL_set_options(end, ctypes.c_uint64(1 << 12 | cookies << 13))
                tls.SSL_ctrl(end, 17, ctypes.c_long(mtu), None)
            if session:
                tls.SSL_set_session(ends[0], session)
            tls.SSL_set_connect_state(ends[0])
            tls.SSL_set_accept_state(ends[1])
            for turn in range(8):
                which = turn % 2
                tls.SSL_do_handshake(ends[which])
                buffer = ctypes.create_string_buffer(1 << 14)
                size = max(crypto.BIO_read(bios[which], buffer, 1 << 14), 0)
                crypto.BIO_write(bios[which], buffer, size)
                if size:
                    said[which] += size.to_bytes(2, "big") + buffer.raw[:size]
                    # To the server it is told first, to the client with the lowest bit.
                    yield bytes([0x80 | cookies << 6 | which]) + said[which]
            session = make("SSL_get1_session", ends[0])
            for end in ends:
                tls.SSL_set_shutdown(end, 3)
                tls.SSL_free(end)


def crl_certificates():
    """The certificates that revocation lists are tried on."""
    case = (FIXTURES / "chains.txt").read_text().split("case crl-good\n")[1]
    for kind, name in ("leaf", "leaf.der"), ("trusted", "ca.der"):
        (WORK / name).write_bytes(bytes.fromhex(re.search(rf"^{kind} (\w+)$", case, re.M)[1]))


def prepare(target, inputs):
    folder = WORK / target / "seeds"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for number, data in enumerate(sorted(set(inputs))):
        if len(data) <= LARGEST:
            (folder / f"{number:04}").write_bytes(data)
    (WORK / target / "corpus").mkdir(exist_ok=True)
    (WORK / target / "found").mkdir(exist_ok=True)
    before = HERE / "regressions" / target
    return [WORK / target / "corpus", folder, *([before] if before.is_dir() else [])]


def run(target, folders, seconds):
    """Runs one target; what it said if an input stopped it."""
    program = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "debug" / target
    command = [program, f"-max_total_time={seconds}", "-timeout=20", "-rss_limit_mb=2048", f"-max_len={LARGEST}",
               "-len_control=0", "-print_final_stats=1", f"-artifact_prefix={WORK / target / 'found'}/", *folders]
    env = {"PATH": os.environ["PATH"], "TLSRS_FIXTURES": str(FIXTURES), "TLSRS_FUZZ": str(WORK),
           "TLSRS_SHOW_PANICS": "1"}
    done = subprocess.run(command, env=env, capture_output=True, text=True, errors="replace", check=False,
                          timeout=seconds + 300)
    count = re.search(r"number_of_executed_units: (\d+)", done.stderr)
    covered = re.findall(r" cov: (\d+)", done.stderr)
    print(f"  {target:<11} {count[1] if count else '?':>8} inputs, {covered[-1] if covered else '?'} places reached",
          flush=True)
    return None if done.returncode == 0 else "\n".join(done.stderr.splitlines()[-40:])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("targets", nargs="*", metavar="TARGET", help="default: all")
    parser.add_argument("--seconds", type=int, default=5, help="for each target")
    parser.add_argument("--build", action="store_true", help="build them, and no more")
    options = parser.parse_args()
    wanted = options.targets or targets()
    cargo = os.environ.get("CARGO", "cargo")
    build = [cargo, "build", "--locked", "--quiet", "-p", "tlsrs-fuzz", *(f"--bin={target}" for target in wanted)]
    env = {**os.environ, "RUSTC_WORKSPACE_WRAPPER": str(HERE / "rustc.sh"),
           "CARGO_PROFILE_DEV_OPT_LEVEL": "1" if options.seconds >= LONG else "0"}
    if subprocess.run(build, cwd=ROOT, env=env, check=False).returncode != 0:
        print("0 passed, 1 failed")
        return 1
    if options.build:
        return 0
    inputs = seeds()
    failed = 0
    WORK.mkdir(parents=True, exist_ok=True)
    crl_certificates()
    with ThreadPoolExecutor(os.cpu_count() or 2) as pool:
        jobs = [(target, pool.submit(run, target, prepare(target, inputs[target]), options.seconds))
                for target in wanted]
        for target, job in jobs:
            problem = job.result()
            if problem:
                failed += 1
                print(f"FAILED {target}: an input stopped it, see build/fuzz/{target}/found\n{problem}")
    print(f"{len(wanted) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
