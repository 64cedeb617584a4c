//! `SSL_SESSION_…`, and a connection's session.

use crate::abi::{Give, In, InBuf, Lend, LendConst, Mut, Out, OutBuf, Str, Take, entry, quiet};
use crate::obj::bio::BIO;
use crate::obj::ssl::cipher::SSL_CIPHER;
use crate::obj::ssl::{SSL, SSL_SESSION};
use crate::obj::stream::Channel;
use crate::obj::x509::X509;
use libc::FILE;
use std::ffi::{CStr, c_char, c_int, c_long, c_uchar, c_uint, c_ulong, c_void};

/// Lends the session that is established, or to be resumed; NULL for none.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_get_session(ssl: In<SSL>) -> Lend<SSL_SESSION> {
    quiet(Lend::null(), || Ok(Lend::opt(ssl.get()?.session().as_deref())))
}

/// The session, a share; NULL for none.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_get1_session(ssl: Mut<SSL>) -> Give<SSL_SESSION> {
    quiet(Give::null(), || Ok(Give::opt(ssl.get()?.session())))
}

/// Offers `session` for resumption; NULL for none.
///
/// Returns: 1; 0 on error. See: SSL_set_session(3).
#[unsafe(no_mangle)]
pub extern "C" fn SSL_set_session(to: Mut<SSL>, session: Mut<SSL_SESSION>) -> c_int {
    entry(0, || {
        to.get()?.set_session(session.share_opt());
        Ok(1)
    })
}

/// Whether the handshake resumed a session.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_session_reused(s: In<SSL>) -> c_int {
    quiet(0, || Ok(s.get()?.facts(|f| f.resumed).into()))
}

/// Copies session and session ID context of another connection.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_copy_session_id(to: Mut<SSL>, from: In<SSL>) -> c_int {
    entry(0, || {
        to.get()?.copy_session_of(from.get()?)?;
        Ok(1)
    })
}

/// Whether the context has a session of this ID in its cache.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_has_matching_session_id(s: In<SSL>, id: InBuf, id_len: c_uint) -> c_int {
    quiet(0, || {
        let id = id.slice(id_len)?;
        Ok(s.get()?.has_session(id).into())
    })
}

/// How many seconds sessions last by default.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_get_default_timeout(s: In<SSL>) -> c_long {
    quiet(0, || {
        let _ = s.get()?;
        Ok(7200)
    })
}

/// Makes a session that says nothing.
///
/// Ownership: freed with `SSL_SESSION_free`.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_SESSION_new() -> Give<SSL_SESSION> {
    entry(Give::null(), || Ok(Give::new(SSL_SESSION::new())))
}

/// Takes another share of the session.
///
/// Returns: 1; 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_SESSION_up_ref(ses: Mut<SSL_SESSION>) -> c_int {
    entry(0, || {
        std::mem::forget(ses.share()?);
        Ok(1)
    })
}

/// Gives a share of the session up; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_SESSION_free(ses: Take<SSL_SESSION>) {
    quiet((), || {
        drop(ses.opt());
        Ok(())
    });
}

/// Copies a session.
///
/// Returns: the copy; NULL on error.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_SESSION_dup(src: In<SSL_SESSION>) -> Give<SSL_SESSION> {
    entry(Give::null(), || Ok(Give::new(src.get()?.duplicate()?)))
}

/// Lends the session ID.
/// Ownership: it is the session's, until a new one is set.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_SESSION_get_id(s: In<SSL_SESSION>, len: Out<c_uint>) -> *const c_uchar {
    quiet(std::ptr::null(), || {
        let id = s.get()?.id();
        len.write_opt(id.len().try_into().unwrap_or(0));
        Ok(id.as_ptr())
    })
}

/// Replaces the session ID.
///
/// Returns: 1; 0 if it is longer than 32 bytes.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_SESSION_set1_id(s: Mut<SSL_SESSION>, sid: InBuf, sid_len: c_uint) -> c_int {
    entry(0, || {
        s.get()?.set_id(sid.slice(sid_len)?)?;
        Ok(1)
    })
}

/// Lends the session ID context.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_SESSION_get0_id_context(
    s: In<SSL_SESSION>,
    len: Out<c_uint>,
) -> *const c_uchar {
    quiet(std::ptr::null(), || {
        let context = s.get()?.id_context();
        len.write_opt(context.len().try_into().unwrap_or(0));
        Ok(context.as_ptr())
    })
}

/// Replaces the session ID context.
///
/// Returns: 1; 0 if it is longer than 32 bytes.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_SESSION_set1_id_context(
    s: Mut<SSL_SESSION>,
    sid_ctx: InBuf,
    sid_ctx_len: c_uint,
) -> c_int {
    entry(0, || {
        s.get()?.set_id_context(sid_ctx.slice(sid_ctx_len)?)?;
        Ok(1)
    })
}

/// When it was made, in seconds since 1970.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_SESSION_get_time(s: In<SSL_SESSION>) -> c_long {
    quiet(0, || Ok(s.get()?.time()))
}

