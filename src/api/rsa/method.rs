//! `RSA_meth_…`, `RSA_set_method` and their kin: how a program's own keys
//! compute.

use crate::abi::{Give, In, Lend, LendConst, Mut, Opaque, Str, Take, entry, quiet};
use crate::err::{self, Error, Lib, Result};
use crate::obj::engine::ENGINE;
use crate::obj::key_method::{self, Origin};
use crate::obj::rsa::RSA;
use crate::obj::rsa_method::{
    Functions, RSA_METHOD, RsaBnModExp, RsaCrypt, RsaKeygen, RsaLife, RsaModExp, RsaSign, RsaVerify,
};
use std::ffi::{CString, c_char, c_int};

crate::arc_handle!(RSA_METHOD);

/// Makes a method that does nothing unusual yet.
///
/// Returns: NULL on error.
/// See: RSA_meth_new(3).
#[unsafe(no_mangle)]
pub extern "C" fn RSA_meth_new(name: Str, flags: c_int) -> Give<RSA_METHOD> {
    entry(Give::null(), || Ok(Give::new(RSA_METHOD::new(name.get()?.to_owned(), flags))))
}

/// Frees a method; keys that have it keep it. NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn RSA_meth_free(meth: Take<RSA_METHOD>) {
    quiet((), || {
        drop(meth.opt());
        Ok(())
    });
}

/// Copies a method.
///
/// Returns: NULL on error.
#[unsafe(no_mangle)]
pub extern "C" fn RSA_meth_dup(meth: In<RSA_METHOD>) -> Give<RSA_METHOD> {
    entry(Give::null(), || Ok(Give::new(meth.get()?.duplicate())))
}

/// Lends the usual method.
#[unsafe(no_mangle)]
pub extern "C" fn RSA_PKCS1_OpenSSL() -> LendConst<RSA_METHOD> {
    LendConst::new(&**RSA_METHOD::usual())
}

/// Lends the method of new keys that no engine makes.
#[unsafe(no_mangle)]
pub extern "C" fn RSA_get_default_method() -> LendConst<RSA_METHOD> {
    LendConst::new(&*key_method::default::<RSA_METHOD>())
}

