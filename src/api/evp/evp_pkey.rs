//! `EVP_PKEY_…`: keys of any type.

use crate::abi::{Give, In, LendConst, Mut, Str, Take, entry, quiet};
use crate::err::{self, Error, Lib};
use crate::obj::evp_pkey::{self, Comparison, Contents, EVP_PKEY};
use crate::obj::evp_pkey_mac::is_mac;
use std::ffi::{c_char, c_int};

/// A length or count as C's `int`; 0 if it does not fit.
fn int(value: impl TryInto<c_int>) -> c_int {
    value.try_into().unwrap_or(0)
}

/// Makes an empty place for a key.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_new() -> Give<EVP_PKEY> {
    entry(Give::null(), || Ok(Give::new(EVP_PKEY::new(Contents::Empty))))
}

/// Gives up a share of `pkey`; the key goes with the last one.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_free(pkey: Take<EVP_PKEY>) {
    quiet((), || {
        drop(pkey.opt());
        Ok(())
    });
}

/// Takes one more share of `pkey`.
///
/// Returns: 1.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_up_ref(pkey: Mut<EVP_PKEY>) -> c_int {
    entry(0, || {
        // The share goes to C, which gives it back with EVP_PKEY_free.
        std::mem::forget(pkey.share()?);
        Ok(1)
    })
}

/// Copies a key.
///
/// Returns: the copy; NULL on error.
/// See: EVP_PKEY_dup(3).
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_dup(pkey: Mut<EVP_PKEY>) -> Give<EVP_PKEY> {
    entry(Give::null(), || Ok(Give::new(pkey.get()?.duplicate()?)))
}

/// The type of the key (`EVP_PKEY_RSA` and its like).
///
/// Returns: its number; 0 without a type; -1 for the key of a MAC whose type was not
/// set before it.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_get_id(pkey: In<EVP_PKEY>) -> c_int {
    quiet(0, || Ok(pkey.get()?.told_nid()))
}

/// The type of the key, with aliases resolved.
///
/// Returns: its number; 0 without a type.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_get_base_id(pkey: In<EVP_PKEY>) -> c_int {
    quiet(0, || Ok(EVP_PKEY_type(pkey.get()?.type_nid())))
}

/// The type that `type_` is an alias of.
///
/// Returns: its number; 0 (`NID_undef`) for no known type of key.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_type(type_: c_int) -> c_int {
    const RSA: c_int = 6;
    // EVP_PKEY_RSA2, the X.500 name of RSA.
    const RSA2: c_int = 19;
    match type_ {
        RSA2 => RSA,
        mac if is_mac(mac) => 0,
        known if evp_pkey::name_of_type(known).is_some() => known,
        _ => 0,
    }
}

/// The length of the key in bits; 0 if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_get_bits(pkey: In<EVP_PKEY>) -> c_int {
    quiet(0, || Ok(int(pkey.get()?.bits())))
}

/// The length in bytes of the longest signature, plaintext or secret of the
/// key; 0 if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_get_size(pkey: In<EVP_PKEY>) -> c_int {
    quiet(0, || Ok(int(pkey.get()?.size())))
}

/// The strength of the key in bits; 0 if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_get_security_bits(pkey: In<EVP_PKEY>) -> c_int {
    quiet(0, || Ok(int(pkey.get()?.security_bits())))
}

/// Whether the type of the key has this name.
///
/// Returns: 1 or 0.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_is_a(pkey: In<EVP_PKEY>, name: Str) -> c_int {
    quiet(0, || Ok(pkey.get()?.is_a(name.bytes()?).into()))
}

/// The name of the type of the key (`RSA`); NULL without a type.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_get0_type_name(key: In<EVP_PKEY>) -> LendConst<c_char> {
    quiet(LendConst::null(), || {
        Ok(evp_pkey::name_of_type(key.get()?.type_nid()).map_or(LendConst::null(), LendConst::cstr))
    })
}

/// A description of what implements the key's type; NULL without a type.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_get0_description(key: In<EVP_PKEY>) -> LendConst<c_char> {
    quiet(LendConst::null(), || {
        let text = match key.get()?.type_nid() {
            6 => c"OpenSSL RSA implementation",
            912 => c"OpenSSL RSA-PSS implementation",
            408 => c"OpenSSL EC implementation",
            28 => c"OpenSSL PKCS#3 DH implementation",
            116 => c"OpenSSL DSA implementation",
            1034 => c"OpenSSL X25519 implementation",
            1087 => c"OpenSSL ED25519 implementation",
            855 => c"OpenSSL HMAC implementation",
            894 => c"OpenSSL CMAC implementation",
            1061 => c"OpenSSL POLY1305 implementation",
            1062 => c"OpenSSL SIPHASH implementation",
            _ => return Ok(LendConst::null()),
        };
        Ok(LendConst::cstr(text))
    })
}

