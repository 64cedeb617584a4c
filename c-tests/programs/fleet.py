#!/usr/bin/env python3
"""The examples of fleets: nginx with shared ticket keys, and a C server of several
processes with its sessions in Redis.

usage: fleet.py [--baseline]       (--baseline: all over OpenSSL)
"""

import shutil
import subprocess

import _programs as programs
from _programs import SYSTEM, WAYS, tally

EXAMPLES = programs.harness.HERE.parent.parent / "examples"
certificates = programs.Certificates()
VERSIONS = (("1.2", programs.TLS12), ("1.3", programs.TLS13))


def nginx(way):
    """Sessions of either member are resumed by the other, across a rotation too."""
    folder = programs.new_folder(f"nginx {way[:4]}".replace(" ", "-"))
    (folder / "logs").mkdir()
    shutil.copy(certificates.server[0], folder / "server.crt")
    shutil.copy(certificates.server[1], folder / "server.key")

    def keys(*seeds):
        for name, seed in zip(("ticket.key", "ticket.old.key"), seeds):
            (folder / name).write_bytes(programs.sample(80, seed))
    keys(b"first", b"first")
    members = []
    for member_way, port in zip((way, way, SYSTEM), programs.free_ports(3)):
        (folder / f"{port}.conf").write_text((EXAMPLES / "fleet-nginx/fleet.conf").read_text().replace("PORT", str(port)))
        members.append(programs.Program(f"member {port}", ["nginx", "-p", folder, "-c", f"{port}.conf", "-e", f"logs/{port}.log"],
                                        member_way, port))

    def ask(member, made, session=None):
        with programs.connect(made, member.port, session=session) as c:
            return programs.fetch(made, member.port, connection=c, close=False)[2].decode(), c.session

    with members[0], members[1], members[2]:
        for version, more in VERSIONS:
            for first, second in ((0, 1), (1, 0), (0, 2), (2, 1)):
                made = programs.context(certificates, **more)
                text, session = ask(members[first], made)
                tally.equal(f"{way}: {version} member {first}", text, f"member {members[first].port}, resumed: .\n")
                tally.equal(f"{way}: {version} begun by member {first}, resumed by {second}",
                            ask(members[second], made, session)[0], f"member {members[second].port}, resumed: r\n")
        made = programs.context(certificates)
        held = ask(members[0], made)[1]
        keys(b"second", b"first")
        old = [set(programs.family(m.pid)[1:]) for m in members]
        for member in members:
            member.process.send_signal(programs.signal.SIGHUP)
        for member, before in zip(members, old):
            programs.wait_for("new workers alone", lambda m=member, b=before: len(programs.family(m.pid)) == 3 and not
                              b & set(programs.family(m.pid)), member.text)
        tally.found(f"{way}: after a rotation", ask(members[1], made, held)[0], "resumed: r")


def server(way, built):
    """Any process resumes what another began; without Redis nothing is lost but time."""
    redis_port, port = programs.free_ports(2)
    name = f"redis {way[:4]} {built}"
    command = ["redis-server", "--port", redis_port, "--bind", "127.0.0.1", "--save", "", "--dir",
               programs.new_folder(name.replace(" ", "-"))]
    program = programs.harness.compile_c(EXAMPLES / "fleet-redis/server.c", programs.folder / f"server-{way[:4]}-{built}", built)
    plain = ["-tls1_2", "-no_ticket"]
    with programs.harness.Server([program, port, *certificates.server, redis_port, 3], way if built == "system" else SYSTEM,
                                 stdin=subprocess.PIPE) as s:
        with programs.Program(name, command, SYSTEM, redis_port):
            seen = {}
            for version, more in VERSIONS:
                made = programs.context(certificates, **more)
                if version == "1.2":
                    made.options |= programs.ssl.OP_NO_TICKET
                session, lines = None, []
                for _ in range(600):
                    with programs.connect(made, port, session=session) as c:
                        lines.append(c.makefile().readline())
                        session = c.session
                    if len({line.split()[1] for line in lines}) == 3 and len(lines) > 5:
                        break
                seen[version] = lines
                tally.check(f"{way}, {built}: {version} processes resume each other's sessions",
                            lines[0].endswith("new\n") and all(line.endswith("resumed\n") for line in lines[1:])
                            and len({line.split()[1] for line in lines}) > 1, lines)
            held = programs.folder / f"held-{port}"
            programs.s_client(port, certificates, *plain, "-sess_out", held, say="\n")
            text = programs.s_client(port, certificates, *plain, "-sess_in", held, say="\n")
            tally.found(f"{way}, {built}: openssl s_client, from its file", text, "^process . resumed|^process .*resumed")
            status, text = programs.harness.run(["redis-cli", "-p", redis_port, "flushall"])
            text = programs.s_client(port, certificates, *plain, "-sess_in", held, say="\n")
            tally.found(f"{way}, {built}: a forgotten session", text, "^process .*new")
        text = programs.s_client(port, certificates, *plain, say="\n")
        tally.found(f"{way}, {built}: without Redis", text, "^process .*new")
        # Its processes end when its standard input does.
        s.process.stdin.close()
        s.process.stdin = None
        s.finish()


jobs = [job for way in WAYS for job in ((nginx, way), (server, way, "system"))]
if SYSTEM not in WAYS:
    jobs.append((server, WAYS[0], "ours"))
tally.parallel(*jobs)
tally.finish()
