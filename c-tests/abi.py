#!/usr/bin/env python3
"""Checks the built libraries: names, versions, linkage, and that programs start.

Compared with the system's libssl.so.3 and libcrypto.so.3 and with the table
src/abi/exports.tsv. The last line is "N passed, N failed".
"""

import os
import re
import shutil
import struct
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from run import BUILD, DROP_IN, ROOT, environment

LIBRARY = BUILD / "lib/libtlsrs.so.0"
SYSTEM = Path("/usr/lib/x86_64-linux-gnu")
PAIR = {"ssl": DROP_IN / "libssl.so.3", "crypto": DROP_IN / "libcrypto.so.3"}
ALL = [LIBRARY, *PAIR.values()]
# libgcc_s unwinds the stack; the rest is the C library.
MAY_NEED = {"libc.so.6", "libm.so.6", "libgcc_s.so.1", "ld-linux-x86-64.so.2"}
PRELOADS = {
    "preload of the drop-in pair": {"LD_PRELOAD": " ".join(map(str, PAIR.values()))},
    "preload of libtlsrs.so.0": {"LD_PRELOAD": str(LIBRARY)},
    "drop-in folder": {"LD_LIBRARY_PATH": str(DROP_IN)},
}

passed, failures = 0, []


def check(what, problem):
    """Counts one check; `problem` is empty if it held."""
    global passed
    if problem:
        failures.append(what)
        print(f"FAILED {what}\n{str(problem).rstrip()}", flush=True)
    else:
        passed += 1


def output(*command, **options):
    return subprocess.run(command, capture_output=True, text=True, check=True, **options).stdout


def symbols(path):
    """The defined dynamic symbols: {(name, node): kind}."""
    found = {}
    for line in output("nm", "-D", "--defined-only", "--with-symbol-versions", str(path)).splitlines():
        _, kind, name = line.split()
        if kind != "A":
            found[tuple(name.split("@@"))] = kind
    return found


def table():
    rows = [l.split("\t") for l in (ROOT / "src/abi/exports.tsv").read_text().splitlines() if not l.startswith("#")]
    return {library: {(r[1], r[2]) for r in rows if r[0] == library} for library in ("ssl", "crypto")}


def listing(names, limit=20):
    names = sorted(names)
    more = f" and {len(names) - limit} more" if len(names) > limit else ""
    return "  " + " ".join(str(n) for n in names[:limit]) + more if names else ""


def check_names():
    exports = table()
    own = symbols(LIBRARY)
    wanted = exports["ssl"] | exports["crypto"]
    check("libtlsrs exports each name at its version", listing(wanted - set(own)))
    check("libtlsrs exports nothing else", listing(set(own) - wanted))
    for library, path in PAIR.items():
        filtered = set(symbols(path))
        check(f"lib{library}.so.3 has the table's names", listing(filtered ^ exports[library]))
        system = SYSTEM / path.name
        if system.exists():
            check(f"lib{library}.so.3 has the system's names", listing(filtered ^ set(symbols(system))))
            if shutil.which("abidiff"):
                diff = subprocess.run(["abidiff", system, path], capture_output=True, text=True, check=False)
                check(f"abidiff of lib{library}.so.3 is empty", diff.stdout if diff.returncode else "")
    return own


def rust_source():
    """All of src, without comments, strings and doc text."""
    text = []
    for path in sorted((ROOT / "src").rglob("*.rs")):
        text.append(re.sub(r"//.*|\"(?:[^\"\\]|\\[\s\S])*\"", "", path.read_text()))
    text.append(re.sub(r"/\*.*?\*/", "", (ROOT / "src/abi/variadic.c").read_text(), flags=re.S))
    return "\n".join(text)


