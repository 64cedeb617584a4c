#!/usr/bin/env python3
"""Calls every implemented function with nothing: NULL for each pointer, and for
each number 0, then -1; then with a new object for each handle; then with buffers
of zeros too, and small numbers. None may crash, hang, print or end the process.

A generated program makes each call in a process of its own.
"""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILD = Path(os.environ.get("TLSRS_BUILD", ROOT / "build"))
LIBRARY = BUILD / "lib/libtlsrs.so.0"
# Functions whose very task is what the test looks for.
EXCLUDED = {
    "OPENSSL_die": "ends the process",
    "OPENSSL_cleanup": "nothing may be called after it",
    "BIO_do_connect_retry": "waits for ever with the time-out 0, as OpenSSL's does",
    "X509_load_http": "the same",
    "X509_CRL_load_http": "the same",
    "BIO_debug_callback": "prints what it is told",
    "BIO_debug_callback_ex": "the same",
}
# Functions that free what a pointer is to, which a buffer of zeros cannot be.
TAKES_MEMORY = {"ERR_set_error_data", "OSSL_STORE_INFO_new_NAME", "OSSL_STORE_INFO_set0_NAME_description",
                "SCT_set0_extensions", "SCT_set0_log_id", "SCT_set0_signature"}
# Functions that take more than the prototype shows: what they are not called with.
UNKNOWN_ARGUMENTS = {"va_list", "..."}
# Where a header declares no type's constructor by the usual name.
CONSTRUCTORS = {
    "SSL_CTX": "SSL_CTX_new(TLS_method())",
    "SSL": "SSL_new(SSL_CTX_new(TLS_method()))",
    "BIO": "BIO_new(BIO_s_mem())",
    "EVP_PKEY_CTX": "EVP_PKEY_CTX_new_id(EVP_PKEY_RSA, NULL)",
    "X509_LOOKUP": "X509_LOOKUP_new(X509_LOOKUP_file())",
    "EC_GROUP": "EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1)",
    "EC_POINT": "EC_POINT_new(EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1))",
    "CONF": "NCONF_new(NULL)",
    "BN_MONT_CTX": "BN_MONT_CTX_new()",
    "UI": "UI_new()",
    "STACK_OF(X509)": "sk_X509_new_null()",
    "OPENSSL_STACK": "OPENSSL_sk_new_null()",
}
# Zeros enough for whatever is read or written there.
BUFFERS = {p: "(void *)zeros" for p in (
    "const unsigned char *", "unsigned char *", "const char *", "char *", "const uint8_t *", "uint8_t *",
    "int *", "unsigned int *", "long *", "size_t *", "uint32_t *", "uint64_t *", "const unsigned char **",
    "unsigned char **", "char **", "const char **")}
NUMBER = re.compile(r"(const )?(unsigned |signed )?(int|long|char|short|size_t|ossl_ssize_t|time_t|u?int\d+_t|"
                    r"BN_ULONG|ASN1_BOOLEAN|off_t|double|unsigned|pem_password_cb|point_conversion_form_t|"
                    r"ossl_\w+|enum \w+)( int)?")
PROLOGUE = """
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <signal.h>
#include <unistd.h>
#include <sys/wait.h>
%s
static char zeros[1 << 16];
static int failures, calls;
static void run(const char *what, void (*call)(void))
{
    int status, out[2];
    char byte;
    pid_t pid;

    if (pipe(out) != 0 || (pid = fork()) < 0)
        exit(3);
    if (pid == 0) {
        dup2(out[1], 1);
        dup2(out[1], 2);
        alarm(20);
        call();
        _exit(42);
    }
    close(out[1]);
    ssize_t printed = read(out[0], &byte, 1);
    close(out[0]);
    waitpid(pid, &status, 0);
    calls++;
    if (WIFEXITED(status) && WEXITSTATUS(status) == 42 && printed == 0)
        return;
    failures++;
    printf("FAILED %%s: %%s\\n", what, WIFSIGNALED(status) ? strsignal(WTERMSIG(status))
           : WEXITSTATUS(status) != 42 ? "ended the process" : "printed something");
}
"""


