#!/usr/bin/env python3
"""Unmodified mail servers over tlsrs: Dovecot (IMAP, POP3, client certificates,
names) and Postfix (smtpd, and smtp with each level of trust, resumption).

Run by c-tests/run.py, or alone after it; as root, which both servers want to be.

usage: mail.py [--baseline]      (--baseline: all over OpenSSL)
"""

import hashlib
import imaplib
import os
import poplib
import re
import shutil
import smtplib
import ssl
import sys

import _programs as programs
from _programs import SYSTEM, WAYS, harness, tally

certificates = programs.Certificates()
ca, other = certificates.ca, certificates.other
TEXT = programs.letters(60000)
PRINT = hashlib.sha256(ssl.PEM_cert_to_DER_cert(certificates.server[0].read_text(encoding="ascii"))).digest().hex(":").upper()
VERSIONS = (("TLSv1.2", programs.TLS12), ("TLSv1.3", programs.TLS13))


# What the servers hand on to the processes that they start.
HANDED_ON = "LD_LIBRARY_PATH LD_PRELOAD"


def dovecot_settings(place, imap, imaps, pop3s, more):
    """Writes a configuration; the command that runs it."""
    place.mkdir()
    shutil.chown(place, "nobody", "nogroup")
    (place / "ca.pem").write_bytes(ca.cert.read_bytes() + ca.crl.read_bytes())
    config = place / "dovecot.conf"
    config.write_text(f"""
base_dir = {place}/run
state_dir = {place}/run
log_path = {place}/log
import_environment = {HANDED_ON}
protocols = imap pop3
listen = 127.0.0.1
auth_mechanisms = plain
auth_failure_delay = 0
ssl = required
ssl_cert = <{certificates.server[0]}
ssl_key = <{certificates.server[1]}
ssl_alt_cert = <{certificates.server_rsa[0]}
ssl_alt_key = <{certificates.server_rsa[1]}
ssl_ca = <{place}/ca.pem
ssl_min_protocol = TLSv1.2
ssl_cipher_list = ECDHE+AESGCM
ssl_curve_list = P-384:P-256
ssl_prefer_server_ciphers = yes
verbose_ssl = yes
mail_location = maildir:{place}/%u
first_valid_uid = 1
passdb {{
  driver = static
  args = password=secret
}}
userdb {{
  driver = static
  args = uid=nobody gid=nogroup home={place}/%u
}}
service imap-login {{
  service_count = 0
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = {imaps}
    ssl = yes
  }}
}}
service pop3-login {{
  inet_listener pop3 {{
    port = 0
  }}
  inet_listener pop3s {{
    port = {pop3s}
    ssl = yes
  }}
}}
{more}
""", encoding="ascii")
    return ["dovecot", "-F", "-c", config]


def dovecot(way):
    """Dovecot: IMAP and POP3, STARTTLS, contents, another name's certificate."""
    imap, imaps, pop3s = programs.free_ports(3)
    pair = ca.issue(f"second-{way[:4]}", names="DNS:two.example", kind="rsa")
    place = programs.folder / f"dovecot-{way[:4]}"
    command = dovecot_settings(place, imap, imaps, pop3s, f"""
local_name two.example {{
  ssl_cert = <{pair[0]}
  ssl_key = <{pair[1]}
  ssl_alt_cert =
  ssl_alt_key =
}}
""")
    with programs.Program("dovecot", command, way, imap, some=True):
        for version, more in VERSIONS:
            what = f"dovecot {way}: {version}"
            made = programs.context(certificates, **more)
            for start in (True, False):
                box = imaplib.IMAP4("localhost", imap) if start else imaplib.IMAP4_SSL("localhost", imaps, ssl_context=made)
                if start:
                    box.starttls(made)
                tally.equal(f"{what}: speaks", box.sock.version(), version)
                box.login("me", "secret")
                box.append("INBOX", "", None, TEXT.replace("\n", "\r\n").encode())
                box.select("INBOX")
                _, got = box.fetch("1", "(BODY[])")
                tally.equal(f"{what}: what it keeps", got[0][1].decode().replace("\r\n", "\n"), TEXT)
                box.logout()
            pop = poplib.POP3_SSL("localhost", pop3s, context=made)
            pop.user("me")
            pop.pass_("secret")
            tally.equal(f"{what}: over POP3", b"\n".join(pop.retr(1)[1]).decode() + "\n", TEXT)
            pop.quit()
            option = "-tls1_2" if more is programs.TLS12 else "-tls1_3"
            text = programs.s_client(imaps, certificates, option, "-servername", "two.example", "-verify_hostname", "two.example")
            tally.found(f"{what}: another name's certificate, the groups it was given", text, "Verify return code: 0", "subject=.*second-", "Cipher is (ECDHE-RSA-AES256-GCM-SHA384|TLS_AES_256_GCM_SHA384)")
        text = programs.s_client(imaps, certificates, "-tls1_2", "-cipher", "ECDHE-RSA-CHACHA20-POLY1305")
        tally.found(f"dovecot {way}: a suite it does not have", text, "Cipher is .NONE")
    tally.found(f"dovecot {way}: the log", (place / "log").read_text(errors="replace"), "SSL negotiation finished successfully", "imap.*Login: user=<me>.*TLS")


