//! `SSL_…`: life cycle, BIOs and what a connection knows.

use crate::abi::{Arg, Give, In, InBuf, Lend, LendConst, Mut, Out, OutBuf, Take, entry, quiet};
use crate::err::{self, Error, Lib, Result};
use crate::obj::bio::BIO;
use crate::obj::cell::lend_again;
use crate::obj::ssl::cipher::SSL_CIPHER;
use crate::obj::ssl::method::SSL_METHOD;
use crate::obj::ssl::{SSL, SSL_CTX, config, groups, method, sigalgs, texts};
use crate::obj::stack::OPENSSL_STACK;
use crate::obj::x509::X509;
use std::ffi::{c_char, c_int, c_long, c_uchar, c_uint, c_void};
use std::sync::Arc;

/// `BIO_NOCLOSE`.
const NOCLOSE: c_long = 0;

/// The descriptor at the end of a chain of BIOs.
fn chain_fd(bio: &Arc<BIO>) -> Option<c_int> {
    /// `BIO_TYPE_DESCRIPTOR`.
    const DESCRIPTOR: c_int = 0x100;
    bio.find_type(DESCRIPTOR).and_then(|bio| bio.fd())
}

/// A BIO over the socket `fd`, which stays the program's.
fn socket_bio(mut fd: c_int) -> Result<Arc<BIO>> {
    let bio = BIO::new(crate::obj::bio::socket_method().clone())?;
    bio.ctrl(crate::obj::bio::command::C_SET_FD, NOCLOSE, Arg::to(&mut fd));
    Ok(bio)
}

/// Makes a connection configured as `ctx` is now.
///
/// Returns: the connection; NULL for a NULL context (`SSL_R_NULL_SSL_CTX`).
/// Ownership: freed with `SSL_free`. See: SSL_new(3).
#[unsafe(no_mangle)]
pub extern "C" fn SSL_new(ctx: Mut<SSL_CTX>) -> Give<SSL> {
    entry(Give::null(), || {
        if ctx.is_null() {
            return Err(Error::new(Lib::Ssl, err::ssl::R_NULL_SSL_CTX));
        }
        Ok(Give::new(SSL::new(&ctx.share()?)?))
    })
}

/// Takes another share of the connection.
///
/// Returns: 1; 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_up_ref(s: Mut<SSL>) -> c_int {
    entry(0, || {
        std::mem::forget(s.share()?);
        Ok(1)
    })
}

/// Gives a share of the connection up; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_free(ssl: Take<SSL>) {
    quiet((), || {
        drop(ssl.opt());
        Ok(())
    });
}

/// Makes a connection object ready for another connection; what was set on it
/// stays.
///
/// Returns: 1; 0 on error. See: SSL_clear(3).
#[unsafe(no_mangle)]
pub extern "C" fn SSL_clear(s: Mut<SSL>) -> c_int {
    entry(0, || {
        s.get()?.clear()?;
        Ok(1)
    })
}

/// Makes another connection that is configured alike; one that has begun is
/// shared.
///
/// Returns: the connection; NULL on error. See: SSL_dup(3).
#[unsafe(no_mangle)]
pub extern "C" fn SSL_dup(ssl: Mut<SSL>) -> Give<SSL> {
    entry(Give::null(), || Ok(Give::new(SSL::duplicate(&ssl.share()?)?)))
}

/// Lends the connection's context.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_get_SSL_CTX(ssl: In<SSL>) -> Lend<SSL_CTX> {
    quiet(Lend::null(), || Ok(Lend::new(&*ssl.get()?.ctx())))
}

/// Moves the connection to another context: its certificates count from now on.
/// NULL is the context it began with.
///
/// Returns: the context, lent.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_set_SSL_CTX(ssl: Mut<SSL>, ctx: Mut<SSL_CTX>) -> Lend<SSL_CTX> {
    entry(Lend::null(), || {
        let ssl = ssl.get()?;
        ssl.set_ctx(ctx.share_opt());
        Ok(Lend::new(&*ssl.ctx()))
    })
}

