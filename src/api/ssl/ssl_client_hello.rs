//! `SSL_client_hello_…`: what a ClientHello says, for the callback that sees
//! it first. All but `isv2` give 0 outside of that callback.

use crate::abi::mem;
use crate::abi::{Mut, Out, quiet};
use crate::obj::ssl::SSL;
use std::ffi::{c_int, c_uchar, c_uint};

/// Lends bytes of the ClientHello; they live as long as it.
fn lend(bytes: &[u8], out: &Out<*const c_uchar>) -> usize {
    out.write_opt(bytes.as_ptr());
    bytes.len()
}

/// Whether it came in SSL 2's form: never.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_client_hello_isv2(s: Mut<SSL>) -> c_int {
    quiet(0, || {
        let _ = s;
        Ok(0)
    })
}

/// Its version field.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_client_hello_get0_legacy_version(s: Mut<SSL>) -> c_uint {
    quiet(0, || Ok(s.get()?.client_hello().map_or(0, |hello| hello.legacy_version.into())))
}

/// Lends its field; returns the length.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_client_hello_get0_random(s: Mut<SSL>, out: Out<*const c_uchar>) -> usize {
    quiet(0, || Ok(s.get()?.client_hello().map_or(0, |hello| lend(&hello.random, &out))))
}

/// Lends its field; returns the length.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_client_hello_get0_session_id(s: Mut<SSL>, out: Out<*const c_uchar>) -> usize {
    quiet(0, || Ok(s.get()?.client_hello().map_or(0, |hello| lend(&hello.session_id, &out))))
}

/// Lends its field; returns the length.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_client_hello_get0_ciphers(s: Mut<SSL>, out: Out<*const c_uchar>) -> usize {
    quiet(0, || Ok(s.get()?.client_hello().map_or(0, |hello| lend(&hello.suites, &out))))
}

/// Lends its field; returns the length.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_client_hello_get0_compression_methods(
    s: Mut<SSL>,
    out: Out<*const c_uchar>,
) -> usize {
    quiet(0, || Ok(s.get()?.client_hello().map_or(0, |hello| lend(&hello.compression, &out))))
}

/// Lists the numbers of its extensions in new memory.
///
/// Returns: 1; 0 if there is no ClientHello.
/// Ownership: `*out` is freed with `OPENSSL_free`.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_client_hello_get1_extensions_present(
    s: Mut<SSL>,
    out: Out<*mut c_int>,
    outlen: Out<usize>,
) -> c_int {
    quiet(0, || {
        let Some(hello) = s.get()?.client_hello() else { return Ok(0) };
        let bytes: Vec<u8> = hello
            .extensions
            .iter()
            .flat_map(|(number, _)| c_int::from(*number).to_ne_bytes())
            .collect();
        let list = if bytes.is_empty() { std::ptr::null_mut() } else { mem::copy_out(&bytes)? };
        out.write(list.cast())?;
        outlen.write(hello.extensions.len())?;
        Ok(1)
    })
}

/// Lends the body of an extension.
///
/// Returns: 1; 0 if it is not there.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_client_hello_get0_ext(
    s: Mut<SSL>,
    r#type: c_uint,
    out: Out<*const c_uchar>,
    outlen: Out<usize>,
) -> c_int {
    quiet(0, || {
        let Some(hello) = s.get()?.client_hello() else { return Ok(0) };
        let found = hello.extensions.iter().find(|(number, _)| c_uint::from(*number) == r#type);
        let Some((_, body)) = found else { return Ok(0) };
        outlen.write_opt(lend(body, &out));
        Ok(1)
    })
}
