//! `EVP_PKEY_CTX_gettable_params` and its kin: what contexts and keys can be
//! asked and given, and what provides for them.

use super::fetched::{Visitor, list, visit_names};
use crate::abi::layout::param_array;
use crate::abi::{Graded, In, LendConst, Mut, Opaque, Str, entry, graded, quiet};
use crate::err::{self, Error, Lib, Result, evp};
use crate::obj::evp_md::Md;
use crate::obj::evp_pkey::EVP_PKEY;
use crate::obj::evp_pkey_ctx::{EVP_PKEY_CTX, operation};
use crate::obj::evp_pkey_data::to_params;
use crate::obj::evp_pkey_lists::fromdata_settable;
use crate::obj::fetch::{EVP_KEYMGMT, Fetched};
use crate::obj::lib_ctx::{OSSL_LIB_CTX, OSSL_PROVIDER};
use crate::obj::param::OSSL_PARAM;
use std::ffi::{c_int, c_void};

/// What can be asked of a context, as it was prepared.
///
/// Returns: an array that stays; NULL for none.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_gettable_params(ctx: In<EVP_PKEY_CTX>) -> LendConst<OSSL_PARAM> {
    quiet(LendConst::null(), || Ok(list(ctx.get()?.settings().gettable())))
}

/// What can be set of a context, as it was prepared.
///
/// Returns: an array that stays; NULL for none.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_settable_params(ctx: In<EVP_PKEY_CTX>) -> LendConst<OSSL_PARAM> {
    quiet(LendConst::null(), || Ok(list(ctx.get()?.settings().settable())))
}

/// The provider that works for a context, as it was prepared; NULL for none.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_get0_provider(ctx: In<EVP_PKEY_CTX>) -> LendConst<OSSL_PROVIDER> {
    quiet(LendConst::null(), || Ok(LendConst::opt(ctx.get()?.settings().provider())))
}

/// What a key of the context's type can be made of. The context is prepared for
/// nothing then.
///
/// Returns: an array that stays; NULL for none.
/// Errors: `EVP_R_OPERATION_NOT_SUPPORTED_FOR_THIS_KEYTYPE`.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_fromdata_settable(
    ctx: Mut<EVP_PKEY_CTX>,
    selection: c_int,
) -> LendConst<OSSL_PARAM> {
    entry(LendConst::null(), || {
        let reason = evp::R_OPERATION_NOT_SUPPORTED_FOR_THIS_KEYTYPE;
        let ctx = ctx.opt().ok_or_else(|| Error::new(Lib::Evp, reason))?;
        ctx.begin(operation::FROMDATA)?;
        ctx.change(|s| s.operation = operation::NONE);
        Ok(list(fromdata_settable(ctx.settings().nid, selection)))
    })
}

fn kind(pkey: &In<EVP_PKEY>) -> Result<&'static EVP_KEYMGMT> {
    pkey.get()?.kind().ok_or_else(Error::quiet)
}

/// What can be asked of a key.
///
/// Returns: an array that stays; NULL for none.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_gettable_params(pkey: In<EVP_PKEY>) -> LendConst<OSSL_PARAM> {
    quiet(LendConst::null(), || Ok(list(kind(&pkey)?.algorithm().list(0))))
}

/// What can be set of a key.
///
/// Returns: an array that stays; NULL for none.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_settable_params(pkey: In<EVP_PKEY>) -> LendConst<OSSL_PARAM> {
    quiet(LendConst::null(), || Ok(list(kind(&pkey)?.algorithm().list(1))))
}

/// The provider of a key; NULL for a key without a type.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_get0_provider(key: In<EVP_PKEY>) -> LendConst<OSSL_PROVIDER> {
    quiet(LendConst::null(), || Ok(LendConst::new(kind(&key)?.algorithm().provider())))
}

/// Forgets the key and sets its type, by the kind that provides for it.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_set_type_by_keymgmt(
    pkey: Mut<EVP_PKEY>,
    keymgmt: Mut<EVP_KEYMGMT>,
) -> c_int {
    entry(0, || {
        let name = keymgmt.get()?.algorithm().name().to_bytes();
        let nid = crate::obj::evp_pkey::type_of_name(name).ok_or_else(Error::quiet)?;
        pkey.get()?.set_type(nid)?;
        Ok(1)
    })
}

/// Calls `fn_` with every name of the key's type.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_type_names_do_all(
    pkey: In<EVP_PKEY>,
    fn_: Visitor,
    data: Opaque,
) -> c_int {
    quiet(0, || visit_names(kind(&pkey)?.algorithm().names(), fn_, data))
}

/// The private and the public key of a selection.
const KEYPAIR: c_int = 3;

/// What `EVP_PKEY_export` calls: the parts of a key, and its argument.
pub type PkeyPartsTaker = extern "C" fn(LendConst<OSSL_PARAM>, *mut c_void) -> c_int;

