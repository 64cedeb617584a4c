//! `ENGINE_register_…`, `ENGINE_set_default_…`, `ENGINE_get_default_…`: which
//! engine does what unless a program names one.

use super::null;
use crate::abi::{Give, Mut, Str, entry, quiet};
use crate::err::engine as reason;
use crate::obj::engine::table::{self, Ability};
use crate::obj::engine::{ENGINE, all, failed};
use std::ffi::{c_int, c_uint};

fn register(e: &Mut<ENGINE>, ability: Ability, default: bool) -> c_int {
    entry(0, || {
        e.share_opt().ok_or_else(null)?.register(ability, default)?;
        Ok(1)
    })
}

fn unregister(e: &Mut<ENGINE>, ability: Ability) {
    quiet((), || {
        e.share()?.unregister(ability);
        Ok(())
    });
}

fn register_each(ability: Ability) {
    quiet((), || {
        for engine in all() {
            engine.register(ability, false)?;
        }
        Ok(())
    });
}

fn default(ability: Ability, nid: Option<c_int>) -> Give<ENGINE> {
    quiet(Give::null(), || {
        let found = table::find(ability, nid);
        Ok(Give::opt(found.map(|working| working.hand_over())))
    })
}

/// Declares what registers engines for something, and makes them the default.
macro_rules! abilities {
    ($($register:ident $unregister:ident $all:ident $default:ident $ability:ident, $what:literal;)*) => {$(
        #[doc = concat!("Registers an engine for ", $what, ", if it can.")]
        ///
        /// Returns: 1; 0 on error.
        #[unsafe(no_mangle)]
        pub extern "C" fn $register(e: Mut<ENGINE>) -> c_int {
            register(&e, Ability::$ability, false)
        }

        #[doc = concat!("Undoes the registration of an engine for ", $what, ".")]
        #[unsafe(no_mangle)]
        pub extern "C" fn $unregister(e: Mut<ENGINE>) {
            unregister(&e, Ability::$ability);
        }

        #[doc = concat!("Registers all engines that can for ", $what, ".")]
        #[unsafe(no_mangle)]
        pub extern "C" fn $all() {
            register_each(Ability::$ability);
        }

        #[doc = concat!("Makes an engine the default for ", $what, ", if it can.")]
        ///
        /// Returns: 1; 0 on error.
        /// Errors: `ENGINE_R_INIT_FAILED`.
        #[unsafe(no_mangle)]
        pub extern "C" fn $default(e: Mut<ENGINE>) -> c_int {
            register(&e, Ability::$ability, true)
        }
    )*};
}

abilities! {
    ENGINE_register_RSA ENGINE_unregister_RSA ENGINE_register_all_RSA
        ENGINE_set_default_RSA Rsa, "RSA";
    ENGINE_register_DSA ENGINE_unregister_DSA ENGINE_register_all_DSA
        ENGINE_set_default_DSA Dsa, "DSA";
    ENGINE_register_DH ENGINE_unregister_DH ENGINE_register_all_DH
        ENGINE_set_default_DH Dh, "Diffie-Hellman";
    ENGINE_register_EC ENGINE_unregister_EC ENGINE_register_all_EC
        ENGINE_set_default_EC Ec, "elliptic curves";
    ENGINE_register_RAND ENGINE_unregister_RAND ENGINE_register_all_RAND
        ENGINE_set_default_RAND Rand, "random bytes";
    ENGINE_register_ciphers ENGINE_unregister_ciphers ENGINE_register_all_ciphers
        ENGINE_set_default_ciphers Ciphers, "ciphers";
    ENGINE_register_digests ENGINE_unregister_digests ENGINE_register_all_digests
        ENGINE_set_default_digests Digests, "digests";
    ENGINE_register_pkey_meths ENGINE_unregister_pkey_meths ENGINE_register_all_pkey_meths
        ENGINE_set_default_pkey_meths PkeyMeths, "methods of keys";
    ENGINE_register_pkey_asn1_meths ENGINE_unregister_pkey_asn1_meths ENGINE_register_all_pkey_asn1_meths
        ENGINE_set_default_pkey_asn1_meths PkeyAsn1Meths, "forms of keys";
}

