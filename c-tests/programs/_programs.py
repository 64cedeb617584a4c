"""What the tests of unmodified server programs share: certificates made for the
test, servers started on loopback over either library and ended by their process
id, and peers that put load on them.

A server runs over tlsrs in each of two ways, or over the system's OpenSSL as the
peer; /proc/PID/maps of every process of it must say so.
"""

import base64
import hashlib
import http.server
import os
import pathlib
import pwd
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
from concurrent.futures import ThreadPoolExecutor

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "interop"))

import _harness as harness  # noqa: E402
from _harness import DROPPED_IN, PRELOAD_PAIR, SYSTEM, free_ports  # noqa: E402, F401

WAYS = (DROPPED_IN, PRELOAD_PAIR)
# --baseline: all over OpenSSL, to check the test itself.
if "--baseline" in sys.argv:
    WAYS = (SYSTEM,)
VALGRIND = ["valgrind", "-q", "--vgdb=no", "--error-exitcode=99", f"--suppressions={harness.HERE.parent}/valgrind.supp"]

work = tempfile.TemporaryDirectory(prefix="tlsrs-programs-", ignore_cleanup_errors=True)
folder = pathlib.Path(work.name)
folder.chmod(0o755)
files = harness.fixtures()


class Tally(harness.Tally):
    """A tally that several threads share."""

    def __init__(self):
        super().__init__()
        self.lock = threading.Lock()
        self.proven = {}  # what a part shows, in its own words: in which ways

    def check(self, name, ok, detail=""):
        with self.lock:
            super().check(name, ok, detail)
        return ok

    def found(self, name, text, *wanted):
        """Checks that each of `wanted` (regular expressions) is found in `text`."""
        missing = [w for w in wanted if not re.search(w, text, re.M)]
        return self.check(name, not missing, f"no match for {missing} in:\n{text[-3000:]}")

    def equal(self, name, got, wanted):
        """Checks two contents, of which only a digest is shown when they are long."""
        if isinstance(got, dict) and isinstance(wanted, dict):
            differ = [k for k in {**got, **wanted} if got.get(k) != wanted.get(k)]
            got, wanted = ({k: d.get(k) for k in differ} for d in (got, wanted))

        def brief(content):
            if not isinstance(content, (str, bytes)) or len(content) < 400:
                return repr(content)
            data = content if isinstance(content, bytes) else content.encode()
            return f"{len(data)} bytes, SHA-256 {hashlib.sha256(data).hexdigest()[:16]}"
        return self.check(name, got == wanted, f"got    {brief(got)}\nwanted {brief(wanted)}")

    def group(self, function, *arguments):
        """Runs one part of a test; what it throws is one failure."""
        if function.__doc__:
            ways = {w for a in arguments for w in (a, getattr(a, "way", None)) if w in WAYS}
            with self.lock:
                self.proven.setdefault(function.__doc__.split("\n")[0], set()).update(ways)
        try:
            function(*arguments)
        except Exception as error:  # the other parts go on
            where = f"{function.__name__}({', '.join(str(a) for a in arguments)})"
            trace = error.__traceback__
            while trace.tb_next:
                trace = trace.tb_next
            self.check(where, False, f"{error!r} at line {trace.tb_lineno} of {trace.tb_frame.f_code.co_filename}")

    def parallel(self, *jobs):
        """Runs (function, argument ...) tuples side by side."""
        with ThreadPoolExecutor(4) as pool:
            for job in [pool.submit(self.group, *job) for job in jobs]:
                job.result()

    def finish(self, *version, digits=r"\d+\.\d+"):
        """Ends the test; if all of it passed over tlsrs, what it has shown is kept for COMPAT.md.

        `version` is the command that says the program's version, of which `digits` are told.
        """
        record = harness.BUILD / "c-tests/programs" / f"{pathlib.Path(sys.argv[0]).stem}.proven"
        record.unlink(missing_ok=True)
        if version and not self.failed and SYSTEM not in WAYS:
            found = re.search(digits, harness.run(version)[1])
            lines = [found[0] if found else "", *(f"{part}\t{', '.join(w for w in WAYS if w in ways)}" for part, ways in
                                                  sorted(self.proven.items()))]
            record.parent.mkdir(parents=True, exist_ok=True)
            record.write_text("\n".join(lines) + "\n")
        super().finish()


