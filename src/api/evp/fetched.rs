//! What every kind of algorithm that is fetched has: `EVP_MAC_fetch`,
//! `EVP_MAC_free`, `EVP_MAC_get0_name` and their like, for each kind.

use crate::abi::{In, Lend, LendConst, Mut, Opaque, Str, entry, quiet};
use crate::err::Result;
use crate::obj::fetch::{
    EVP_ASYM_CIPHER, EVP_KDF, EVP_KEM, EVP_KEYEXCH, EVP_KEYMGMT, EVP_MAC, EVP_RAND, EVP_SIGNATURE,
    Fetched, Properties,
};
use crate::obj::lib_ctx::{OSSL_LIB_CTX, OSSL_PROVIDER};
use crate::obj::param::OSSL_PARAM;
use std::ffi::{c_char, c_int};

/// What a fetch asks for: its own query over that of its context.
#[track_caller]
pub(in crate::api) fn query(ctx: &Mut<OSSL_LIB_CTX>, properties: &Str) -> Result<Properties> {
    let own = Properties::parse(properties.opt().map(|text| text.to_bytes()))?;
    Ok(own.over(&defaults_of(ctx).properties()))
}

/// The context whose defaults count: the global one for NULL.
pub(super) fn defaults_of(ctx: &Mut<OSSL_LIB_CTX>) -> &OSSL_LIB_CTX {
    ctx.opt().unwrap_or_else(|| OSSL_LIB_CTX::global())
}

/// The object of a table that C's pointer means.
pub(super) fn known<T: Fetched>(object: &In<T>) -> Option<&'static T> {
    T::table().iter().find(|known| std::ptr::eq(*known, object.as_ptr()))
}

/// What `names_do_all` calls.
pub(super) type Visitor = Option<extern "C" fn(LendConst<c_char>, Opaque)>;