def check_implemented(own):
    source = rust_source()
    words = set(re.findall(r"\w+", source))
    defined = set(re.findall(r"extern \"?C?\"?\s*fn (\w+)", source))
    kinds = {name: kind for (name, _), kind in own.items()}
    check("every implemented name is in the source", listing(n for n, k in kinds.items() if k != "W" and n not in words))
    check("every function in the source replaces its stub", listing(n for n in defined if kinds.get(n) == "W"))
    # What unmodified programs need first of all.
    curl = SYSTEM / "libcurl.so.4"
    if curl.exists():
        imported = set(re.findall(r" U (\w+)@OPENSSL", output("nm", "-D", "--undefined-only", str(curl))))
        check("libcurl imports no stub", listing(n for n in imported if kinds.get(n) == "W"))
    check("every export is a function", listing(n for n, k in kinds.items() if k not in "TW"))


def check_linkage():
    for path in ALL:
        name = path.name
        dynamic = output("readelf", "-dW", str(path))
        segments = output("readelf", "-lW", str(path))
        needed = set(re.findall(r"\(NEEDED\).*\[(.*)\]", dynamic))
        extra = needed - MAY_NEED - ({"libcrypto.so.3"} if name == "libssl.so.3" else set())
        check(f"{name} needs the C library alone", listing(extra))
        check(f"{name} has its SONAME", "" if f"[{name}]" in dynamic else dynamic)
        check(f"{name} is bound at once, read-only after", "" if "GNU_RELRO" in segments and "NOW" in dynamic else segments)
        check(f"{name} needs no text relocation", "  TEXTREL" if "TEXTREL" in dynamic else "")
        stack = re.search(r"GNU_STACK.*", segments)
        check(f"{name} has no executable stack", "" if stack and "RWE" not in stack[0] else segments)
        check(f"{name} has nothing writable and executable", "\n".join(re.findall(r".*RWE.*", segments)))
        if path != LIBRARY:
            check(f"{name} filters libtlsrs.so.0 from its own folder",
                  "" if "[libtlsrs.so.0]" in dynamic and "$ORIGIN/.." in dynamic else dynamic)
    undefined = output("nm", "-D", "--undefined-only", "--with-symbol-versions", str(LIBRARY)).split("\n")
    strange = [l.split()[-1] for l in undefined if re.search(r" U ", l) and not re.search(r"@(GLIBC|GCC)_", l)]
    check("libtlsrs leaves nothing undefined but the C library's", listing(strange))


def needed_by(path):
    """DT_NEEDED of a 64-bit ELF file, or None; readelf for thousands of files would be slow."""
    try:
        data = path.read_bytes()
        if data[:5] != b"\x7fELF\x02":
            return None
        (phoff,) = struct.unpack_from("<Q", data, 32)
        size, count = struct.unpack_from("<HH", data, 54)
        heads = [struct.unpack_from("<IIQQQQ", data, phoff + i * size) for i in range(count)]
        loads = [(vaddr, vaddr + filesz, offset) for kind, _, offset, vaddr, _, filesz in heads if kind == 1]
        entries = []
        for kind, _, offset, _, _, filesz in heads:
            if kind == 2:
                entries = [struct.unpack_from("<QQ", data, offset + i) for i in range(0, filesz, 16)]
        strings = next((value for tag, value in entries if tag == 5), None)
        start = next(strings - low + offset for low, high, offset in loads if low <= strings < high)
        return {data[start + v : data.index(b"\0", start + v)].decode() for tag, v in entries if tag == 1}
    except (OSError, struct.error, StopIteration, TypeError, ValueError):
        return None


def programs():
    """The programs in PATH that load libssl or libcrypto, themselves or through a library."""
    where = dict(re.findall(r"^\s+(\S+) .*x86-64.* => (\S+)$", output("/sbin/ldconfig", "-p"), re.M))
    uses = {"libssl.so.3": True, "libcrypto.so.3": True}

    def user(library):
        if library not in uses:
            uses[library] = False  # ends cycles
            uses[library] = any(user(n) for n in needed_by(Path(where.get(library, "/"))) or ())
        return uses[library]

    found = {}
    for folder in ("/usr/bin", "/usr/sbin", "/usr/local/bin"):
        for path in Path(folder).glob("*"):
            real = path.resolve()
            if real not in found and os.access(real, os.X_OK) and real.is_file():
                found[real] = any(user(n) for n in needed_by(real) or ())
    return sorted(p for p, uses_it in found.items() if uses_it)


