//! `DSA_meth_…`, `DSA_set_method` and their kin: how a program's own keys
//! compute.

use crate::abi::{Give, In, Lend, LendConst, Mut, Opaque, Str, Take, entry, quiet};
use crate::err::{self, Error, Lib};
use crate::obj::dsa::DSA;
use crate::obj::dsa_method::{
    DSA_METHOD, DsaBnModExp, DsaLife, DsaModExp, DsaParamgen, DsaSign, DsaSignSetup, DsaVerify,
    Functions,
};
use crate::obj::engine::ENGINE;
use crate::obj::key_method::{self, Origin};
use std::ffi::{CString, c_char, c_int};

crate::arc_handle!(DSA_METHOD);

/// Makes a method that does nothing unusual yet.
///
/// Returns: NULL on error.
/// See: DSA_meth_new(3).
#[unsafe(no_mangle)]
pub extern "C" fn DSA_meth_new(name: Str, flags: c_int) -> Give<DSA_METHOD> {
    entry(Give::null(), || Ok(Give::new(DSA_METHOD::new(name.get()?.to_owned(), flags))))
}

/// Frees a method; keys that have it keep it. NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn DSA_meth_free(dsam: Take<DSA_METHOD>) {
    quiet((), || {
        drop(dsam.opt());
        Ok(())
    });
}

/// Copies a method.
///
/// Returns: NULL on error.
#[unsafe(no_mangle)]
pub extern "C" fn DSA_meth_dup(dsam: In<DSA_METHOD>) -> Give<DSA_METHOD> {
    entry(Give::null(), || Ok(Give::new(dsam.get()?.duplicate())))
}

/// Lends the usual method.
#[unsafe(no_mangle)]
pub extern "C" fn DSA_OpenSSL() -> LendConst<DSA_METHOD> {
    LendConst::new(&**DSA_METHOD::usual())
}

/// Lends the method of new keys that no engine makes.
#[unsafe(no_mangle)]
pub extern "C" fn DSA_get_default_method() -> LendConst<DSA_METHOD> {
    LendConst::new(&*key_method::default::<DSA_METHOD>())
}

/// Chooses the method of new keys that no engine makes.
#[unsafe(no_mangle)]
pub extern "C" fn DSA_set_default_method(meth: In<DSA_METHOD>) {
    quiet((), || {
        key_method::set_default(meth.share()?);
        Ok(())
    });
}

/// Makes a key that computes by the method of an engine, or, without one, by
/// that of new keys.
///
/// Returns: NULL on error.
/// Errors: `ERR_R_ENGINE_LIB`, `ERR_R_INIT_FAIL`.
#[unsafe(no_mangle)]
pub extern "C" fn DSA_new_method(engine: Mut<ENGINE>) -> Give<DSA> {
    entry(Give::null(), || {
        let origin = Origin::new(engine.share_opt().as_ref())?;
        match DSA::by(origin) {
            (key, true) => Ok(Give::new(key)),
            _ => Err(Error::new(Lib::Dsa, err::R_INIT_FAIL)),
        }
    })
}

/// Lends the method of a key.
#[unsafe(no_mangle)]
pub extern "C" fn DSA_get_method(d: Mut<DSA>) -> LendConst<DSA_METHOD> {
    quiet(LendConst::null(), || {
        let method = d.get()?.method();
        Ok(LendConst::new(&**method.as_ref().unwrap_or(DSA_METHOD::usual())))
    })
}

/// Sets the method of a key, which then computes with it.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn DSA_set_method(dsa: Mut<DSA>, meth: In<DSA_METHOD>) -> c_int {
    entry(0, || {
        let (key, method) = (dsa.share()?, meth.share()?);
        let init = method.get().init;
        let old = key.set_method(method);
        if let Some(finish) = old.and_then(|old| old.get().finish) {
            finish(Mut::lend(&*key));
        }
        if let Some(init) = init {
            init(Mut::lend(&*key));
        }
        Ok(1)
    })
}

/// Lends the engine whose method a key has; NULL without one.
#[unsafe(no_mangle)]
pub extern "C" fn DSA_get0_engine(d: Mut<DSA>) -> Lend<ENGINE> {
    quiet(Lend::null(), || Ok(Lend::from_ptr(d.get()?.computing.engine())))
}

fn get<R>(dsam: &In<DSA_METHOD>, failure: R, read: impl FnOnce(&Functions) -> R) -> R {
    quiet(Err(failure), || Ok(Ok(read(&dsam.get()?.get())))).unwrap_or_else(|failure| failure)
}

fn set(dsam: &Mut<DSA_METHOD>, write: impl FnOnce(&mut Functions)) -> c_int {
    entry(0, || {
        dsam.get()?.change(write);
        Ok(1)
    })
}

/// Lends the name of a method.
#[unsafe(no_mangle)]
pub extern "C" fn DSA_meth_get0_name(dsam: In<DSA_METHOD>) -> LendConst<c_char> {
    quiet(LendConst::null(), || Ok(LendConst::from_ptr(dsam.get()?.name_ptr())))
}

/// Sets the name of a method.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn DSA_meth_set1_name(dsam: Mut<DSA_METHOD>, name: Str) -> c_int {
    entry(0, || {
        let name: CString = name.get()?.to_owned();
        dsam.get()?.change(|functions| functions.name = name);
        Ok(1)
    })
}

/// The flags of a method.
#[unsafe(no_mangle)]
pub extern "C" fn DSA_meth_get_flags(dsam: In<DSA_METHOD>) -> c_int {
    get(&dsam, 0, |functions| functions.flags)
}

