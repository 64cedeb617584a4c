//! `EC_KEY_METHOD_…`, `EC_KEY_set_method` and their kin: how a program's own
//! keys compute.

use crate::abi::{Give, In, Lend, LendConst, Mut, Out, Take, entry, quiet};
use crate::err::{self, Error, Lib};
use crate::obj::ec::EC_KEY;
use crate::obj::ec_method::{
    EC_KEY_METHOD, EcComputeKey, EcCopy, EcFinish, EcInit, EcKeygen, EcSetGroup, EcSetPrivate,
    EcSetPublic, EcSign, EcSignSetup, EcSignSig, EcVerify, EcVerifySig, Functions,
};
use crate::obj::engine::ENGINE;
use crate::obj::key_method::{self, Origin};
use std::ffi::c_int;
use std::sync::Arc;

crate::arc_handle!(EC_KEY_METHOD);

/// Makes a method that does as another does, or nothing for NULL.
///
/// Returns: NULL on error.
/// See: EC_KEY_METHOD_new(3).
#[unsafe(no_mangle)]
pub extern "C" fn EC_KEY_METHOD_new(meth: In<EC_KEY_METHOD>) -> Give<EC_KEY_METHOD> {
    entry(Give::null(), || Ok(Give::new(EC_KEY_METHOD::new(meth.opt()))))
}

/// Frees a method; keys that have it keep it. NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn EC_KEY_METHOD_free(meth: Take<EC_KEY_METHOD>) {
    quiet((), || {
        drop(meth.opt());
        Ok(())
    });
}

/// Lends the usual method.
#[unsafe(no_mangle)]
pub extern "C" fn EC_KEY_OpenSSL() -> LendConst<EC_KEY_METHOD> {
    LendConst::new(&**EC_KEY_METHOD::usual())
}

/// Lends the method of new keys that no engine makes.
#[unsafe(no_mangle)]
pub extern "C" fn EC_KEY_get_default_method() -> LendConst<EC_KEY_METHOD> {
    LendConst::new(&*key_method::default::<EC_KEY_METHOD>())
}

/// Chooses the method of new keys that no engine makes; NULL for the usual
/// one.
#[unsafe(no_mangle)]
pub extern "C" fn EC_KEY_set_default_method(meth: In<EC_KEY_METHOD>) {
    quiet((), || {
        let usual = || Arc::clone(EC_KEY_METHOD::usual());
        key_method::set_default(meth.share_opt().unwrap_or_else(usual));
        Ok(())
    });
}

/// Makes a key that computes by the method of an engine, or, without one, by
/// that of new keys.
///
/// Returns: NULL on error.
/// Errors: `ERR_R_ENGINE_LIB`, `ERR_R_INIT_FAIL`.
#[unsafe(no_mangle)]
pub extern "C" fn EC_KEY_new_method(engine: Mut<ENGINE>) -> Give<EC_KEY> {
    entry(Give::null(), || {
        let origin = Origin::new(engine.share_opt().as_ref())?;
        match EC_KEY::by(origin) {
            (key, true) => Ok(Give::new(key)),
            _ => Err(Error::new(Lib::Ec, err::R_INIT_FAIL)),
        }
    })
}

/// Lends the engine whose method a key has; NULL without one.
#[unsafe(no_mangle)]
pub extern "C" fn EC_KEY_get0_engine(eckey: In<EC_KEY>) -> Lend<ENGINE> {
    quiet(Lend::null(), || Ok(Lend::from_ptr(eckey.get()?.computing.engine())))
}

/// Lends the method of a key.
#[unsafe(no_mangle)]
pub extern "C" fn EC_KEY_get_method(key: In<EC_KEY>) -> LendConst<EC_KEY_METHOD> {
    quiet(LendConst::null(), || {
        let method = key.get()?.method();
        Ok(LendConst::new(&**method.as_ref().unwrap_or(EC_KEY_METHOD::usual())))
    })
}

/// Sets the method of a key, which then computes with it, also in TLS.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn EC_KEY_set_method(key: Mut<EC_KEY>, meth: In<EC_KEY_METHOD>) -> c_int {
    entry(0, || {
        let (shared, method) = (key.share()?, meth.share()?);
        let init = method.get().init;
        let old = shared.set_method(method);
        if let Some(finish) = old.and_then(|old| old.get().finish) {
            finish(Mut::lend(&*shared));
        }
        Ok(init.map_or(1, |init| init(Mut::lend(&*shared))))
    })
}

fn change(meth: &Mut<EC_KEY_METHOD>, write: impl FnOnce(&mut Functions)) {
    quiet((), || {
        meth.get()?.change(write);
        Ok(())
    });
}

fn read(meth: &In<EC_KEY_METHOD>, give: impl FnOnce(Functions)) {
    quiet((), || {
        give(meth.get()?.get());
        Ok(())
    });
}