def implemented():
    out = subprocess.run(["nm", "-D", "--defined-only", LIBRARY], capture_output=True, text=True, check=True).stdout
    return {line.split()[2].split("@")[0] for line in out.splitlines() if line.split()[1] == "T"}


def prototypes():
    for line in (ROOT / "include/parts/prototypes.tsv").read_text().splitlines():
        if not line.startswith("#"):
            header, name, result, *parameters = line.split("\t")
            yield header, name, result, [p for p in parameters if p not in ("void", "")]


def pointee(parameter):
    """`X` of a parameter `X *` or `const X *`."""
    match = re.fullmatch(r"(?:const )?(?:struct )?([\w()]+) \*", parameter)
    return match[1] if match else None


def is_number(parameter):
    return bool(NUMBER.fullmatch(re.sub(r"^const ", "", parameter.strip()))) and parameter != "pem_password_cb"


def source(names):
    everything = list(prototypes())
    makers = dict(CONSTRUCTORS)
    for _, name, result, parameters in everything:
        made = pointee(result)
        if made and not parameters and name == f"{made}_new":
            makers.setdefault(made, f"{name}()")
    headers = sorted({header for header, *_ in everything} - {"ossl_typ.h"})
    # OpenSSL's cms.h declares some functions only behind pem.h.
    headers = sorted(headers, key=lambda header: header != "pem.h")
    text = [PROLOGUE % "\n".join(f"#include <openssl/{header}>" for header in headers)]
    table = []
    for _, name, _, parameters in everything:
        if name not in names or name in EXCLUDED:
            continue
        open_ended = bool(UNKNOWN_ARGUMENTS & set(parameters))
        parameters = [p for p in parameters if p != "..."]
        first = pointee(parameters[0]) if parameters else None
        variants = {"nothing": ["0" for _ in parameters],
                    "-1": ["-1" if is_number(p) else "0" for p in parameters]}
        if first in makers:
            variants["an object alone"] = [makers[first]] + variants["nothing"][1:]
            variants["an object and -1"] = [makers[first]] + variants["-1"][1:]
            variants["an object throughout"] = [makers[first] if pointee(p) == first else "0" for p in parameters]
        # What a format or a flag then asks for would not be there.
        for number in () if open_ended or name in TAKES_MEMORY else ("0", "1", "16", "-1"):
            variants[f"objects, zeros and {number}"] = [
                number if is_number(p) else makers.get(pointee(p), BUFFERS.get(p, "0")) for p in parameters]
        shown = set()
        for what, arguments in variants.items():
            call = f"({name})({', '.join(arguments)})"
            if call in shown:
                continue
            shown.add(call)
            text.append(f"static void call_{len(table)}(void) {{ (void){call}; }}")
            table.append(f'    run("{name} with {what}", call_{len(table)});')
    text += ["int main(void)", "{", "    setvbuf(stdout, NULL, _IOLBF, 0);", *table,
             '    printf("%d passed, %d failed\\n", calls - failures, failures);', "    return failures != 0;", "}"]
    return "\n".join(text) + "\n"


def main():
    with tempfile.TemporaryDirectory(prefix="tlsrs-test-") as scratch:
        program, code = Path(scratch, "every"), Path(scratch, "every.c")
        code.write_text(source(implemented()))
        subprocess.run([os.environ.get("CC", "cc"), "-w", "-O0", code, "-o", program, "-lssl", "-lcrypto"], check=True)
        # A panic is no crash, but a defect all the same: let it print.
        env = {**os.environ, "LD_LIBRARY_PATH": str(BUILD / "lib/tlsrs"), "TLSRS_SHOW_PANICS": "1"}
        return subprocess.run([program], env=env, stdin=subprocess.DEVNULL, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
