#!/usr/bin/env python3
"""Checks include/openssl against OpenSSL's own headers (libssl-dev).

usage: c-tests/headers.py [CHECK ...]

fresh       include/openssl is what `make headers` makes
alone       each header compiles by itself, as C99, C11 and C++17
prototypes  each function has OpenSSL's prototype, and none is missing
callbacks   each callback type of the source has OpenSSL's signature
macros      each macro is there, and stands for the same
layouts     each public struct has OpenSSL's size and offsets
programs    what compiles with OpenSSL's headers compiles with ours: the
            examples of its manual pages (libssl-doc); run.py builds the C tests
"""

import concurrent.futures
import gzip
import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
OURS = ROOT / "include"
FRESH = ROOT / "target" / "headers"
THEIRS = [pathlib.Path("/usr/include/openssl"), pathlib.Path("/usr/include/x86_64-linux-gnu/openssl")]
# Not for use: `#error`, or nothing in it on Debian.
ABSENT = {"asn1_mac.h"}
# Ours on purpose: they say where a header was found, or come from the way
# ours are written (typed stacks are inline functions here, macros there).
OWN_MACROS = re.compile(
    r"OSSL_DEPRECATED|OPENSSL_[A-Z0-9_]*_H$|OPENSSL_CORE_NUMBERS_H$|SKM_DEFINE|"
    r"DEFINE_LHASH_OF|int_implement_lhash_doall|IMPLEMENT_LHASH|TLSRS_|OPENSSL_API_LEVEL|"
    r"ossl_inline|ossl_unused|ossl_noreturn|ossl_bio__|OPENSSL_FUNC$|ossl_ssize_t"
)

problems = []


def fail(check, text):
    problems.append(check)
    if problems.count(check) <= 20:
        print(f"  {check}: {text}")


def gcc(args, text="", check=True):
    """Runs gcc on `text`; its output, or None after an error."""
    done = subprocess.run(["gcc", *args], input=text, text=True, capture_output=True)
    if done.returncode and check:
        sys.exit(f"gcc {' '.join(map(str, args))}\n{done.stderr[:4000]}")
    return done


def names():
    found = sorted({p.name for folder in THEIRS for p in folder.glob("*.h")} - ABSENT)
    if not found:
        sys.exit("headers.py: no OpenSSL headers to compare with (apt install libssl-dev)")
    return found


def everything(headers):
    return "".join(f"#include <openssl/{h}>\n" for h in headers)


def include(ours):
    return [f"-I{OURS}"] if ours else []


def preprocessed(ours, headers):
    """The text of the headers alone, macros expanded, system headers left out."""
    text = gcc(["-std=gnu11", "-E", "-DOPENSSL_SUPPRESS_DEPRECATED", "-xc", "-", *include(ours)], everything(headers)).stdout
    kept, inside = [], False
    for line in text.splitlines():
        if m := re.match(r'# \d+ "([^"]*)"', line):
            inside = "/openssl/" in m[1]
        elif inside:
            kept.append(line)
    return "\n".join(kept)


def declarations(text):
    """Top-level declarations; functions with a body end at it."""
    text = re.sub(r"\s+", " ", text)
    depth, start, found = 0, 0, []
    for m in re.finditer(r"[(){};]", text):
        c = m[0]
        if c in "({":
            depth += 1
        elif c in ")}":
            depth -= 1
            if c == "}" and depth == 0 and re.match(r"\s*(static|__inline)", text[start:]):
                found.append(text[start : m.end()].strip())
                start = m.end()
        elif depth == 0:
            found.append(text[start : m.end()].strip())
            start = m.end()
    return found


def function(declaration):
    """The name, if it declares a function that is exported."""
    if re.match(r"(typedef|static|(struct|union|enum) \w* ?(\{|;)|extern \"C\")", declaration) or "(" not in declaration:
        return None
    text = re.sub(r"__attribute__ ?\(\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)\)", "", declaration)
    m = re.search(r"(\w+) ?\((?!\*)", text)
    return m and m[1]


