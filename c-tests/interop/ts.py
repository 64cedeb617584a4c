#!/usr/bin/env python3
"""`openssl ts` over OpenSSL and over tlsrs: requests that one makes the other
answers, and stamps that one makes the other believes, with the same verdict."""

import pathlib
import tempfile

import _harness as harness

files = harness.fixtures()
tally = harness.Tally()
WAYS = (harness.SYSTEM, harness.DROPPED_IN)
PAIRS = [(harness.SYSTEM, harness.DROPPED_IN), (harness.DROPPED_IN, harness.SYSTEM), (harness.DROPPED_IN, harness.DROPPED_IN)]
TRUST = ["-CAfile", files / "ca-rsa-cert.pem"]
FORMS = {
    "plain": ([], [], ["-untrusted", files / "tsa-chain.pem"]),
    "with certificates": (["-cert"], [], []),
    "another policy": (["-cert", "-tspolicy", "1.2.3.4.5", "-sha512"], [], []),
    "no nonce": (["-cert", "-no_nonce", "-sha1"], [], []),
    "the chain's identifiers": (["-cert"], ["-section", "chained"], []),
}


def ts(way, *arguments, cwd):
    """Runs `openssl ts`; (exit status, what it printed)."""
    return harness.run(["openssl", "ts", *arguments], way, cwd=cwd)


def errors(said):
    """The errors of what was printed, without processes and lines of source."""
    return [":".join(line.split(":")[2:4] + line.split(":")[5:6] + line.split(":")[8:]) for line in said.splitlines() if ":error:" in line]


def same_verdict(where, good, cwd, *arguments):
    """That both libraries say the same of a stamp, and what."""
    said = [ts(way, "-verify", *arguments, cwd=cwd) for way in WAYS]
    theirs, ours = ((status, errors(text)) for status, text in said)
    tally.check(f"{where}: {'believed' if good else 'refused'}", (theirs[0] == 0) == good, said[0][1])
    tally.check(f"{where}: the same verdict", theirs == ours, f"OpenSSL {theirs}\n  tlsrs {ours}")


def stamps(cwd):
    for asker, answerer in PAIRS:
        for name, (asked, answered, more) in FORMS.items():
            where = f"{asker} asks {answerer}: {name}"
            status, said = ts(asker, "-query", "-data", "text", *asked, "-out", "query", cwd=cwd)
            tally.check(f"{where}: asked", status == 0, said)
            status, said = ts(answerer, "-reply", "-config", "tsa.cnf", "-queryfile", "query", *answered, "-out", "reply", cwd=cwd)
            tally.check(f"{where}: answered", status == 0, said)
            for kind, file in (("-query", "query"), ("-reply", "reply")):
                shown = [ts(way, kind, "-in", file, "-text", cwd=cwd) for way in WAYS]
                tally.check(f"{where}: {file} shown alike", shown[0] == shown[1] and shown[0][0] == 0, shown[1][1][:300])
            stamp = ["-in", "reply", *more]
            same_verdict(f"{where}, request", True, cwd, "-queryfile", "query", *stamp, *TRUST)
            same_verdict(f"{where}, data", True, cwd, "-data", "text", *stamp, *TRUST)
            same_verdict(f"{where}, other data", False, cwd, "-data", "other", *stamp, *TRUST)
            same_verdict(f"{where}, another CA", False, cwd, "-data", "text", *stamp, "-CAfile", files / "ca-p256-cert.pem")
            same_verdict(f"{where}, another purpose", False, cwd, "-data", "text", *stamp, *TRUST, "-purpose", "sslserver")
            ts(asker, "-query", "-data", "text", *asked, "-out", "query", cwd=cwd)
            same_verdict(f"{where}, another nonce", name == "no nonce", cwd, "-queryfile", "query", *stamp, *TRUST)
            tokens = []
            for way in WAYS:
                ts(way, "-reply", "-in", "reply", "-token_out", "-out", "token", cwd=cwd)
                tokens.append((cwd / "token").read_bytes())
            tally.check(f"{where}: the same token", tokens[0] == tokens[1] and len(tokens[0]) > 100)
            same_verdict(f"{where}, the token", True, cwd, "-data", "text", "-in", "token", "-token_in", *more, *TRUST)


def refusals(cwd):
    cases = {"digest": ["-sha384"], "policy": ["-tspolicy", "1.2.3.4.6"]}
    for way in WAYS:
        for name, asked in cases.items():
            ts(way, "-query", "-data", "text", *asked, "-out", "query", cwd=cwd)
            said = []
            for answerer in WAYS:
                status, _ = ts(answerer, "-reply", "-config", "tsa.cnf", "-queryfile", "query", "-out", "reply", cwd=cwd)
                said.append((status, ts(way, "-reply", "-in", "reply", "-text", cwd=cwd)))
            tally.check(f"{way}: unknown {name} refused alike", said[0] == said[1] and "Rejected" in said[0][1][1], said)
            same_verdict(f"{way}: a refusal for the {name}", False, cwd, "-data", "text", "-in", "reply", *TRUST)


def main():
    with tempfile.TemporaryDirectory(prefix="tlsrs-ts-") as scratch:
        cwd = pathlib.Path(scratch)
        (cwd / "text").write_text("To be stamped.\n")
        (cwd / "other").write_text("Not stamped.\n")
        settings = (files / "tsa.cnf").read_text()
        for name in ("tsa-cert.pem", "tsa-key.pem", "intermediate-cert.pem"):
            settings = settings.replace(f" {name}", f" {files / name}")
        main_part = settings[settings.index("[main]"):]
        chained = main_part.replace("[main]", "[chained]").replace("ess_cert_id_chain = no", "ess_cert_id_chain = yes")
        (cwd / "tsa.cnf").write_text(settings + chained.replace("ess_cert_id_alg = sha256", "ess_cert_id_alg = sha1"))
        stamps(cwd)
        refusals(cwd)
    tally.finish()


main()
