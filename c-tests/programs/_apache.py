"""For apache.py, by the distro's Python: a client that authenticates itself after the handshake if it is asked,
and both ends of that in one process.

usage: _apache.py PORT CA CLIENT-CERT CLIENT-KEY SERVER-CERT SERVER-KEY
"""

import http.client
import ssl
import sys

port, ca, cert, key, server_cert, server_key = sys.argv[1:]


def context(shown=True, offers=True, version=ssl.TLSVersion.TLSv1_3):
    made = ssl.create_default_context(cafile=ca)
    made.minimum_version = made.maximum_version = version
    made.post_handshake_auth = offers
    if shown:
        made.load_cert_chain(cert, key)
    return made


def requests(title, made, *paths):
    """What each path answers, all on one connection."""
    connection = http.client.HTTPSConnection("localhost", int(port), context=made, timeout=60)
    for path in paths:
        body = b"0123456789" * 1000 if path.startswith("POST ") else None
        try:
            connection.request("POST" if body else "GET", path.removeprefix("POST "), body=body)
            answer = connection.getresponse()
            said = f"{answer.status}, client {answer.headers.get('x-client')}, verified {answer.headers.get('x-verified')}"
            answer.read()
        except (OSError, http.client.HTTPException) as error:
            said = f"refused: {getattr(error, 'reason', None) or type(error).__name__}"
        print(f"{title}: {path}: {said}")
    connection.close()


requests("asked", context(), "/", "/private", "/private", "POST /private", "/", "/optional")
requests("asked with a body", context(), "POST /private", "/optional")
requests("optional", context(), "/optional", "/private")
requests("without a certificate", context(shown=False), "/", "/optional", "/private")
requests("without the extension", context(offers=False), "/", "/private")


def pump(ends, action):
    """Does `action` for one end, with whatever the other has to say to it."""
    for _ in range(20):
        try:
            return action()
        except ssl.SSLWantReadError:
            for end in ends:
                try:
                    end.read()
                except ssl.SSLWantReadError:
                    pass
    return "no end"


def both(title, client_context, mode, shown_before=False):
    """Python's own verify_client_post_handshake."""
    served = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    served.load_cert_chain(server_cert, server_key)
    served.load_verify_locations(ca)
    served.verify_mode = mode
    served.post_handshake_auth = True
    a, b = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = client_context.wrap_bio(a, b, server_hostname="localhost")
    server = served.wrap_bio(b, a, server_side=True)
    try:
        for _ in range(4):
            for end in (client, server):
                try:
                    end.do_handshake()
                except ssl.SSLWantReadError:
                    pass
        before = server.getpeercert()
        server.verify_client_post_handshake()
        server.write(b"question")
        answer = client.read()
        client.write(b"answer")
        answer += server.read()
        named = dict(part[0] for part in (server.getpeercert() or {}).get("subject", ()))
        print(f"{title}: before {before}, {answer}, now {named.get('commonName')}")
    except ssl.SSLError as error:
        print(f"{title}: {type(error).__name__} {error.reason}")


both("both", context(), ssl.CERT_REQUIRED)
both("both, optional", context(), ssl.CERT_OPTIONAL)
both("both, optional, none", context(shown=False), ssl.CERT_OPTIONAL)
both("both, required, none", context(shown=False), ssl.CERT_REQUIRED)
both("both, not offered", context(offers=False), ssl.CERT_REQUIRED)
both("both, none asked", context(), ssl.CERT_NONE)
both("both, TLS 1.2", context(version=ssl.TLSVersion.TLSv1_2), ssl.CERT_REQUIRED)