def check_fresh():
    done = subprocess.run(["make", "-s", "fresh-headers"], cwd=ROOT)
    if done.returncode:
        return fail("fresh", "make fresh-headers failed")
    for made in FRESH.glob("*.h"):
        kept = OURS / "openssl" / made.name
        if not kept.exists() or kept.read_bytes() != made.read_bytes():
            fail("fresh", f"{made.name} is out of date: run `make headers` and commit")
    for kept in (OURS / "openssl").glob("*.h"):
        if not (FRESH / kept.name).exists():
            fail("fresh", f"{kept.name} is made by no source")


def check_alone():
    jobs = []
    warn = ["-Wall", "-Wextra", "-pedantic", "-Werror", "-fsyntax-only"]
    for name in names():
        text = f"#include <openssl/{name}>\nextern int not_empty;\n"
        jobs += [(name, ["-xc", f"-std={std}"], text) for std in ("c99", "c11")]
        jobs.append((name, ["-xc++", "-std=c++17"], text))

    def run(job):
        name, args, text = job
        return name, args, gcc([*args, *warn, *include(True), "-"], text, check=False)

    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for name, args, done in pool.map(run, jobs):
            if done.returncode:
                fail("alone", f"{name} as {args[-1][5:]}: {first_error(done.stderr)}")


def first_error(text):
    lines = [l for l in text.splitlines() if "error" in l or "warning" in l]
    return lines[0] if lines else text[:300]


def check_prototypes():
    headers = names()
    theirs = {f for d in declarations(preprocessed(False, headers)) if (f := function(d))}
    ours = {f: d for d in declarations(preprocessed(True, headers)) if (f := function(d))}
    typed = re.compile(r"(ossl_check_\w+|sk_\w+|lh_\w+)$")
    for name in sorted(theirs - set(ours)):
        if not typed.match(name):
            fail("prototypes", f"{name} is missing")
    for name in sorted(set(ours) - theirs):
        if not typed.match(name) and not re.match(r"PEM_\w+_CMS$", name):
            fail("prototypes", f"{name} is not OpenSSL's")
    # gcc rejects a second declaration that disagrees with the first.
    text = everything(headers) + "\n".join(f"#undef {f}\n{ours[f]}" for f in sorted(ours))
    done = gcc(["-std=gnu11", "-fsyntax-only", "-w", "-fmax-errors=0", "-xc", "-"], text, check=False)
    for line in done.stderr.splitlines():
        if m := re.match(r"<stdin>:\d+:\d+: error: (.*)", line):
            fail("prototypes", m[1])
    return len(ours)


def check_callbacks():
    table = FRESH / "callbacks.tsv"
    if not table.exists():
        return fail("callbacks", "run `make headers` first")
    rows = [line.split("\t") for line in table.read_text().splitlines()]
    text = everything(names())
    elements = sorted(set(re.findall(r"STACK_OF\((\w+)\)", (OURS / "parts/prototypes.tsv").read_text())))
    parts = "".join(p.read_text() for p in sorted((OURS / "parts").glob("*.h")))
    for name, signature in rows:
        # A stack of ours has no element type, so it may be any; and to the ABI an enumeration is an int.
        same = []
        stacks = [signature.replace("OPENSSL_STACK", f"STACK_OF({element})")
                  for element in (elements if "OPENSSL_STACK" in signature else [""])]
        # Where there are several, their types are those of the hand-written declaration.
        declared = re.search(rf"\*{name}\)\([^;]*;", parts)
        order = iter(re.findall(r"STACK_OF\(\w+\)", declared[0]) if declared else [])
        stacks.append(re.sub("OPENSSL_STACK", lambda m: next(order, m[0]), signature))
        enumerated = [signature[:m.start()] + "X509_LOOKUP_TYPE" + signature[m.end():]
                      for m in re.finditer(r"(?<=, )int(?=[,)])", signature)]
        for i, ours in enumerate(stacks + enumerated):
            text += f"typedef {ours.replace('(*)', f'(*tlsrs_{name}{i})', 1)};\n"
            same += [f"__builtin_types_compatible_p(tlsrs_{name}{i}, {t})" for t in (name, f"{name} *")]
        text += f'_Static_assert({" || ".join(same)}, "{name}");\n'
    done = gcc(["-std=gnu11", "-fsyntax-only", "-w", "-fmax-errors=0", "-xc", "-"], text, check=False)
    for line in done.stderr.splitlines():
        if m := re.match(r"<stdin>:\d+:\d+: error: (.*)", line):
            fail("callbacks", m[1])
    return len(rows)