def dovecot_strict(way):
    """Dovecot lets in who shows a good certificate."""
    imap, imaps, pop3s = programs.free_ports(3)
    place = programs.folder / f"dovecot-strict-{way[:4]}"
    command = dovecot_settings(place, imap, imaps, pop3s, """
ssl_verify_client_cert = yes
auth_ssl_require_client_cert = yes
""")
    with programs.Program("dovecot strict", command, way, imap, some=True):
        def enter(client, **more):
            made = programs.context(certificates, client=client and getattr(certificates, client), **more)
            try:
                box = imaplib.IMAP4_SSL("localhost", imaps, ssl_context=made)
                box.login("me", "secret")
                box.shutdown()
                return "let in"
            except (OSError, imaplib.IMAP4.error) as error:
                return f"refused: {error}"
        for version, more in VERSIONS:
            for client in ("client", None, *certificates.BAD_CLIENTS):
                got = enter(client, **more)
                tally.check(f"dovecot {way}: {version} with {client}", got == "let in" if client == "client" else got.startswith("refused"), got)
    tally.found(f"dovecot {way}: why it refused", (place / "log").read_text(errors="replace"), "invalid SSL certificate: certificate has expired: .*CN=client-expired", "invalid SSL certificate: certificate revoked: .*CN=client-revoked",
                "invalid SSL certificate: unable to get local issuer certificate: .*CN=client-other", "Received valid SSL certificate: .*CN=client$", "client didn't send a cert")


# To whom a mail goes: what whoever sends it demands, to which port it goes, what the log then says.
VERIFY = "smtp_tls_security_level=verify smtp_tls_verify_cert_match=localhost"
DOMAINS = {
    "may": ("smtp_tls_security_level=may", "start", "Trusted TLS connection established to localhost.*: TLSv1.3", "sent"),
    "secure": ("smtp_tls_security_level=secure smtp_tls_secure_cert_match=localhost", "start", "Verified TLS connection established to localhost", "sent"),
    "old": (f"{VERIFY} smtp_tls_mandatory_protocols=TLSv1.2", "start", "Verified TLS connection established to localhost.*: TLSv1.2 with cipher ECDHE-", "sent"),
    "wrapped": (f"{VERIFY} smtp_tls_wrappermode=yes", "wrapped", "Verified TLS connection established to localhost", "sent"),
    "print": (f"smtp_tls_security_level=fingerprint smtp_tls_fingerprint_cert_match={PRINT}", "start", "Verified TLS connection established to localhost", "sent"),
    "misprint": (f"smtp_tls_security_level=fingerprint smtp_tls_fingerprint_cert_match={PRINT[3:]}:00", "start", "Server certificate not verified", "deferred"),
    "misnamed": ("smtp_tls_security_level=verify smtp_tls_verify_cert_match=other.example", "start", "Server certificate not verified", "deferred"),
    "strict": ("smtp_tls_security_level=encrypt", "strict", "Trusted TLS connection established to localhost", "sent"),
    "stranger": (VERIFY, "stranger", "Untrusted TLS connection established to localhost", "deferred"),
    "expired": (VERIFY, "expired", "certificate verification failed for localhost.*certificate has expired", "deferred"),
}
EVERY = ", ".join(f"{domain}.example" for domain in DOMAINS)


