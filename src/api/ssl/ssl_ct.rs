//! How `SSL_CTX` and `SSL` check certificate transparency.

use super::ssl_custom_ext::SSL_CTX_has_client_custom_ext;
use crate::abi::{In, LendConst, Mut, Str, Take, entry, quiet};
use crate::err::{self, Error, Lib, Result};
use crate::obj::ct::log::CTLOG_STORE;
use crate::obj::ssl::callbacks::With;
use crate::obj::ssl::connection::STATUS_OCSP;
use crate::obj::ssl::ct::{Transparency, ssl_ct_validation_cb};
use crate::obj::ssl::{SSL, SSL_CTX};
use crate::obj::stack::OPENSSL_STACK;
use std::ffi::{c_int, c_uint, c_void};
use std::sync::Arc;

/// `TLSEXT_TYPE_signed_certificate_timestamp`.
const EXTENSION: c_uint = 18;

/// What a callback and its argument mean.
fn judged(callback: ssl_ct_validation_cb, arg: *mut c_void) -> Transparency {
    callback.map_or(Transparency::Off, |call| {
        Transparency::Judged(With { call, arg: crate::abi::Opaque(arg) })
    })
}

/// A program that handles the extension with the timestamps gets them all.
fn set(ctx: &SSL_CTX, how: Transparency) -> Result<c_int> {
    may(ctx, how)?;
    ctx.config.with(|c| c.set_transparency(how));
    Ok(1)
}

/// The same for a connection, which then asks for an OCSP response, too.
fn set_for(ssl: &SSL, how: Transparency) -> Result<c_int> {
    may(&ssl.ctx(), how)?;
    ssl.config.with(|c| {
        c.set_transparency(how);
        if how.is_on() {
            c.status_type = STATUS_OCSP;
        }
    });
    Ok(1)
}

fn may(ctx: &SSL_CTX, how: Transparency) -> Result<()> {
    if how.is_on() && SSL_CTX_has_client_custom_ext(In::lend(ctx), EXTENSION) == 1 {
        let there = err::ssl::R_CUSTOM_EXT_HANDLER_ALREADY_INSTALLED;
        return Err(Error::new(Lib::Ssl, there));
    }
    Ok(())
}

/// Sets what judges the timestamps of servers' certificates; NULL for nothing.
/// It gets what they were held against, the list of them, and `arg`; anything
/// below 1 ends the handshake.
///
/// Returns: 1; 0 on failure.
/// Errors: `SSL_R_CUSTOM_EXT_HANDLER_ALREADY_INSTALLED`.
/// See: SSL_CTX_set_ct_validation_callback(3).
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_set_ct_validation_callback(
    ctx: Mut<SSL_CTX>,
    callback: ssl_ct_validation_cb,
    arg: *mut c_void,
) -> c_int {
    entry(0, || set(ctx.get()?, judged(callback, arg)))
}

/// As [`SSL_CTX_set_ct_validation_callback`], for one connection, which then
/// asks for an OCSP response, too.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_set_ct_validation_callback(
    s: Mut<SSL>,
    callback: ssl_ct_validation_cb,
    arg: *mut c_void,
) -> c_int {
    entry(0, || set_for(s.get()?, judged(callback, arg)))
}

/// Has timestamps checked: with `SSL_CT_VALIDATION_STRICT` one must be valid,
/// with `SSL_CT_VALIDATION_PERMISSIVE` the verdicts are only kept.
///
/// Returns: 1; 0 on failure.
/// Errors: `SSL_R_INVALID_CT_VALIDATION_TYPE`,
/// `SSL_R_CUSTOM_EXT_HANDLER_ALREADY_INSTALLED`.
/// See: SSL_CTX_enable_ct(3).
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_enable_ct(ctx: Mut<SSL_CTX>, validation_mode: c_int) -> c_int {
    entry(0, || set(ctx.get()?, Transparency::of_mode(validation_mode)?))
}

/// As [`SSL_CTX_enable_ct`], for one connection, which then asks for an OCSP
/// response, too.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_enable_ct(s: Mut<SSL>, validation_mode: c_int) -> c_int {
    entry(0, || set_for(s.get()?, Transparency::of_mode(validation_mode)?))
}

/// Whether timestamps are judged.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_ct_is_enabled(ctx: In<SSL_CTX>) -> c_int {
    quiet(0, || Ok(ctx.get()?.config.look(|c| c.transparency().is_on()).into()))
}

/// Whether timestamps are judged.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_ct_is_enabled(s: In<SSL>) -> c_int {
    quiet(0, || Ok(s.get()?.config.look(|c| c.transparency().is_on()).into()))
}

/// The timestamps that came in the server's hello or Certificate message, its
/// OCSP response, and its certificate; NULL without a certificate.
///
/// Ownership: the list is the connection's.
/// See: SSL_get0_peer_scts(3).
#[unsafe(no_mangle)]
pub extern "C" fn SSL_get0_peer_scts(s: Mut<SSL>) -> LendConst<OPENSSL_STACK> {
    entry(LendConst::null(), || {
        let scts = s.get()?.peer_scts();
        Ok(LendConst::opt(scts.as_ref().map(|list| list.stack())))
    })
}

/// Adds the logs that a file enables to those that are believed.
///
/// Returns: 1; 0 if the file or a log in it is no good: the others are added.
/// Errors: `CT_R_LOG_CONF_INVALID`, after those of each log.
/// See: SSL_CTX_set_ctlog_list_file(3).
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_set_ctlog_list_file(ctx: Mut<SSL_CTX>, path: Str) -> c_int {
    entry(0, || store_of(&ctx)?.load(path.get()?).map(|()| 1))
}

/// As [`SSL_CTX_set_ctlog_list_file`], for the file that `CTLOG_FILE` names,
/// or OpenSSL's own.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_set_default_ctlog_list_file(ctx: Mut<SSL_CTX>) -> c_int {
    entry(0, || store_of(&ctx)?.load_default().map(|()| 1))
}

fn store_of(ctx: &Mut<SSL_CTX>) -> Result<Arc<CTLOG_STORE>> {
    let none = || Error::new(Lib::Ssl, err::R_PASSED_NULL_PARAMETER);
    ctx.get()?.ctlogs().ok_or_else(none)
}

/// Replaces the logs that are believed; NULL for none. Takes the list.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_set0_ctlog_store(ctx: Mut<SSL_CTX>, logs: Take<CTLOG_STORE>) {
    quiet((), || {
        ctx.get()?.set_ctlogs(logs.opt());
        Ok(())
    });
}

/// The logs that are believed, which are the context's; NULL for none.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_get0_ctlog_store(ctx: In<SSL_CTX>) -> LendConst<CTLOG_STORE> {
    entry(LendConst::null(), || Ok(LendConst::opt(ctx.get()?.ctlogs().as_deref())))
}
