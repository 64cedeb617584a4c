"""For languages.py: a server and a client with pyOpenSSL, which leaves names to the program.

usage: pyopenssl.py serve PORT CA CERT KEY | connect PORT CA CERT KEY OTHER-CA
"""

import socket
import sys

from cryptography import x509
from OpenSSL import SSL

role, port, ca, cert, key, *other_ca = sys.argv[1:]


def context(cafile, verify, shown=True):
    made = SSL.Context(SSL.TLS_METHOD)
    made.load_verify_locations(cafile)
    made.set_verify(verify, lambda _connection, _cert, _error, _depth, good: bool(good))
    made.set_session_id(b"languages")
    if shown:
        made.use_certificate_file(cert)
        made.use_privatekey_file(key)
        made.check_privatekey()
    return made


def line(connection):
    got = b""
    while not got.endswith(b"\n"):
        got += connection.recv(1024)
    return got.decode().strip()


def serve():
    made = context(ca, SSL.VERIFY_PEER | SSL.VERIFY_FAIL_IF_NO_PEER_CERT)
    listener = socket.create_server(("127.0.0.1", int(port)))
    while True:
        plain, _ = listener.accept()
        tls = SSL.Connection(made, plain)
        tls.set_accept_state()
        try:
            tls.do_handshake()
            peer = tls.get_peer_certificate().get_subject().CN
            tls.sendall(f"{tls.get_protocol_version_name()} {peer}: {line(tls)}\n".encode())
            tls.shutdown()
        except SSL.Error as error:
            print(repr(error), file=sys.stderr)
        plain.close()


def ask(name, made, session=None):
    """What the server answers, who it is, and the session."""
    with socket.create_connection(("127.0.0.1", int(port))) as plain:
        tls = SSL.Connection(made, plain)
        tls.set_tlsext_host_name(name.encode())
        tls.set_connect_state()
        if session:
            tls.set_session(session)
        tls.do_handshake()
        peer = tls.get_peer_certificate().to_cryptography()
        names = peer.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        if name not in names.get_values_for_type(x509.DNSName):
            raise ValueError("not the name of its certificate")
        tls.sendall(b"hello\n")
        answer = line(tls)
        return [answer, peer.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)[0].value], tls.get_session()


def refusal(*how):
    try:
        ask(*how)
    except (SSL.Error, ValueError, OSError) as error:
        return f"refused: {error!r}"
    return "accepted"


def connect():
    mine = context(ca, SSL.VERIFY_PEER)
    about, session = ask("localhost", mine)
    print("good:", about)
    print("with its session:", ask("localhost", mine, session)[0])
    print("no certificate:", refusal("localhost", context(ca, SSL.VERIFY_PEER, shown=False)))
    print("another name:", refusal("other.example", mine))
    print("another CA:", refusal("localhost", context(other_ca[0], SSL.VERIFY_PEER)))


serve() if role == "serve" else connect()
