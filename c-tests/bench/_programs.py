"""Unmodified programs over each library: nginx, curl, and a program that only
loads it. Their CPU time, in nanoseconds, as the kernel counts it."""

import contextlib
import os
import pathlib
import resource
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
BUILD = HERE.parent.parent / "build"
SYSTEM_BUNDLE = pathlib.Path("/etc/ssl/certs/ca-certificates.crt")
LARGE = 20 << 20

NGINX = """
daemon off; master_process on; worker_processes 1; pid {folder}/pid; error_log {folder}/log;
events {{ worker_connections 256; }}
http {{
    access_log off; keepalive_requests 1000000; sendfile off; output_buffers 2 512k;
    client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f;
    uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
    server {{
        listen 127.0.0.1:{port} ssl; root {folder};
        ssl_certificate {fixtures}/server-p256-cert.pem; ssl_certificate_key {fixtures}/server-p256-key.pem;
        ssl_protocols TLSv1.3; ssl_session_tickets off;
    }}
}}
"""


def environment(folder):
    """The caller's environment without what would choose a library, and with
    the folder that does."""
    env = {k: v for k, v in os.environ.items() if not k.startswith(("LD_", "SSL", "OPENSSL"))}
    if folder:
        env["LD_LIBRARY_PATH"] = str(folder)
    return env


def cpu_of(pid):
    """What a process has used so far."""
    return int(pathlib.Path(f"/proc/{pid}/schedstat").read_text().split()[0])


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def ready(server, port):
    """The pid of a started nginx's worker, which is there a moment later than
    the port."""
    children = pathlib.Path(f"/proc/{server.pid}/task/{server.pid}/children")
    until = time.monotonic() + 30
    while time.monotonic() < until and server.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            if workers := children.read_text().split():
                return int(workers[0])
        time.sleep(0.05)
    raise RuntimeError("nginx does not start")


@contextlib.contextmanager
def nginx(fixtures, folder):
    """A server over the library in `folder`: its port, and its worker's pid."""
    with tempfile.TemporaryDirectory(prefix="tlsrs-bench-") as scratch:
        os.chmod(scratch, 0o755)
        port, scratch = free_port(), pathlib.Path(scratch)
        (scratch / "small").write_bytes(b"x" * 1024)
        (scratch / "large").write_bytes(b"x" * LARGE)
        (scratch / "conf").write_text(NGINX.format(folder=scratch, fixtures=fixtures, port=port))
        server = subprocess.Popen([shutil.which("nginx") or "/usr/sbin/nginx", "-c", scratch / "conf"],
                                  env=environment(folder), stderr=subprocess.DEVNULL)
        try:
            yield port, ready(server, port)
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(20)


def load(program, fixtures, kind, port, count):
    """Puts load on a server, from a client over the system's library."""
    subprocess.run([program, fixtures, f"load-{kind}:{port}", str(count)], env=environment(None), check=True,
                   stdout=subprocess.DEVNULL, timeout=120)


def served(program, fixtures, folder, kind, count):
    """A worker's CPU time for each of `count` operations."""
    with nginx(fixtures, folder) as (port, worker):
        load(program, fixtures, kind, port, max(count // 10, 1))
        before = cpu_of(worker)
        load(program, fixtures, kind, port, count)
        return (cpu_of(worker) - before) / count


def spent_by(command, env):
    """The CPU time of a whole process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, env=env, check=True, stdout=subprocess.DEVNULL, timeout=60)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) * 1e9


def curl(fixtures, folder, port, bundle):
    """A fetch of 1 KiB with the distribution's bundle and our CA."""
    command = ["curl", "-s", "--cacert", bundle, f"https://localhost:{port}/small"]
    return min(spent_by(command, environment(folder)) for _ in range(3))


def loading(folder):
    """Loading both libraries into a program that does nothing."""
    where = pathlib.Path(folder) if folder else None
    names = ("libssl.so.3", "libcrypto.so.3")
    preload = ":".join(str(where / name) if where else name for name in names)
    return min(spent_by(["/bin/true"], {**environment(None), "LD_PRELOAD": preload}) for _ in range(20))


def measure_all(program, fixtures, other, only, rounds=5):
    """Yields what, value, target, and the paired runs of each."""
    ours = BUILD / "lib/tlsrs"

    def paired(run):
        pairs = [(run(ours), run(other)) for _ in range(rounds)]
        return [p[0] for p in pairs], [p[1] for p in pairs]

    if shutil.which("nginx") or pathlib.Path("/usr/sbin/nginx").exists():
        for kind, count, target in (("handshakes", 500, 1.55), ("requests", 5000, 1.2), ("bytes", 10, 1.4)):
            if only in f"nginx-{kind}":
                runs = paired(lambda folder, k=kind, c=count: served(program, fixtures, folder, k, c))
                yield f"nginx-{kind}", "server", target, *runs
    else:
        print("nginx is not installed", file=sys.stderr)
    if shutil.which("curl") and SYSTEM_BUNDLE.exists() and only in "curl":
        with nginx(fixtures, None) as (port, _), tempfile.NamedTemporaryFile(suffix=".pem") as bundle:
            bundle.write(SYSTEM_BUNDLE.read_bytes() + (fixtures / "ca-bundle.pem").read_bytes())
            bundle.flush()
            runs = paired(lambda folder: curl(fixtures, folder, port, bundle.name))
            yield "curl", "whole-process", 2.7, *runs
    if only in "load-library":
        yield "load-library", "whole-process", 1.0, *paired(loading)
