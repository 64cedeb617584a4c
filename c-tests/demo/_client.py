"""An HTTPS client in Python that needs no ssl module: ctypes and libtlsrs.

usage: client.py LIBRARY CA.pem HOST PORT
"""

import ctypes
import socket
import sys
from ctypes import c_char_p, c_int, c_long, c_ulong, c_void_p

library, ca, host, port = sys.argv[1:]
tls = ctypes.CDLL(library)


def function(name, result, *arguments):
    f = tls[name]
    f.restype, f.argtypes = result, arguments
    return f


TLS_client_method = function("TLS_client_method", c_void_p)
SSL_CTX_new = function("SSL_CTX_new", c_void_p, c_void_p)
SSL_CTX_load_verify_file = function("SSL_CTX_load_verify_file", c_int, c_void_p, c_char_p)
SSL_CTX_set_verify = function("SSL_CTX_set_verify", None, c_void_p, c_int, c_void_p)
SSL_new = function("SSL_new", c_void_p, c_void_p)
SSL_ctrl = function("SSL_ctrl", c_long, c_void_p, c_int, c_long, c_char_p)
SSL_set1_host = function("SSL_set1_host", c_int, c_void_p, c_char_p)
SSL_set_fd = function("SSL_set_fd", c_int, c_void_p, c_int)
SSL_connect = function("SSL_connect", c_int, c_void_p)
SSL_write = function("SSL_write", c_int, c_void_p, c_char_p, c_int)
SSL_read = function("SSL_read", c_int, c_void_p, c_void_p, c_int)
SSL_get_verify_result = function("SSL_get_verify_result", c_long, c_void_p)
SSL_shutdown = function("SSL_shutdown", c_int, c_void_p)
SSL_free = function("SSL_free", None, c_void_p)
SSL_CTX_free = function("SSL_CTX_free", None, c_void_p)
ERR_get_error = function("ERR_get_error", c_ulong)
ERR_error_string = function("ERR_error_string", c_char_p, c_ulong, c_char_p)
SSL_VERIFY_PEER = 1
SSL_CTRL_SET_TLSEXT_HOSTNAME = 55


def must(good):
    if not good:
        sys.exit((ERR_error_string(ERR_get_error(), None) or b"failed").decode())


ctx = SSL_CTX_new(TLS_client_method())
must(ctx)
must(SSL_CTX_load_verify_file(ctx, ca.encode()) == 1)
SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, None)
ssl = SSL_new(ctx)
must(ssl)
must(SSL_ctrl(ssl, SSL_CTRL_SET_TLSEXT_HOSTNAME, 0, host.encode()) == 1)
must(SSL_set1_host(ssl, host.encode()) == 1)
with socket.create_connection((host, int(port))) as connection:
    connection.setblocking(True)
    must(SSL_set_fd(ssl, connection.fileno()) == 1)
    must(SSL_connect(ssl) == 1)
    request = f"GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode()
    must(SSL_write(ssl, request, len(request)) == len(request))
    page, buffer = b"", ctypes.create_string_buffer(4096)
    while (count := SSL_read(ssl, buffer, len(buffer))) > 0:
        page += buffer.raw[:count]
    print(page.partition(b"\r\n\r\n")[2].decode(), end="")
    print("verify:", SSL_get_verify_result(ssl))
    SSL_shutdown(ssl)
SSL_free(ssl)
SSL_CTX_free(ctx)
