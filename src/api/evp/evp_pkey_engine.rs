//! `EVP_PKEY_set1_engine` and `EVP_PKEY_asn1_…`: the engine of a key, and what
//! is known of the types of keys.

use crate::abi::{In, InBuf, Lend, LendConst, Mut, Out, entry, quiet};
use crate::err::{self, Error, Lib, evp};
use crate::obj::engine::ENGINE;
use crate::obj::evp_pkey::EVP_PKEY;
use crate::obj::evp_pkey_asn1::EVP_PKEY_ASN1_METHOD;
use std::ffi::{c_char, c_int};

/// Has contexts for a key take an engine's method of its type; NULL for none.
///
/// Returns: 1; 0 on error.
/// Errors: `ERR_R_ENGINE_LIB`; `EVP_R_UNSUPPORTED_ALGORITHM` if the engine has
/// no such method.
/// See: EVP_PKEY_set1_engine(3).
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_set1_engine(pkey: Mut<EVP_PKEY>, e: Mut<ENGINE>) -> c_int {
    entry(0, || {
        let Some(engine) = e.share_opt() else {
            pkey.get()?.set_engine(None);
            return Ok(1);
        };
        let failed = |_| Error::new(Lib::Evp, err::lib_failed(Lib::Engine));
        let working = engine.work().map_err(failed)?;
        let key = pkey.get()?;
        if let Err(cause) = working.pkey_meth(key.type_nid()) {
            err::push(&cause, "ENGINE_get_pkey_meth");
            return Err(Error::new(Lib::Evp, evp::R_UNSUPPORTED_ALGORITHM));
        }
        key.set_engine(Some(working));
        Ok(1)
    })
}

/// Lends the engine whose method the object in a key has; NULL without one.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_get0_engine(pkey: In<EVP_PKEY>) -> Lend<ENGINE> {
    quiet(Lend::null(), || {
        let engine = pkey.get()?.engine();
        Ok(Lend::opt(engine.as_deref()))
    })
}

/// How many types of keys are known.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_asn1_get_count() -> c_int {
    c_int::try_from(EVP_PKEY_ASN1_METHOD::count()).unwrap_or(0)
}

/// Lends what is known of a type of keys, by its place among all; NULL beyond
/// the last.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_asn1_get0(idx: c_int) -> LendConst<EVP_PKEY_ASN1_METHOD> {
    let index = usize::try_from(idx).ok();
    LendConst::opt(index.and_then(EVP_PKEY_ASN1_METHOD::by_index))
}

/// Lends what is known of a type of keys, by its NID; NULL if nothing is. To
/// `*pe` goes NULL.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_asn1_find(
    pe: Out<*mut ENGINE>,
    kind: c_int,
) -> LendConst<EVP_PKEY_ASN1_METHOD> {
    pe.write_opt(std::ptr::null_mut());
    LendConst::opt(EVP_PKEY_ASN1_METHOD::find(kind))
}

/// The same by its name in PEM, of which `len` bytes count, all for -1.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_asn1_find_str(
    pe: Out<*mut ENGINE>,
    str: InBuf<c_char>,
    len: c_int,
) -> LendConst<EVP_PKEY_ASN1_METHOD> {
    quiet(LendConst::null(), || {
        pe.write_opt(std::ptr::null_mut());
        let name = if len == -1 { str.c_string()? } else { str.slice(len)? };
        Ok(LendConst::opt(EVP_PKEY_ASN1_METHOD::find_name(name)))
    })
}

/// Gives what is known of a type of keys; places may be NULL.
///
/// Returns: 1; 0 for NULL.
/// Ownership: the strings are the library's.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_asn1_get0_info(
    ppkey_id: Out<c_int>,
    pkey_base_id: Out<c_int>,
    ppkey_flags: Out<c_int>,
    pinfo: Out<LendConst<c_char>>,
    ppem_str: Out<LendConst<c_char>>,
    ameth: In<EVP_PKEY_ASN1_METHOD>,
) -> c_int {
    quiet(0, || {
        let known = ameth.get()?;
        ppkey_id.write_opt(known.nid);
        pkey_base_id.write_opt(known.base);
        ppkey_flags.write_opt(known.flags);
        pinfo.write_opt(known.info.map_or(LendConst::null(), LendConst::cstr));
        ppem_str.write_opt(known.pem.map_or(LendConst::null(), LendConst::cstr));
        Ok(1)
    })
}

/// Lends what is known of the type of a key; NULL if nothing is.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_get0_asn1(pkey: In<EVP_PKEY>) -> LendConst<EVP_PKEY_ASN1_METHOD> {
    quiet(LendConst::null(), || {
        Ok(LendConst::opt(EVP_PKEY_ASN1_METHOD::find(pkey.get()?.type_nid())))
    })
}