/// Calls `export_cb` with the parts of a key that `selection` names.
///
/// Returns: what it gives; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_export(
    pkey: In<EVP_PKEY>,
    selection: c_int,
    export_cb: Option<PkeyPartsTaker>,
    export_cbarg: *mut c_void,
) -> c_int {
    entry(0, || {
        let pkey = pkey.opt().filter(|pkey| pkey.type_nid() != 0).ok_or_else(Error::quiet)?;
        let take = export_cb.ok_or_else(Error::quiet)?;
        // Keys without parameters have nothing but themselves.
        if selection & KEYPAIR == 0 && matches!(pkey.type_nid(), 1034 | 1087) {
            return Err(Error::quiet());
        }
        let params = to_params(pkey, selection)?;
        let taken = take(LendConst::from_ptr(params), export_cbarg);
        param_array::free(params);
        Ok(taken)
    })
}

/// Whether signatures with a key can be of digests of this name. Ed25519 digests
/// on its own: it takes no name.
///
/// Returns: 1 or 0; -1 if the key cannot sign.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_digestsign_supports_digest(
    pkey: Mut<EVP_PKEY>,
    _libctx: Mut<OSSL_LIB_CTX>,
    name: Str,
    _propq: Str,
) -> c_int {
    quiet(-1, || {
        let ctx = EVP_PKEY_CTX::for_key(pkey.share()?)?;
        let Some(name) = name.opt() else {
            return Ok(ctx.begin(operation::SIGNCTX).is_ok().into());
        };
        let Some(md) = Md::from_name(name.to_bytes()) else { return Ok(0) };
        if ctx.begin(operation::SIGNCTX).is_err() || ctx.settings().nid == 1087 {
            return Ok(0);
        }
        Ok(ctx.change(|s| s.check_md_limit(Some(md))).is_ok().into())
    })
}

/// Sets whether the parameters of a key are written with it, and tells whether
/// they were; -1 tells alone. Only keys of DSA and of curves have this mark; as in
/// OpenSSL, parameters are written in any case.
///
/// Returns: 0 for keys of other types.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_save_parameters(pkey: Mut<EVP_PKEY>, mode: c_int) -> c_int {
    quiet(0, || {
        let pkey = pkey.get()?;
        if !matches!(pkey.type_nid(), 116 | 408) {
            return Ok(0);
        }
        Ok(pkey.save_parameters.with(|mark| match mode {
            0.. => std::mem::replace(mark, mode),
            _ => *mark,
        }))
    })
}

/// The program's value of the class's index `idx`; NULL for none.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_get_ex_data(key: In<EVP_PKEY>, idx: c_int) -> *mut c_void {
    quiet(std::ptr::null_mut(), || Ok(key.get()?.ex_data.get(idx)))
}

/// Sets the program's value of the class's index `idx`.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_set_ex_data(key: Mut<EVP_PKEY>, idx: c_int, arg: *mut c_void) -> c_int {
    entry(0, || {
        key.get()?.ex_data.set(idx, arg)?;
        Ok(1)
    })
}

/// Lends the object of its own type that the program put into a key.
///
/// Returns: NULL where there is none: the library's own keys have no such object.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_get0(pkey: In<EVP_PKEY>) -> *mut c_void {
    quiet(std::ptr::null_mut(), || Ok(pkey.get()?.given_address()))
}

/// Keeps the number of the signing party, which keys of SM2 alone would take: with
/// it, no signature begins.
///
/// Returns: 1; -2 once an operation has begun.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_set1_id(
    ctx: Mut<EVP_PKEY_CTX>,
    _id: *const c_void,
    _len: c_int,
) -> c_int {
    graded(-2, || {
        let begun = |s: &mut crate::obj::evp_pkey_ctx::Settings| {
            let begun = s.operation != operation::NONE;
            s.party |= !begun;
            begun
        };
        if ctx.get()?.change(begun) {
            return Err(Graded::new(-2, Error::quiet()));
        }
        Ok(1)
    })
}

fn no_party(ctx: &Mut<EVP_PKEY_CTX>, without: c_int) -> c_int {
    graded(without, || {
        let ctx = ctx.opt().ok_or_else(|| Error::new(Lib::Evp, err::R_PASSED_NULL_PARAMETER))?;
        if ctx.settings().operation == operation::NONE {
            return Err(Graded::new(-1, Error::new(Lib::Evp, evp::R_NO_OPERATION_SET)));
        }
        Err(Graded::new(without, Error::quiet()))
    })
}

/// Copies the number of the signing party, which keys of SM2 alone have.
///
/// Returns: -1 or -2, since none is known.
/// Errors: `EVP_R_NO_OPERATION_SET`.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_get1_id(ctx: Mut<EVP_PKEY_CTX>, _id: *mut c_void) -> c_int {
    no_party(&ctx, -2)
}

/// Tells the length of the number of the signing party, which keys of SM2 alone
/// have.
///
/// Returns: -1 or 0, since none is known.
/// Errors: `EVP_R_NO_OPERATION_SET`.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_CTX_get1_id_len(ctx: Mut<EVP_PKEY_CTX>, _id_len: *mut usize) -> c_int {
    no_party(&ctx, 0)
}