/// Changes the method of a connection.
///
/// Returns: 1.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_set_ssl_method(s: Mut<SSL>, method: In<SSL_METHOD>) -> c_int {
    entry(0, || {
        s.get()?.set_method(method::known(method.opt())?);
        Ok(1)
    })
}

/// The connection's method.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_get_ssl_method(s: In<SSL>) -> LendConst<SSL_METHOD> {
    quiet(LendConst::null(), || Ok(LendConst::new(s.get()?.method())))
}

/// Sets the socket to read from and write to.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_set_fd(s: Mut<SSL>, fd: c_int) -> c_int {
    entry(0, || {
        let ssl = s.get()?;
        let bio = socket_bio(fd)?;
        ssl.set_rbio(Some(Arc::clone(&bio)));
        ssl.set_wbio(Some(bio));
        Ok(1)
    })
}

/// Sets the socket to read from.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_set_rfd(s: Mut<SSL>, fd: c_int) -> c_int {
    entry(0, || {
        let ssl = s.get()?;
        let shared = ssl.bios().1.filter(|bio| bio.fd() == Some(fd));
        let bio = match shared {
            Some(bio) => bio,
            None => socket_bio(fd)?,
        };
        ssl.set_rbio(Some(bio));
        Ok(1)
    })
}

/// Sets the socket to write to.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_set_wfd(s: Mut<SSL>, fd: c_int) -> c_int {
    entry(0, || {
        let ssl = s.get()?;
        let shared = ssl.bios().0.filter(|bio| bio.fd() == Some(fd));
        let bio = match shared {
            Some(bio) => bio,
            None => socket_bio(fd)?,
        };
        ssl.set_wbio(Some(bio));
        Ok(1)
    })
}

/// The socket read from; -1 if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_get_fd(s: In<SSL>) -> c_int {
    quiet(-1, || Ok(s.get()?.bios().0.and_then(|bio| chain_fd(&bio)).unwrap_or(-1)))
}

/// The socket read from; -1 if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_get_rfd(s: In<SSL>) -> c_int {
    quiet(-1, || Ok(s.get()?.bios().0.and_then(|bio| chain_fd(&bio)).unwrap_or(-1)))
}

/// The socket written to; -1 if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_get_wfd(s: In<SSL>) -> c_int {
    quiet(-1, || Ok(s.get()?.bios().1.and_then(|bio| chain_fd(&bio)).unwrap_or(-1)))
}

/// Lends the BIO read from.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_get_rbio(s: In<SSL>) -> Lend<BIO> {
    quiet(Lend::null(), || Ok(Lend::opt(s.get()?.bios().0.as_deref())))
}

/// Lends the BIO written to.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_get_wbio(s: In<SSL>) -> Lend<BIO> {
    quiet(Lend::null(), || Ok(Lend::opt(s.get()?.bios().1.as_deref())))
}

/// Sets the BIO to read from.
/// Ownership: the share of `rbio` is taken.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_set0_rbio(s: Mut<SSL>, rbio: Take<BIO>) {
    quiet((), || {
        s.get()?.set_rbio(rbio.opt());
        Ok(())
    });
}

/// Sets the BIO to write to.
/// Ownership: the share of `wbio` is taken.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_set0_wbio(s: Mut<SSL>, wbio: Take<BIO>) {
    quiet((), || {
        s.get()?.set_wbio(wbio.opt());
        Ok(())
    });
}

/// Sets the BIOs to read from and write to. What is set already stays and no share
/// of it is taken; if both are the same, one share is taken for both.
/// See: SSL_set_bio(3).
#[unsafe(no_mangle)]
pub extern "C" fn SSL_set_bio(s: Mut<SSL>, rbio: Mut<BIO>, wbio: Mut<BIO>) {
    quiet((), || {
        s.get()?.set_bios(rbio, wbio);
        Ok(())
    });
}

/// The version agreed on, or the highest that the method has.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_version(ssl: In<SSL>) -> c_int {
    quiet(0, || Ok(ssl.get()?.version()))
}

/// The version's name: \"TLSv1.3\".
#[unsafe(no_mangle)]
pub extern "C" fn SSL_get_version(s: In<SSL>) -> LendConst<c_char> {
    quiet(LendConst::cstr(c"unknown"), || Ok(LendConst::cstr(texts::version(s.get()?.version()))))
}

