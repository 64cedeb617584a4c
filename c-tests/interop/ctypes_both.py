#!/usr/bin/env python3
"""Python's ctypes as client and as server, in one process: no C compiler, no
header, no ssl module.

usage: ctypes_both.py [--baseline]        (--baseline: over OpenSSL)
"""

import ctypes
import socket
import sys
import threading
from ctypes import CFUNCTYPE, POINTER, byref, c_char_p, c_int, c_long, c_size_t, c_ubyte, c_uint, c_ulong, c_void_p

import _harness as harness

files = harness.fixtures()
tally = harness.Tally()
BASELINE = "--baseline" in sys.argv
if BASELINE:
    crypto, tls = ctypes.CDLL("libcrypto.so.3"), ctypes.CDLL("libssl.so.3")
else:
    crypto = tls = ctypes.CDLL(str(harness.LIB / "libtlsrs.so.0"))

VERIFY_PEER, FAIL_IF_NO_PEER_CERT = 1, 2
FILE_PEM = 1
CTRL_SET_MIN_PROTO, CTRL_SET_MAX_PROTO, CTRL_SET_HOST_NAME = 123, 124, 55
TLS12, TLS13 = 0x0303, 0x0304
ERROR_SSL, ERROR_ZERO_RETURN = 1, 6


def function(library, name, result, *arguments):
    """One function of the library, with its C types."""
    f = getattr(library, name)
    f.restype, f.argtypes = result, arguments
    return f


P = c_void_p
VerifyCallback = CFUNCTYPE(c_int, c_int, P)
AlpnCallback = CFUNCTYPE(c_int, P, POINTER(P), POINTER(c_ubyte), P, c_uint, P)

TLS_client_method = function(tls, "TLS_client_method", P)
TLS_server_method = function(tls, "TLS_server_method", P)
SSL_CTX_new = function(tls, "SSL_CTX_new", P, P)
SSL_CTX_free = function(tls, "SSL_CTX_free", None, P)
SSL_CTX_ctrl = function(tls, "SSL_CTX_ctrl", c_long, P, c_int, c_long, P)
SSL_CTX_use_certificate_chain_file = function(tls, "SSL_CTX_use_certificate_chain_file", c_int, P, c_char_p)
SSL_CTX_use_PrivateKey_file = function(tls, "SSL_CTX_use_PrivateKey_file", c_int, P, c_char_p, c_int)
SSL_CTX_load_verify_locations = function(tls, "SSL_CTX_load_verify_locations", c_int, P, c_char_p, c_char_p)
SSL_CTX_set_verify = function(tls, "SSL_CTX_set_verify", None, P, c_int, P)
SSL_CTX_set_alpn_protos = function(tls, "SSL_CTX_set_alpn_protos", c_int, P, c_char_p, c_uint)
SSL_CTX_set_alpn_select_cb = function(tls, "SSL_CTX_set_alpn_select_cb", None, P, AlpnCallback, P)
SSL_new = function(tls, "SSL_new", P, P)
SSL_free = function(tls, "SSL_free", None, P)
SSL_ctrl = function(tls, "SSL_ctrl", c_long, P, c_int, c_long, c_char_p)
SSL_set_fd = function(tls, "SSL_set_fd", c_int, P, c_int)
SSL_set1_host = function(tls, "SSL_set1_host", c_int, P, c_char_p)
SSL_connect = function(tls, "SSL_connect", c_int, P)
SSL_accept = function(tls, "SSL_accept", c_int, P)
SSL_read = function(tls, "SSL_read", c_int, P, P, c_int)
SSL_write = function(tls, "SSL_write", c_int, P, c_char_p, c_int)
SSL_shutdown = function(tls, "SSL_shutdown", c_int, P)
SSL_get_error = function(tls, "SSL_get_error", c_int, P, c_int)
SSL_get_version = function(tls, "SSL_get_version", c_char_p, P)
SSL_get_verify_result = function(tls, "SSL_get_verify_result", c_long, P)
SSL_get_current_cipher = function(tls, "SSL_get_current_cipher", P, P)
SSL_CIPHER_get_name = function(tls, "SSL_CIPHER_get_name", c_char_p, P)
SSL_get0_alpn_selected = function(tls, "SSL_get0_alpn_selected", None, P, POINTER(P), POINTER(c_uint))
SSL_get1_peer_certificate = function(tls, "SSL_get1_peer_certificate", P, P)
X509_get_subject_name = function(crypto, "X509_get_subject_name", P, P)
X509_NAME_oneline = function(crypto, "X509_NAME_oneline", c_char_p, P, c_char_p, c_int)
X509_free = function(crypto, "X509_free", None, P)
ERR_get_error = function(crypto, "ERR_get_error", c_ulong)
ERR_reason_error_string = function(crypto, "ERR_reason_error_string", c_char_p, c_ulong)
ERR_clear_error = function(crypto, "ERR_clear_error", None)