tally = Tally()


def place():
    """A copy of the libraries that every user of this machine can read."""
    lib = folder / "lib"
    shutil.copytree(harness.LIB, lib, symlinks=True)
    harness.LIB, harness.DROP_IN = lib, lib / "tlsrs"


place()


def new_folder(name, user=None):
    """A folder for one server's files, `user`'s if this runs as root."""
    path = folder / name
    path.mkdir()
    if user and os.geteuid() == 0:
        shutil.chown(path, user, user)
    return path


def account(user):
    """The options of Popen that run a program as `user`, for programs that refuse to be root."""
    if os.geteuid() != 0:
        return {}
    entry = pwd.getpwnam(user)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def sample(size, seed=b"tlsrs"):
    """Bytes that no compression shortens and no chance repeats, the same each time."""
    block, out = hashlib.sha256(seed).digest(), bytearray()
    while len(out) < size:
        out += block
        block = hashlib.sha256(block).digest()
    return bytes(out[:size])


def letters(size):
    """About as many printable bytes, in lines."""
    return "".join(line + "\n" for line in re.findall(".{76}", sample(size // 2).hex()))


# Certificates ----------------------------------------------------------------

class Authority:
    """A CA of the tests' own with `openssl ca`, which alone can set both dates and make CRLs."""

    def __init__(self, name):
        self.name, self.lock = name, threading.Lock()
        self.folder = folder / name
        self.folder.mkdir()
        (self.folder / "index.txt").touch()
        (self.folder / "index.txt.attr").write_text("unique_subject = no\n")
        (self.folder / "serial").write_text("1000\n")
        (self.folder / "crlnumber").write_text("01\n")
        self.config = self.folder / "ca.cnf"
        self.config.write_text(f"""
[ca]
default_ca = main
[main]
dir = {self.folder}
database = $dir/index.txt
serial = $dir/serial
crlnumber = $dir/crlnumber
new_certs_dir = $dir
default_md = sha256
policy = any
certificate = $dir/ca-cert.pem
private_key = $dir/ca-key.pem
[any]
organizationName = optional
commonName = supplied
""")
        self.cert, self.key, self.crl = (self.folder / f for f in ("ca-cert.pem", "ca-key.pem", "crl.pem"))
        self.openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout",
                     self.key, "-out", self.cert, "-days", 30, "-subj", f"/O=tlsrs tests/CN={name}",
                     "-addext", "keyUsage=critical,keyCertSign,cRLSign")
        self.revoke()

    def openssl(self, *arguments):
        # `openssl ca` is for one at a time: it renames its files.
        with self.lock:
            status, text = harness.run(["openssl", *arguments])
        if status != 0:
            raise RuntimeError(f"openssl {arguments}: {text}")
        return text

    def issue(self, name, subject=None, kind="p256", usage="serverAuth,clientAuth", names="DNS:localhost,IP:127.0.0.1", dates=None):
        """Makes NAME-cert.pem and NAME-key.pem, valid for thirty days or between `dates`."""
        cert, key, request = (self.folder / f"{name}-{part}" for part in ("cert.pem", "key.pem", "csr"))
        algorithm = {"p256": ["ec", "-pkeyopt", "ec_paramgen_curve:P-256"], "rsa": ["rsa:2048"], "ed25519": ["ed25519"]}
        self.openssl("req", "-new", "-newkey", *algorithm[kind], "-nodes", "-keyout", key, "-out", request,
                     "-subj", f"/O=tlsrs tests/CN={subject or name}")
        extensions = self.folder / f"{name}.ext"
        extensions.write_text("basicConstraints = critical,CA:FALSE\nkeyUsage = critical,digitalSignature\n"
                              f"extendedKeyUsage = {usage}\n" + (f"subjectAltName = {names}\n" if names else ""))
        period = ["-startdate", dates[0], "-enddate", dates[1]] if dates else ["-days", 30]
        self.openssl("ca", "-batch", "-notext", "-config", self.config, "-in", request, "-extfile", extensions,
                     *period, "-out", cert)
        return cert, key

    def client(self, name, **more):
        """A client's certificate."""
        return self.issue(name, usage="clientAuth", names=None, **more)

    def revoke(self, *names):
        """Revokes certificates, and writes the CRL anew."""
        for name in names:
            self.openssl("ca", "-config", self.config, "-revoke", self.folder / f"{name}-cert.pem")
        self.openssl("ca", "-config", self.config, "-gencrl", "-crldays", 30, "-out", self.crl)

    def ocsp(self, name, out):
        """Writes the CA's OCSP response for a certificate."""
        self.openssl("ocsp", "-index", self.folder / "index.txt", "-CA", self.cert, "-rsigner", self.cert, "-rkey",
                     self.key, "-issuer", self.cert, "-cert", self.folder / f"{name}-cert.pem", "-ndays", 7,
                     "-respout", out)


def responder(authority, port):
    """Answers OCSP requests about what `authority` issued, in this process; what was asked is counted."""
    class Handler(http.server.BaseHTTPRequestHandler):
        def answer(self, request):
            with tempfile.TemporaryDirectory(dir=folder) as place:
                asked, answer = pathlib.Path(place) / "request", pathlib.Path(place) / "response"
                asked.write_bytes(request)
                authority.openssl("ocsp", "-index", authority.folder / "index.txt", "-CA", authority.cert, "-rsigner",
                                  authority.cert, "-rkey", authority.key, "-reqin", asked, "-respout", answer, "-ndays", 7)
                body = answer.read_bytes()
            self.server.asked += 1
            self.send_response(200)
            self.send_header("Content-Type", "application/ocsp-response")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self):
            self.answer(self.rfile.read(int(self.headers["Content-Length"])))

        def do_GET(self):
            self.answer(base64.b64decode(urllib.parse.unquote(self.path).strip("/")))

        def log_message(self, *_):
            pass
    server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler)
    server.asked, server.daemon_threads = 0, True
    threading.Thread(target=server.serve_forever, args=(0.1,), daemon=True).start()
    return server