/// Whether the type of the key can sign.
///
/// Returns: 1 or 0.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_can_sign(pkey: In<EVP_PKEY>) -> c_int {
    quiet(0, || Ok(pkey.get()?.can_sign().into()))
}

/// Compares two keys by their public halves.
///
/// Returns: 1 the same; 0 different; -1 of different types; -2 not comparable.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_eq(a: In<EVP_PKEY>, b: In<EVP_PKEY>) -> c_int {
    compare(&a, &b, EVP_PKEY::compare)
}

/// As [`EVP_PKEY_eq`], whose older name it is.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_cmp(a: In<EVP_PKEY>, b: In<EVP_PKEY>) -> c_int {
    compare(&a, &b, EVP_PKEY::compare)
}

/// Compares the parameters of two keys.
///
/// Returns: as [`EVP_PKEY_eq`]; -2 if the type has no parameters.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_parameters_eq(a: In<EVP_PKEY>, b: In<EVP_PKEY>) -> c_int {
    compare(&a, &b, EVP_PKEY::compare_params)
}

/// As [`EVP_PKEY_parameters_eq`], whose older name it is.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_cmp_parameters(a: In<EVP_PKEY>, b: In<EVP_PKEY>) -> c_int {
    compare(&a, &b, EVP_PKEY::compare_params)
}

fn compare(
    a: &In<EVP_PKEY>,
    b: &In<EVP_PKEY>,
    how: fn(&EVP_PKEY, &EVP_PKEY) -> Comparison,
) -> c_int {
    quiet(0, || match (a.opt(), b.opt()) {
        (None, None) => Ok(1),
        (Some(a), Some(b)) => {
            let found = how(a, b);
            let given = a.given().is_some() || b.given().is_some();
            if found == Comparison::DifferentTypes && !given && a.type_nid() * b.type_nid() != 0 {
                let types = Error::new(Lib::Evp, err::evp::R_DIFFERENT_KEY_TYPES);
                err::push(&types, "evp_pkey_cmp_any");
            }
            Ok(found.code())
        }
        _ => Ok(0),
    })
}

/// Whether the key lacks parameters that its type needs.
///
/// Returns: 1 or 0.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_missing_parameters(pkey: In<EVP_PKEY>) -> c_int {
    quiet(0, || Ok(pkey.get()?.missing_params().into()))
}

/// Copies the parameters of `from` to `to`.
///
/// Returns: 1; 0 on error.
/// Errors: `EVP_R_DIFFERENT_KEY_TYPES`, `EVP_R_MISSING_PARAMETERS`,
/// `EVP_R_DIFFERENT_PARAMETERS`.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_copy_parameters(to: Mut<EVP_PKEY>, from: In<EVP_PKEY>) -> c_int {
    entry(0, || {
        to.get()?.copy_params(from.get()?)?;
        Ok(1)
    })
}

/// Sets the type of an empty key.
///
/// Returns: 1; 0 for an unknown type.
/// Errors: `EVP_R_UNSUPPORTED_ALGORITHM`.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_set_type(pkey: Mut<EVP_PKEY>, type_: c_int) -> c_int {
    entry(0, || {
        let known = if EVP_PKEY_type(type_) == 0 { 0 } else { type_ };
        pkey.get()?.set_type(known)?;
        Ok(1)
    })
}

/// Sets the type of an empty key by its name, whose length is `len`, or -1
/// if it is terminated.
///
/// Returns: 1; 0 for an unknown type.
/// Errors: `EVP_R_UNSUPPORTED_ALGORITHM`.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PKEY_set_type_str(pkey: Mut<EVP_PKEY>, str: Str, len: c_int) -> c_int {
    entry(0, || {
        let name = str.bytes()?;
        let name = usize::try_from(len).ok().and_then(|len| name.get(..len)).unwrap_or(name);
        // Only by the name that PEM has for it.
        let known = evp_pkey::type_of_name(name).filter(|nid| {
            let first = evp_pkey::name_of_type(*nid);
            first.is_some_and(|first| first.to_bytes().eq_ignore_ascii_case(name))
                && EVP_PKEY_type(*nid) != 0
        });
        pkey.get()?.set_type(known.unwrap_or(0))?;
        Ok(1)
    })
}