/// Sets the flags of a method.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn DSA_meth_set_flags(dsam: Mut<DSA_METHOD>, flags: c_int) -> c_int {
    set(&dsam, |functions| functions.flags = flags)
}

/// The program's own pointer.
#[unsafe(no_mangle)]
pub extern "C" fn DSA_meth_get0_app_data(dsam: In<DSA_METHOD>) -> Opaque {
    get(&dsam, Opaque::NULL, |functions| functions.app_data)
}

/// Sets the program's own pointer.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn DSA_meth_set0_app_data(dsam: Mut<DSA_METHOD>, app_data: Opaque) -> c_int {
    set(&dsam, |functions| functions.app_data = app_data)
}

/// The function that signs; NULL if it is the usual one.
#[unsafe(no_mangle)]
pub extern "C" fn DSA_meth_get_sign(dsam: In<DSA_METHOD>) -> Option<DsaSign> {
    get(&dsam, None, |functions| functions.sign)
}

/// Sets the function that signs.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn DSA_meth_set_sign(dsam: Mut<DSA_METHOD>, sign: Option<DsaSign>) -> c_int {
    set(&dsam, |functions| functions.sign = sign)
}

/// The function that computes ahead of signing, which is kept but never called; NULL if it is the usual one.
#[unsafe(no_mangle)]
pub extern "C" fn DSA_meth_get_sign_setup(dsam: In<DSA_METHOD>) -> Option<DsaSignSetup> {
    get(&dsam, None, |functions| functions.sign_setup)
}

/// Sets the function that computes ahead of signing, which is kept but never called.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn DSA_meth_set_sign_setup(
    dsam: Mut<DSA_METHOD>,
    sign_setup: Option<DsaSignSetup>,
) -> c_int {
    set(&dsam, |functions| functions.sign_setup = sign_setup)
}

/// The function that checks signatures; NULL if it is the usual one.
#[unsafe(no_mangle)]
pub extern "C" fn DSA_meth_get_verify(dsam: In<DSA_METHOD>) -> Option<DsaVerify> {
    get(&dsam, None, |functions| functions.verify)
}

/// Sets the function that checks signatures.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn DSA_meth_set_verify(dsam: Mut<DSA_METHOD>, verify: Option<DsaVerify>) -> c_int {
    set(&dsam, |functions| functions.verify = verify)
}

/// The function that computes products of powers, which is kept but never called; NULL if it is the usual one.
#[unsafe(no_mangle)]
pub extern "C" fn DSA_meth_get_mod_exp(dsam: In<DSA_METHOD>) -> Option<DsaModExp> {
    get(&dsam, None, |functions| functions.mod_exp)
}

/// Sets the function that computes products of powers, which is kept but never called.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn DSA_meth_set_mod_exp(dsam: Mut<DSA_METHOD>, mod_exp: Option<DsaModExp>) -> c_int {
    set(&dsam, |functions| functions.mod_exp = mod_exp)
}

/// The function that computes powers, which is kept but never called; NULL if it is the usual one.
#[unsafe(no_mangle)]
pub extern "C" fn DSA_meth_get_bn_mod_exp(dsam: In<DSA_METHOD>) -> Option<DsaBnModExp> {
    get(&dsam, None, |functions| functions.bn_mod_exp)
}

/// Sets the function that computes powers, which is kept but never called.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn DSA_meth_set_bn_mod_exp(
    dsam: Mut<DSA_METHOD>,
    bn_mod_exp: Option<DsaBnModExp>,
) -> c_int {
    set(&dsam, |functions| functions.bn_mod_exp = bn_mod_exp)
}

/// The function that is told that a key has the method; NULL if it is the usual one.
#[unsafe(no_mangle)]
pub extern "C" fn DSA_meth_get_init(dsam: In<DSA_METHOD>) -> Option<DsaLife> {
    get(&dsam, None, |functions| functions.init)
}

/// Sets the function that is told that a key has the method.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn DSA_meth_set_init(dsam: Mut<DSA_METHOD>, init: Option<DsaLife>) -> c_int {
    set(&dsam, |functions| functions.init = init)
}

/// The function that is told that a key goes; NULL if it is the usual one.
#[unsafe(no_mangle)]
pub extern "C" fn DSA_meth_get_finish(dsam: In<DSA_METHOD>) -> Option<DsaLife> {
    get(&dsam, None, |functions| functions.finish)
}

/// Sets the function that is told that a key goes.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn DSA_meth_set_finish(dsam: Mut<DSA_METHOD>, finish: Option<DsaLife>) -> c_int {
    set(&dsam, |functions| functions.finish = finish)
}

/// The function that makes parameters; NULL if it is the usual one.
#[unsafe(no_mangle)]
pub extern "C" fn DSA_meth_get_paramgen(dsam: In<DSA_METHOD>) -> Option<DsaParamgen> {
    get(&dsam, None, |functions| functions.paramgen)
}

/// Sets the function that makes parameters.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn DSA_meth_set_paramgen(
    dsam: Mut<DSA_METHOD>,
    paramgen: Option<DsaParamgen>,
) -> c_int {
    set(&dsam, |functions| functions.paramgen = paramgen)
}

/// The function that makes keys; NULL if it is the usual one.
#[unsafe(no_mangle)]
pub extern "C" fn DSA_meth_get_keygen(dsam: In<DSA_METHOD>) -> Option<DsaLife> {
    get(&dsam, None, |functions| functions.keygen)
}

/// Sets the function that makes keys.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn DSA_meth_set_keygen(dsam: Mut<DSA_METHOD>, keygen: Option<DsaLife>) -> c_int {
    set(&dsam, |functions| functions.keygen = keygen)
}