PAST = ("20200101000000Z", "20210101000000Z")


class Certificates:
    """What every test of a server needs: good certificates and each kind of bad one."""

    def __init__(self):
        self.ca, self.other = Authority("good-ca"), Authority("other-ca")
        ca, other = self.ca, self.other
        jobs = {
            "server": lambda: ca.issue("server"),
            "server_rsa": lambda: ca.issue("server-rsa", "server", "rsa"),
            "server_expired": lambda: ca.issue("server-expired", dates=PAST),
            "server_revoked": lambda: ca.issue("server-revoked"),
            "server_wrong_name": lambda: ca.issue("server-wrong-name", names="DNS:other.example"),
            "server_other": lambda: other.issue("server-other"),
            "client": lambda: ca.client("client"),
            "client_rsa": lambda: ca.client("client-rsa", kind="rsa"),
            "client_expired": lambda: ca.client("client-expired", dates=PAST),
            "client_revoked": lambda: ca.client("client-revoked"),
            "client_other": lambda: other.client("client-other"),
        }
        for name, make in jobs.items():
            setattr(self, name, make())
        ca.revoke("server-revoked", "client-revoked")

    BAD_CLIENTS = ("client_expired", "client_revoked", "client_other")


# Servers -----------------------------------------------------------------------

# Seconds to wait for what must happen: only a failure takes as long, however busy the machine is.
PATIENCE = 120


def family(pid):
    """A process and all that descend from it."""
    parents = {}
    for stat in pathlib.Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        parents.setdefault(int(fields[1]), []).append(int(stat.parent.name))
    found = [pid]
    for process in found:
        found += parents.get(process, [])
    return found


def loaded(pid, way, some=False):
    """Why the libraries of a server's processes are not what `way` says; empty if they are.

    With `some`, it is enough that one process uses TLS at all.
    """
    # A process that has just begun has loaded nothing yet.
    until(lambda: not other_libraries(pid, way, some), timeout=5)
    return other_libraries(pid, way, some)