/// The version of the ClientHello.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_client_version(s: In<SSL>) -> c_int {
    quiet(0, || Ok(s.get()?.client_version()))
}

/// Whether it is DTLS.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_is_dtls(s: In<SSL>) -> c_int {
    quiet(0, || Ok(s.get()?.is_datagrams().into()))
}

/// Whether it is the server's end.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_is_server(s: In<SSL>) -> c_int {
    quiet(0, || Ok(s.get()?.is_server().into()))
}

/// The suite in use; NULL before it is agreed on.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_get_current_cipher(s: In<SSL>) -> LendConst<SSL_CIPHER> {
    quiet(LendConst::null(), || Ok(LendConst::opt(s.get()?.current_cipher())))
}

/// The suite that is being agreed on; NULL for none.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_get_pending_cipher(s: In<SSL>) -> LendConst<SSL_CIPHER> {
    quiet(LendConst::null(), || {
        let suite = s.get()?.facts(|f| SSL_CIPHER::find(f.suite));
        Ok(LendConst::opt(suite))
    })
}

/// Lends the suites allowed, TLS 1.3's first.
/// Ownership: the stack is the connection's and lives until the suites change.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_get_ciphers(s: In<SSL>) -> Lend<OPENSSL_STACK> {
    quiet(Lend::null(), || {
        let ssl = s.get()?;
        let suites = ssl.suites_from().suites();
        let stack = ssl.lent.with(|l| OPENSSL_STACK::lend_again(&mut l.ciphers, suites));
        Ok(Lend::new(&*stack))
    })
}

/// The suites that would be offered now, as a new stack; NULL if there is none.
/// Ownership: freed with `sk_SSL_CIPHER_free`.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_get1_supported_ciphers(s: Mut<SSL>) -> Give<OPENSSL_STACK> {
    quiet(Give::null(), || {
        let suites = s.get()?.supported_ciphers();
        if suites.is_empty() {
            return Ok(Give::null());
        }
        Ok(Give::new(OPENSSL_STACK::lending(suites)))
    })
}

/// The name of the suite at place `n` of those allowed; NULL past the end.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_get_cipher_list(s: In<SSL>, n: c_int) -> LendConst<c_char> {
    quiet(LendConst::null(), || {
        let suites = s.get()?.suites_from().suites();
        let suite = usize::try_from(n).ok().and_then(|n| suites.get(n).copied());
        Ok(suite.map_or(LendConst::null(), |suite| LendConst::cstr(suite.name())))
    })
}

/// Lends the suites the client offered; NULL on a client.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_get_client_ciphers(s: In<SSL>) -> Lend<OPENSSL_STACK> {
    quiet(Lend::null(), || {
        let ssl = s.get()?;
        let Some(suites) = ssl.client_ciphers() else { return Ok(Lend::null()) };
        let stack = ssl.lent.with(|l| OPENSSL_STACK::lend_again(&mut l.client_ciphers, suites));
        Ok(Lend::new(&*stack))
    })
}

/// Writes the names of the suites that both ends have into `buf`, joined by colons.
///
/// Returns: `buf`; NULL on a client or if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_get_shared_ciphers(
    s: In<SSL>,
    mut buf: OutBuf<c_char>,
    size: c_int,
) -> *mut c_char {
    quiet(std::ptr::null_mut(), || {
        let names = s.get()?.shared_ciphers();
        if names.is_empty() || size < 2 {
            return Ok(std::ptr::null_mut());
        }
        let place = buf.slice(size)?;
        let room = place.len() - 1;
        let mut text = names.as_str();
        while text.len() > room {
            match text.rfind(':') {
                Some(at) => text = &text[..at],
                None => return Ok(std::ptr::null_mut()),
            }
        }
        for (to, from) in place.iter_mut().zip(text.bytes().chain([0])) {
            *to = from;
        }
        Ok(buf.as_ptr())
    })
}

