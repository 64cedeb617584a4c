"""For others.py, by the distro's Python: TLS between its own ends, in asyncio and in memory.

usage: _python.py CA CERT KEY CLIENT-CERT CLIENT-KEY OTHER-CA
"""

import asyncio
import hashlib
import hmac
import ssl
import sys

ca, cert, key, client_cert, client_key, other_ca = sys.argv[1:]
BIG = b"0123456789abcdef" * 20000


def server_context(version):
    made = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=ca)
    made.load_cert_chain(cert, key)
    made.verify_mode = ssl.CERT_REQUIRED
    made.set_alpn_protocols(["second", "first"])
    made.minimum_version = made.maximum_version = version
    return made


def client_context(cafile=ca, shown=True):
    made = ssl.create_default_context(cafile=cafile)
    if shown:
        made.load_cert_chain(client_cert, client_key)
    made.set_alpn_protocols(["first", "second"])
    return made


async def echo(reader, writer):
    try:
        while data := await reader.read(1 << 16):
            writer.write(data)
            await writer.drain()
        writer.close()
    except (ConnectionError, ssl.SSLError):
        pass


async def exchange(port, context, name="localhost"):
    reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=context, server_hostname=name)
    about = writer.get_extra_info("ssl_object")
    said = about.version(), about.selected_alpn_protocol(), dict(r[0] for r in about.getpeercert()["subject"])["commonName"]
    sender = asyncio.ensure_future(send(writer))
    got = b""
    while len(got) < len(BIG) and (part := await reader.read(1 << 16)):
        got += part
    await sender
    writer.close()
    if got != BIG:
        raise ConnectionError("not what was sent")
    return said


async def send(writer):
    writer.write(BIG)
    await writer.drain()


async def refused(work):
    try:
        return await work
    except ssl.SSLCertVerificationError as error:
        return error.verify_message
    except (ConnectionError, ssl.SSLError):
        return "refused"


async def upgraded(context):
    """STARTTLS: the same connection, plain first."""
    async def serve(reader, writer):
        writer.write(await reader.readline())
        await writer.start_tls(server_context(ssl.TLSVersion.TLSv1_3)) if hasattr(writer, "start_tls") else None
        writer.write(await reader.readline())
        await writer.drain()
        writer.close()
    listener = await asyncio.start_server(serve, "127.0.0.1", 0)
    reader, writer = await asyncio.open_connection("127.0.0.1", listener.sockets[0].getsockname()[1])
    writer.write(b"plain\n")
    first = await reader.readline()
    await writer.start_tls(context, server_hostname="localhost")
    writer.write(b"sealed\n")
    second = await reader.readline()
    writer.close()
    listener.close()
    return first, second


async def main():
    for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
        listener = await asyncio.start_server(echo, "127.0.0.1", 0, ssl=server_context(version))
        port = listener.sockets[0].getsockname()[1]
        done = await asyncio.gather(*(exchange(port, client_context()) for _ in range(20)))
        print(version.name, len(done), set(done))
        print(" no certificate:", await refused(exchange(port, client_context(shown=False))))
        print(" another CA:", await refused(exchange(port, client_context(other_ca))))
        print(" another name:", await refused(exchange(port, client_context(), "wrong.example")))
        print(" after all:", await exchange(port, client_context()))
        listener.close()
    print("STARTTLS:", await asyncio.wait_for(upgraded(client_context()), 60))


def in_memory():
    """Both ends without a socket."""
    ins, outs = (ssl.MemoryBIO(), ssl.MemoryBIO()), (ssl.MemoryBIO(), ssl.MemoryBIO())
    ends = [client_context().wrap_bio(ins[0], outs[0], server_hostname="localhost"),
            server_context(ssl.TLSVersion.TLSv1_3).wrap_bio(ins[1], outs[1], server_side=True)]
    done = [False, False]
    while not all(done):
        for n in range(2):
            try:
                if not done[n]:
                    ends[n].do_handshake()
                    done[n] = True
            except ssl.SSLWantReadError:
                pass
            ins[1 - n].write(outs[n].read())
    ends[0].write(b"hello")
    ins[1].write(outs[0].read())
    bindings = {end.get_channel_binding("tls-unique") is not None for end in ends}
    print("in memory:", ends[1].read(), ends[0].cipher()[0], bindings, ends[1].getpeercert()["subject"])


asyncio.run(main())
in_memory()
print("digests:", [hashlib.new(name, BIG).hexdigest()[:16] for name in ("md5", "sha1", "sha256", "sha512", "sha3_256", "blake2b")])
print("HMAC:", hmac.new(b"key", BIG, "sha256").hexdigest()[:16], hashlib.pbkdf2_hmac("sha256", b"word", b"salt", 1000).hex()[:16],
      hashlib.scrypt(b"word", salt=b"salt", n=16, r=8, p=1).hex()[:16])