/// Sets the functions that are told of a key's life and parts.
#[unsafe(no_mangle)]
pub extern "C" fn EC_KEY_METHOD_set_init(
    meth: Mut<EC_KEY_METHOD>,
    init: Option<EcInit>,
    finish: Option<EcFinish>,
    copy: Option<EcCopy>,
    set_group: Option<EcSetGroup>,
    set_private: Option<EcSetPrivate>,
    set_public: Option<EcSetPublic>,
) {
    change(&meth, |f| {
        (f.init, f.finish, f.copy) = (init, finish, copy);
        (f.set_group, f.set_private, f.set_public) = (set_group, set_private, set_public);
    });
}

/// Sets the function that makes keys.
#[unsafe(no_mangle)]
pub extern "C" fn EC_KEY_METHOD_set_keygen(meth: Mut<EC_KEY_METHOD>, keygen: Option<EcKeygen>) {
    change(&meth, |f| f.keygen = keygen);
}

/// Sets the function that derives secrets.
#[unsafe(no_mangle)]
pub extern "C" fn EC_KEY_METHOD_set_compute_key(
    meth: Mut<EC_KEY_METHOD>,
    ckey: Option<EcComputeKey>,
) {
    change(&meth, |f| f.compute_key = ckey);
}

/// Sets the functions that sign: in DER, what is computed before (never
/// called), as numbers.
#[unsafe(no_mangle)]
pub extern "C" fn EC_KEY_METHOD_set_sign(
    meth: Mut<EC_KEY_METHOD>,
    sign: Option<EcSign>,
    sign_setup: Option<EcSignSetup>,
    sign_sig: Option<EcSignSig>,
) {
    change(&meth, |f| (f.sign, f.sign_setup, f.sign_sig) = (sign, sign_setup, sign_sig));
}

/// Sets the functions that check signatures: in DER, as numbers.
#[unsafe(no_mangle)]
pub extern "C" fn EC_KEY_METHOD_set_verify(
    meth: Mut<EC_KEY_METHOD>,
    verify: Option<EcVerify>,
    verify_sig: Option<EcVerifySig>,
) {
    change(&meth, |f| (f.verify, f.verify_sig) = (verify, verify_sig));
}

/// Stores the functions that are told of a key's life and parts; places may be
/// NULL.
#[unsafe(no_mangle)]
pub extern "C" fn EC_KEY_METHOD_get_init(
    meth: In<EC_KEY_METHOD>,
    pinit: *mut Option<EcInit>,
    pfinish: *mut Option<EcFinish>,
    pcopy: *mut Option<EcCopy>,
    pset_group: *mut Option<EcSetGroup>,
    pset_private: *mut Option<EcSetPrivate>,
    pset_public: *mut Option<EcSetPublic>,
) {
    read(&meth, |f| {
        Out::at(pinit).write_opt(f.init);
        Out::at(pfinish).write_opt(f.finish);
        Out::at(pcopy).write_opt(f.copy);
        Out::at(pset_group).write_opt(f.set_group);
        Out::at(pset_private).write_opt(f.set_private);
        Out::at(pset_public).write_opt(f.set_public);
    });
}

/// Stores the function that makes keys.
#[unsafe(no_mangle)]
pub extern "C" fn EC_KEY_METHOD_get_keygen(
    meth: In<EC_KEY_METHOD>,
    pkeygen: *mut Option<EcKeygen>,
) {
    read(&meth, |f| Out::at(pkeygen).write_opt(f.keygen));
}

/// Stores the function that derives secrets.
#[unsafe(no_mangle)]
pub extern "C" fn EC_KEY_METHOD_get_compute_key(
    meth: In<EC_KEY_METHOD>,
    pck: *mut Option<EcComputeKey>,
) {
    read(&meth, |f| Out::at(pck).write_opt(f.compute_key));
}

/// Stores the functions that sign; places may be NULL.
#[unsafe(no_mangle)]
pub extern "C" fn EC_KEY_METHOD_get_sign(
    meth: In<EC_KEY_METHOD>,
    psign: *mut Option<EcSign>,
    psign_setup: *mut Option<EcSignSetup>,
    psign_sig: *mut Option<EcSignSig>,
) {
    read(&meth, |f| {
        Out::at(psign).write_opt(f.sign);
        Out::at(psign_setup).write_opt(f.sign_setup);
        Out::at(psign_sig).write_opt(f.sign_sig);
    });
}

/// Stores the functions that check signatures; places may be NULL.
#[unsafe(no_mangle)]
pub extern "C" fn EC_KEY_METHOD_get_verify(
    meth: In<EC_KEY_METHOD>,
    pverify: *mut Option<EcVerify>,
    pverify_sig: *mut Option<EcVerifySig>,
) {
    read(&meth, |f| {
        Out::at(pverify).write_opt(f.verify);
        Out::at(pverify_sig).write_opt(f.verify_sig);
    });
}
