//! Functions that `SSL_CTX_…` and `SSL_…` have alike.

use crate::abi::{In, InBuf, Mut, Opaque, Str, entry, quiet};
use crate::err::{self, Error, Lib, Result};
use crate::obj::ssl::callbacks::pem_password_cb;
use crate::obj::ssl::config::{MAX_SID_CTX, is_alpn_list};
use crate::obj::ssl::{SSL, SSL_CTX, cipher_list};
use std::ffi::{c_int, c_uint, c_void};

/// A session ID context.
fn sid_ctx_bytes(sid_ctx: &InBuf, len: c_uint) -> Result<&[u8]> {
    if usize::try_from(len).unwrap_or(usize::MAX) > MAX_SID_CTX {
        return Err(Error::new(Lib::Ssl, err::ssl::R_SSL_SESSION_ID_CONTEXT_TOO_LONG));
    }
    sid_ctx.slice(len)
}

/// An ALPN list; NULL and 0 for none. Malformed ones queue nothing.
fn alpn_list(protos: &InBuf, len: c_uint) -> Result<Vec<u8>> {
    if len == 0 || protos.is_null() {
        return Ok(Vec::new());
    }
    let list = protos.slice(len)?;
    if is_alpn_list(list) { Ok(list.to_vec()) } else { Err(Error::quiet()) }
}

/// Sets `SSL_OP_*` bits; returns all that are set now.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_set_options(ctx: Mut<SSL_CTX>, op: u64) -> u64 {
    entry(0, || Ok(ctx.get()?.config.with(|c| c.set_options(op))))
}

/// Clears `SSL_OP_*` bits; returns those that are left.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_clear_options(ctx: Mut<SSL_CTX>, op: u64) -> u64 {
    entry(0, || Ok(ctx.get()?.config.with(|c| c.clear_options(op))))
}

/// The `SSL_OP_*` bits.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_get_options(ctx: In<SSL_CTX>) -> u64 {
    quiet(0, || Ok(ctx.get()?.config.look(|c| c.options)))
}

/// Chooses the suites before TLS 1.3 by a cipher string.
///
/// Returns: 1, also for suites with a pre-shared key alone, which leave TLS 1.3; 0 if nothing
/// usable is left (`SSL_R_NO_CIPHER_MATCH`) or the string is
/// malformed (`SSL_R_INVALID_COMMAND`). See: SSL_CTX_set_cipher_list(3).
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_set_cipher_list(ctx: Mut<SSL_CTX>, str: Str) -> c_int {
    entry(0, || {
        let string = str.bytes()?;
        ctx.get()?.config.with(|c| c.set_cipher_list(string))?;
        Ok(1)
    })
}

/// Chooses the TLS 1.3 suites by their names, joined by colons; an empty string
/// leaves none.
///
/// Returns: 1; 0 if no name is usable (`SSL_R_NO_CIPHER_MATCH`).
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_set_ciphersuites(ctx: Mut<SSL_CTX>, str: Str) -> c_int {
    entry(0, || {
        let suites = cipher_list::parse_tls13(str.bytes()?)?;
        ctx.get()?.config.with(|c| c.suites13 = suites);
        Ok(1)
    })
}

/// Sets the security level.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_set_security_level(ctx: Mut<SSL_CTX>, level: c_int) {
    quiet((), || {
        ctx.get()?.config.with(|c| c.security_level = level);
        Ok(())
    });
}

/// The security level.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_get_security_level(ctx: In<SSL_CTX>) -> c_int {
    quiet(0, || Ok(ctx.get()?.config.look(|c| c.security_level)))
}

/// Ends connections without alerts, if `mode` is not 0.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_set_quiet_shutdown(ctx: Mut<SSL_CTX>, mode: c_int) {
    quiet((), || {
        ctx.get()?.config.with(|c| c.quiet_shutdown = mode != 0);
        Ok(())
    });
}

/// Whether connections end without alerts.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_get_quiet_shutdown(ctx: In<SSL_CTX>) -> c_int {
    quiet(0, || Ok(ctx.get()?.config.look(|c| c.quiet_shutdown).into()))
}

