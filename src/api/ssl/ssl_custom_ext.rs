//! Extensions of the program's own.

use super::ssl_serverinfo::add_to;
use crate::abi::{In, Mut, Opaque, entry, quiet};
use crate::obj::ssl::SSL_CTX;
use crate::obj::ssl::callbacks::*;
use crate::obj::ssl::custom_ext::{Calls, OLD_CONTEXT, is_handled};
use crate::tls::Role;
use std::ffi::{c_int, c_uint, c_void};

/// Whether the library itself handles an extension, by its number on the wire.
///
/// Returns: 1 or 0.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_extension_supported(ext_type: c_uint) -> c_int {
    is_handled(ext_type).into()
}

/// Whether clients of the context send an extension of the program's.
///
/// Returns: 1 or 0.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_has_client_custom_ext(ctx: In<SSL_CTX>, ext_type: c_uint) -> c_int {
    quiet(0, || {
        let Ok(number) = u16::try_from(ext_type) else { return Ok(0) };
        Ok(ctx.get()?.config.look(|c| c.identity.custom.has_of_client(number)).into())
    })
}

/// Registers an extension for the messages in `context` (`SSL_EXT_*`), at both
/// ends. `add_cb` says what is sent (1, 0 for nothing, -1 to fail with the
/// alert in `*al`) and `free_cb` frees that; without `add_cb` a client sends
/// an empty one, a server none. `parse_cb` gets what came (1 to go on, else
/// the alert in `*al` is sent). A server answers with those only that the
/// client sent.
///
/// What goes into the records of one flight may be of 8 KiB together; a
/// Certificate message of the peer's must fit one record.
///
/// Returns: 1; 0 if the library handles the extension, it is registered
/// already, `ext_type` is over 65535, or there is `free_cb` without `add_cb`.
/// See: SSL_CTX_add_custom_ext(3).
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_add_custom_ext(
    ctx: Mut<SSL_CTX>,
    ext_type: c_uint,
    context: c_uint,
    add_cb: SSL_custom_ext_add_cb_ex,
    free_cb: SSL_custom_ext_free_cb_ex,
    add_arg: *mut c_void,
    parse_cb: SSL_custom_ext_parse_cb_ex,
    parse_arg: *mut c_void,
) -> c_int {
    entry(0, || {
        let calls = Calls::New {
            add: add_cb,
            free: free_cb,
            add_arg: Opaque(add_arg),
            parse: parse_cb,
            parse_arg: Opaque(parse_arg),
        };
        Ok(add_to(ctx.get()?, ext_type, None, context, calls).into())
    })
}

/// Registers an extension that clients send in TLS 1.2 and hear the answer to
/// in full handshakes. Without `add_cb` an empty one is sent.
///
/// Returns: 1; 0 as [`SSL_CTX_add_custom_ext`].
/// See: SSL_CTX_add_client_custom_ext(3).
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_add_client_custom_ext(
    ctx: Mut<SSL_CTX>,
    ext_type: c_uint,
    add_cb: custom_ext_add_cb,
    free_cb: custom_ext_free_cb,
    add_arg: *mut c_void,
    parse_cb: custom_ext_parse_cb,
    parse_arg: *mut c_void,
) -> c_int {
    entry(0, || {
        let calls = Calls::Old {
            add: add_cb,
            free: free_cb,
            add_arg: Opaque(add_arg),
            parse: parse_cb,
            parse_arg: Opaque(parse_arg),
        };
        Ok(add_to(ctx.get()?, ext_type, Some(Role::Client), OLD_CONTEXT, calls).into())
    })
}

/// Registers an extension that servers hear in TLS 1.2 and answer in full
/// handshakes. Without `add_cb` the answer is empty.
///
/// Returns: 1; 0 as [`SSL_CTX_add_custom_ext`].
/// See: SSL_CTX_add_server_custom_ext(3).
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_add_server_custom_ext(
    ctx: Mut<SSL_CTX>,
    ext_type: c_uint,
    add_cb: custom_ext_add_cb,
    free_cb: custom_ext_free_cb,
    add_arg: *mut c_void,
    parse_cb: custom_ext_parse_cb,
    parse_arg: *mut c_void,
) -> c_int {
    entry(0, || {
        let calls = Calls::Old {
            add: add_cb,
            free: free_cb,
            add_arg: Opaque(add_arg),
            parse: parse_cb,
            parse_arg: Opaque(parse_arg),
        };
        Ok(add_to(ctx.get()?, ext_type, Some(Role::Server), OLD_CONTEXT, calls).into())
    })
}
