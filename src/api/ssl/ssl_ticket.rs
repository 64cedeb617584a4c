//! Session tickets and session IDs as the program wants them.

use crate::abi::{InBuf, Lend, Mut, Opaque, entry, quiet};
use crate::err::{self, Error, Lib, Result};
use crate::obj::lhash::OPENSSL_LHASH;
use crate::obj::ssl::callbacks::{
    GEN_SESSION_CB, NotResumableCb, SSL_CTX_decrypt_session_ticket_fn,
    SSL_CTX_generate_session_ticket_fn, TicketKeyEvpCb, TicketKeys, tls_session_secret_cb_fn,
    tls_session_ticket_ext_cb_fn,
};
use crate::obj::ssl::secret::OwnTicket;
use crate::obj::ssl::{SSL, SSL_CTX};
use std::ffi::{c_int, c_void};

/// Sets what is called when a ticket is made, and when one was opened. A
/// client that asks for its first ticket (`SSL_TICKET_EMPTY`) always gets one:
/// the second function is not asked then.
///
/// Returns: 1. See: SSL_CTX_set_session_ticket_cb(3).
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_set_session_ticket_cb(
    ctx: Mut<SSL_CTX>,
    gen_cb: SSL_CTX_generate_session_ticket_fn,
    dec_cb: SSL_CTX_decrypt_session_ticket_fn,
    arg: *mut c_void,
) -> c_int {
    entry(0, || {
        ctx.get()?.hooks.with(|hooks| {
            hooks.ticket_made = Some((gen_cb, Opaque(arg)));
            hooks.ticket_opened = Some((dec_cb, Opaque(arg)));
        });
        Ok(1)
    })
}

/// Sets what prepares cipher and MAC of a ticket: with 1 as its last argument
/// for a new one, with 0 for one that came in.
///
/// Returns: 1. See: SSL_CTX_set_tlsext_ticket_key_evp_cb(3).
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_set_tlsext_ticket_key_evp_cb(
    ctx: Mut<SSL_CTX>,
    fp: Option<TicketKeyEvpCb>,
) -> c_int {
    entry(0, || {
        ctx.get()?.hooks.with(|hooks| hooks.ticket_key = fp.map(TicketKeys::Evp));
        Ok(1)
    })
}

/// Sets what makes the IDs of a server's sessions. They must have 32 bytes:
/// a handshake fails whose ID was made shorter.
///
/// Returns: 1. See: SSL_CTX_set_generate_session_id(3).
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_set_generate_session_id(ctx: Mut<SSL_CTX>, cb: GEN_SESSION_CB) -> c_int {
    entry(0, || {
        ctx.get()?.config.with(|c| c.generate_id = cb);
        Ok(1)
    })
}

/// Sets what makes the ID of a server's session, as
/// `SSL_CTX_set_generate_session_id`.
///
/// Returns: 1. See: SSL_set_generate_session_id(3).
#[unsafe(no_mangle)]
pub extern "C" fn SSL_set_generate_session_id(ssl: Mut<SSL>, cb: GEN_SESSION_CB) -> c_int {
    entry(0, || {
        ssl.get()?.config.with(|c| c.generate_id = cb);
        Ok(1)
    })
}

/// Sets what says whether a server's new session must not be resumed.
///
/// See: SSL_CTX_set_not_resumable_session_callback(3).
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_set_not_resumable_session_callback(
    ctx: Mut<SSL_CTX>,
    cb: Option<NotResumableCb>,
) {
    quiet((), || {
        ctx.get()?.config.with(|c| c.not_resumable = cb);
        Ok(())
    });
}

/// Sets what says whether a server's new session must not be resumed.
///
/// See: SSL_set_not_resumable_session_callback(3).
#[unsafe(no_mangle)]
pub extern "C" fn SSL_set_not_resumable_session_callback(
    ssl: Mut<SSL>,
    cb: Option<NotResumableCb>,
) {
    quiet((), || {
        ssl.get()?.config.with(|c| c.not_resumable = cb);
        Ok(())
    });
}

