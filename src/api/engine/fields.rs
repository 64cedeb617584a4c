//! `ENGINE_set_…` and `ENGINE_get_…`: what engines are made of.

use super::{null, text};
use crate::abi::layout::engine::{Commands, ENGINE_CMD_DEFN};
use crate::abi::{In, LendConst, Mut, Opaque, Out, Str, entry, quiet};
use crate::err::Result;
use crate::err::engine as reason;
use crate::obj::dh_method::DH_METHOD;
use crate::obj::dsa_method::DSA_METHOD;
use crate::obj::ec_method::EC_KEY_METHOD;
use crate::obj::engine::{
    ENGINE, ENGINE_CTRL_FUNC_PTR, ENGINE_SSL_CLIENT_CERT_PTR, EngineCiphers, EngineDigests,
    EngineLoadKey, EnginePkeyAsn1Meths, EnginePkeyMeths, EngineStep, Fields, failed, kept,
};
use crate::obj::evp_cipher::EVP_CIPHER;
use crate::obj::evp_md::EVP_MD;
use crate::obj::evp_pkey_meth::EVP_PKEY_METHOD;
use crate::obj::rand::RAND_METHOD;
use crate::obj::rsa_method::RSA_METHOD;
use std::ffi::{c_char, c_int};
use std::sync::Arc;

fn set(e: &Mut<ENGINE>, write: impl FnOnce(&mut Fields)) -> c_int {
    entry(0, || {
        e.opt().ok_or_else(null)?.change(write);
        Ok(1)
    })
}

fn get<R>(e: &In<ENGINE>, failure: R, read: impl FnOnce(&Fields) -> R) -> R {
    quiet(None, || Ok(Some(e.get()?.look(read)))).unwrap_or(failure)
}

/// Sets the identifier of an engine.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn ENGINE_set_id(e: Mut<ENGINE>, id: Str) -> c_int {
    entry(0, || {
        let id = kept(id.get()?);
        e.get()?.change(|fields| fields.id = Some(id));
        Ok(1)
    })
}

/// Sets the name of an engine.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn ENGINE_set_name(e: Mut<ENGINE>, name: Str) -> c_int {
    entry(0, || {
        let name = kept(name.get()?);
        e.get()?.change(|fields| fields.name = Some(name));
        Ok(1)
    })
}

/// Lends the identifier of an engine; NULL without one.
#[unsafe(no_mangle)]
pub extern "C" fn ENGINE_get_id(e: In<ENGINE>) -> LendConst<c_char> {
    LendConst::from_ptr(text(&e, ENGINE::id_ptr))
}

/// Lends the name of an engine; NULL without one.
#[unsafe(no_mangle)]
pub extern "C" fn ENGINE_get_name(e: In<ENGINE>) -> LendConst<c_char> {
    LendConst::from_ptr(text(&e, ENGINE::name_ptr))
}

/// The flags of an engine (`ENGINE_FLAGS_…`).
#[unsafe(no_mangle)]
pub extern "C" fn ENGINE_get_flags(e: In<ENGINE>) -> c_int {
    get(&e, 0, |fields| fields.flags)
}

/// Sets the flags of an engine.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn ENGINE_set_flags(e: Mut<ENGINE>, flags: c_int) -> c_int {
    set(&e, |fields| fields.flags = flags)
}

/// The table of an engine's commands; NULL without one.
#[unsafe(no_mangle)]
pub extern "C" fn ENGINE_get_cmd_defns(e: In<ENGINE>) -> *const ENGINE_CMD_DEFN {
    get(&e, Commands::NONE, |fields| fields.commands).0
}

/// Sets the table of an engine's commands, which the program keeps.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn ENGINE_set_cmd_defns(e: Mut<ENGINE>, defns: *const ENGINE_CMD_DEFN) -> c_int {
    set(&e, |fields| fields.commands = Commands(defns))
}

/// The generator of an engine; NULL without one.
#[unsafe(no_mangle)]
pub extern "C" fn ENGINE_get_RAND(e: In<ENGINE>) -> LendConst<RAND_METHOD> {
    LendConst::from_ptr(get(&e, std::ptr::null(), Fields::rand))
}

/// Sets the generator of an engine, which the program keeps.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn ENGINE_set_RAND(e: Mut<ENGINE>, rand_meth: *const RAND_METHOD) -> c_int {
    set(&e, |fields| fields.rand = Opaque(rand_meth.cast_mut().cast()))
}

/// Declares what sets and what gives a method of keys.
macro_rules! methods {
    ($($get:ident $set:ident $field:ident: $type:ty, $what:literal;)*) => {$(
        #[doc = concat!("Lends an engine's method of ", $what, " keys; NULL without one.")]
        #[unsafe(no_mangle)]
        pub extern "C" fn $get(e: In<ENGINE>) -> LendConst<$type> {
            let method = get(&e, None, |fields| fields.$field.clone());
            LendConst::opt(method.as_deref())
        }

        #[doc = concat!("Sets an engine's method of ", $what, " keys; NULL for none.")]
        ///
        /// Returns: 1; 0 on error.
        #[unsafe(no_mangle)]
        pub extern "C" fn $set(e: Mut<ENGINE>, meth: In<$type>) -> c_int {
            let method: Option<Arc<$type>> = meth.share_opt();
            set(&e, |fields| fields.$field = method)
        }
    )*};
}