def postfix_settings(place, *, main, services):
    """Writes a configuration of Postfix that owns all of its folders; the command that runs it."""
    place.mkdir()
    for name in ("spool", "data", "config", "mail"):
        (place / name).mkdir()
    shutil.chown(place / "data", "postfix", "postfix")
    shutil.chown(place / "mail", "nobody", "nogroup")
    (place / "config/main.cf").write_text(f"""
compatibility_level = 3.6
queue_directory = {place}/spool
data_directory = {place}/data
maillog_file = {place}/log
maillog_file_prefixes = {programs.folder}
import_environment = MAIL_CONFIG TZ {HANDED_ON}
export_environment = TZ {HANDED_ON}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
myhostname = localhost
mydestination =
alias_maps =
local_recipient_maps =
virtual_mailbox_base = {place}/mail
virtual_mailbox_maps = static:box/
virtual_uid_maps = static:65534
virtual_gid_maps = static:65534
biff = no
smtp_host_lookup = native
smtp_dns_support_level = disabled
smtpd_tls_loglevel = 1
smtp_tls_loglevel = 2
smtp_tls_CAfile = {ca.cert}
smtp_tls_session_cache_database = btree:$data_directory/smtp_cache
smtpd_tls_session_cache_database = btree:$data_directory/smtpd_cache
smtpd_tls_chain_files = {certificates.server_rsa[1]}, {certificates.server_rsa[0]}, {certificates.server[1]}, {certificates.server[0]}
smtpd_tls_CAfile = {ca.cert}
smtpd_tls_received_header = yes
minimal_backoff_time = 3000s
{main}
""", encoding="ascii")
    common = """
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
pickup unix n - n 60 1 pickup
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
proxywrite unix - - n - 1 proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
tlsproxy unix - - n - 0 tlsproxy
postlog unix-dgram n - n - 1 postlogd
"""
    (place / "config/master.cf").write_text(common.lstrip() + services, encoding="ascii")
    status, said = harness.run(["postfix", "-c", place / "config", "check"])
    tally.check("postfix takes its configuration", status == 0, said)
    return ["/usr/lib/postfix/sbin/master", "-c", place / "config", "-d"]


