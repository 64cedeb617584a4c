//! Settings of features that are never negotiated: they are taken where
//! OpenSSL with a peer without the feature behaves the same.

use super::ssl::COMP_METHOD;
use crate::abi::{In, Lend, LendConst, Mut, Take, entry, quiet};
use crate::err::{self, Error, Lib};
use crate::obj::dh::DH;
use crate::obj::evp_pkey::EVP_PKEY;
use crate::obj::ssl::{SSL, SSL_CTX};
use crate::obj::stack::OPENSSL_STACK;
use std::ffi::{c_char, c_int, c_uchar, c_uint};

/// Compression does not exist: there is no list of methods.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_COMP_get_compression_methods() -> Lend<OPENSSL_STACK> {
    Lend::null()
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

/// Parameters for finite-field Diffie-Hellman, whose suites are never chosen.
///
/// Returns: 1; 0 for NULL.
/// Ownership: `dhpkey` is taken.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_set0_tmp_dh_pkey(ctx: Mut<SSL_CTX>, dhpkey: Take<EVP_PKEY>) -> c_int {
    entry(0, || {
        ctx.get()?;
        drop(dhpkey.opt());
        Ok(1)
    })
}

/// Parameters for finite-field Diffie-Hellman, whose suites are never chosen.
///
/// Returns: 1; 0 for NULL.
/// Ownership: `dhpkey` is taken.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_set0_tmp_dh_pkey(s: Mut<SSL>, dhpkey: Take<EVP_PKEY>) -> c_int {
    entry(0, || {
        s.get()?;
        drop(dhpkey.opt());
        Ok(1)
    })
}

/// Gives parameters for finite-field Diffie-Hellman, whose suites are never
/// chosen: `dh` is not called.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_set_tmp_dh_callback(
    ctx: Mut<SSL_CTX>,
    dh: Option<extern "C" fn(Mut<SSL>, c_int, c_int) -> Lend<DH>>,
) {
    quiet((), || {
        let _ = (ctx.get()?, dh);
        Ok(())
    });
}

/// Gives parameters for finite-field Diffie-Hellman, whose suites are never
/// chosen: `dh` is not called.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_set_tmp_dh_callback(
    ssl: Mut<SSL>,
    dh: Option<extern "C" fn(Mut<SSL>, c_int, c_int) -> Lend<DH>>,
) {
    quiet((), || {
        let _ = (ssl.get()?, dh);
        Ok(())
    });
}

/// Makes cookies for DTLS, which is not spoken: `cb` is not called.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_set_cookie_generate_cb(
    ctx: Mut<SSL_CTX>,
    cb: Option<extern "C" fn(Mut<SSL>, *mut c_uchar, *mut c_uint) -> c_int>,
) {
    quiet((), || {
        let _ = (ctx.get()?, cb);
        Ok(())
    });
}

/// Checks cookies of DTLS, which is not spoken: `cb` is not called.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_set_cookie_verify_cb(
    ctx: Mut<SSL_CTX>,
    cb: Option<extern "C" fn(Mut<SSL>, *const c_uchar, c_uint) -> c_int>,
) {
    quiet((), || {
        let _ = (ctx.get()?, cb);
        Ok(())
    });
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

/// Whether certificate transparency is checked: never.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_ct_is_enabled(s: In<SSL>) -> c_int {
    let _ = s;
    0
}

/// Whether certificate transparency is checked: never.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_ct_is_enabled(ctx: In<SSL_CTX>) -> c_int {
    let _ = ctx;
    0
}

/// Sets how much early data is allowed: none.
///
/// Returns: 1 for 0; 0 for more, which is not offered.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_set_max_early_data(ctx: Mut<SSL_CTX>, max_early_data: u32) -> c_int {
    entry(0, || {
        ctx.get()?;
        early(max_early_data)
    })
}

/// Sets how much early data is allowed: none.
///
/// Returns: 1 for 0; 0 for more, which is not offered.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_set_max_early_data(s: Mut<SSL>, max_early_data: u32) -> c_int {
    entry(0, || {
        s.get()?;
        early(max_early_data)
    })
}

fn early(max: u32) -> crate::err::Result<c_int> {
    if max == 0 { Ok(1) } else { Err(Error::new(Lib::Ssl, err::R_UNSUPPORTED)) }
}

/// How much early data is allowed: none.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_get_max_early_data(ctx: In<SSL_CTX>) -> u32 {
    let _ = ctx;
    0
}

/// How much early data is allowed: none.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_get_max_early_data(s: In<SSL>) -> u32 {
    let _ = s;
    0
}

/// What became of early data: none was sent (`SSL_EARLY_DATA_NOT_SENT`).
#[unsafe(no_mangle)]
pub extern "C" fn SSL_get_early_data_status(s: In<SSL>) -> c_int {
    let _ = s;
    0
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