/// Changes when it was made; returns `t`.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_SESSION_set_time(s: Mut<SSL_SESSION>, t: c_long) -> c_long {
    quiet(0, || {
        s.get()?.set_time(t);
        Ok(t)
    })
}

/// How many seconds it lasts.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_SESSION_get_timeout(s: In<SSL_SESSION>) -> c_long {
    quiet(0, || Ok(s.get()?.timeout()))
}

/// Changes how many seconds it lasts.
///
/// Returns: 1; 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_SESSION_set_timeout(s: Mut<SSL_SESSION>, t: c_long) -> c_long {
    quiet(0, || {
        s.get()?.set_timeout(t);
        Ok(1)
    })
}

/// The protocol version.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_SESSION_get_protocol_version(s: In<SSL_SESSION>) -> c_int {
    quiet(0, || Ok(s.get()?.version()))
}

/// Changes the protocol version.
///
/// Returns: 1. See: SSL_SESSION_set_protocol_version(3).
#[unsafe(no_mangle)]
pub extern "C" fn SSL_SESSION_set_protocol_version(s: Mut<SSL_SESSION>, version: c_int) -> c_int {
    entry(0, || {
        s.get()?.set_version(version);
        Ok(1)
    })
}

/// Changes the suite; NULL for none.
///
/// Returns: 1. See: SSL_SESSION_set_cipher(3).
#[unsafe(no_mangle)]
pub extern "C" fn SSL_SESSION_set_cipher(s: Mut<SSL_SESSION>, cipher: In<SSL_CIPHER>) -> c_int {
    entry(0, || {
        let known = cipher.opt().and_then(|cipher| SSL_CIPHER::find(cipher.protocol_id()));
        s.get()?.set_suite(known);
        Ok(1)
    })
}

/// Replaces the master secret, or TLS 1.3's resumption secret.
///
/// Returns: 1; 0 if it is longer than 512 bytes.
/// See: SSL_SESSION_set1_master_key(3).
#[unsafe(no_mangle)]
pub extern "C" fn SSL_SESSION_set1_master_key(
    sess: Mut<SSL_SESSION>,
    in_: InBuf,
    len: usize,
) -> c_int {
    entry(0, || Ok(sess.get()?.set_key(in_.slice(len)?).into()))
}

/// Changes how much early data is allowed.
///
/// Returns: 1. See: SSL_SESSION_set_max_early_data(3).
#[unsafe(no_mangle)]
pub extern "C" fn SSL_SESSION_set_max_early_data(
    s: Mut<SSL_SESSION>,
    max_early_data: u32,
) -> c_int {
    entry(0, || {
        s.get()?.set_max_early_data(max_early_data);
        Ok(1)
    })
}

/// Replaces the program's data for the ticket.
///
/// Returns: 1. See: SSL_SESSION_set1_ticket_appdata(3).
#[unsafe(no_mangle)]
pub extern "C" fn SSL_SESSION_set1_ticket_appdata(
    ss: Mut<SSL_SESSION>,
    data: InBuf<c_void>,
    len: usize,
) -> c_int {
    entry(0, || {
        ss.get()?.set_app_data(if data.is_null() { &[] } else { data.slice(len)? });
        Ok(1)
    })
}

/// Lends the program's data in the ticket; NULL and 0 for none.
///
/// Returns: 1. Ownership: it is the session's, until it is replaced.
/// See: SSL_SESSION_get0_ticket_appdata(3).
#[unsafe(no_mangle)]
pub extern "C" fn SSL_SESSION_get0_ticket_appdata(
    ss: Mut<SSL_SESSION>,
    data: Out<*mut c_void>,
    len: Out<usize>,
) -> c_int {
    entry(0, || {
        let held = ss.get()?.app_data();
        let at = if held.is_empty() { std::ptr::null() } else { held.as_ptr() };
        data.write(at.cast_mut().cast())?;
        len.write(held.len())?;
        Ok(1)
    })
}

/// The suite; NULL if it has none.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_SESSION_get0_cipher(s: In<SSL_SESSION>) -> LendConst<SSL_CIPHER> {
    quiet(LendConst::null(), || Ok(LendConst::opt(s.get()?.suite())))
}

/// The server name it was made for; NULL for none.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_SESSION_get0_hostname(s: In<SSL_SESSION>) -> LendConst<c_char> {
    quiet(LendConst::null(), || {
        let host = s.get()?.host();
        Ok(host.map_or(LendConst::null(), |host| LendConst::from_ptr(host.as_ptr())))
    })
}

/// Replaces the server name.
///
/// Returns: 1.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_SESSION_set1_hostname(s: Mut<SSL_SESSION>, hostname: Str) -> c_int {
    entry(0, || {
        s.get()?.set_host(hostname.opt().map(CStr::to_owned));
        Ok(1)
    })
}