def postfix(way):
    """Postfix: smtpd with STARTTLS and without, smtp with each level of trust, sessions resumed."""
    for server_way, client_way in ((way, SYSTEM), (SYSTEM, way)):
        what = f"smtpd {server_way}, smtp {client_way}"
        entry, *rest = programs.free_ports(6)
        ports = dict(zip(("start", "wrapped", "strict", "stranger", "expired"), rest))
        place, sending = (programs.folder / f"{name}-{entry}" for name in ("smtpd", "smtp"))
        pairs = {name: f"{getattr(certificates, name)[1]},{getattr(certificates, name)[0]}" for name in ("server_other", "server_expired")}
        receiver = postfix_settings(place, main=f"""
smtpd_tls_security_level = may
virtual_mailbox_domains = {EVERY}
""", services=f"""
127.0.0.1:{ports["start"]} inet n - n - - smtpd
127.0.0.1:{ports["wrapped"]} inet n - n - - smtpd
    -o smtpd_tls_wrappermode=yes
127.0.0.1:{ports["strict"]} inet n - n - - smtpd
    -o smtpd_tls_security_level=encrypt -o smtpd_tls_req_ccert=yes
127.0.0.1:{ports["stranger"]} inet n - n - - smtpd
    -o smtpd_tls_chain_files={pairs["server_other"]}
127.0.0.1:{ports["expired"]} inet n - n - - smtpd
    -o smtpd_tls_chain_files={pairs["server_expired"]}
""")
        to = [f"{{ {name}.example = {name}:[localhost]:{ports[port]} }}" for name, (_, port, _, _) in DOMAINS.items()]
        senders = "".join(f"{name} unix - - n - - smtp\n" + "".join(f"    -o {option}\n" for option in demand.split())
                          + f"    -o syslog_name={name}\n" for name, (demand, *_) in DOMAINS.items())
        sender = postfix_settings(sending, main=f"""
smtpd_tls_security_level = none
relay_domains = {EVERY}
transport_maps = inline:{{ {', '.join(to)} }}
smtp_tls_fingerprint_digest = sha256
smtp_tls_chain_files = {certificates.client[1]}, {certificates.client[0]}
""", services=f"""
127.0.0.1:{entry} inet n - n - - smtpd
{senders}
""")

        def said(sending=sending):
            return (sending / "log").read_text(errors="replace")
        with programs.Program(f"smtpd-{client_way[:4]}", receiver, server_way, ports["start"], some=True, start_new_session=True), \
                programs.Program(f"smtp-{client_way[:4]}", sender, client_way, entry, start_new_session=True, some=True):
            for version, more in VERSIONS:
                made = programs.context(certificates, **more)
                for wrap in (False, True):
                    mailer = smtplib.SMTP_SSL("localhost", ports["wrapped"], context=made) if wrap else smtplib.SMTP("localhost", ports["start"])
                    if not wrap:
                        mailer.starttls(context=made)
                    tally.equal(f"{what}: {version}", mailer.sock.version(), version)
                    mailer.sendmail("a@may.example", "b@may.example", TEXT)
                    mailer.quit()
                # Who shows no good certificate cannot send.
                for shown in ("client", None, *certificates.BAD_CLIENTS):
                    made = programs.context(certificates, client=shown and getattr(certificates, shown), **more)
                    try:
                        with smtplib.SMTP("localhost", ports["strict"]) as mailer:
                            mailer.starttls(context=made)
                            mailer.sendmail("a@may.example", "b@may.example", "short")
                        got = "sent"
                    except (OSError, smtplib.SMTPException) as error:
                        got = f"refused: {error!r}"
                    good = shown in ("client", "client_revoked")  # Postfix knows no CRLs
                    tally.check(f"{what}: {version} with {shown}", got == "sent" if good else got.startswith("refused"), got)
            for number in range(2):  # the second time, sessions are resumed
                with smtplib.SMTP("localhost", entry) as mailer:
                    for domain in DOMAINS:
                        mailer.sendmail("a@may.example", f"{number}@{domain}.example", TEXT)

                def done(number=number):
                    text = said()
                    return all(re.search(f"to=<{number}@{domain}.example>.*status=", text) for domain in DOMAINS)
                programs.wait_for(f"{what}: mails on their way", done, said)
            for domain, (_, port, says, status) in DOMAINS.items():
                own = "".join(line for line in said().splitlines(True) if f" {domain}/" in line)
                tally.found(f"{what}: {domain}", own, f"to=<0@{domain}.example>, relay=.*status={status}", says)
            tally.found(f"{what}: resumed", said(), "eusing.*session")
            wanted = 4 + 2 * sum(d[3] == "sent" for d in DOMAINS.values())

            def mails():
                texts = [mail.read_text(errors="replace") for mail in (place / "mail/box/new").iterdir()]
                return [text for text in texts if TEXT in text]
            # The receiver says that it has a mail, and puts it into the box then.
            programs.until(lambda wanted=wanted, mails=mails: len(mails()) >= wanted)
            tally.equal(f"{what}: the mails", len(mails()), wanted)
            tally.found(f"{what}: what is said of the client", "".join(mails()), "using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384", 'Client CN "client", Issuer "good-ca" .verified OK')


PARTS = (postfix, dovecot, dovecot_strict)
if __name__ == "__main__":
    if os.geteuid() != 0:
        print("left out: Postfix and Dovecot want to be started by root")
        print("0 passed, 0 failed")
        sys.exit(0)
    tally.parallel(*((part, way) for part in PARTS for way in WAYS))
    tally.finish()
