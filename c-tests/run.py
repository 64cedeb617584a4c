#!/usr/bin/env python3
"""Runs the C tests.

Each program c-tests/FAMILY/NAME.c is built against the system's OpenSSL and
run three times: on that OpenSSL, on tlsrs in its place (the drop-in
libraries), and built anew with tlsrs's headers and -ltlsrs. Standard output
and exit status must be the same each time, but for the lines of
differences.tsv. Programs in c-tests/misuse/ would crash OpenSSL; they run on
tlsrs alone and print what NAME.expected holds. Scripts c-tests/FAMILY/NAME.sh
and NAME.py are run once and must exit with 0; their last line may be
"N passed, N failed".

A program gets the directory of fixtures (fixtures.sh) as its argument.
"""

import argparse
import difflib
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
BUILD = ROOT / "build"
OUT = BUILD / "c-tests"
FIXTURES = OUT / "fixtures"
DROP_IN = BUILD / "lib/tlsrs"
HEADERS = BUILD / "include"
CC = os.environ.get("CC", "cc")
CFLAGS = ["-g", "-O1", "-Wall", "-Wextra", "-Wno-deprecated-declarations", "-Wno-unused-parameter"]
NOTHING = "(nothing)"


def environment(**more):
    """The tests' own environment: nothing of the caller's reaches a library."""
    keep = {k: v for k, v in os.environ.items() if k in ("PATH", "HOME", "CARGO_HOME", "RUSTUP_HOME")}
    return {**keep, "LC_ALL": "C", "TZ": "UTC", "TMPDIR": tempfile.gettempdir(), **more}


class Result:
    """What a test program printed, with its exit status as a last line; `report` is what the
    address sanitizer has to say."""

    def __init__(self, command, timeout, **env):
        with tempfile.TemporaryDirectory(prefix="tlsrs-test-") as scratch:
            env = {name: value.replace("{scratch}", scratch) for name, value in env.items()}
            process = subprocess.Popen(
                command, cwd=scratch, env=environment(**env), stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)
            try:
                out, err = process.communicate(timeout=timeout)
                status = process.returncode
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                out, err = process.communicate()
                status = None
            self.report = "\n".join(p.read_text() for p in Path(scratch).glob("sanitizer.*"))
        self.lines = out.decode(errors="backslashreplace").splitlines()
        self.stderr = err.decode(errors="backslashreplace")
        self.status = status
        if status is None:
            self.lines.append(f"no end after {timeout} s")
        elif status < 0:
            self.lines.append(f"killed by {signal.Signals(-status).name}")
        else:
            self.lines.append(f"exit status {status}")


class Test:
    """One source file."""

    def __init__(self, source):
        self.source = source
        self.family = source.parent.name
        self.name = f"{self.family}/{source.stem}"
        self.failures = []
        self.passed = 0
        self.seconds = 0.0
        self.failed_more = 0  # failures that a script counted and printed itself
        self.skipped = []

    def verdict(self, what, problem):
        """Counts one check; `problem` is None if it held."""
        if problem is None:
            self.passed += 1
        else:
            self.failures.append(f"{self.name}: {what}\n{problem}")


def compile_program(source, target, flags, timeout=120):
    """Builds `target`; the compiler's complaint, or None."""
    inputs = [source, *HERE.glob("*.h"), *source.parent.glob("*.h")]
    newest = max(p.stat().st_mtime for p in inputs)
    stamp = flags[-1] if Path(flags[-1]).exists() else None
    if stamp:
        newest = max(newest, Path(stamp).stat().st_mtime)
    if target.exists() and target.stat().st_mtime > newest:
        return None
    target.parent.mkdir(parents=True, exist_ok=True)
    command = [CC, *CFLAGS, f"-I{HERE}", str(source), "-o", str(target), "-MD", "-MF", f"{target}.d",
               *[f for f in flags if f != stamp]]
    done = subprocess.run(command, capture_output=True, text=True, timeout=timeout, check=False)
    if done.returncode == 0:
        return None
    target.unlink(missing_ok=True)
    lines = [f"  {line}" for line in done.stderr.splitlines()]
    return "\n".join(lines[:12] + ([f"  … {len(lines) - 12} more lines"] if len(lines) > 12 else []))