/// Lends a table of the sessions in the context's cache.
///
/// Returns: the table, as the cache is at this call; changes to it do not
/// change the cache. Ownership: it is the context's.
/// See: SSL_CTX_sessions(3).
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_sessions(ctx: Mut<SSL_CTX>) -> Lend<OPENSSL_LHASH> {
    quiet(Lend::null(), || Ok(Lend::from_ptr(ctx.get()?.list_sessions())))
}

/// Server: has one more TLS 1.3 ticket sent, with the next `SSL_write`,
/// `SSL_read` or `SSL_do_handshake`. Until then `SSL_in_init` is 1.
///
/// Returns: 1; 0 before the end of the handshake, for a client, before TLS
/// 1.3, and where sessions are neither put into tickets nor cached.
/// See: SSL_new_session_ticket(3).
#[unsafe(no_mangle)]
pub extern "C" fn SSL_new_session_ticket(s: Mut<SSL>) -> c_int {
    quiet(0, || Ok(s.get()?.want_ticket().into()))
}

/// Fails for datagrams, whose handshakes have secrets of their own only.
fn of_stream(ssl: &SSL) -> Result<&SSL> {
    match ssl.is_datagrams() {
        true => Err(Error::new(Lib::Ssl, err::R_DISABLED)),
        false => Ok(ssl),
    }
}

/// Client: sets what it sends in the place of a session ticket, unless it
/// offers a session; with NULL that extension is not sent. It is for
/// handshakes of TLS 1.2 only: one that could become another's fails, and so
/// does one with an empty ticket. `SSL_clear` forgets it.
///
/// Returns: 1; 0 for DTLS or a negative length.
/// Ownership: the bytes are copied.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_set_session_ticket_ext(
    s: Mut<SSL>,
    ext_data: InBuf<c_void>,
    ext_len: c_int,
) -> c_int {
    entry(0, || {
        let ssl = of_stream(s.get()?)?;
        let ticket = match ext_data.is_null() {
            true => OwnTicket::Absent,
            false => OwnTicket::Bytes(ext_data.slice(ext_len)?.to_vec()),
        };
        ssl.own_secret.with(|own| own.ticket = ticket);
        Ok(1)
    })
}

/// Server: sets what gets the bytes that a client of TLS 1.2 sends in its
/// session_ticket extension, also if there are none; it returns 0 to end the
/// handshake.
///
/// Returns: 1; 0 for DTLS.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_set_session_ticket_ext_cb(
    s: Mut<SSL>,
    cb: tls_session_ticket_ext_cb_fn,
    arg: *mut c_void,
) -> c_int {
    entry(0, || {
        of_stream(s.get()?)?.own_secret.with(|own| own.ticket_cb.set(cb, arg));
        Ok(1)
    })
}

/// Sets what gives the master secret of a handshake of TLS 1.2, as EAP-FAST
/// has it (RFC 4851): no certificate is shown then, and each end is
/// authenticated by having the secret. Both randoms are known when `cb` is
/// called; it has room for `*secret_len` bytes, says there how many it wrote
/// (at most 48), and returns 1.
///
/// A server asks for each ClientHello but one that resumes a session of its
/// cache, with the client's suites. `cb` returns 0 for a full handshake; it
/// may choose one of those suites, and must where the server has no RSA
/// certificate. Tickets are neither opened nor issued.
///
/// A client that sent a ticket of [`SSL_set_session_ticket_ext`] asks as soon
/// as the server has answered, whichever handshake follows; with 0 that
/// fails.
///
/// Returns: 1; 0 for DTLS.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_set_session_secret_cb(
    s: Mut<SSL>,
    session_secret_cb: tls_session_secret_cb_fn,
    arg: *mut c_void,
) -> c_int {
    entry(0, || {
        of_stream(s.get()?)?.own_secret.with(|own| own.secret_cb.set(session_secret_cb, arg));
        Ok(1)
    })
}