/// The suite with the number in two bytes at `ptr`; NULL if unknown.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CIPHER_find(ssl: Mut<SSL>, ptr: InBuf) -> LendConst<SSL_CIPHER> {
    quiet(LendConst::null(), || {
        let _ = ssl;
        let number = ptr.slice(2)?.try_into().map_or(0, u16::from_be_bytes);
        Ok(LendConst::opt(SSL_CIPHER::find(number)))
    })
}

/// Lends the peer's certificate; NULL if it showed none.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_get0_peer_certificate(s: In<SSL>) -> Lend<X509> {
    quiet(Lend::null(), || Ok(Lend::opt(s.get()?.peer_certificate().as_deref())))
}

/// The peer's certificate, a share; NULL if it showed none.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_get1_peer_certificate(s: In<SSL>) -> Give<X509> {
    quiet(Give::null(), || Ok(Give::opt(s.get()?.peer_certificate())))
}

/// Lends the certificates that the peer showed; on a server without its own.
/// NULL if it showed none, or if the session was read from DER.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_get_peer_cert_chain(s: In<SSL>) -> Lend<OPENSSL_STACK> {
    quiet(Lend::null(), || {
        let ssl = s.get()?;
        let chain = ssl.peer_whole_chain();
        let stack = |c: &Arc<crate::obj::ssl::chain::Chain>| {
            if ssl.is_server() { Lend::new(c.stack_without_leaf()) } else { Lend::new(c.stack()) }
        };
        Ok(chain.as_ref().map_or(Lend::null(), stack))
    })
}

/// Lends the chain that verification built, with its root; NULL for none.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_get0_verified_chain(s: In<SSL>) -> Lend<OPENSSL_STACK> {
    quiet(Lend::null(), || {
        let chain = s.get()?.verified_chain();
        Ok(Lend::opt(chain.as_ref().map(|c| c.stack())))
    })
}

/// The `X509_V_*` code of verifying the peer; `X509_V_OK` also if it showed no
/// certificate.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_get_verify_result(ssl: In<SSL>) -> c_long {
    quiet(1, || Ok(ssl.get()?.verify_result()))
}

/// Changes the result of verifying the peer.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_set_verify_result(ssl: Mut<SSL>, v: c_long) {
    quiet((), || {
        ssl.get()?.set_verify_result(v);
        Ok(())
    });
}

/// Copies our random bytes of the client; the number of all if `outlen` is 0.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_get_client_random(ssl: In<SSL>, mut out: OutBuf, outlen: usize) -> usize {
    quiet(0, || {
        let random = ssl.get()?.facts(|f| f.client_random);
        copy_random(&random, &mut out, outlen)
    })
}

/// Copies the server's random bytes; the number of all if `outlen` is 0.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_get_server_random(ssl: In<SSL>, mut out: OutBuf, outlen: usize) -> usize {
    quiet(0, || {
        let random = ssl.get()?.facts(|f| f.server_random);
        copy_random(&random, &mut out, outlen)
    })
}

/// Copies as much of `random` as fits.
fn copy_random(random: &[u8], out: &mut OutBuf, len: usize) -> Result<usize> {
    if len == 0 {
        return Ok(random.len());
    }
    copy(random, out, len).map(|whole| whole.min(len))
}

/// Copies as much of `bytes` as fits; their whole number.
fn copy(bytes: &[u8], out: &mut OutBuf<impl crate::abi::ptr::Byte>, len: usize) -> Result<usize> {
    let fits = bytes.len().min(len);
    for (to, from) in out.slice(fits)?.iter_mut().zip(bytes) {
        *to = *from;
    }
    Ok(bytes.len())
}

/// Copies the Finished message that we sent; returns its whole length.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_get_finished(s: In<SSL>, mut buf: OutBuf<c_void>, count: usize) -> usize {
    quiet(0, || {
        let bytes = s.get()?.facts(|f| f.finished.clone());
        copy(&bytes, &mut buf, count)
    })
}

/// Copies the Finished message of the peer; returns its whole length.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_get_peer_finished(
    s: In<SSL>,
    mut buf: OutBuf<c_void>,
    count: usize,
) -> usize {
    quiet(0, || {
        let bytes = s.get()?.facts(|f| f.peer_finished.clone());
        copy(&bytes, &mut buf, count)
    })
}