def other_libraries(pid, way, some=False):
    """What is wrong at this moment."""
    problems, without = [], []
    for process in family(pid):
        try:
            maps = pathlib.Path(f"/proc/{process}/maps").read_text()
        except OSError:
            continue
        if not maps:
            continue  # it has ended just now
        ours = "libtlsrs.so.0" in maps
        theirs = set(re.findall(r"/usr/lib\S*/lib(?:ssl|crypto)\.so\S*", maps))
        if some and not ours and not theirs:
            without.append(process)
            continue
        if ours != (way != SYSTEM) or bool(theirs) != (way == SYSTEM):
            problems.append(f"{process}: tlsrs {'' if ours else 'not '}loaded, OpenSSL: {theirs or 'not loaded'}")
    if without and len(without) == len(family(pid)):
        problems.append("no process uses TLS")
    return "\n".join(problems)


def listening(port, timeout=PATIENCE, process=None):
    """Waits until something accepts connections on a port."""
    end = time.monotonic() + timeout
    while time.monotonic() < end and (process is None or process.poll() is None):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return True
        except OSError:
            time.sleep(0.02)
    return False


def until(condition, timeout=PATIENCE):
    """Waits until `condition()` holds; whether it came to."""
    end = time.monotonic() + timeout
    while not (held := condition()) and time.monotonic() < end:
        time.sleep(0.02)
    return held


def wait_for(what, condition, text):
    """Waits until `condition()` holds; if it never does, that is an error that ends with what `text()` gives."""
    if not until(condition):
        raise RuntimeError(f"{what}: not within {PATIENCE} s:\n{text()[-3000:]}")


class Program:
    """A server in the background, ended by its process id with the `with` block."""

    def __init__(self, name, command, way, port, stop=signal.SIGTERM, env=None, timeout=PATIENCE, ends=(), some=False, **more):
        self.some = some
        self.ends = (0, -stop, 128 + stop, *ends)
        self.name, self.way, self.stop, self.timeout = name, way, stop, timeout
        self.command, self.port, self.more = [str(c) for c in command], port, more
        self.env = harness.environment(way) | (env or {})
        self.log = folder / f"{name.replace('/', '-').replace(' ', '-')}-{port}.log"

    def __enter__(self):
        for _ in range(5):
            with self.log.open("ab") as log:
                self.process = subprocess.Popen(self.command, env=self.env, stdin=subprocess.DEVNULL, stdout=log,
                                                stderr=subprocess.STDOUT, **self.more)
            if listening(self.port, self.timeout, self.process):
                return self
            self.end()
            # Where the kernel's own ports reach down here, one may be taken for a moment.
            if "address already in use" not in self.text().lower():
                break
            time.sleep(1)
        raise RuntimeError(f"{self.name} did not start:\n{self.text()[-2000:]}")

    def __exit__(self, kind, *_):
        if "valgrind" not in self.command[0]:
            problem = loaded(self.process.pid, self.way, self.some)
            tally.check(f"{self.name}, {self.way}: the libraries loaded", not problem, problem)
        status = self.end()
        tally.check(f"{self.name}, {self.way}: ends well", status in self.ends,
                    f"status {status}\n{self.text()[-2000:]}")

    @property
    def pid(self):
        return self.process.pid

    def end(self):
        """Asks it to end, and waits; its exit status."""
        if self.process.poll() is None:
            self.process.send_signal(self.stop)
        try:
            try:
                return self.process.wait(5)
            except subprocess.TimeoutExpired:
                # nginx without a master may miss a signal that comes just before it waits.
                self.process.send_signal(self.stop)
                return self.process.wait(60)
        except subprocess.TimeoutExpired:
            for pid in reversed(family(self.process.pid)):
                try:
                    os.kill(pid, signal.SIGKILL)
                except OSError:
                    pass
            return f"killed: did not end ({self.process.wait()})"

    def text(self):
        """All that it printed."""
        return self.log.read_text(errors="replace")


# Peers ---------------------------------------------------------------------------