/// Lends the ALPN protocol; NULL and 0 for none.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_SESSION_get0_alpn_selected(
    s: In<SSL_SESSION>,
    alpn: Out<*const c_uchar>,
    len: Out<usize>,
) {
    quiet((), || {
        let name = s.get()?.alpn();
        alpn.write_opt(if name.is_empty() { std::ptr::null() } else { name.as_ptr() });
        len.write_opt(name.len());
        Ok(())
    });
}

/// Replaces the ALPN protocol.
///
/// Returns: 1.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_SESSION_set1_alpn_selected(
    s: Mut<SSL_SESSION>,
    alpn: InBuf,
    len: usize,
) -> c_int {
    entry(0, || {
        let session = s.get()?;
        session.set_alpn(if alpn.is_null() { &[] } else { alpn.slice(len)? });
        Ok(1)
    })
}

/// Whether it has a ticket.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_SESSION_has_ticket(s: In<SSL_SESSION>) -> c_int {
    quiet(0, || Ok((!s.get()?.ticket().is_empty()).into()))
}

/// The server's hint of how many seconds the ticket lasts.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_SESSION_get_ticket_lifetime_hint(s: In<SSL_SESSION>) -> c_ulong {
    quiet(0, || Ok(s.get()?.lifetime_hint().into()))
}

/// Lends the ticket.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_SESSION_get0_ticket(
    s: In<SSL_SESSION>,
    tick: Out<*const c_uchar>,
    len: Out<usize>,
) {
    quiet((), || {
        let ticket = s.get()?.ticket();
        len.write_opt(ticket.len());
        tick.write_opt(if ticket.is_empty() { std::ptr::null() } else { ticket.as_ptr() });
        Ok(())
    });
}

/// The most early data allowed.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_SESSION_get_max_early_data(s: In<SSL_SESSION>) -> u32 {
    quiet(0, || Ok(s.get()?.max_early_data()))
}

/// The maximum fragment length that was agreed on by extension, by its code.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_SESSION_get_max_fragment_length(sess: In<SSL_SESSION>) -> u8 {
    quiet(0, || Ok(sess.get()?.fragment()))
}

/// Lends the peer's certificate; NULL for none.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_SESSION_get0_peer(s: Mut<SSL_SESSION>) -> Lend<X509> {
    quiet(Lend::null(), || Ok(Lend::opt(s.get()?.peer().as_deref())))
}

/// The compression: none.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_SESSION_get_compress_id(s: In<SSL_SESSION>) -> c_uint {
    quiet(0, || {
        let _ = s.get()?;
        Ok(0)
    })
}

/// Whether it can be resumed.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_SESSION_is_resumable(s: In<SSL_SESSION>) -> c_int {
    quiet(0, || Ok(s.get()?.is_resumable().into()))
}

/// Copies the master secret, or TLS 1.3's resumption secret; the number of all its
/// bytes if `outlen` is 0.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_SESSION_get_master_key(
    sess: In<SSL_SESSION>,
    mut out: OutBuf,
    outlen: usize,
) -> usize {
    quiet(0, || {
        let key = sess.get()?.key();
        if outlen == 0 {
            return Ok(key.len());
        }
        let fits = key.len().min(outlen);
        for (to, from) in out.slice(fits)?.iter_mut().zip(key.iter()) {
            *to = *from;
        }
        Ok(fits)
    })
}

/// Attaches `data` under `idx`.
///
/// Returns: 1; 0 for a bad index.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_SESSION_set_ex_data(
    ss: Mut<SSL_SESSION>,
    idx: c_int,
    data: *mut c_void,
) -> c_int {
    entry(0, || {
        ss.get()?.ex_data().set(idx, data)?;
        Ok(1)
    })
}

/// What was attached under `idx`; NULL if nothing.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_SESSION_get_ex_data(ss: In<SSL_SESSION>, idx: c_int) -> *mut c_void {
    quiet(std::ptr::null_mut(), || Ok(ss.get()?.ex_data().get(idx)))
}

/// Prints the session for people.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_SESSION_print(fp: Mut<BIO>, ses: In<SSL_SESSION>) -> c_int {
    entry(0, || {
        let text = ses.get()?.describe();
        Ok(fp.get()?.write_all(text.as_bytes()).into())
    })
}

/// Like `SSL_SESSION_print`, to a C stream.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_SESSION_print_fp(fp: Mut<FILE>, ses: In<SSL_SESSION>) -> c_int {
    entry(0, || {
        let text = ses.get()?.describe();
        Ok(Channel::file(&fp)?.write(text.as_bytes()).into())
    })
}

/// Prints the session's ID and secret as a line of an old key log.
///
/// Returns: 1; 0 if the session lacks either, or on error.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_SESSION_print_keylog(bp: Mut<BIO>, x: In<SSL_SESSION>) -> c_int {
    entry(0, || match x.opt().and_then(SSL_SESSION::key_log_line) {
        Some(line) => Ok(bp.get()?.write_all(line.as_bytes()).into()),
        None => Ok(0),
    })
}