/// Declares what one kind has. The lists are of parameters.
macro_rules! fetched {
    ($(
        $kind:ident: $fetch:ident $free:ident $up_ref:ident $is_a:ident $name:ident
        $description:ident $provider:ident $names:ident $all:ident
        { $($(#[$doc:meta])* $list:ident = $which:literal;)* }
    )*) => {$(
        /// Fetches an algorithm by its name.
        ///
        /// Returns: NULL for one that is unknown or does not fit `properties`.
        /// Errors: `ERR_R_UNSUPPORTED`.
        #[unsafe(no_mangle)]
        pub extern "C" fn $fetch(
            ctx: Mut<OSSL_LIB_CTX>,
            algorithm: Str,
            properties: Str,
        ) -> Lend<$kind> {
            entry(Lend::null(), || {
                let query = query(&ctx, &properties)?;
                Ok(Lend::new($kind::fetch(algorithm.bytes()?, &query)?))
            })
        }

        /// Gives up a share of an algorithm; they are all static.
        #[unsafe(no_mangle)]
        pub extern "C" fn $free(_object: Mut<$kind>) {}

        /// Takes one more share of an algorithm; they are all static.
        ///
        /// Returns: 1; 0 for NULL.
        #[unsafe(no_mangle)]
        pub extern "C" fn $up_ref(object: Mut<$kind>) -> c_int {
            quiet(0, || object.get().map(|_| 1))
        }

        /// Whether an algorithm has this name, in any case.
        ///
        /// Returns: 1 or 0.
        #[unsafe(no_mangle)]
        pub extern "C" fn $is_a(object: In<$kind>, name: Str) -> c_int {
            quiet(0, || Ok(object.get()?.algorithm().is_a(name.bytes()?).into()))
        }

        /// The name of an algorithm.
        #[unsafe(no_mangle)]
        pub extern "C" fn $name(object: In<$kind>) -> LendConst<c_char> {
            quiet(LendConst::null(), || Ok(LendConst::cstr(object.get()?.algorithm().name())))
        }

        /// What a provider says of its algorithm; NULL for nothing.
        #[unsafe(no_mangle)]
        pub extern "C" fn $description(object: In<$kind>) -> LendConst<c_char> {
            quiet(LendConst::null(), || {
                let text = object.get()?.algorithm().description();
                Ok(text.map_or(LendConst::null(), LendConst::cstr))
            })
        }

        /// The provider of an algorithm.
        #[unsafe(no_mangle)]
        pub extern "C" fn $provider(object: In<$kind>) -> LendConst<OSSL_PROVIDER> {
            quiet(LendConst::null(), || Ok(LendConst::new(object.get()?.algorithm().provider())))
        }

        /// Calls `fn_` with every name of an algorithm.
        ///
        /// Returns: 1; 0 on error.
        #[unsafe(no_mangle)]
        pub extern "C" fn $names(object: In<$kind>, fn_: Visitor, data: Opaque) -> c_int {
            quiet(0, || visit_names(object.get()?.algorithm().names(), fn_, data))
        }

        /// Calls `fn_` with every algorithm of this kind.
        #[unsafe(no_mangle)]
        pub extern "C" fn $all(
            _libctx: Mut<OSSL_LIB_CTX>,
            fn_: Option<extern "C" fn(Lend<$kind>, Opaque)>,
            arg: Opaque,
        ) {
            if let Some(visit) = fn_ {
                $kind::available().for_each(|one| visit(Lend::new(one), arg));
            }
        }

        $(
            $(#[$doc])*
            ///
            /// Returns: an array that stays; NULL for none.
            #[unsafe(no_mangle)]
            pub extern "C" fn $list(object: In<$kind>) -> LendConst<OSSL_PARAM> {
                quiet(LendConst::null(), || Ok(list(object.get()?.algorithm().list($which))))
            }
        )*
    )*};
}

/// Lends a list of parameters.
pub(super) fn list(list: Option<&'static [OSSL_PARAM]>) -> LendConst<OSSL_PARAM> {
    LendConst::opt(list.and_then(<[OSSL_PARAM]>::first))
}

/// Calls `visit` with each name.
pub(super) fn visit_names<'a>(
    names: impl Iterator<Item = &'a std::ffi::CStr>,
    visit: Visitor,
    data: Opaque,
) -> Result<c_int> {
    let visit = visit.ok_or_else(crate::err::Error::quiet)?;
    names.for_each(|name| visit(LendConst::cstr(name), data));
    Ok(1)
}

fetched! {
    EVP_MAC: EVP_MAC_fetch EVP_MAC_free EVP_MAC_up_ref EVP_MAC_is_a EVP_MAC_get0_name
    EVP_MAC_get0_description EVP_MAC_get0_provider EVP_MAC_names_do_all EVP_MAC_do_all_provided {
    /// What can be asked of a code.
    EVP_MAC_gettable_params = 0;
    /// What can be asked of a code at work.
    EVP_MAC_gettable_ctx_params = 1;
    /// What can be set on a code at work.
    EVP_MAC_settable_ctx_params = 2;
    }

    EVP_KDF: EVP_KDF_fetch EVP_KDF_free EVP_KDF_up_ref EVP_KDF_is_a EVP_KDF_get0_name
    EVP_KDF_get0_description EVP_KDF_get0_provider EVP_KDF_names_do_all EVP_KDF_do_all_provided {
    /// What can be asked of a derivation.
    EVP_KDF_gettable_params = 0;
    /// What can be asked of a derivation at work.
    EVP_KDF_gettable_ctx_params = 1;
    /// What can be set on a derivation at work.
    EVP_KDF_settable_ctx_params = 2;
    }

    EVP_RAND: EVP_RAND_fetch EVP_RAND_free EVP_RAND_up_ref EVP_RAND_is_a EVP_RAND_get0_name
    EVP_RAND_get0_description EVP_RAND_get0_provider EVP_RAND_names_do_all
    EVP_RAND_do_all_provided {
    /// What can be asked of a kind of generator.
    EVP_RAND_gettable_params = 0;
    /// What can be asked of a generator.
    EVP_RAND_gettable_ctx_params = 1;
    /// What can be set on a generator.
    EVP_RAND_settable_ctx_params = 2;
    }

    EVP_KEYMGMT: EVP_KEYMGMT_fetch EVP_KEYMGMT_free EVP_KEYMGMT_up_ref EVP_KEYMGMT_is_a
    EVP_KEYMGMT_get0_name EVP_KEYMGMT_get0_description EVP_KEYMGMT_get0_provider
    EVP_KEYMGMT_names_do_all EVP_KEYMGMT_do_all_provided {
    /// What can be asked of a key.
    EVP_KEYMGMT_gettable_params = 0;
    /// What can be set on a key.
    EVP_KEYMGMT_settable_params = 1;
    /// What can be set before a key is made.
    EVP_KEYMGMT_gen_settable_params = 2;
    }

    EVP_SIGNATURE: EVP_SIGNATURE_fetch EVP_SIGNATURE_free EVP_SIGNATURE_up_ref EVP_SIGNATURE_is_a
    EVP_SIGNATURE_get0_name EVP_SIGNATURE_get0_description EVP_SIGNATURE_get0_provider
    EVP_SIGNATURE_names_do_all EVP_SIGNATURE_do_all_provided {
    /// What can be asked of a signature at work.
    EVP_SIGNATURE_gettable_ctx_params = 0;
    /// What can be set on a signature at work.
    EVP_SIGNATURE_settable_ctx_params = 1;
    }

    EVP_KEYEXCH: EVP_KEYEXCH_fetch EVP_KEYEXCH_free EVP_KEYEXCH_up_ref EVP_KEYEXCH_is_a
    EVP_KEYEXCH_get0_name EVP_KEYEXCH_get0_description EVP_KEYEXCH_get0_provider
    EVP_KEYEXCH_names_do_all EVP_KEYEXCH_do_all_provided {
    /// What can be asked of a key exchange at work.
    EVP_KEYEXCH_gettable_ctx_params = 0;
    /// What can be set on a key exchange at work.
    EVP_KEYEXCH_settable_ctx_params = 1;
    }

    EVP_KEM: EVP_KEM_fetch EVP_KEM_free EVP_KEM_up_ref EVP_KEM_is_a EVP_KEM_get0_name
    EVP_KEM_get0_description EVP_KEM_get0_provider EVP_KEM_names_do_all EVP_KEM_do_all_provided {
    /// What can be asked of an encapsulation at work.
    EVP_KEM_gettable_ctx_params = 0;
    /// What can be set on an encapsulation at work.
    EVP_KEM_settable_ctx_params = 1;
    }

    EVP_ASYM_CIPHER: EVP_ASYM_CIPHER_fetch EVP_ASYM_CIPHER_free EVP_ASYM_CIPHER_up_ref
    EVP_ASYM_CIPHER_is_a EVP_ASYM_CIPHER_get0_name EVP_ASYM_CIPHER_get0_description
    EVP_ASYM_CIPHER_get0_provider EVP_ASYM_CIPHER_names_do_all EVP_ASYM_CIPHER_do_all_provided {
    /// What can be asked of an encryption at work.
    EVP_ASYM_CIPHER_gettable_ctx_params = 0;
    /// What can be set on an encryption at work.
    EVP_ASYM_CIPHER_settable_ctx_params = 1;
    }
}
