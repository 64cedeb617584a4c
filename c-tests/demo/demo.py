#!/usr/bin/env python3
"""`make demo`: unmodified programs fetch a page over tlsrs, and refuse what
they should. Exits with 1 at the first step that does not go as it must."""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
BUILD = HERE.parent.parent / "build"
LIBRARY = BUILD / "lib/libtlsrs.so.0"
RUN = [str(BUILD / "bin/tlsrs"), "run", "--"]
COLOUR = sys.stdout.isatty()
FACTS = ("version", "cipher", "group", "verify")
WIDTHS = (20, 8, 23, 15, 6)


def paint(code, text):
    return f"\033[{code}m{text}\033[0m" if COLOUR else text


def stop(step, why):
    print(paint(31, f"\nFAILED at: {step}"))
    print("  " + "\n  ".join(why.strip().splitlines()[-8:] or ["(no output)"]))
    sys.exit(1)


def run(step, command, **options):
    """The output of a command that must succeed."""
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, **options)
    if done.returncode:
        stop(step, done.stdout + done.stderr)
    return done.stdout


def certificates(folder):
    """A throw-away CA, and a certificate of its for localhost."""
    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-noenc"]
    run("make a CA", ["openssl", "req", "-x509", *key, "-keyout", folder / "ca-key.pem", "-out", folder / "ca.pem",
                      "-days", "1", "-subj", "/CN=tlsrs demo CA"])
    run("make a certificate", ["openssl", "req", "-x509", *key, "-keyout", folder / "key.pem",
                               "-out", folder / "cert.pem", "-days", "1", "-subj", "/CN=localhost",
                               "-CA", folder / "ca.pem", "-CAkey", folder / "ca-key.pem",
                               "-addext", "subjectAltName=DNS:localhost",
                               "-addext", "basicConstraints=critical,CA:FALSE"])


def server(folder):
    """The C program, compiled with our headers and library, and its port."""
    program = folder / "server"
    run("compile the server", [os.environ.get("CC", "cc"), "-Wall", "-Werror", HERE / "_server.c", "-o", program,
                               f"-I{BUILD / 'include'}", f"-L{BUILD / 'lib'}", "-ltlsrs",
                               f"-Wl,-rpath,{BUILD / 'lib'}"])
    log = open(folder / "server.log", "w")
    process = subprocess.Popen([program, folder / "cert.pem", folder / "key.pem"], stdout=subprocess.PIPE, stderr=log,
                               text=True)
    port = process.stdout.readline().strip()
    if not port:
        process.wait()
        stop("start the server", (folder / "server.log").read_text())
    return process, port


def row(cells, code=0):
    line = "  ".join(f"{cell:<{width}}" for cell, width in zip(cells, WIDTHS)).rstrip()
    print("  " + (paint(code, line) if code else line))


def fetched(name, step, page):
    """Shows what a client got, if it is what it must be."""
    facts = dict(line.split(": ", 1) for line in page.splitlines() if ": " in line)
    if facts.get("verify") == "0":
        facts["verify"] = "ok"
    if set(FACTS) - set(facts) or facts["verify"] != "ok" or facts["version"] != "TLSv1.3" \
            or facts["group"] != "X25519MLKEM768":
        stop(step, f"unexpected: {page}")
    row([name, *(facts[fact] for fact in FACTS)])


def refused(step, command, reason):
    """Shows that curl refuses, and why."""
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    said = re.sub(r"^curl: ", "", done.stderr.strip().splitlines()[0]) if done.stderr.strip() else "(nothing)"
    if done.returncode != 60 or reason not in said:
        stop(step, f"status {done.returncode}: {said}\n{done.stdout}")
    print(f"  {step:<20}  {said}")


def main():
    info = run("ask the library", [BUILD / "bin/tlsrs", "info"]).splitlines()
    about = dict(re.split(r"\s+", line, maxsplit=1) for line in info)
    print(paint(1, "tlsrs demo"))
    print(f"  library  build/lib/libtlsrs.so.0 {about['tlsrs']}: rustls {about['rustls']}, aws-lc {about['aws-lc']}")
    with tempfile.TemporaryDirectory(prefix="tlsrs-demo-") as folder:
        folder = Path(folder)
        certificates(folder)
        print("  CA       a throw-away one, and its certificate for localhost")
        process, port = server(folder)
        try:
            print(f"  server   c-tests/demo/_server.c, cc -ltlsrs, at https://localhost:{port}/\n")
            clients(folder, port)
        finally:
            process.kill()
            process.wait()
    print(paint(32, "\nEverything is as it must be."))


def clients(folder, port):
    url, ca = f"https://localhost:{port}/", folder / "ca.pem"
    curl = [*RUN, "curl", "--silent", "--show-error", "--max-time", "30", "--noproxy", "*"]
    curl_version = run("run curl", ["curl", "--version"]).split()[1]
    python = f"{sys.version_info.major}.{sys.version_info.minor}"

    row(("client", *FACTS), 2)
    page = run("fetch with curl", [*curl, "--cacert", ca, "--write-out", "verify: %{ssl_verify_result}\n", url])
    fetched(f"curl {curl_version}", "fetch with curl", page)
    page = run("fetch with ctypes", [sys.executable, HERE / "_client.py", LIBRARY, ca, "localhost", port])
    fetched(f"Python {python} ctypes", "fetch with ctypes", page)

    print("\n  " + paint(2, "curl refuses"))
    refused("an unknown CA", [*curl, url], "unable to get local issuer certificate")
    refused("a wrong host name", [*curl, "--cacert", ca, "--resolve", f"example.com:{port}:127.0.0.1",
                                  f"https://example.com:{port}/"], "example.com")


main()