/// Chooses the method of new keys that no engine makes.
#[unsafe(no_mangle)]
pub extern "C" fn RSA_set_default_method(meth: In<RSA_METHOD>) {
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
pub extern "C" fn RSA_new_method(engine: Mut<ENGINE>) -> Give<RSA> {
    entry(Give::null(), || {
        let origin = Origin::new(engine.share_opt().as_ref())?;
        match RSA::by(origin) {
            (key, true) => Ok(Give::new(key)),
            _ => Err(Error::new(Lib::Rsa, err::R_INIT_FAIL)),
        }
    })
}

/// Lends the method of a key.
#[unsafe(no_mangle)]
pub extern "C" fn RSA_get_method(rsa: In<RSA>) -> LendConst<RSA_METHOD> {
    quiet(LendConst::null(), || {
        let method = rsa.get()?.method();
        Ok(LendConst::new(&**method.as_ref().unwrap_or(RSA_METHOD::usual())))
    })
}

/// Sets the method of a key, which then computes with it, also in TLS.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn RSA_set_method(rsa: Mut<RSA>, meth: In<RSA_METHOD>) -> c_int {
    entry(0, || {
        let (key, method) = (rsa.share()?, meth.share()?);
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
pub extern "C" fn RSA_get0_engine(r: In<RSA>) -> Lend<ENGINE> {
    quiet(Lend::null(), || Ok(Lend::from_ptr(r.get()?.computing.engine())))
}

fn get<R>(meth: &In<RSA_METHOD>, failure: R, read: impl FnOnce(&Functions) -> R) -> R {
    quiet(Err(failure), || Ok(Ok(read(&meth.get()?.get())))).unwrap_or_else(|failure| failure)
}

fn set(meth: &Mut<RSA_METHOD>, write: impl FnOnce(&mut Functions)) -> c_int {
    entry(0, || {
        meth.get()?.change(write);
        Ok(1)
    })
}

/// Lends the name of a method.
#[unsafe(no_mangle)]
pub extern "C" fn RSA_meth_get0_name(meth: In<RSA_METHOD>) -> LendConst<c_char> {
    quiet(LendConst::null(), || Ok(LendConst::from_ptr(meth.get()?.name_ptr())))
}

/// Sets the name of a method.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn RSA_meth_set1_name(meth: Mut<RSA_METHOD>, name: Str) -> c_int {
    entry(0, || {
        let name: CString = name.get()?.to_owned();
        meth.get()?.change(|functions| functions.name = name);
        Ok(1)
    })
}

/// The flags of a method.
#[unsafe(no_mangle)]
pub extern "C" fn RSA_meth_get_flags(meth: In<RSA_METHOD>) -> c_int {
    get(&meth, 0, |functions| functions.flags)
}

/// Sets the flags of a method.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn RSA_meth_set_flags(meth: Mut<RSA_METHOD>, flags: c_int) -> c_int {
    set(&meth, |functions| functions.flags = flags)
}

/// The program's own pointer.
#[unsafe(no_mangle)]
pub extern "C" fn RSA_meth_get0_app_data(meth: In<RSA_METHOD>) -> Opaque {
    get(&meth, Opaque::NULL, |functions| functions.app_data)
}

/// Sets the program's own pointer.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn RSA_meth_set0_app_data(meth: Mut<RSA_METHOD>, app_data: Opaque) -> c_int {
    set(&meth, |functions| functions.app_data = app_data)
}

macro_rules! functions {
    ($($get:ident $set:ident $field:ident: $type:ty, $what:literal;)*) => {$(
        #[doc = concat!("The function that ", $what, "; NULL if it is done as usual.")]
        #[unsafe(no_mangle)]
        pub extern "C" fn $get(meth: In<RSA_METHOD>) -> Option<$type> {
            get(&meth, None, |functions| functions.$field)
        }

        #[doc = concat!("Sets the function that ", $what, "; NULL to do it as usual.")]
        ///
        /// Returns: 1; 0 on error.
        #[unsafe(no_mangle)]
        pub extern "C" fn $set(rsa: Mut<RSA_METHOD>, function: Option<$type>) -> c_int {
            set(&rsa, |functions| functions.$field = function)
        }
    )*};
}

functions! {
    RSA_meth_get_pub_enc RSA_meth_set_pub_enc pub_enc: RsaCrypt, "encrypts";
    RSA_meth_get_pub_dec RSA_meth_set_pub_dec pub_dec: RsaCrypt, "opens a signature";
    RSA_meth_get_priv_enc RSA_meth_set_priv_enc priv_enc: RsaCrypt, "signs bytes";
    RSA_meth_get_priv_dec RSA_meth_set_priv_dec priv_dec: RsaCrypt, "decrypts";
    RSA_meth_get_sign RSA_meth_set_sign sign: RsaSign, "signs a digest";
    RSA_meth_get_verify RSA_meth_set_verify verify: RsaVerify, "checks a signature";
    RSA_meth_get_keygen RSA_meth_set_keygen keygen: RsaKeygen, "makes a key";
    RSA_meth_get_init RSA_meth_set_init init: RsaLife, "is told that a key has the method";
    RSA_meth_get_finish RSA_meth_set_finish finish: RsaLife, "is told that a key goes";
}

/// Arithmetic is aws-lc's alone.
fn refuse(meth: &Mut<RSA_METHOD>, wanted: bool) -> Result<c_int> {
    meth.get()?;
    match wanted {
        false => Ok(1),
        true => Err(Error::new(crate::err::Lib::Rsa, crate::err::R_DISABLED)),
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