def read_differences():
    """The rows of differences.tsv by program."""
    rows = {}
    for line in (HERE / "differences.tsv").read_text().splitlines():
        if line and not line.startswith("#"):
            cells = line.split("\t")
            if len(cells) != 4 or not all(cells):
                sys.exit(f"differences.tsv: four cells a row, please: {line!r}")
            rows.setdefault(cells[0], []).append(cells[1:3])
    return rows


def compare(reference, ours, differences, fewer=False):
    """Why `ours` is not what the reference and the known differences say, or None; of `fewer`
    cases there may be none that differs."""
    expected, actual = list(reference.lines), list(ours.lines)
    for theirs, mine in differences:
        changed, missing = (actual, mine) if theirs == NOTHING else (expected, theirs)
        if missing not in changed:
            if fewer:
                continue
            return f"the difference in differences.tsv has vanished: {missing!r} is not printed"
        if NOTHING in (theirs, mine):
            changed[:] = [line for line in changed if line != missing]
        else:
            changed[:] = [mine if line == theirs else line for line in changed]
    if expected == actual:
        return None
    diff = list(difflib.unified_diff(expected, actual, "expected", "tlsrs", lineterm="", n=2))
    tail = "".join(f"\n  stderr: {line}" for line in ours.stderr.splitlines()[-8:])
    cut = [f"… {len(diff) - 60} more lines"] if len(diff) > 60 else []
    return "\n".join(f"  {line}" for line in diff[:60] + cut) + tail


def valgrind(target, leaks=True):
    check = ["--leak-check=full", "--errors-for-leak-kinds=definite"] if leaks else ["--leak-check=no"]
    return ["valgrind", "-q", "--error-exitcode=99", *check, f"--suppressions={HERE}/valgrind.supp", str(target)]


SANITIZED = BUILD / "sanitizer/tlsrs"


def sanitizer(options):
    """The environment of a program with the address sanitizer. A leak's report would end it
    before its output is written, if it had any other exit status."""
    found = subprocess.run([CC, "-print-file-name=libasan.so"], capture_output=True, text=True, check=True)
    return {"LD_PRELOAD": found.stdout.strip(),
            "ASAN_OPTIONS": f"exitcode=0:allocator_may_return_null=1:log_path={{scratch}}/sanitizer:{options}",
            "LSAN_OPTIONS": f"print_suppressions=0:suppressions={HERE}/sanitizer.supp"}


def run_sanitized(test, program, options, reference, rows, leaks=True):
    """Runs a program over the library with the address sanitizer."""
    def run_once(how, **library):
        return Result([program, FIXTURES], options.timeout * 4, **sanitizer(how), **library)

    ours = run_once(f"detect_leaks={int(leaks)}", LD_LIBRARY_PATH=str(SANITIZED))
    test.verdict("differs over the library with the address sanitizer", compare(reference, ours, rows))
    report = ours.report
    if report and "ERROR: AddressSanitizer" not in report:
        # What the program leaks on OpenSSL too is the program's; else once more, with all callers.
        if run_once("detect_leaks=1").report:
            report = ""
        else:
            report = run_once("fast_unwind_on_malloc=0", LD_LIBRARY_PATH=str(SANITIZED)).report
    shown = "\n".join(f"  {line}" for line in report.splitlines()[:60])
    test.verdict("the address sanitizer reports", shown or None)


