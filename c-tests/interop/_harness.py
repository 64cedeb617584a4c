"""What the interoperation tests share: which library a program runs over,
starting and ending its peers, and counting."""

import os
import pathlib
import socket
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
BUILD = pathlib.Path(os.environ.get("TLSRS_BUILD", HERE.parent.parent / "build"))
LIB = BUILD / "lib"
DROP_IN = LIB / "tlsrs"
TIMEOUT = 180

# How a program comes to run over a library.
SYSTEM = "system"
DROPPED_IN = "drop-in"
PRELOAD_PAIR = "preload of the pair"
PRELOAD_ONE = "preload"
OURS = (DROPPED_IN, PRELOAD_PAIR, PRELOAD_ONE)


def environment(way):
    """The environment in which a program runs over tlsrs by `way`."""
    env = {k: v for k, v in os.environ.items() if not k.startswith(("LD_", "SSL", "OPENSSL"))}
    if way == DROPPED_IN:
        env["LD_LIBRARY_PATH"] = str(DROP_IN)
    elif way == PRELOAD_PAIR:
        env["LD_PRELOAD"] = f"{DROP_IN}/libssl.so.3 {DROP_IN}/libcrypto.so.3"
    elif way == PRELOAD_ONE:
        env["LD_PRELOAD"] = f"{LIB}/libtlsrs.so.0"
    return env


# Below the ports that kernels give to outgoing connections, so that none takes one before its server starts.
PORTS_FROM, PORTS_TO = 10100, 15900
reserved = []  # held to the end; they keep tests running beside this one from the same ports


def free_ports(count, kind=socket.SOCK_STREAM):
    """Ports that nothing listens on, and that no other test gets meanwhile."""
    ports = []
    at = PORTS_FROM + os.getpid() * 101 % (PORTS_TO - PORTS_FROM)
    while len(ports) < count:
        at = at + 1 if at + 1 < PORTS_TO else PORTS_FROM
        lock, probe = socket.socket(socket.AF_UNIX), socket.socket(socket.AF_INET, kind)
        with probe:
            try:
                lock.bind(f"\0tlsrs-port-{at}")  # an abstract address: there once, and gone with the process
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(("127.0.0.1", at))
            except OSError:
                lock.close()
                continue
        reserved.append(lock)
        ports.append(at)
    return ports


class Tally:
    """Counts checks, says which failed, and gives the exit status."""

    def __init__(self):
        self.passed = self.failed = 0

    def check(self, name, ok, detail=""):
        """Counts one check; a failed one is shown with `detail`."""
        if ok:
            self.passed += 1
        else:
            self.failed += 1
            print(f"FAIL {name}\n    " + str(detail).strip().replace("\n", "\n    "), flush=True)

    def finish(self):
        """Prints the closing line and ends the program."""
        print(f"{self.passed} passed, {self.failed} failed")
        sys.exit(1 if self.failed or not self.passed else 0)


def run(command, way=SYSTEM, stdin="", timeout=TIMEOUT, **more):
    """Runs a program to its end; returns (exit status, output of both streams)."""
    env = environment(way) | more.pop("env", {})
    try:
        done = subprocess.run([str(c) for c in command], env=env, input=stdin.encode(), timeout=timeout,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **more)
        return done.returncode, done.stdout.decode(errors="replace")
    except subprocess.TimeoutExpired as late:
        return "timeout", (late.stdout or b"").decode(errors="replace")


class Server:
    """A peer in the background, ended with the `with` block.

    `wait_for` is the text in its output that says it listens; the rest of
    that line is in `ready`.
    """

    def __init__(self, command, way=SYSTEM, wait_for="ready", **more):
        self.process = subprocess.Popen([str(c) for c in command], env=environment(way),
                                        stdin=more.pop("stdin", subprocess.DEVNULL),
                                        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **more)
        self.lines = []
        self.ready = None
        for line in self.process.stdout:
            self.lines.append(line.decode(errors="replace"))
            if wait_for in self.lines[-1]:
                self.ready = self.lines[-1].split(wait_for, 1)[1].strip()
                break

    def __enter__(self):
        if self.ready is None:
            raise RuntimeError("the server did not start:\n" + "".join(self.lines))
        return self

    def __exit__(self, *_):
        self.finish(kill=True)

    def finish(self, kill=False, timeout=TIMEOUT):
        """Waits for its end, or ends it; returns all of its output."""
        if self.process.stdout.closed:
            return "".join(self.lines)
        if kill and self.process.poll() is None:
            self.process.terminate()
        try:
            rest, _ = self.process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            self.process.kill()
            rest, _ = self.process.communicate()
            rest += b"\nTIMEOUT"
        self.lines.append(rest.decode(errors="replace"))
        self.process.stdout.close()
        return "".join(self.lines)


def compile_c(source, out, headers="system"):
    """Compiles a program against OpenSSL's headers, or against ours."""
    flags = ["-lssl", "-lcrypto"] if headers == "system" else [
        f"-I{BUILD}/include", f"-L{LIB}", f"-Wl,-rpath,{LIB}", "-ltlsrs"]
    subprocess.run(["cc", "-O1", "-g", "-Wall", "-Wextra", "-o", str(out), str(source), *flags, "-lpthread"],
                   check=True)
    return out


def fixtures():
    """The folder of certificates and keys that the test runner made."""
    folder = pathlib.Path(os.environ.get("TLSRS_FIXTURES", BUILD / "c-tests/fixtures"))
    if not (folder / "ca-bundle.pem").exists():
        sys.exit(f"no fixtures in {folder}: run c-tests/run.py, which makes them")
    return folder
