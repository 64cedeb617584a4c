//! `SSL_CIPHER_…`: what is known of a suite.
//!
//! Suites are part of the library and never freed.

use crate::abi::{In, InBuf, LendConst, Mut, Out, OutBuf, Str, entry, mem, quiet, stack};
use crate::err::{self, Error, Lib, Result};
use crate::obj::evp_md::EVP_MD;
use crate::obj::ssl::cipher::SSL_CIPHER;
use crate::obj::ssl::{SSL, cipher_list};
use crate::obj::stack::OPENSSL_STACK;
use std::ffi::{c_char, c_int, c_uchar};

/// What stands in place of a name where there is no suite.
const NONE: LendConst<c_char> = LendConst::cstr(c"(NONE)");

/// The size that `SSL_CIPHER_description` asks of its buffer.
const DESCRIPTION_SIZE: usize = 128;

/// OpenSSL's name of the suite; "(NONE)" for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CIPHER_get_name(c: In<SSL_CIPHER>) -> LendConst<c_char> {
    quiet(NONE, || Ok(LendConst::cstr(c.get()?.name())))
}

/// IANA's name of the suite; "(NONE)" for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CIPHER_standard_name(c: In<SSL_CIPHER>) -> LendConst<c_char> {
    quiet(NONE, || Ok(LendConst::cstr(c.get()?.standard_name())))
}

/// OpenSSL's name of the suite with this IANA name; "(NONE)" if unknown.
#[unsafe(no_mangle)]
pub extern "C" fn OPENSSL_cipher_name(rfc_name: Str) -> LendConst<c_char> {
    quiet(NONE, || {
        let name = rfc_name.bytes()?;
        let suite = SSL_CIPHER::by_name(name).filter(|s| s.standard_name().to_bytes() == name);
        Ok(suite.map_or(NONE, |suite| LendConst::cstr(suite.name())))
    })
}

/// The suite's bits of strength; those of the key go to `*alg_bits` unless it
/// is NULL. 0 for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CIPHER_get_bits(c: In<SSL_CIPHER>, alg_bits: Out<c_int>) -> c_int {
    quiet(0, || {
        let bits = c.get()?.strength_bits();
        alg_bits.write_opt(bits);
        Ok(bits)
    })
}

/// The oldest protocol version that has the suite; "(NONE)" for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CIPHER_get_version(c: In<SSL_CIPHER>) -> LendConst<c_char> {
    quiet(NONE, || Ok(LendConst::cstr(c.get()?.version())))
}

/// Describes the suite in one line, in `buf` or, if that is NULL, in new
/// memory.
///
/// Returns: `buf` or the new string; NULL if `size` is below 128.
/// Ownership: a new string is freed with `OPENSSL_free`.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CIPHER_description(
    cipher: In<SSL_CIPHER>,
    mut buf: OutBuf<c_char>,
    size: c_int,
) -> *mut c_char {
    entry(std::ptr::null_mut(), || {
        let text = cipher.get()?.description();
        if buf.is_null() {
            let mut line = text.into_bytes();
            line.resize(DESCRIPTION_SIZE, 0);
            return mem::copy_out(&line).map(<*mut _>::cast);
        }
        let size = usize::try_from(size).unwrap_or_default();
        if size < DESCRIPTION_SIZE {
            return Err(Error::quiet());
        }
        copy(text.as_bytes(), buf.slice(size)?)?;
        Ok(buf.as_ptr())
    })
}

/// Copies `text` and a terminator to the start of `to`.
fn copy(text: &[u8], to: &mut [u8]) -> Result<()> {
    let place = to.get_mut(..=text.len()).ok_or_else(Error::quiet)?;
    for (to, from) in place.iter_mut().zip(text.iter().chain(&[0])) {
        *to = *from;
    }
    Ok(())
}

/// The suite's number with OpenSSL's 0x03000000 before it.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CIPHER_get_id(c: In<SSL_CIPHER>) -> u32 {
    quiet(0, || Ok(c.get()?.id()))
}

