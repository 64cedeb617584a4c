//! Keys for SRTP: the use_srtp extension of DTLS (RFC 5764).

#![allow(non_camel_case_types, reason = "OpenSSL's type names")]

use crate::abi::{Lend, Mut, Str, entry, quiet};
use crate::err::Result;
use crate::obj::ssl::srtp::{self, SRTP_PROTECTION_PROFILE};
use crate::obj::ssl::{SSL, SSL_CTX};
use crate::obj::stack::OPENSSL_STACK;
use std::ffi::c_int;

fn profiles(list: Str) -> Result<Vec<u16>> {
    srtp::parse(list.get()?)
}

/// Sets the protection profiles that connections offer or take, their names
/// joined by colons. TLS connections have no use for them.
///
/// Returns: 0; 1 on error.
/// Errors: `SSL_R_SRTP_UNKNOWN_PROTECTION_PROFILE`,
/// `SSL_R_BAD_SRTP_PROTECTION_PROFILE_LIST`.
/// See: SSL_CTX_set_tlsext_use_srtp(3).
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_set_tlsext_use_srtp(ctx: Mut<SSL_CTX>, profiles: Str) -> c_int {
    entry(1, || {
        let (ctx, list) = (ctx.get()?, self::profiles(profiles)?);
        ctx.hooks.with(|hooks| hooks.srtp = Some(list));
        Ok(0)
    })
}

/// Sets the protection profiles of one connection.
///
/// Returns: 0; 1 on error.
/// Errors: as `SSL_CTX_set_tlsext_use_srtp`.
/// See: SSL_set_tlsext_use_srtp(3).
#[unsafe(no_mangle)]
pub extern "C" fn SSL_set_tlsext_use_srtp(ssl: Mut<SSL>, profiles: Str) -> c_int {
    entry(1, || {
        let (ssl, list) = (ssl.get()?, self::profiles(profiles)?);
        ssl.datagram.with(|local| local.srtp = Some(list));
        Ok(0)
    })
}

/// The protection profiles that are offered or taken; NULL if none were set.
///
/// Ownership: the list stays with `ssl` until it is asked again.
/// See: SSL_get_srtp_profiles(3).
#[unsafe(no_mangle)]
pub extern "C" fn SSL_get_srtp_profiles(ssl: Mut<SSL>) -> Lend<OPENSSL_STACK> {
    quiet(Lend::null(), || {
        let ssl = ssl.get()?;
        let Some(list) = ssl.srtp_profiles() else { return Ok(Lend::null()) };
        let list = list.into_iter().filter_map(srtp::find);
        let stack = ssl.lent.with(|l| OPENSSL_STACK::lend_again(&mut l.srtp, list));
        Ok(Lend::new(&stack))
    })
}

/// The protection profile that was agreed on; NULL for none.
///
/// See: SSL_get_selected_srtp_profile(3).
#[unsafe(no_mangle)]
pub extern "C" fn SSL_get_selected_srtp_profile(s: Mut<SSL>) -> Lend<SRTP_PROTECTION_PROFILE> {
    quiet(Lend::null(), || {
        let chosen = s.get()?.facts(|facts| facts.srtp);
        Ok(chosen.and_then(srtp::find).map_or(Lend::null(), Lend::new))
    })
}