/// Says which sessions belong together: none is resumed under another context.
///
/// Returns: 1; 0 if it is longer than 32 bytes.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_set_session_id_context(
    ctx: Mut<SSL_CTX>,
    sid_ctx: InBuf,
    sid_ctx_len: c_uint,
) -> c_int {
    entry(0, || {
        let context = sid_ctx_bytes(&sid_ctx, sid_ctx_len)?;
        ctx.get()?.config.with(|c| c.set_sid_ctx(context))?;
        Ok(1)
    })
}

/// Sets how many TLS 1.3 tickets a server sends after a full handshake.
///
/// Returns: 1.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_set_num_tickets(ctx: Mut<SSL_CTX>, num_tickets: usize) -> c_int {
    entry(0, || {
        ctx.get()?.config.with(|c| c.num_tickets = num_tickets);
        Ok(1)
    })
}

/// How many TLS 1.3 tickets a server sends.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_get_num_tickets(ctx: In<SSL_CTX>) -> usize {
    quiet(0, || Ok(ctx.get()?.config.look(|c| c.num_tickets)))
}

/// Attaches `data` under `idx`.
///
/// Returns: 1; 0 for a bad index.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_set_ex_data(ssl: Mut<SSL_CTX>, idx: c_int, data: *mut c_void) -> c_int {
    entry(0, || {
        ssl.get()?.ex_data.set(idx, data)?;
        Ok(1)
    })
}

/// What was attached under `idx`; NULL if nothing.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_get_ex_data(ssl: In<SSL_CTX>, idx: c_int) -> *mut c_void {
    quiet(std::ptr::null_mut(), || Ok(ssl.get()?.ex_data.get(idx)))
}

/// Sets the ALPN protocols that a client offers, in wire form; none if `protos` is
/// NULL.
///
/// Returns: 0 for success, and 1 for a malformed list.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_set_alpn_protos(
    ctx: Mut<SSL_CTX>,
    protos: InBuf,
    protos_len: c_uint,
) -> c_int {
    entry(1, || {
        let list = alpn_list(&protos, protos_len)?;
        ctx.get()?.config.with(|c| c.alpn = list);
        Ok(0)
    })
}

/// Lets `cb` choose certificates when one is needed.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_set_cert_cb(
    ctx: Mut<SSL_CTX>,
    cb: Option<extern "C" fn(Mut<SSL>, *mut c_void) -> c_int>,
    arg: *mut c_void,
) {
    quiet((), || {
        ctx.get()?.config.with(|c| c.identity.cert_cb.set(cb, arg));
        Ok(())
    });
}

/// Tells `cb` of the progress of handshakes.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_set_info_callback(
    ctx: Mut<SSL_CTX>,
    cb: Option<extern "C" fn(In<SSL>, c_int, c_int)>,
) {
    quiet((), || {
        ctx.get()?.info_cb.set(cb);
        Ok(())
    });
}

/// The function told of the progress of handshakes.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_get_info_callback(
    ctx: Mut<SSL_CTX>,
) -> Option<extern "C" fn(In<SSL>, c_int, c_int)> {
    quiet(None, || Ok(ctx.get()?.info_cb.get()))
}

/// Shows `cb` each protocol message; its last argument is set by a ctrl.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_set_msg_callback(
    ctx: Mut<SSL_CTX>,
    cb: Option<extern "C" fn(c_int, c_int, c_int, *const c_void, usize, Mut<SSL>, *mut c_void)>,
) {
    quiet((), || {
        ctx.get()?.config.with(|c| c.msg_cb.call = cb);
        Ok(())
    });
}

/// Sets the source of passphrases for encrypted keys.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_set_default_passwd_cb(ctx: Mut<SSL_CTX>, cb: Option<pem_password_cb>) {
    quiet((), || {
        ctx.get()?.config.with(|c| c.password.call = cb);
        Ok(())
    });
}