/// Exports keying material for `label` and, with `use_context`, `context`.
///
/// Returns: 1; -1 on error. See: SSL_export_keying_material(3).
#[unsafe(no_mangle)]
pub extern "C" fn SSL_export_keying_material(
    s: Mut<SSL>,
    mut out: OutBuf,
    olen: usize,
    label: InBuf<c_char>,
    llen: usize,
    context: InBuf,
    contextlen: usize,
    use_context: c_int,
) -> c_int {
    entry(-1, || {
        let context = if use_context != 0 { Some(context.slice(contextlen)?) } else { None };
        s.get()?.export(label.slice(llen)?, context, out.slice(olen)?)?;
        Ok(1)
    })
}

/// Lends the ALPN protocol agreed on; NULL and 0 for none.
/// Ownership: `*data` is the connection's.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_get0_alpn_selected(
    ssl: In<SSL>,
    data: Out<*const c_uchar>,
    len: Out<c_uint>,
) {
    quiet((), || {
        let ssl = ssl.get()?;
        let name = ssl.lent.with(|l| lend_again(&mut l.alpn, ssl.alpn(), |a, b| a == b));
        let start = if name.is_empty() { std::ptr::null() } else { name.as_ptr() };
        data.write_opt(start);
        len.write_opt(name.len().try_into().unwrap_or(0));
        Ok(())
    });
}

/// The protocol agreed on by NPN: none.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_get0_next_proto_negotiated(
    s: In<SSL>,
    data: Out<*const c_uchar>,
    len: Out<c_uint>,
) {
    quiet((), || {
        let _ = s;
        data.write_opt(std::ptr::null());
        len.write_opt(0);
        Ok(())
    });
}

/// The server name asked for; on a server as long as the handshake looks at it and
/// after. NULL for none.
/// Ownership: it is the connection's.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_get_servername(s: In<SSL>, r#type: c_int) -> LendConst<c_char> {
    quiet(LendConst::null(), || {
        if r#type != 0 {
            return Ok(LendConst::null());
        }
        let ssl = s.get()?;
        let Some(name) = ssl.server_name() else { return Ok(LendConst::null()) };
        let name = ssl.lent.with(|l| lend_again(&mut l.server_name, name, |a, b| a == b));
        Ok(LendConst::from_ptr(name.as_ptr()))
    })
}

/// `TLSEXT_NAMETYPE_host_name` if there is a server name, else -1.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_get_servername_type(s: In<SSL>) -> c_int {
    quiet(-1, || Ok(if s.get()?.server_name().is_some() { 0 } else { -1 }))
}

/// Chooses the first protocol of `server` that `client` has too, both in wire form;
/// failing that, the client's first.
///
/// Returns: `OPENSSL_NPN_NEGOTIATED` (1) or `OPENSSL_NPN_NO_OVERLAP` (2).
#[unsafe(no_mangle)]
pub extern "C" fn SSL_select_next_proto(
    out: Out<*mut c_uchar>,
    outlen: Out<c_uchar>,
    server: InBuf,
    server_len: c_uint,
    client: InBuf,
    client_len: c_uint,
) -> c_int {
    quiet(2, || {
        out.write_opt(std::ptr::null_mut());
        outlen.write_opt(0);
        let (server, client) = (server.slice(server_len)?, client.slice(client_len)?);
        let (name, both) = config::select_protocol(server, client);
        if let Some(name) = name {
            out.write_opt(name.as_ptr().cast_mut());
            outlen.write_opt(name.len().try_into().unwrap_or(0));
        }
        Ok(if both { 1 } else { 2 })
    })
}

/// A number that `SSL_group_to_name` understands, as a name; NULL if unknown.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_group_to_name(s: Mut<SSL>, id: c_int) -> LendConst<c_char> {
    quiet(LendConst::null(), || {
        let _ = s;
        let group = groups::Group::by_nid(id);
        Ok(group.map_or(LendConst::null(), |g| LendConst::cstr(g.name)))
    })
}

