#!/usr/bin/env python3
"""Checks the source's own rules: who may use whom, where unsafe code may stand, file sizes.

The layers are those of src/lib.rs. The last line is "N passed, N failed".
"""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# module: what it may use, besides itself.
LAYERS = {
    "abi": {"err"},
    "api": {"abi", "obj", "tls", "pki", "crypto", "der", "err"},
    "obj": {"abi", "tls", "pki", "crypto", "der", "err"},
    "tls": {"pki", "crypto", "der", "err"},
    "pki": {"crypto", "der", "err"},
    "crypto": {"der", "err"},
    "der": {"err"},
    "err": set(),
}
# crate: the module that alone may use it.
OWNERS = {"rustls": "tls", "aws_lc_rs": "crypto", "aws_lc_sys": "crypto"}
# Elsewhere than in abi and crypto: casts of the void pointers that ctrl functions and callbacks carry.
UNSAFE = {"abi", "crypto"}
UNSAFE_FILES = {
    "tls/fiber.rs": "coroutine stacks that move between threads",
}
LONGEST = 800

passed = failed = 0


def check(what, problems):
    global passed, failed
    if problems:
        failed += 1
        print(f"FAILED {what}")
        for problem in problems:
            print(f"  {problem}")
    else:
        passed += 1


def code(path):
    """The lines of a Rust file without comments and strings, up to its unit tests."""
    lines = []
    for line in path.read_text().splitlines():
        if line.startswith("#[cfg(test)]") and not lines[-1:] == ["#[cfg(test)]"]:
            lines.append(line)
            continue
        if lines[-1:] == ["#[cfg(test)]"] and re.match(r"mod \w+ \{", line):
            break
        lines.append(re.sub(r"\"(?:[^\"\\]|\\.)*\"|//.*", "", line))
    return lines


def main():
    files = sorted((ROOT / "src").rglob("*.rs"))
    arrows, owned, unsafe = [], [], []
    for path in files:
        where = path.relative_to(ROOT / "src")
        layer = where.parts[0].removesuffix(".rs")
        if layer not in LAYERS or path.name == "tests.rs":
            continue
        # rustls has a module of the name aws_lc_rs; what counts is whose it is.
        owners = dict(OWNERS)
        if re.search(r"use rustls::[^;]*\baws_lc_rs\b", path.read_text()):
            del owners["aws_lc_rs"]
        for number, line in enumerate(code(path), 1):
            at = f"src/{where}:{number}: {line.strip()}"
            used = set(re.findall(r"\bcrate::(\w+)", line)) & set(LAYERS)
            for braces in re.findall(r"\bcrate::\{(.*)", line):
                used |= set(re.findall(r"(?:^|,)\s*(\w+)", braces)) & set(LAYERS)
            if used - LAYERS[layer] - {layer}:
                arrows.append(at)
            for crate, owner in owners.items():
                if layer != owner and re.search(rf"(?<!::)\b{crate}::", line):
                    owned.append(at)
            if layer not in UNSAFE and str(where) not in UNSAFE_FILES and re.search(r"\bunsafe\b(?!\()", line) and "forbid(" not in line:
                unsafe.append(at)
    check("no module uses one above it (the table in src/lib.rs)", arrows)
    check("rustls is used by tls alone, aws-lc by crypto alone", owned)
    check("unsafe code stands in abi and crypto", unsafe)
    texts = [p for pattern in ("*.rs", "*.c", "*.h", "*.py", "*.sh") for folder in ("src", "c-tests", "include")
             for p in (ROOT / folder).rglob(pattern) if (ROOT / "include") not in p.parents]
    long = [f"{p.relative_to(ROOT)}: {n} lines" for p in sorted(texts) if (n := len(p.read_text().splitlines())) > LONGEST]
    check(f"no file is longer than {LONGEST} lines", long)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
