//! `DH_meth_…`, `DH_set_method` and their kin: how a program's own keys
//! compute.

use crate::abi::{Give, In, Lend, LendConst, Mut, Opaque, Str, Take, entry, quiet};
use crate::api::key_method::key_method;
use crate::err::{self, Error, Lib};
use crate::obj::dh::DH;
use crate::obj::dh_method::{DH_METHOD, DhBnModExp, DhComputeKey, DhLife, DhParamgen, Functions};
use crate::obj::engine::ENGINE;
use crate::obj::key_method::{self, Origin};
use std::ffi::{CString, c_char, c_int};

key_method! {
    DH_METHOD, Functions, DH, Dh;
    made by DH_meth_new, DH_meth_dup, DH_meth_free;
    usual DH_OpenSSL, of new keys DH_get_default_method, DH_set_default_method;
    of a key DH_new_method, DH_set_method;
    name DH_meth_get0_name, DH_meth_set1_name;
    flags DH_meth_get_flags, DH_meth_set_flags;
    app_data DH_meth_get0_app_data, DH_meth_set0_app_data;
    DH_meth_get_generate_key DH_meth_set_generate_key generate_key: DhLife,
        "makes keys";
    DH_meth_get_compute_key DH_meth_set_compute_key compute_key: DhComputeKey,
        "computes a shared secret";
    DH_meth_get_bn_mod_exp DH_meth_set_bn_mod_exp bn_mod_exp: DhBnModExp,
        "computes powers, which is kept but never called";
    DH_meth_get_init DH_meth_set_init init: DhLife,
        "is told that a key has the method";
    DH_meth_get_finish DH_meth_set_finish finish: DhLife,
        "is told that a key goes";
    DH_meth_get_generate_params DH_meth_set_generate_params generate_params: DhParamgen,
        "makes parameters";
}

/// Lends the engine whose method a key has; NULL without one.
#[unsafe(no_mangle)]
pub extern "C" fn DH_get0_engine(d: Mut<DH>) -> Lend<ENGINE> {
    quiet(Lend::null(), || Ok(Lend::from_ptr(d.get()?.computing.engine())))
}