/// NIDs of a scheme the peer accepts, at place `idx`; returns how many there are.
/// Any place may be NULL. See: SSL_get_sigalgs(3).
#[unsafe(no_mangle)]
pub extern "C" fn SSL_get_sigalgs(
    s: Mut<SSL>,
    idx: c_int,
    psign: Out<c_int>,
    phash: Out<c_int>,
    psignhash: Out<c_int>,
    rsig: Out<c_uchar>,
    rhash: Out<c_uchar>,
) -> c_int {
    quiet(0, || {
        let list = s.get()?.facts(|f| f.peer_sigalgs.clone());
        Ok(tell_sigalg(&list, idx, &[&psign, &phash, &psignhash], &rsig, &rhash))
    })
}

/// The same for the schemes that both ends have.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_get_shared_sigalgs(
    s: Mut<SSL>,
    idx: c_int,
    psign: Out<c_int>,
    phash: Out<c_int>,
    psignhash: Out<c_int>,
    rsig: Out<c_uchar>,
    rhash: Out<c_uchar>,
) -> c_int {
    quiet(0, || {
        let list = s.get()?.shared_sigalgs();
        if idx < 0 {
            return Ok(0);
        }
        Ok(tell_sigalg(&list, idx, &[&psign, &phash, &psignhash], &rsig, &rhash))
    })
}

/// Tells the scheme at place `index` of `list`; returns the list's length, or
/// 0 if there is no such place.
fn tell_sigalg(
    list: &[u16],
    index: c_int,
    nids: &[&Out<c_int>; 3],
    sig: &Out<c_uchar>,
    hash: &Out<c_uchar>,
) -> c_int {
    let len = list.len().try_into().unwrap_or(0);
    let Ok(at) = usize::try_from(index) else { return len };
    let Some(scheme) = list.get(at) else { return 0 };
    let [high, low] = scheme.to_be_bytes();
    let known = sigalgs::SigAlg::by_id(*scheme);
    let told = known.map_or([0; 3], |alg| [alg.sig, alg.hash, alg.both]);
    for (place, nid) in nids.iter().zip(told) {
        place.write_opt(nid);
    }
    sig.write_opt(low);
    hash.write_opt(high);
    len
}

/// The NID of the signature that the peer signed with.
///
/// Returns: 1; 0 if it did not sign.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_get_peer_signature_type_nid(s: In<SSL>, pnid: Out<c_int>) -> c_int {
    quiet(0, || {
        let scheme = s.get()?.facts(|f| f.peer_sigalg);
        let Some(alg) = sigalgs::SigAlg::by_id(scheme) else { return Ok(0) };
        pnid.write_opt(alg.sig);
        Ok(1)
    })
}

/// The NID of the signature that we signed with.
///
/// Returns: 1; 0 if we did not sign.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_get_signature_type_nid(s: In<SSL>, pnid: Out<c_int>) -> c_int {
    quiet(0, || {
        let scheme = s.get()?.facts(|f| f.own_sigalg);
        let Some(alg) = sigalgs::SigAlg::by_id(scheme) else { return Ok(0) };
        pnid.write_opt(alg.sig);
        Ok(1)
    })
}

/// Turns large reads from the transport on or off.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_set_read_ahead(s: Mut<SSL>, yes: c_int) {
    quiet((), || {
        s.get()?.config.with(|c| c.read_ahead = yes != 0);
        Ok(())
    });
}

/// Whether reads from the transport are large.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_get_read_ahead(s: In<SSL>) -> c_int {
    quiet(0, || Ok(s.get()?.config.look(|c| c.read_ahead).into()))
}

/// A compression method: there is none.
#[expect(non_camel_case_types, reason = "OpenSSL's name")]
pub enum COMP_METHOD {}

/// Compression in use: never.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_get_current_compression(s: In<SSL>) -> LendConst<COMP_METHOD> {
    quiet(LendConst::null(), || {
        let _ = s;
        Ok(LendConst::null())
    })
}

/// Decompression in use: never.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_get_current_expansion(s: In<SSL>) -> LendConst<COMP_METHOD> {
    quiet(LendConst::null(), || {
        let _ = s;
        Ok(LendConst::null())
    })
}