/// Sets the last argument of the passphrase callback.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_set_default_passwd_cb_userdata(ctx: Mut<SSL_CTX>, u: *mut c_void) {
    quiet((), || {
        ctx.get()?.config.with(|c| c.password.arg = Opaque(u));
        Ok(())
    });
}

/// The source of passphrases.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_get_default_passwd_cb(ctx: Mut<SSL_CTX>) -> Option<pem_password_cb> {
    quiet(None, || Ok(ctx.get()?.config.look(|c| c.password.call)))
}

/// The last argument of the passphrase callback.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_get_default_passwd_cb_userdata(ctx: Mut<SSL_CTX>) -> *mut c_void {
    quiet(std::ptr::null_mut(), || Ok(ctx.get()?.config.look(|c| c.password.arg).0))
}

/// Sets `SSL_OP_*` bits; returns all that are set now.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_set_options(s: Mut<SSL>, op: u64) -> u64 {
    entry(0, || Ok(s.get()?.config.with(|c| c.set_options(op))))
}

/// Clears `SSL_OP_*` bits; returns those that are left.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_clear_options(s: Mut<SSL>, op: u64) -> u64 {
    entry(0, || Ok(s.get()?.config.with(|c| c.clear_options(op))))
}

/// The `SSL_OP_*` bits.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_get_options(s: In<SSL>) -> u64 {
    quiet(0, || Ok(s.get()?.config.look(|c| c.options)))
}

/// Chooses the suites before TLS 1.3 by a cipher string.
///
/// Returns: 1, also for suites with a pre-shared key alone, which leave TLS 1.3; 0 if nothing
/// usable is left (`SSL_R_NO_CIPHER_MATCH`) or the string is
/// malformed (`SSL_R_INVALID_COMMAND`). See: SSL_CTX_set_cipher_list(3).
#[unsafe(no_mangle)]
pub extern "C" fn SSL_set_cipher_list(s: Mut<SSL>, str: Str) -> c_int {
    entry(0, || {
        let string = str.bytes()?;
        let ssl = s.get()?;
        ssl.take_own_suites();
        ssl.config.with(|c| c.set_cipher_list(string))?;
        Ok(1)
    })
}

/// Chooses the TLS 1.3 suites by their names, joined by colons; an empty string
/// leaves none.
///
/// Returns: 1; 0 if no name is usable (`SSL_R_NO_CIPHER_MATCH`).
#[unsafe(no_mangle)]
pub extern "C" fn SSL_set_ciphersuites(s: Mut<SSL>, str: Str) -> c_int {
    entry(0, || {
        let suites = cipher_list::parse_tls13(str.bytes()?)?;
        let ssl = s.get()?;
        ssl.take_own_suites();
        ssl.config.with(|c| c.suites13 = suites);
        Ok(1)
    })
}

/// Sets the security level.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_set_security_level(s: Mut<SSL>, level: c_int) {
    quiet((), || {
        s.get()?.config.with(|c| c.security_level = level);
        Ok(())
    });
}

/// The security level.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_get_security_level(s: In<SSL>) -> c_int {
    quiet(0, || Ok(s.get()?.config.look(|c| c.security_level)))
}

/// Ends connections without alerts, if `mode` is not 0.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_set_quiet_shutdown(ssl: Mut<SSL>, mode: c_int) {
    quiet((), || {
        ssl.get()?.config.with(|c| c.quiet_shutdown = mode != 0);
        Ok(())
    });
}

/// Whether connections end without alerts.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_get_quiet_shutdown(ssl: In<SSL>) -> c_int {
    quiet(0, || Ok(ssl.get()?.config.look(|c| c.quiet_shutdown).into()))
}

/// Says which sessions belong together: none is resumed under another context.
///
/// Returns: 1; 0 if it is longer than 32 bytes.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_set_session_id_context(
    ssl: Mut<SSL>,
    sid_ctx: InBuf,
    sid_ctx_len: c_uint,
) -> c_int {
    entry(0, || {
        let context = sid_ctx_bytes(&sid_ctx, sid_ctx_len)?;
        ssl.get()?.config.with(|c| c.set_sid_ctx(context))?;
        Ok(1)
    })
}

