//! `openssl/engine.h`: there are no engines, and none can be made, so every
//! search finds none and whatever needs one fails.

use crate::abi::{Give, LendConst, Mut, Str, Take, entry};
use crate::err::engine::{R_DSO_NOT_FOUND, R_NO_SUCH_ENGINE};
use crate::err::{self, Error, Lib, Result};
use std::ffi::{CStr, c_char, c_int, c_long, c_uint, c_void};

/// An engine: there are none.
#[derive(Debug)]
pub struct ENGINE(());

crate::arc_handle!(ENGINE);

/// Fails for want of an engine.
#[track_caller]
fn none<T>() -> Result<T> {
    Err(Error::new(Lib::Engine, err::R_PASSED_NULL_PARAMETER))
}

/// Finds no engine.
///
/// Errors: `ENGINE_R_NO_SUCH_ENGINE`.
#[unsafe(no_mangle)]
pub extern "C" fn ENGINE_by_id(id: Str) -> Give<ENGINE> {
    entry(Give::null(), || {
        let Some(id) = id.opt().map(CStr::to_string_lossy) else { return none() };
        err::push(&Error::new(Lib::Engine, R_DSO_NOT_FOUND), "ENGINE_by_id");
        Err(Error::new(Lib::Engine, R_NO_SUCH_ENGINE).with(format!("id={id}")))
    })
}

/// There is no first engine: NULL.
#[unsafe(no_mangle)]
pub extern "C" fn ENGINE_get_first() -> Give<ENGINE> {
    Give::null()
}

/// There is no last engine: NULL.
#[unsafe(no_mangle)]
pub extern "C" fn ENGINE_get_last() -> Give<ENGINE> {
    Give::null()
}

/// There is no other engine: NULL.
#[unsafe(no_mangle)]
pub extern "C" fn ENGINE_get_next(_e: Take<ENGINE>) -> Give<ENGINE> {
    entry(Give::null(), none)
}

/// There is no other engine: NULL.
#[unsafe(no_mangle)]
pub extern "C" fn ENGINE_get_prev(_e: Take<ENGINE>) -> Give<ENGINE> {
    entry(Give::null(), none)
}

/// No engine is the default for RSA: NULL.
#[unsafe(no_mangle)]
pub extern "C" fn ENGINE_get_default_RSA() -> Give<ENGINE> {
    Give::null()
}

/// No engine is the default for DSA: NULL.
#[unsafe(no_mangle)]
pub extern "C" fn ENGINE_get_default_DSA() -> Give<ENGINE> {
    Give::null()
}

/// No engine is the default for DH: NULL.
#[unsafe(no_mangle)]
pub extern "C" fn ENGINE_get_default_DH() -> Give<ENGINE> {
    Give::null()
}

/// No engine is the default for EC: NULL.
#[unsafe(no_mangle)]
pub extern "C" fn ENGINE_get_default_EC() -> Give<ENGINE> {
    Give::null()
}

/// No engine is the default for RAND: NULL.
#[unsafe(no_mangle)]
pub extern "C" fn ENGINE_get_default_RAND() -> Give<ENGINE> {
    Give::null()
}

/// No engine handles cipher `nid`: NULL.
#[unsafe(no_mangle)]
pub extern "C" fn ENGINE_get_cipher_engine(_nid: c_int) -> Give<ENGINE> {
    Give::null()
}

/// No engine handles digest `nid`: NULL.
#[unsafe(no_mangle)]
pub extern "C" fn ENGINE_get_digest_engine(_nid: c_int) -> Give<ENGINE> {
    Give::null()
}

/// No engine handles pkey_meth `nid`: NULL.
#[unsafe(no_mangle)]
pub extern "C" fn ENGINE_get_pkey_meth_engine(_nid: c_int) -> Give<ENGINE> {
    Give::null()
}

/// No engine handles pkey_asn1_meth `nid`: NULL.
#[unsafe(no_mangle)]
pub extern "C" fn ENGINE_get_pkey_asn1_meth_engine(_nid: c_int) -> Give<ENGINE> {
    Give::null()
}

/// Frees nothing: 1.
#[unsafe(no_mangle)]
pub extern "C" fn ENGINE_free(_e: Mut<ENGINE>) -> c_int {
    1
}

/// Ends nothing: 1.
#[unsafe(no_mangle)]
pub extern "C" fn ENGINE_finish(_e: Mut<ENGINE>) -> c_int {
    1
}