/// Declares what gives the engine for something, with a functional reference.
macro_rules! defaults {
    ($($get:ident $ability:ident, $what:literal;)*) => {$(
        #[doc = concat!("The engine for ", $what, ", at work; NULL without one.")]
        #[unsafe(no_mangle)]
        pub extern "C" fn $get() -> Give<ENGINE> {
            default(Ability::$ability, None)
        }
    )*};
}

defaults! {
    ENGINE_get_default_RSA Rsa, "RSA";
    ENGINE_get_default_DSA Dsa, "DSA";
    ENGINE_get_default_DH Dh, "Diffie-Hellman";
    ENGINE_get_default_EC Ec, "elliptic curves";
    ENGINE_get_default_RAND Rand, "random bytes";
}

/// Declares what gives the engine for an algorithm, with a functional
/// reference.
macro_rules! numbered {
    ($($get:ident $ability:ident, $what:literal;)*) => {$(
        #[doc = concat!("The engine for the ", $what, " with a NID, at work; NULL without one.")]
        #[unsafe(no_mangle)]
        pub extern "C" fn $get(nid: c_int) -> Give<ENGINE> {
            default(Ability::$ability, Some(nid))
        }
    )*};
}

numbered! {
    ENGINE_get_cipher_engine Ciphers, "cipher";
    ENGINE_get_digest_engine Digests, "digest";
    ENGINE_get_pkey_meth_engine PkeyMeths, "method of keys";
    ENGINE_get_pkey_asn1_meth_engine PkeyAsn1Meths, "form of keys";
}

/// Registers an engine for all that it can do.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn ENGINE_register_complete(e: Mut<ENGINE>) -> c_int {
    entry(0, || {
        e.share()?.register_all();
        Ok(1)
    })
}

/// Registers all engines for all that they can do, but for those whose flags
/// say not to.
///
/// Returns: 1.
#[unsafe(no_mangle)]
pub extern "C" fn ENGINE_register_all_complete() -> c_int {
    quiet(1, || {
        for engine in all() {
            engine.register_all();
        }
        Ok(1)
    })
}

/// Makes an engine the default for what `flags` say (`ENGINE_METHOD_…`).
///
/// Returns: 1; 0 on error.
/// Errors: `ENGINE_R_INIT_FAILED`.
#[unsafe(no_mangle)]
pub extern "C" fn ENGINE_set_default(e: Mut<ENGINE>, flags: c_uint) -> c_int {
    entry(0, || {
        e.share()?.set_default(flags)?;
        Ok(1)
    })
}

/// Makes an engine the default for what a list of names says, as `RSA,DSA` or
/// `ALL`.
///
/// Returns: 1; 0 on error.
/// Errors: `ENGINE_R_INVALID_STRING`.
#[unsafe(no_mangle)]
pub extern "C" fn ENGINE_set_default_string(e: Mut<ENGINE>, def_list: Str) -> c_int {
    entry(0, || {
        let list = def_list.get()?;
        let text = || format!("str={}", list.to_string_lossy());
        let what = table::parse(list);
        let what = what.ok_or_else(|| failed(reason::R_INVALID_STRING).with(text()))?;
        e.share()?.set_default(what)?;
        Ok(1)
    })
}

/// The flags of the table (`ENGINE_TABLE_FLAG_NOINIT`).
#[unsafe(no_mangle)]
pub extern "C" fn ENGINE_get_table_flags() -> c_uint {
    table::flags()
}

/// Sets the flags of the table.
#[unsafe(no_mangle)]
pub extern "C" fn ENGINE_set_table_flags(flags: c_uint) {
    table::set_flags(flags);
}