/// The suite's number on the wire.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CIPHER_get_protocol_id(c: In<SSL_CIPHER>) -> u16 {
    quiet(0, || Ok(c.get()?.protocol_id()))
}

/// The NID of the bulk cipher; `NID_undef` for none.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CIPHER_get_cipher_nid(c: In<SSL_CIPHER>) -> c_int {
    quiet(0, || Ok(c.get()?.cipher_nid()))
}

/// The NID of the record's digest; `NID_undef` for AEAD suites.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CIPHER_get_digest_nid(c: In<SSL_CIPHER>) -> c_int {
    quiet(0, || Ok(c.get()?.digest_nid()))
}

/// The digest that the handshake is hashed with; NULL for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CIPHER_get_handshake_digest(c: In<SSL_CIPHER>) -> LendConst<EVP_MD> {
    quiet(LendConst::null(), || Ok(LendConst::new(EVP_MD::of(c.get()?.handshake_digest()))))
}

/// The NID of the key exchange; `NID_kx_any` for TLS 1.3.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CIPHER_get_kx_nid(c: In<SSL_CIPHER>) -> c_int {
    quiet(0, || Ok(c.get()?.kx_nid()))
}

/// The NID of the authentication; `NID_auth_any` for TLS 1.3.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CIPHER_get_auth_nid(c: In<SSL_CIPHER>) -> c_int {
    quiet(0, || Ok(c.get()?.auth_nid()))
}

/// Whether the suite is AEAD.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CIPHER_is_aead(c: In<SSL_CIPHER>) -> c_int {
    quiet(0, || Ok(c.get()?.is_aead().into()))
}

/// The cipher string of a context that was told nothing.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_default_cipher_list() -> LendConst<c_char> {
    LendConst::cstr(cipher_list::DEFAULT)
}

/// The TLS 1.3 suites of a context that was told nothing.
#[unsafe(no_mangle)]
pub extern "C" fn OSSL_default_ciphersuites() -> LendConst<c_char> {
    LendConst::cstr(cipher_list::DEFAULT_TLS13)
}

/// Takes the suites of a ClientHello apart: those that are known go to `*sk`,
/// the signals among them to `*scsvs`, each as a new stack unless its place
/// is NULL. With `isv2format` a suite has three bytes, as in SSL 2.
///
/// Returns: 1; 0 on error.
/// Errors: `SSL_R_NO_CIPHERS_SPECIFIED`, `SSL_R_ERROR_IN_RECEIVED_CIPHER_LIST`.
/// Ownership: the stacks are the program's, the suites are not.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_bytes_to_cipher_list(
    s: Mut<SSL>,
    bytes: InBuf<c_uchar>,
    len: usize,
    isv2format: c_int,
    sk: Out<*mut OPENSSL_STACK>,
    scsvs: Out<*mut OPENSSL_STACK>,
) -> c_int {
    entry(0, || {
        s.get()?;
        let width = if isv2format == 0 { 2 } else { 3 };
        let ssl = |reason| Error::new(Lib::Ssl, reason);
        if len == 0 {
            return Err(ssl(err::ssl::R_NO_CIPHERS_SPECIFIED));
        }
        if !len.is_multiple_of(width) {
            return Err(ssl(err::ssl::R_ERROR_IN_RECEIVED_CIPHER_LIST));
        }
        let ids = bytes.slice(len)?.chunks_exact(width).filter_map(|id| match id {
            // SSL 2's own begin with something else.
            [0, high, low] | [high, low] => Some(u16::from_be_bytes([*high, *low])),
            _ => None,
        });
        let known = ids.filter_map(SSL_CIPHER::find);
        let (signals, suites): (Vec<_>, Vec<_>) = known.partition(|suite| suite.is_signal());
        for (place, list) in [(sk, suites), (scsvs, signals)] {
            if !place.is_null() {
                place.write(stack::give::<OPENSSL_STACK>(OPENSSL_STACK::lending(list)).0.cast())?;
            }
        }
        Ok(1)
    })
}