def run_differential(test, options, differences):
    system = OUT / "system" / test.name
    problem = compile_program(test.source, system, ["-lssl", "-lcrypto", "-lpthread"])
    if problem:
        return test.verdict("does not compile against the system's headers", problem)
    fewer = {"TLSRS_TEST_FEWER": "1"} if options.valgrind else {}
    reference = Result([system, FIXTURES], options.timeout, **fewer)
    if reference.status is None or reference.status < 0:
        return test.verdict("fails on the system's OpenSSL", f"  {reference.lines[-1]}\n{reference.stderr}")
    rows = differences.get(test.name, [])
    if options.sanitizer:
        return run_sanitized(test, system, options, reference, rows)
    command = valgrind(system) if options.valgrind else [system]
    dropped = Result([*command, FIXTURES], options.timeout * (20 if options.valgrind else 1),
                     LD_LIBRARY_PATH=str(DROP_IN), **fewer)
    problem = compare(reference, dropped, rows, options.valgrind)
    if problem and options.valgrind:
        # What the program leaks on OpenSSL too is the program's.
        reference = Result([*command, FIXTURES], options.timeout * 20, **fewer)
        problem = compare(reference, dropped, rows, options.valgrind) and problem
    test.verdict("differs on the drop-in library" + (" under valgrind" if options.valgrind else ""), problem)
    if options.valgrind or not (HEADERS / "openssl/ssl.h").exists():
        return None
    own = OUT / "own" / test.name
    problem = compile_program(test.source, own, [f"-I{HEADERS}", f"-L{BUILD}/lib", "-ltlsrs", "-lpthread",
                                                 f"-Wl,-rpath,{BUILD}/lib", str(HEADERS / ".done")])
    if problem:
        return test.verdict("does not compile against our headers", problem)
    foreign = sorted(set(re.findall(r"/usr/include/\S*openssl/(\S+\.h)", Path(f"{own}.d").read_text())))
    if foreign:
        test.skipped.append(f"{test.name}: no {' '.join(foreign)} of ours yet")
        return None
    return test.verdict("differs when built with our headers",
                        compare(reference, Result([own, FIXTURES], options.timeout), rows))


def run_misuse(test, options):
    target = OUT / "system" / test.name
    problem = compile_program(test.source, target, ["-lssl", "-lcrypto", "-lpthread"])
    if problem:
        return test.verdict("does not compile", problem)
    wanted = test.source.with_suffix(".expected")
    reference = Result.__new__(Result)
    reference.lines = wanted.read_text().splitlines() if wanted.exists() else ["(no .expected file)"]
    if options.sanitizer:
        return run_sanitized(test, target, options, reference, [], leaks=False)
    command = valgrind(target, leaks=False) if options.valgrind else [target]
    ours = Result([*command, FIXTURES], options.timeout * (20 if options.valgrind else 1),
                  LD_LIBRARY_PATH=str(DROP_IN))
    if options.accept:
        wanted.write_text("\n".join(ours.lines) + "\n")
        reference.lines = ours.lines
    return test.verdict("misuse is not answered as expected", compare(reference, ours, []))


def run_script(test, options):
    interpreter = [sys.executable] if test.source.suffix == ".py" else ["sh"]
    ours = Result([*interpreter, test.source, FIXTURES], 600, TLSRS_BUILD=str(BUILD), TLSRS_FIXTURES=str(FIXTURES))
    counts = [m for m in (re.fullmatch(r"(\d+) passed, (\d+) failed", line) for line in ours.lines[-3:]) if m]
    if ours.status == 0:
        test.passed += int(counts[-1][1]) if counts else 1
        return
    if counts:
        test.passed += int(counts[-1][1])
        test.failed_more += max(0, int(counts[-1][2]) - 1)
    test.verdict("failed", "\n".join("  " + l for l in (ours.lines[-60:] + ours.stderr.splitlines()[-20:])))


def run(test, options, differences):
    began = time.monotonic()
    try:
        if test.source.suffix != ".c":
            run_script(test, options)
        elif test.family == "misuse":
            run_misuse(test, options)
        else:
            run_differential(test, options, differences)
    except Exception as error:  # a broken test must not stop the others
        test.verdict("could not be run", f"  {error!r}")
    test.seconds = time.monotonic() - began
    return test