def path(name):
    return str(files / f"{name}.pem").encode()


@AlpnCallback
def select_alpn(_ssl, out, outlen, offered, length, _arg):
    """Takes the first protocol that the client offers."""
    first = ctypes.cast(offered, POINTER(c_ubyte))[0]
    out[0] = offered + 1
    outlen[0] = first
    return 0


def context(server, version, verify):
    ctx = SSL_CTX_new(TLS_server_method() if server else TLS_client_method())
    assert SSL_CTX_ctrl(ctx, CTRL_SET_MIN_PROTO, version, None) == 1
    assert SSL_CTX_ctrl(ctx, CTRL_SET_MAX_PROTO, version, None) == 1
    assert SSL_CTX_load_verify_locations(ctx, path("ca-bundle"), None) == 1
    who = "server-rsa" if server else "client-p256"
    if server or verify:
        assert SSL_CTX_use_certificate_chain_file(ctx, path(f"{who}-cert")) == 1
        assert SSL_CTX_use_PrivateKey_file(ctx, path(f"{who}-key"), FILE_PEM) == 1
    SSL_CTX_set_verify(ctx, (VERIFY_PEER | (FAIL_IF_NO_PEER_CERT if server else 0)) if verify or not server else 0, None)
    if server:
        SSL_CTX_set_alpn_select_cb(ctx, select_alpn, None)
    else:
        assert SSL_CTX_set_alpn_protos(ctx, b"\x08http/1.1\x02h2", 12) == 0
    return ctx


def subject(ssl):
    peer = SSL_get1_peer_certificate(ssl)
    if not peer:
        return None
    text = ctypes.create_string_buffer(256)
    X509_NAME_oneline(X509_get_subject_name(peer), text, len(text))
    X509_free(peer)
    return text.value.decode()


def session(server, sock, version, mutual, host, result):
    """One side of a connection: its facts, or its error, go to `result`."""
    ctx = context(server, version, mutual)
    ssl = SSL_new(ctx)
    SSL_set_fd(ssl, sock.fileno())
    if not server:
        SSL_ctrl(ssl, CTRL_SET_HOST_NAME, 0, b"localhost")
        SSL_set1_host(ssl, host)
    done = SSL_accept(ssl) if server else SSL_connect(ssl)
    if done == 1:
        name, length = P(), c_uint()
        SSL_get0_alpn_selected(ssl, byref(name), byref(length))
        buffer = ctypes.create_string_buffer(64)
        if not server:
            SSL_write(ssl, b"hello", 5)
        count = SSL_read(ssl, buffer, 64)
        if server:
            SSL_write(ssl, buffer.raw[:count], count)
        result.update(version=SSL_get_version(ssl), verify=SSL_get_verify_result(ssl),
                      cipher=SSL_CIPHER_get_name(SSL_get_current_cipher(ssl)), peer=subject(ssl),
                      alpn=ctypes.string_at(name, length.value), data=buffer.raw[:count],
                      closed=[SSL_shutdown(ssl)])
        end = SSL_read(ssl, buffer, 64)
        result["end"] = SSL_get_error(ssl, end)
    else:
        result["error"] = SSL_get_error(ssl, done)
        result["reason"] = ERR_reason_error_string(ERR_get_error())
        ERR_clear_error()
    SSL_free(ssl)
    SSL_CTX_free(ctx)
    sock.close()


def connect(version, mutual=False, host=b"localhost"):
    """Both sides over a socket pair; their results."""
    ours, theirs = socket.socketpair()
    client, server = {}, {}
    thread = threading.Thread(target=session, args=(True, theirs, version, mutual, None, server))
    thread.start()
    session(False, ours, version, mutual, host, client)
    thread.join(30)
    return client, server


for version, name in ((TLS12, b"TLSv1.2"), (TLS13, b"TLSv1.3")):
    for mutual in (False, True):
        client, server = connect(version, mutual)
        label = f"{name.decode()}{' mutual' if mutual else ''}"
        tally.check(f"{label}: client", client.get("version") == name and client["verify"] == 0
                    and client["data"] == b"hello" and client["alpn"] == b"http/1.1"
                    and client["end"] == ERROR_ZERO_RETURN and client["peer"].endswith("CN=localhost"), client)
        tally.check(f"{label}: server", server.get("version") == name and server["data"] == b"hello"
                    and server["end"] == ERROR_ZERO_RETURN and ("CN=Client p256" in (server["peer"] or "")) == mutual
                    and server["cipher"] == client.get("cipher"), server)
    client, server = connect(version, host=b"wrong.example")
    tally.check(f"{name.decode()}: wrong name", client.get("error") == ERROR_SSL
                and client["reason"] == b"certificate verify failed", client)
    tally.check(f"{name.decode()}: the server is told", server.get("error") == ERROR_SSL
                and b"alert bad certificate" in (server["reason"] or b""), server)
tally.finish()