methods! {
    ENGINE_get_RSA ENGINE_set_RSA rsa: RSA_METHOD, "RSA";
    ENGINE_get_DSA ENGINE_set_DSA dsa: DSA_METHOD, "DSA";
    ENGINE_get_DH ENGINE_set_DH dh: DH_METHOD, "Diffie-Hellman";
    ENGINE_get_EC ENGINE_set_EC ec: EC_KEY_METHOD, "elliptic-curve";
}

/// Declares what sets and what gives a function.
macro_rules! functions {
    ($($get:ident $set:ident $field:ident: $type:ty, $what:literal;)*) => {$(
        #[doc = concat!("The function of an engine that ", $what, "; NULL without one.")]
        #[unsafe(no_mangle)]
        pub extern "C" fn $get(e: In<ENGINE>) -> Option<$type> {
            get(&e, None, |fields| fields.$field)
        }

        #[doc = concat!("Sets the function of an engine that ", $what, "; NULL for none.")]
        ///
        /// Returns: 1; 0 on error.
        #[unsafe(no_mangle)]
        pub extern "C" fn $set(e: Mut<ENGINE>, function: Option<$type>) -> c_int {
            set(&e, |fields| fields.$field = function)
        }
    )*};
}

functions! {
    ENGINE_get_init_function ENGINE_set_init_function
        init: EngineStep, "is told that it begins to work";
    ENGINE_get_finish_function ENGINE_set_finish_function
        finish: EngineStep, "is told that it ends";
    ENGINE_get_destroy_function ENGINE_set_destroy_function
        destroy: EngineStep, "is told that it goes";
    ENGINE_get_ctrl_function ENGINE_set_ctrl_function ctrl: ENGINE_CTRL_FUNC_PTR, "does commands";
    ENGINE_get_load_privkey_function ENGINE_set_load_privkey_function
        load_privkey: EngineLoadKey, "loads private keys";
    ENGINE_get_load_pubkey_function ENGINE_set_load_pubkey_function
        load_pubkey: EngineLoadKey, "loads public keys";
    ENGINE_get_ssl_client_cert_function ENGINE_set_load_ssl_client_cert_function
        client_cert: ENGINE_SSL_CLIENT_CERT_PTR, "chooses certificates of clients";
    ENGINE_get_ciphers ENGINE_set_ciphers ciphers: EngineCiphers, "gives ciphers";
    ENGINE_get_digests ENGINE_set_digests digests: EngineDigests, "gives digests";
    ENGINE_get_pkey_meths ENGINE_set_pkey_meths
        pkey_meths: EnginePkeyMeths, "gives methods of keys";
    ENGINE_get_pkey_asn1_meths ENGINE_set_pkey_asn1_meths
        pkey_asn1_meths: EnginePkeyAsn1Meths, "gives forms of keys";
}

/// What an engine's function gives for a NID.
#[track_caller]
fn found<T>(given: Option<(c_int, *const T)>, reason: c_int) -> Result<LendConst<T>> {
    match given {
        Some((done, found)) if done != 0 => Ok(LendConst::from_ptr(found)),
        _ => Err(failed(reason)),
    }
}

/// Declares what gives an algorithm by its NID.
macro_rules! algorithms {
    ($($get:ident $field:ident: $type:ty, $what:literal, $reason:ident;)*) => {$(
        #[doc = concat!("Lends the ", $what, " of an engine with a NID.")]
        ///
        /// Returns: NULL on error.
        #[doc = concat!("Errors: `ENGINE_", stringify!($reason), "`.")]
        #[unsafe(no_mangle)]
        pub extern "C" fn $get(e: Mut<ENGINE>, nid: c_int) -> LendConst<$type> {
            entry(LendConst::null(), || {
                let ask = e.get()?.look(|fields| fields.$field);
                let mut place = std::ptr::null();
                let none = Out::at(std::ptr::null_mut());
                let done = ask.map(|ask| ask(e, Out::lend(&mut place), none, nid));
                found(done.map(|done| (done, place)), reason::$reason)
            })
        }
    )*};
}

algorithms! {
    ENGINE_get_cipher ciphers: EVP_CIPHER, "cipher", R_UNIMPLEMENTED_CIPHER;
    ENGINE_get_digest digests: EVP_MD, "digest", R_UNIMPLEMENTED_DIGEST;
}

/// Lends the method of an engine for keys of a type.
///
/// Returns: NULL on error.
/// Errors: `ENGINE_R_UNIMPLEMENTED_PUBLIC_KEY_METHOD`.
#[unsafe(no_mangle)]
pub extern "C" fn ENGINE_get_pkey_meth(e: Mut<ENGINE>, nid: c_int) -> LendConst<EVP_PKEY_METHOD> {
    entry(LendConst::null(), || {
        let engine = e.get()?;
        Ok(LendConst::new(&*engine.pkey_meth(nid)?))
    })
}
