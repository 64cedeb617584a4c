//! `RSA_meth_…`, `RSA_set_method` and their kin: how a program's own keys
//! compute.

use crate::abi::{Give, In, Lend, LendConst, Mut, Opaque, Str, Take, entry, quiet};
use crate::api::key_method::key_method;
use crate::err::{self, Error, Lib, Result};
use crate::obj::engine::ENGINE;
use crate::obj::key_method::{self, Origin};
use crate::obj::rsa::RSA;
use crate::obj::rsa_method::{
    Functions, RSA_METHOD, RsaBnModExp, RsaCrypt, RsaKeygen, RsaLife, RsaModExp, RsaMultiKeygen,
    RsaSign, RsaVerify,
};
use std::ffi::{CString, c_char, c_int};

key_method! {
    RSA_METHOD, Functions, RSA, Rsa;
    made by RSA_meth_new, RSA_meth_dup, RSA_meth_free;
    usual RSA_PKCS1_OpenSSL, of new keys RSA_get_default_method, RSA_set_default_method;
    of a key RSA_new_method, RSA_set_method;
    name RSA_meth_get0_name, RSA_meth_set1_name;
    flags RSA_meth_get_flags, RSA_meth_set_flags;
    app_data RSA_meth_get0_app_data, RSA_meth_set0_app_data;
    RSA_meth_get_pub_enc RSA_meth_set_pub_enc pub_enc: RsaCrypt, "encrypts";
    RSA_meth_get_pub_dec RSA_meth_set_pub_dec pub_dec: RsaCrypt, "opens a signature";
    RSA_meth_get_priv_enc RSA_meth_set_priv_enc priv_enc: RsaCrypt, "signs bytes";
    RSA_meth_get_priv_dec RSA_meth_set_priv_dec priv_dec: RsaCrypt, "decrypts";
    RSA_meth_get_sign RSA_meth_set_sign sign: RsaSign, "signs a digest";
    RSA_meth_get_verify RSA_meth_set_verify verify: RsaVerify, "checks a signature";
    RSA_meth_get_keygen RSA_meth_set_keygen keygen: RsaKeygen, "makes a key";
    RSA_meth_get_multi_prime_keygen RSA_meth_set_multi_prime_keygen multi_keygen: RsaMultiKeygen,
        "makes a key of a number of primes";
    RSA_meth_get_init RSA_meth_set_init init: RsaLife, "is told that a key has the method";
    RSA_meth_get_finish RSA_meth_set_finish finish: RsaLife, "is told that a key goes";
}

/// Lends the method of a key.
#[unsafe(no_mangle)]
pub extern "C" fn RSA_get_method(rsa: In<RSA>) -> LendConst<RSA_METHOD> {
    quiet(LendConst::null(), || {
        let method = rsa.get()?.method();
        Ok(LendConst::new(&**method.as_ref().unwrap_or(RSA_METHOD::usual())))
    })
}

/// Lends the engine whose method a key has; NULL without one.
#[unsafe(no_mangle)]
pub extern "C" fn RSA_get0_engine(r: In<RSA>) -> Lend<ENGINE> {
    quiet(Lend::null(), || Ok(Lend::from_ptr(r.get()?.computing.engine())))
}

/// Arithmetic is aws-lc's alone.
fn refuse(meth: &Mut<RSA_METHOD>, wanted: bool) -> Result<c_int> {
    meth.get()?;
    match wanted {
        false => Ok(1),
        true => Err(Error::new(Lib::Rsa, err::R_DISABLED)),
    }
}

/// The function that computes with the private numbers: none is ever called.
#[unsafe(no_mangle)]
pub extern "C" fn RSA_meth_get_mod_exp(_meth: In<RSA_METHOD>) -> Option<RsaModExp> {
    None
}

/// Would set the function that computes with the private numbers; only NULL is
/// taken.
///
/// Returns: 1; 0 for a function.
#[unsafe(no_mangle)]
pub extern "C" fn RSA_meth_set_mod_exp(rsa: Mut<RSA_METHOD>, function: Option<RsaModExp>) -> c_int {
    entry(0, || refuse(&rsa, function.is_some()))
}

/// The function that computes powers: none is ever called.
#[unsafe(no_mangle)]
pub extern "C" fn RSA_meth_get_bn_mod_exp(_meth: In<RSA_METHOD>) -> Option<RsaBnModExp> {
    None
}

/// Would set the function that computes powers; only NULL is taken.
///
/// Returns: 1; 0 for a function.
#[unsafe(no_mangle)]
pub extern "C" fn RSA_meth_set_bn_mod_exp(
    rsa: Mut<RSA_METHOD>,
    function: Option<RsaBnModExp>,
) -> c_int {
    entry(0, || refuse(&rsa, function.is_some()))
}
