//! `EVP_CIPHER_CTX_…`: what a cipher at work lends.

use crate::abi::{In, Mut, Opaque, quiet};
use crate::obj::evp_cipher::EVP_CIPHER_CTX;
use std::ffi::{c_uchar, c_void};

/// Lends the vector as it is by now, to be read.
///
/// Returns: NULL without a context.
/// Ownership: it belongs to `ctx`, until that is freed.
/// See: EVP_CIPHER_CTX_get_updated_iv(3).
#[unsafe(no_mangle)]
pub extern "C" fn EVP_CIPHER_CTX_iv(ctx: In<EVP_CIPHER_CTX>) -> *const c_uchar {
    quiet(std::ptr::null(), || Ok(ctx.get()?.lent_iv().cast_const().cast()))
}

/// Lends the vector as it is by now, to be read and written: ciphers go on with
/// what is there. An AEAD takes it up to the beginning of its text.
///
/// Returns: NULL without a context.
/// Ownership: as for [`EVP_CIPHER_CTX_iv`].
#[unsafe(no_mangle)]
pub extern "C" fn EVP_CIPHER_CTX_iv_noconst(ctx: Mut<EVP_CIPHER_CTX>) -> *mut c_uchar {
    quiet(std::ptr::null_mut(), || Ok(ctx.get()?.lent_iv().cast()))
}

/// Lends the vector as it was set.
///
/// Returns: NULL without a context.
/// Ownership: as for [`EVP_CIPHER_CTX_iv`].
#[unsafe(no_mangle)]
pub extern "C" fn EVP_CIPHER_CTX_original_iv(ctx: In<EVP_CIPHER_CTX>) -> *const c_uchar {
    quiet(std::ptr::null(), || Ok(ctx.get()?.lent_original_iv().cast_const().cast()))
}

/// Lends 32 bytes for a cipher of the program's own; those of the library use
/// others.
///
/// Returns: NULL without a context.
/// Ownership: as for [`EVP_CIPHER_CTX_iv`].
#[unsafe(no_mangle)]
pub extern "C" fn EVP_CIPHER_CTX_buf_noconst(ctx: Mut<EVP_CIPHER_CTX>) -> *mut c_uchar {
    quiet(std::ptr::null_mut(), || Ok(ctx.get()?.lent_buf().cast()))
}

/// The data that a cipher of the program's own has in `ctx`; NULL for none.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_CIPHER_CTX_get_cipher_data(ctx: In<EVP_CIPHER_CTX>) -> *mut c_void {
    quiet(std::ptr::null_mut(), || Ok(ctx.get()?.cipher_data().0))
}

/// Replaces that data, and gives what it was.
///
/// Returns: NULL for none.
/// Ownership: `cipher_data` comes from `OPENSSL_malloc` and goes with `ctx`; the
/// result is the program's.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_CIPHER_CTX_set_cipher_data(
    ctx: Mut<EVP_CIPHER_CTX>,
    cipher_data: Opaque,
) -> *mut c_void {
    quiet(std::ptr::null_mut(), || Ok(ctx.get()?.set_cipher_data(cipher_data).0))
}
