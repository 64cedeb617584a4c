//! `DSA_meth_…`, `DSA_set_method` and their kin: how a program's own keys
//! compute.

use crate::abi::{Give, In, Lend, LendConst, Mut, Opaque, Str, Take, entry, quiet};
use crate::api::key_method::key_method;
use crate::err::{self, Error, Lib};
use crate::obj::dsa::DSA;
use crate::obj::dsa_method::{
    DSA_METHOD, DsaBnModExp, DsaLife, DsaModExp, DsaParamgen, DsaSign, DsaSignSetup, DsaVerify,
    Functions,
};
use crate::obj::engine::ENGINE;
use crate::obj::key_method::{self, Origin};
use std::ffi::{CString, c_char, c_int};

key_method! {
    DSA_METHOD, Functions, DSA, Dsa;
    made by DSA_meth_new, DSA_meth_dup, DSA_meth_free;
    usual DSA_OpenSSL, of new keys DSA_get_default_method, DSA_set_default_method;
    of a key DSA_new_method, DSA_set_method;
    name DSA_meth_get0_name, DSA_meth_set1_name;
    flags DSA_meth_get_flags, DSA_meth_set_flags;
    app_data DSA_meth_get0_app_data, DSA_meth_set0_app_data;
    DSA_meth_get_sign DSA_meth_set_sign sign: DsaSign, "signs";
    DSA_meth_get_sign_setup DSA_meth_set_sign_setup sign_setup: DsaSignSetup,
        "computes ahead of signing, which is kept but never called";
    DSA_meth_get_verify DSA_meth_set_verify verify: DsaVerify, "checks signatures";
    DSA_meth_get_mod_exp DSA_meth_set_mod_exp mod_exp: DsaModExp,
        "computes products of powers, which is kept but never called";
    DSA_meth_get_bn_mod_exp DSA_meth_set_bn_mod_exp bn_mod_exp: DsaBnModExp,
        "computes powers, which is kept but never called";
    DSA_meth_get_init DSA_meth_set_init init: DsaLife, "is told that a key has the method";
    DSA_meth_get_finish DSA_meth_set_finish finish: DsaLife, "is told that a key goes";
    DSA_meth_get_paramgen DSA_meth_set_paramgen paramgen: DsaParamgen, "makes parameters";
    DSA_meth_get_keygen DSA_meth_set_keygen keygen: DsaLife, "makes keys";
}

/// Lends the method of a key.
#[unsafe(no_mangle)]
pub extern "C" fn DSA_get_method(d: Mut<DSA>) -> LendConst<DSA_METHOD> {
    quiet(LendConst::null(), || {
        let method = d.get()?.method();
        Ok(LendConst::new(&**method.as_ref().unwrap_or(DSA_METHOD::usual())))
    })
}

/// Lends the engine whose method a key has; NULL without one.
#[unsafe(no_mangle)]
pub extern "C" fn DSA_get0_engine(d: Mut<DSA>) -> Lend<ENGINE> {
    quiet(Lend::null(), || Ok(Lend::from_ptr(d.get()?.computing.engine())))
}