/// Sets how many TLS 1.3 tickets a server sends after a full handshake.
///
/// Returns: 1.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_set_num_tickets(s: Mut<SSL>, num_tickets: usize) -> c_int {
    entry(0, || {
        s.get()?.config.with(|c| c.num_tickets = num_tickets);
        Ok(1)
    })
}

/// How many TLS 1.3 tickets a server sends.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_get_num_tickets(s: In<SSL>) -> usize {
    quiet(0, || Ok(s.get()?.config.look(|c| c.num_tickets)))
}

/// Attaches `data` under `idx`.
///
/// Returns: 1; 0 for a bad index.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_set_ex_data(ssl: Mut<SSL>, idx: c_int, data: *mut c_void) -> c_int {
    entry(0, || {
        ssl.get()?.ex_data.set(idx, data)?;
        Ok(1)
    })
}

/// What was attached under `idx`; NULL if nothing.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_get_ex_data(ssl: In<SSL>, idx: c_int) -> *mut c_void {
    quiet(std::ptr::null_mut(), || Ok(ssl.get()?.ex_data.get(idx)))
}

/// Sets the ALPN protocols that a client offers, in wire form; none if `protos` is
/// NULL.
///
/// Returns: 0 for success, and 1 for a malformed list.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_set_alpn_protos(ssl: Mut<SSL>, protos: InBuf, protos_len: c_uint) -> c_int {
    entry(1, || {
        let list = alpn_list(&protos, protos_len)?;
        ssl.get()?.config.with(|c| c.alpn = list);
        Ok(0)
    })
}

/// Lets `cb` choose certificates when one is needed.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_set_cert_cb(
    s: Mut<SSL>,
    cb: Option<extern "C" fn(Mut<SSL>, *mut c_void) -> c_int>,
    arg: *mut c_void,
) {
    quiet((), || {
        s.get()?.config.with(|c| c.identity.cert_cb.set(cb, arg));
        Ok(())
    });
}

/// Tells `cb` of the progress of handshakes.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_set_info_callback(
    ssl: Mut<SSL>,
    cb: Option<extern "C" fn(In<SSL>, c_int, c_int)>,
) {
    quiet((), || {
        ssl.get()?.info_cb.set(cb);
        Ok(())
    });
}

/// The function told of the progress of handshakes.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_get_info_callback(
    ssl: In<SSL>,
) -> Option<extern "C" fn(In<SSL>, c_int, c_int)> {
    quiet(None, || Ok(ssl.get()?.info_cb.get()))
}

/// Shows `cb` each protocol message; its last argument is set by a ctrl.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_set_msg_callback(
    ssl: Mut<SSL>,
    cb: Option<extern "C" fn(c_int, c_int, c_int, *const c_void, usize, Mut<SSL>, *mut c_void)>,
) {
    quiet((), || {
        ssl.get()?.config.with(|c| c.msg_cb.call = cb);
        Ok(())
    });
}

/// Sets the source of passphrases for encrypted keys.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_set_default_passwd_cb(s: Mut<SSL>, cb: Option<pem_password_cb>) {
    quiet((), || {
        s.get()?.config.with(|c| c.password.call = cb);
        Ok(())
    });
}

/// Sets the last argument of the passphrase callback.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_set_default_passwd_cb_userdata(s: Mut<SSL>, u: *mut c_void) {
    quiet((), || {
        s.get()?.config.with(|c| c.password.arg = Opaque(u));
        Ok(())
    });
}

/// The source of passphrases.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_get_default_passwd_cb(s: Mut<SSL>) -> Option<pem_password_cb> {
    quiet(None, || Ok(s.get()?.config.look(|c| c.password.call)))
}

/// The last argument of the passphrase callback.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_get_default_passwd_cb_userdata(s: Mut<SSL>) -> *mut c_void {
    quiet(std::ptr::null_mut(), || Ok(s.get()?.config.look(|c| c.password.arg).0))
}