/// There are none to load: the list stays empty.
#[unsafe(no_mangle)]
pub extern "C" fn ENGINE_load_builtin_engines() {}

/// There are none to register: 1.
#[unsafe(no_mangle)]
pub extern "C" fn ENGINE_register_all_complete() -> c_int {
    1
}

/// An engine's identifier: NULL.
#[unsafe(no_mangle)]
pub extern "C" fn ENGINE_get_id(_e: *const ENGINE) -> LendConst<c_char> {
    LendConst::null()
}

/// An engine's name: NULL.
#[unsafe(no_mangle)]
pub extern "C" fn ENGINE_get_name(_e: *const ENGINE) -> LendConst<c_char> {
    LendConst::null()
}

/// Starts no engine: 0.
#[unsafe(no_mangle)]
pub extern "C" fn ENGINE_init(_e: Mut<ENGINE>) -> c_int {
    entry(0, none)
}

/// Refers to no engine: 0.
#[unsafe(no_mangle)]
pub extern "C" fn ENGINE_up_ref(_e: Mut<ENGINE>) -> c_int {
    entry(0, none)
}

/// Adds no engine: 0.
#[unsafe(no_mangle)]
pub extern "C" fn ENGINE_add(_e: Mut<ENGINE>) -> c_int {
    entry(0, none)
}

/// Removes no engine: 0.
#[unsafe(no_mangle)]
pub extern "C" fn ENGINE_remove(_e: Mut<ENGINE>) -> c_int {
    entry(0, none)
}

/// Makes no engine the default: 0.
#[unsafe(no_mangle)]
pub extern "C" fn ENGINE_set_default(_e: Mut<ENGINE>, _flags: c_uint) -> c_int {
    entry(0, none)
}

/// Makes no engine the default: 0.
#[unsafe(no_mangle)]
pub extern "C" fn ENGINE_set_default_string(_e: Mut<ENGINE>, _def_list: Str) -> c_int {
    entry(0, none)
}

/// Makes no engine the default: 0.
#[unsafe(no_mangle)]
pub extern "C" fn ENGINE_set_default_RSA(_e: Mut<ENGINE>) -> c_int {
    entry(0, none)
}

/// Makes no engine the default: 0.
#[unsafe(no_mangle)]
pub extern "C" fn ENGINE_set_default_EC(_e: Mut<ENGINE>) -> c_int {
    entry(0, none)
}

/// Commands no engine: 0.
#[unsafe(no_mangle)]
pub extern "C" fn ENGINE_ctrl(
    _e: Mut<ENGINE>,
    _cmd: c_int,
    _i: c_long,
    _p: *mut c_void,
    _f: Option<extern "C" fn()>,
) -> c_int {
    entry(0, none)
}

/// Commands no engine: 0.
#[unsafe(no_mangle)]
pub extern "C" fn ENGINE_ctrl_cmd(
    _e: Mut<ENGINE>,
    _cmd_name: Str,
    _i: c_long,
    _p: *mut c_void,
    _f: Option<extern "C" fn()>,
    _cmd_optional: c_int,
) -> c_int {
    entry(0, none)
}

/// Commands no engine: 0.
#[unsafe(no_mangle)]
pub extern "C" fn ENGINE_ctrl_cmd_string(
    _e: Mut<ENGINE>,
    _cmd_name: Str,
    _arg: Str,
    _cmd_optional: c_int,
) -> c_int {
    entry(0, none)
}

/// Loads no key: NULL.
#[unsafe(no_mangle)]
pub extern "C" fn ENGINE_load_private_key(
    _e: Mut<ENGINE>,
    _key_id: Str,
    _ui_method: Mut<crate::obj::ui::UI_METHOD>,
    _callback_data: *mut c_void,
) -> Give<crate::obj::evp_pkey::EVP_PKEY> {
    entry(Give::null(), none)
}

/// Loads no key: NULL.
#[unsafe(no_mangle)]
pub extern "C" fn ENGINE_load_public_key(
    _e: Mut<ENGINE>,
    _key_id: Str,
    _ui_method: Mut<crate::obj::ui::UI_METHOD>,
    _callback_data: *mut c_void,
) -> Give<crate::obj::evp_pkey::EVP_PKEY> {
    entry(Give::null(), none)
}