def start(command, **env):
    """How a command ends: its status, and "signal" if it was killed."""
    with tempfile.TemporaryDirectory() as scratch:
        try:
            done = subprocess.run(command, cwd=scratch, env=environment(**env), stdin=subprocess.DEVNULL,
                                  capture_output=True, timeout=20, check=False)
        except subprocess.TimeoutExpired:
            return "no end", ""
        except OSError as error:
            return f"not started: {error}", ""
    text = (done.stdout + done.stderr).decode(errors="replace")
    return (f"killed by signal {-done.returncode}" if done.returncode < 0 else f"status {done.returncode}"), text


def check_program(command):
    """What is worse than on the system's OpenSSL, for each way in."""
    before, _ = start(command)
    worse = []
    for way, env in PRELOADS.items():
        after, text = start(command, **env)
        if after != before and not after == "status 0":
            worse.append(f"  {way}: {before} before, {after} now\n" + "".join(f"    {l}\n" for l in text.splitlines()[-4:]))
    return "".join(worse)


def check_programs():
    commands = [[str(p), "--version"] for p in programs()] + [[str(p), "--help"] for p in programs()]
    commands += [[sys.executable, "-c", code] for code in (
        "import ssl; ssl.create_default_context(); print(ssl.OPENSSL_VERSION)",
        "import hashlib; hashlib.sha256(b'').hexdigest(); hashlib.new('sha512')",
    )]
    if Path("/usr/bin/python3").exists() and sys.executable != "/usr/bin/python3":
        commands.append(["/usr/bin/python3", "-c", "import ssl; ssl.create_default_context()"])
    print(f"  starting {len(commands)} commands in {len(PRELOADS)} ways …", flush=True)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for command, worse in zip(commands, pool.map(check_program, commands)):
            check(f"starts: {' '.join(command)}", worse)


def check_loading():
    """One copy of the code, and none of OpenSSL's, however the library is reached."""
    code = ("import ctypes; ctypes.CDLL('libssl.so.3'); ctypes.CDLL('libcrypto.so.3');"
            "print('\\n'.join({l.split()[-1] for l in open('/proc/self/maps') if 'lib' in l}))")
    for way in ("preload of the drop-in pair", "drop-in folder"):
        status, text = start([sys.executable, "-c", code], **PRELOADS[way])
        loaded = {line for line in text.splitlines() if re.search(r"/lib(ssl|crypto|tlsrs)\.", line)}
        check(f"{way}: one library is loaded", "" if loaded == set(map(str, ALL)) else f"  {status}: {text}")
    code = ("import ctypes; s = ctypes.CDLL('libssl.so.3'); c = ctypes.CDLL('libcrypto.so.3');"
            "print(ctypes.cast(s.ERR_peek_error, ctypes.c_void_p).value == ctypes.cast(c.ERR_peek_error, ctypes.c_void_p).value)")
    status, text = start([sys.executable, "-c", code], **PRELOADS["drop-in folder"])
    check("both names lead to the same functions", "" if text.strip() == "True" else f"  {status}: {text}")


def main():
    if not LIBRARY.exists():
        sys.exit("no build/lib/libtlsrs.so.0: run make first")
    own = check_names()
    check_implemented(own)
    check_linkage()
    check_loading()
    check_programs()
    implemented = sum(kind == "T" for kind in own.values())
    print(f"  {implemented} of {len(own)} names are implemented")
    print(f"{passed} passed, {len(failures)} failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