def make_fixtures():
    script = HERE / "fixtures.sh"
    done = FIXTURES / ".done"
    newest = max(p.stat().st_mtime for p in (script, *HERE.glob("chains*.py"), HERE / "certificates.py",
                                             *HERE.glob("engine/_*.c")))
    if done.exists() and done.stat().st_mtime > newest:
        return
    print("making certificates and keys …", flush=True)
    shutil.rmtree(FIXTURES, ignore_errors=True)
    made = subprocess.run(["sh", script, FIXTURES], env=environment(), check=False)
    if made.returncode != 0:
        log = FIXTURES / "fixtures.log"
        sys.exit(f"fixtures.sh failed:\n{log.read_text()[-2000:] if log.exists() else ''}")
    done.touch()


def find_tests(wanted):
    sources = [p for kind in ("c", "sh", "py") for p in sorted(HERE.glob(f"*/*.{kind}"))
               if not p.name.startswith("_")]
    tests = [Test(p) for p in sources]
    families = {t.family for t in tests}
    unknown = [w for w in wanted if w not in families and all(t.name != w for t in tests)]
    if unknown:
        sys.exit(f"no such family or test: {' '.join(unknown)}; families: {' '.join(sorted(families))}")
    return [t for t in tests if not wanted or t.family in wanted or t.name in wanted]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("tests", nargs="*", metavar="FAMILY[/NAME]", help="default: all")
    parser.add_argument("--valgrind", action="store_true", help="run C programs alone, on tlsrs under valgrind")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="one of N programs")
    parser.add_argument("--sanitizer", action="store_true",
                        help="run C programs alone, on tlsrs with the address sanitizer (make sanitizer)")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 2)
    parser.add_argument("--timeout", type=int, default=60, help="seconds for each program")
    parser.add_argument("--slowest", type=int, default=0, metavar="N", help="also name the N slowest tests")
    parser.add_argument("--accept", action="store_true", help="write misuse/*.expected anew")
    options = parser.parse_args()
    if not (DROP_IN / "libssl.so.3").exists():
        sys.exit("no build/lib/tlsrs/libssl.so.3: run make first")
    if options.valgrind and shutil.which("valgrind") is None:
        sys.exit("valgrind is not installed: run make deps")
    tests = [t for t in find_tests(options.tests) if t.source.suffix == ".c" or not (options.valgrind or options.sanitizer)]
    tests = tests[::options.every]
    OUT.mkdir(parents=True, exist_ok=True)
    make_fixtures()
    differences = read_differences()

    families = {}
    for test in tests:
        families.setdefault(test.family, []).append(test)
    passed = failed = 0
    with ThreadPoolExecutor(options.jobs) as pool:
        running = {family: [] for family in families}
        # Scripts first: some take long, and wait much.
        for test in sorted(tests, key=lambda t: t.source.suffix == ".c"):
            running[test.family].append(pool.submit(run, test, options, differences))
        for family, jobs in running.items():
            done = [job.result() for job in jobs]
            good, bad = sum(t.passed for t in done), sum(len(t.failures) + t.failed_more for t in done)
            passed, failed = passed + good, failed + bad
            print(f"  {family:<12} {good:4} passed" + (f", {bad} FAILED" if bad else ""), flush=True)
            for test in done:
                for text in test.failures:
                    print(f"FAILED {text}", flush=True)
                for text in test.skipped:
                    print(f"  skipped the build with our headers: {text}", flush=True)
    unused = set(differences) - {t.name for t in find_tests([])}
    for name in sorted(unused):
        failed += 1
        print(f"FAILED differences.tsv names {name}, which is no test")
    for test in sorted(tests, key=lambda t: -t.seconds)[:options.slowest]:
        print(f"  {test.seconds:6.1f} s  {test.name}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