def context(certificates=None, client=None, verify=True, **settings):
    """A client's SSLContext of this Python, which runs over the system's OpenSSL."""
    made = ssl.create_default_context(cafile=str(certificates.ca.cert) if certificates else None)
    if not verify:
        made.check_hostname, made.verify_mode = False, ssl.CERT_NONE
    if client:
        made.load_cert_chain(*map(str, client))
    for name, value in settings.items():
        setattr(made, name, value)
    return made


TLS12 = {"maximum_version": ssl.TLSVersion.TLSv1_2}
TLS13 = {"minimum_version": ssl.TLSVersion.TLSv1_3}


def connect(made, port, name="localhost", session=None, timeout=60):
    """A TLS connection to a server here."""
    plain = socket.create_connection(("127.0.0.1", port), timeout=timeout)
    try:
        return made.wrap_socket(plain, server_hostname=name, session=session)
    except BaseException:
        plain.close()
        raise


def fetch(made, port, path="/", name="localhost", close=True, body=None, connection=None, session=None,
         method=None):
    """One HTTP/1.1 exchange: (status, headers with lower-case names, body, connection)."""
    connection = connection or connect(made, port, name, session)
    head = f"{method or ('POST' if body is not None else 'GET')} {path} HTTP/1.1\r\nHost: {name}\r\n"
    head += f"Content-Length: {len(body)}\r\n" if body is not None else ""
    head += "Connection: close\r\n" if close else ""
    connection.sendall(head.encode() + b"\r\n" + (body or b""))
    reader = connection.makefile("rb")
    line = reader.readline().decode()
    if not line:
        raise ConnectionError("closed without an answer")
    headers = {}
    for row in iter(lambda: reader.readline().decode().strip(), ""):
        key, _, value = row.partition(":")
        headers[key.lower()] = value.strip()
    length = headers.get("content-length")
    content = reader.read(int(length)) if length is not None else reader.read()
    reader.close()
    if close:
        connection.close()
        connection = None
    return int(line.split()[1]), headers, content, connection


def many(count, exchange, threads=200):
    """Runs `exchange(number)` `count` times on as many threads; the errors."""
    errors = []

    def one(number):
        try:
            exchange(number)
        except Exception as error:
            errors.append(f"{number}: {error!r}")
    with ThreadPoolExecutor(min(threads, count)) as pool:
        list(pool.map(one, range(count)))
    return errors


def together(count, made, port, exchange):
    """Opens `count` connections, all held open before the first is used; the errors."""
    barrier = threading.Barrier(count)

    def one(number):
        try:
            connection = connect(made, port)
        except Exception:
            barrier.abort()
            raise
        with connection:
            barrier.wait(PATIENCE)
            exchange(number, connection)
    return many(count, one, count)


class Load:
    """Runs an exchange again and again on some threads while a `with` block lasts."""

    def __init__(self, exchange, threads=4):
        self.exchange, self.errors, self.done, self.ending = exchange, [], 0, threading.Event()
        self.threads = [threading.Thread(target=self.loop) for _ in range(threads)]

    def loop(self):
        while not self.ending.is_set():
            try:
                self.exchange()
                self.done += 1
            except Exception as error:
                self.errors.append(repr(error))

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        until(lambda: self.done > 0 or self.errors)
        return self

    def more(self, count=20):
        """Waits until so many more exchanges have been made."""
        wanted = self.done + count
        until(lambda: self.done >= wanted or self.errors)

    def __exit__(self, *_):
        self.ending.set()
        for thread in self.threads:
            thread.join()

    def verdict(self, name):
        tally.check(name, self.done and not self.errors, f"{self.done} good, failed: {self.errors[:5]}")


def s_client(port, certificates, *options, say="", way=SYSTEM, timeout=60):
    """`openssl s_client` with what it prints; with something to say it waits for the server to end it."""
    options = [*options, "-ign_eof"] if say and "-ign_eof" not in options else options
    return harness.run(["openssl", "s_client", "-connect", f"127.0.0.1:{port}", "-CAfile", certificates.ca.cert,
                        "-verify_return_error", *options], way, stdin=say, timeout=timeout)[1]