def macros(ours, headers):
    """The macros the OpenSSL headers define: name to (parameters, body)."""
    text = gcc(["-std=gnu11", "-E", "-dD", "-xc", "-", *include(ours)], everything(headers)).stdout
    found, inside = {}, False
    for line in text.splitlines():
        if m := re.match(r'# \d+ "([^"]*)"', line):
            inside = "/openssl/" in m[1]
        elif inside and (m := re.match(r"#define (\w+)(\([^)]*\))?(.*)", line)):
            tokens = re.findall(r'"(?:\\.|[^"])*"|\w+|\S', m[3])
            # The parameters' own names do not matter.
            params = re.findall(r"\w+|\.\.\.", m[2] or "")
            numbered = {p: f"${i}" for i, p in enumerate(params)}
            found[m[1]] = (f"({len(params)})" if m[2] else "", " ".join(numbered.get(t, t) for t in tokens))
        elif m := re.match(r"#undef (\w+)", line):
            found.pop(m[1], None)
    return found


def check_macros():
    headers = names()
    theirs, ours = macros(False, headers), macros(True, headers)
    # Programs compare it with what the library says of itself, so it is ours.
    version = re.search(r'^version = "(.*)"', (ROOT / "Cargo.toml").read_text(), re.M)[1]
    text = theirs["OPENSSL_VERSION_STR"][1].strip('"')
    theirs["OPENSSL_VERSION_TEXT"] = "", f'"OpenSSL {text} (tlsrs {version})"'
    inline = {m for m in re.findall(r"\b((?:sk|lh)_\w+) ?\(", preprocessed(True, headers))}
    differ = []
    for name, meaning in theirs.items():
        if OWN_MACROS.match(name):
            continue
        if re.match(r"(sk|lh)_\w+$", name) and name in inline:
            continue
        if name not in ours:
            fail("macros", f"{name} is missing")
        elif ours[name] != meaning:
            differ.append(name)
    # Written otherwise, but perhaps with the same value.
    plain = [n for n in differ if not theirs[n][0] and not ours[n][0]]
    values = [expansions(side, headers, plain) for side in (False, True)]
    for name in differ:
        if name not in plain or not same(values[0].get(name), values[1].get(name)):
            fail("macros", f"{name} is `{' '.join(theirs[name])}` there, `{' '.join(ours[name])}` here")
    return len(theirs)


def expansions(ours, headers, wanted):
    text = everything(headers) + "".join(f'TLSRS_VALUE "{n}" {n}\n' for n in wanted)
    out = gcc(["-std=gnu11", "-E", "-P", "-xc", "-", *include(ours)], text).stdout
    return {m[1]: re.sub(r"\s+", "", m[2]) for m in re.finditer(r'^TLSRS_VALUE "(\w+)" ?(.*)$', out, re.M)}


def same(a, b):
    """Equal text, or constant expressions that gcc finds equal."""
    if a == b:
        return True
    if not a or not b or not re.fullmatch(r"[0-9a-fA-FxXuUlL()|&<>+\-*/~]+", a + b):
        return False
    return gcc(["-fsyntax-only", "-w", "-xc", "-"], f'_Static_assert(({a}) == ({b}), "");', check=False).returncode == 0


