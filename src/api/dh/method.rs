//! `DH_meth_…`, `DH_set_method` and their kin: how a program's own keys
//! compute.

use crate::abi::{Give, In, Lend, LendConst, Mut, Opaque, Str, Take, entry, quiet};
use crate::err::{self, Error, Lib};
use crate::obj::dh::DH;
use crate::obj::dh_method::{DH_METHOD, DhBnModExp, DhComputeKey, DhLife, DhParamgen, Functions};
use crate::obj::engine::ENGINE;
use crate::obj::key_method::{self, Origin};
use std::ffi::{CString, c_char, c_int};

crate::arc_handle!(DH_METHOD);

/// Makes a method that does nothing unusual yet.
///
/// Returns: NULL on error.
/// See: DH_meth_new(3).
#[unsafe(no_mangle)]
pub extern "C" fn DH_meth_new(name: Str, flags: c_int) -> Give<DH_METHOD> {
    entry(Give::null(), || Ok(Give::new(DH_METHOD::new(name.get()?.to_owned(), flags))))
}

/// Frees a method; keys that have it keep it. NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn DH_meth_free(dhm: Take<DH_METHOD>) {
    quiet((), || {
        drop(dhm.opt());
        Ok(())
    });
}

/// Copies a method.
///
/// Returns: NULL on error.
#[unsafe(no_mangle)]
pub extern "C" fn DH_meth_dup(dhm: In<DH_METHOD>) -> Give<DH_METHOD> {
    entry(Give::null(), || Ok(Give::new(dhm.get()?.duplicate())))
}

/// Lends the usual method.
#[unsafe(no_mangle)]
pub extern "C" fn DH_OpenSSL() -> LendConst<DH_METHOD> {
    LendConst::new(&**DH_METHOD::usual())
}

/// Lends the method of new keys that no engine makes.
#[unsafe(no_mangle)]
pub extern "C" fn DH_get_default_method() -> LendConst<DH_METHOD> {
    LendConst::new(&*key_method::default::<DH_METHOD>())
}

/// Chooses the method of new keys that no engine makes.
#[unsafe(no_mangle)]
pub extern "C" fn DH_set_default_method(meth: In<DH_METHOD>) {
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
pub extern "C" fn DH_new_method(engine: Mut<ENGINE>) -> Give<DH> {
    entry(Give::null(), || {
        let origin = Origin::new(engine.share_opt().as_ref())?;
        match DH::by(origin) {
            (key, true) => Ok(Give::new(key)),
            _ => Err(Error::new(Lib::Dh, err::R_INIT_FAIL)),
        }
    })
}

/// Sets the method of a key, which then computes with it.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn DH_set_method(dh: Mut<DH>, meth: In<DH_METHOD>) -> c_int {
    entry(0, || {
        let (key, method) = (dh.share()?, meth.share()?);
        let init = method.get().init;
        let old = key.computing.set_method(method);
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
pub extern "C" fn DH_get0_engine(d: Mut<DH>) -> Lend<ENGINE> {
    quiet(Lend::null(), || Ok(Lend::from_ptr(d.get()?.computing.engine())))
}

fn get<R>(dhm: &In<DH_METHOD>, failure: R, read: impl FnOnce(&Functions) -> R) -> R {
    quiet(Err(failure), || Ok(Ok(read(&dhm.get()?.get())))).unwrap_or_else(|failure| failure)
}

fn set(dhm: &Mut<DH_METHOD>, write: impl FnOnce(&mut Functions)) -> c_int {
    entry(0, || {
        dhm.get()?.change(write);
        Ok(1)
    })
}

/// Lends the name of a method.
#[unsafe(no_mangle)]
pub extern "C" fn DH_meth_get0_name(dhm: In<DH_METHOD>) -> LendConst<c_char> {
    quiet(LendConst::null(), || Ok(LendConst::from_ptr(dhm.get()?.name_ptr())))
}

/// Sets the name of a method.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn DH_meth_set1_name(dhm: Mut<DH_METHOD>, name: Str) -> c_int {
    entry(0, || {
        let name: CString = name.get()?.to_owned();
        dhm.get()?.change(|functions| functions.name = name);
        Ok(1)
    })
}

/// The flags of a method.
#[unsafe(no_mangle)]
pub extern "C" fn DH_meth_get_flags(dhm: In<DH_METHOD>) -> c_int {
    get(&dhm, 0, |functions| functions.flags)
}

/// Sets the flags of a method.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn DH_meth_set_flags(dhm: Mut<DH_METHOD>, flags: c_int) -> c_int {
    set(&dhm, |functions| functions.flags = flags)
}

/// The program's own pointer.
#[unsafe(no_mangle)]
pub extern "C" fn DH_meth_get0_app_data(dhm: In<DH_METHOD>) -> Opaque {
    get(&dhm, Opaque::NULL, |functions| functions.app_data)
}

/// Sets the program's own pointer.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn DH_meth_set0_app_data(dhm: Mut<DH_METHOD>, app_data: Opaque) -> c_int {
    set(&dhm, |functions| functions.app_data = app_data)
}

macro_rules! functions {
    ($($get:ident $set:ident $field:ident: $type:ty, $what:literal;)*) => {$(
        #[doc = concat!("The function that ", $what, "; NULL if it is done as usual.")]
        #[unsafe(no_mangle)]
        pub extern "C" fn $get(dhm: In<DH_METHOD>) -> Option<$type> {
            get(&dhm, None, |functions| functions.$field)
        }

        #[doc = concat!("Sets the function that ", $what, "; NULL to do it as usual.")]
        ///
        /// Returns: 1; 0 on error.
        #[unsafe(no_mangle)]
        pub extern "C" fn $set(dhm: Mut<DH_METHOD>, function: Option<$type>) -> c_int {
            set(&dhm, |functions| functions.$field = function)
        }
    )*};
}

functions! {
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
