//! Settings of features that are never negotiated: they are taken where
//! OpenSSL with a peer without the feature behaves the same.

#![allow(non_camel_case_types, reason = "OpenSSL's type names")]

use super::ssl::COMP_METHOD;
use crate::abi::{In, Lend, LendConst, Mut, Opaque, entry, quiet, stack};
use crate::err::{self, Error, Lib, ssl};
use crate::obj::cell::Guarded;
use crate::obj::ssl::{SSL, SSL_CTX};
use crate::obj::stack::OPENSSL_STACK;
use std::ffi::{c_char, c_int};

/// The list of compression methods: a stack without any, or what
/// `SSL_COMP_set0_compression_methods` put in its place. None is ever used.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_COMP_get_compression_methods() -> Lend<OPENSSL_STACK> {
    quiet(Lend::null(), || {
        let list = COMPRESSIONS.with(|list| *list.get_or_insert_with(new_list));
        Ok(stack::look(list).map_or(Lend::null(), Lend::new))
    })
}

/// Replaces the list of compression methods; gives the one before that.
///
/// Ownership: of both lists it is the program's.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_COMP_set0_compression_methods(
    meths: Mut<OPENSSL_STACK>,
) -> Lend<OPENSSL_STACK> {
    quiet(Lend::null(), || {
        let new = Opaque(meths.as_ptr().cast());
        let old = COMPRESSIONS.with(|list| list.replace(new)).unwrap_or_else(new_list);
        Ok(stack::look(old).map_or(Lend::null(), Lend::new))
    })
}

/// The list that was set; `None` before anybody asked.
static COMPRESSIONS: Guarded<Option<Opaque>> = Guarded::new(None);

fn new_list() -> Opaque {
    stack::give::<OPENSSL_STACK>(OPENSSL_STACK::lending::<COMP_METHOD>([]))
}

/// A compression method in a list of a program's.
#[derive(Debug)]
pub enum SSL_COMP {}

/// The name of a compression method: there is none.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_COMP_get0_name(comp: In<SSL_COMP>) -> LendConst<c_char> {
    let _ = comp;
    LendConst::null()
}

/// The number of a compression method: there is none.
///
/// Returns: -1.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_COMP_get_id(comp: In<SSL_COMP>) -> c_int {
    let _ = comp;
    -1
}

/// Compression cannot be added.
///
/// Returns: 1, which is failure.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_COMP_add_compression_method(id: c_int, cm: Mut<COMP_METHOD>) -> c_int {
    let _ = (id, cm);
    1
}

/// The name of a compression method: there is none.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_COMP_get_name(comp: In<COMP_METHOD>) -> LendConst<c_char> {
    let _ = comp;
    LendConst::null()
}

/// Sets how much a read takes from the transport by default; reads follow
/// the records, whatever it is.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_set_default_read_buffer_len(ctx: Mut<SSL_CTX>, len: usize) {
    quiet((), || {
        let _ = (ctx.get()?, len);
        Ok(())
    });
}

/// Sets how much a read takes from the transport by default; reads follow
/// the records, whatever it is.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_set_default_read_buffer_len(s: Mut<SSL>, len: usize) {
    quiet((), || {
        let _ = (s.get()?, len);
        Ok(())
    });
}

/// Cannot set the name of a user of SRP: no suite of SRP's is offered.
///
/// Returns: 0.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_set_srp_username(ctx: Mut<SSL_CTX>, name: *mut c_char) -> c_int {
    let _ = (ctx, name);
    entry(0, || Err(Error::new(Lib::Ssl, err::R_DISABLED).with("SRP is not offered")))
}

/// Cannot set the password of a user of SRP: no suite of SRP's is offered.
///
/// Returns: 0.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_set_srp_password(ctx: Mut<SSL_CTX>, password: *mut c_char) -> c_int {
    let _ = (ctx, password);
    entry(0, || Err(Error::new(Lib::Ssl, err::R_DISABLED).with("SRP is not offered")))
}

/// Sends a file: only the kernel's TLS could, which is not used.
///
/// Returns: -1.
/// Errors: `R_UNINITIALIZED`, as OpenSSL's without the kernel's TLS.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_sendfile(
    s: Mut<SSL>,
    fd: c_int,
    offset: i64,
    size: usize,
    flags: c_int,
) -> isize {
    let _ = (s, fd, offset, size, flags);
    entry(-1, || Err(Error::new(Lib::Ssl, ssl::R_UNINITIALIZED)))
}

/// Makes the buffers of a connection, which come when they are needed.
///
/// Returns: 1; 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_alloc_buffers(s: Mut<SSL>) -> c_int {
    quiet(0, || s.get().map(|_| 1))
}

/// Frees the buffers of a connection, which go when they are empty.
///
/// Returns: 1; 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_free_buffers(s: Mut<SSL>) -> c_int {
    quiet(0, || s.get().map(|_| 1))
}

/// Shows what happens: it never did.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_set_debug(s: Mut<SSL>, debug: c_int) {
    let _ = (s, debug);
}