def check_layouts():
    headers = names()
    questions = []
    for declaration in declarations(preprocessed(False, headers)):
        m = re.match(r"(typedef )?(struct|union) ?(\w+)? ?\{(.*)\} ?(\w+)? ?;$", declaration)
        if not m or "stack_st_" in declaration[:40] or "lhash_st_" in declaration[:40]:
            continue
        kind = f"{m[2]} {m[3]}" if m[3] else m[5]
        if not kind:
            continue
        questions.append((f"sizeof({kind})", kind))
        members = re.sub(r"\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}", "", m[4])
        for member in filter(None, (s.strip() for s in members.split(";"))):
            if ":" in member:
                continue
            field = re.search(r"\(\*+ ?(\w+)\)|(\w+) ?(?:\[[^\]]*\] ?)*$", member)
            if field:
                member = field[1] or field[2]
                questions.append((f"offsetof({kind}, {member})", kind))
                questions.append((f"sizeof((({kind} *)0)->{member})", kind))
    text = "#include <stddef.h>\n#include <stdio.h>\n" + everything(headers) + "int main(void) {\n"
    text += "\n".join(f'printf("%s %zu\\n", "{q}", {q});' for q, _ in questions) + "\n}\n"
    answers = []
    for ours in (False, True):
        with tempfile.TemporaryDirectory() as folder:
            done = gcc(["-std=gnu11", "-w", "-xc", "-", "-o", f"{folder}/a", *include(ours)], text, check=False)
            if done.returncode:
                return fail("layouts", first_error(done.stderr))
            answers.append(subprocess.run([f"{folder}/a"], text=True, capture_output=True).stdout.splitlines())
    for theirs, ours in zip(*answers):
        if theirs != ours:
            fail("layouts", f"{theirs} there, {ours.split()[-1]} here")
    return len(questions)


def snippets():
    """C from the manual pages: name and text."""
    for page in sorted(pathlib.Path("/usr/share/man").glob("man[37]/*ssl.gz")):
        if page.is_symlink():
            continue
        roff = gzip.open(page, "rt", errors="replace").read()
        synopsis = " ".join(re.findall(r"#include <[^>]+>", roff.replace("\\", "")))
        headers = "\n".join(dict.fromkeys(re.findall(r"#include <[^>]+>", synopsis)))
        # One code block may be shown in several pieces; each section is one.
        for i, section in enumerate(re.split(r"^\.SH ", roff, flags=re.M)):
            if not re.match(r'"?EXAMPLE', section):
                continue
            blocks = re.findall(r"^\.Vb \d+\n(.*?)^\.Ve", section, flags=re.M | re.S)
            for text in ["\n".join(blocks), *blocks] if len(blocks) > 1 else blocks:
                text = re.sub(r"\\&", "", text).replace("\\e", "\\").replace("\\-", "-")
                text = text.replace("\\*(Aq", "'").replace("\\*(C`", "").replace("\\*(C'", "")
                yield f"{page.stem}:{i}", headers, text


def check_programs():
    std = "#include <stdio.h>\n#include <string.h>\n#include <stdlib.h>\n#include <unistd.h>\n#include <errno.h>\n#include <limits.h>\n"
    jobs = []
    for name, headers, text in snippets():
        jobs.append((name, f"{headers}\n{std}{text}"))
        jobs.append((name, f"{headers}\n{std}int example(void) {{\n{text}\n;return 0;}}"))

    def run(job):
        name, text = job
        args = ["-std=gnu11", "-w", "-fsyntax-only", "-xc", "-"]
        if gcc(args, text, check=False).returncode:
            return None
        return name, gcc([*include(True), *args], text, check=False)

    passed = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for result in pool.map(run, jobs):
            if not result:
                continue
            passed += 1
            name, done = result
            if done.returncode:
                fail("programs", f"{name}: {first_error(done.stderr)}")
    return passed


CHECKS = ["fresh", "alone", "prototypes", "callbacks", "macros", "layouts", "programs"]


def main():
    wanted = sys.argv[1:] or CHECKS
    if unknown := set(wanted) - set(CHECKS):
        sys.exit(f"headers.py: no check {', '.join(sorted(unknown))}\n{__doc__}")
    good = 0
    for name in wanted:
        before = len(problems)
        count = globals()[f"check_{name}"]()
        bad = len(problems) - before
        good += not bad
        print(f"headers: {name:<11} {'ok' if not bad else f'{bad} wrong'}{f' ({count})' if count else ''}", flush=True)
    print(f"{good} passed, {len(wanted) - good} failed")
    sys.exit(bool(problems))


main()
