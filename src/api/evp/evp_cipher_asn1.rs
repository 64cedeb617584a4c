//! `EVP_CIPHER_param_to_asn1` and its kin: the parameters of ciphers in ASN.1.

use crate::abi::{Graded, In, Mut, graded, quiet};
use crate::err::{Error, evp};
use crate::obj::asn1::primitive::ASN1_TYPE;
use crate::obj::evp_cipher::{EVP_CIPHER, EVP_CIPHER_CTX};
use crate::obj::evp_cipher_asn1 as params;
use std::ffi::c_int;

/// What C gets: 0 for GCM, which other functions serve, else -1.
fn failed(ctx: &EVP_CIPHER_CTX, error: Error) -> Graded {
    let gcm = error.reason == evp::R_CIPHER_PARAMETER_ERROR && ctx.is_gcm();
    Graded::new(if gcm { 0 } else { -1 }, error)
}

/// Stores the parameters of a cipher at work in `type_`; key wrapping has none.
///
/// Returns: 1; 0 or less on error.
/// Errors: `EVP_R_CIPHER_PARAMETER_ERROR`, `EVP_R_UNSUPPORTED_CIPHER`.
/// See: EVP_CIPHER_param_to_asn1(3).
#[unsafe(no_mangle)]
pub extern "C" fn EVP_CIPHER_param_to_asn1(c: Mut<EVP_CIPHER_CTX>, type_: Mut<ASN1_TYPE>) -> c_int {
    graded(-1, || {
        let ctx = c.get()?;
        params::to_asn1(ctx, type_.get()?).map_err(|error| failed(ctx, error))?;
        Ok(1)
    })
}

/// Begins with the parameters in `type_`.
///
/// Returns: as [`EVP_CIPHER_param_to_asn1`].
#[unsafe(no_mangle)]
pub extern "C" fn EVP_CIPHER_asn1_to_param(c: Mut<EVP_CIPHER_CTX>, type_: Mut<ASN1_TYPE>) -> c_int {
    graded(-1, || {
        let ctx = c.get()?;
        params::from_asn1(ctx, type_.get()?).map_err(|error| failed(ctx, error))?;
        Ok(1)
    })
}

/// Stores the initialisation vector of a cipher at work in `type_`, as an OCTET
/// STRING.
///
/// Returns: 1; 0 without a place.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_CIPHER_set_asn1_iv(c: Mut<EVP_CIPHER_CTX>, type_: Mut<ASN1_TYPE>) -> c_int {
    quiet(0, || {
        params::set_iv(c.get()?, type_.get()?)?;
        Ok(1)
    })
}

/// Begins with the initialisation vector in `type_`, an OCTET STRING.
///
/// Returns: its length; 0 without `type_`; -1 if it does not fit.
/// Errors: `ASN1_R_DATA_IS_WRONG`.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_CIPHER_get_asn1_iv(c: Mut<EVP_CIPHER_CTX>, type_: Mut<ASN1_TYPE>) -> c_int {
    graded(-1, || {
        let Some(from) = type_.opt() else { return Ok(0) };
        let len = params::get_iv(c.get()?, from)?;
        Ok(c_int::try_from(len).unwrap_or(-1))
    })
}

/// How much memory each context has for a cipher of the program's own. Those of the
/// library have none: what they need is not C's.
///
/// Returns: 0 for a cipher of the library's.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_CIPHER_impl_ctx_size(_cipher: In<EVP_CIPHER>) -> c_int {
    0
}
