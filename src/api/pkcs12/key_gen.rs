//! `PKCS12_key_gen_…`: keys from passwords (RFC 7292, appendix B).

use crate::abi::{In, InBuf, Mut, OutBuf, Str, entry};
use crate::crypto::kdf;
use crate::crypto::pbe::utf16;
use crate::err::{self, Error, Lib, Result};
use crate::obj::evp_md::EVP_MD;
use crate::obj::lib_ctx::OSSL_LIB_CTX;
use std::ffi::{c_char, c_int, c_uchar};
use zeroize::Zeroizing;

/// What a key is made of, but for the password.
struct Recipe {
    /// C's prototype lacks the `const`: it is only read.
    salt: OutBuf<c_uchar>,
    saltlen: c_int,
    id: c_int,
    iter: c_int,
    n: c_int,
    out: OutBuf<c_uchar>,
    md: In<EVP_MD>,
}

impl Recipe {
    /// Makes the key of a password in UTF-16 with its terminator, or of none.
    fn make(mut self, password: &[u8]) -> Result<c_int> {
        let wrong = || Error::new(Lib::Pkcs12, err::R_PASSED_INVALID_ARGUMENT);
        let id = u8::try_from(self.id).map_err(|_| wrong())?;
        let rounds = u32::try_from(self.iter).ok().filter(|n| *n > 0).ok_or_else(wrong)?;
        let place = self.out.slice(self.n)?;
        let salt = self.salt.slice(self.saltlen)?;
        let key = kdf::pkcs12(self.md.get()?.md()?, password, salt, rounds, id, place.len())?;
        place.copy_from_slice(&key);
        Ok(1)
    }
}

/// The bytes of a password, up to its terminator if `len` is -1; `None` for
/// NULL.
fn given(pass: &InBuf<c_char>, len: c_int) -> Result<Option<&[u8]>> {
    if pass.is_null() {
        return Ok(None);
    }
    if len == -1 { pass.c_string().map(Some) } else { pass.slice(len).map(Some) }
}

fn of_utf8(pass: &InBuf<c_char>, len: c_int) -> Result<Zeroizing<Vec<u8>>> {
    Ok(given(pass, len)?.map_or_else(Zeroizing::default, utf16))
}

fn of_latin1(pass: &InBuf<c_char>, len: c_int) -> Result<Zeroizing<Vec<u8>>> {
    let Some(password) = given(pass, len)? else { return Ok(Zeroizing::default()) };
    let units = password.iter().chain(&[0]).flat_map(|byte| [0, *byte]);
    Ok(Zeroizing::new(units.collect()))
}

/// Makes a key of `n` bytes at `out` from a password in UTF-8, which ends at
/// its terminator if `passlen` is -1; `id` is 1 for a key, 2 for an
/// initialisation vector, 3 for a key of a MAC.
///
/// Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS12_key_gen_utf8(
    pass: InBuf<c_char>,
    passlen: c_int,
    salt: OutBuf<c_uchar>,
    saltlen: c_int,
    id: c_int,
    iter: c_int,
    n: c_int,
    out: OutBuf<c_uchar>,
    md_type: In<EVP_MD>,
) -> c_int {
    entry(0, || {
        let recipe = Recipe { salt, saltlen, id, iter, n, out, md: md_type };
        recipe.make(&of_utf8(&pass, passlen)?)
    })
}

/// As `PKCS12_key_gen_utf8`: there is one library context.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS12_key_gen_utf8_ex(
    pass: InBuf<c_char>,
    passlen: c_int,
    salt: OutBuf<c_uchar>,
    saltlen: c_int,
    id: c_int,
    iter: c_int,
    n: c_int,
    out: OutBuf<c_uchar>,
    md_type: In<EVP_MD>,
    _ctx: Mut<OSSL_LIB_CTX>,
    _propq: Str,
) -> c_int {
    PKCS12_key_gen_utf8(pass, passlen, salt, saltlen, id, iter, n, out, md_type)
}

/// As `PKCS12_key_gen_utf8`, from a password in Latin-1.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS12_key_gen_asc(
    pass: InBuf<c_char>,
    passlen: c_int,
    salt: OutBuf<c_uchar>,
    saltlen: c_int,
    id: c_int,
    iter: c_int,
    n: c_int,
    out: OutBuf<c_uchar>,
    md_type: In<EVP_MD>,
) -> c_int {
    entry(0, || {
        let recipe = Recipe { salt, saltlen, id, iter, n, out, md: md_type };
        recipe.make(&of_latin1(&pass, passlen)?)
    })
}

/// As `PKCS12_key_gen_asc`: there is one library context.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS12_key_gen_asc_ex(
    pass: InBuf<c_char>,
    passlen: c_int,
    salt: OutBuf<c_uchar>,
    saltlen: c_int,
    id: c_int,
    iter: c_int,
    n: c_int,
    out: OutBuf<c_uchar>,
    md_type: In<EVP_MD>,
    _ctx: Mut<OSSL_LIB_CTX>,
    _propq: Str,
) -> c_int {
    PKCS12_key_gen_asc(pass, passlen, salt, saltlen, id, iter, n, out, md_type)
}

/// As `PKCS12_key_gen_utf8`, from `passlen` bytes of UTF-16, big-endian with
/// a terminator.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS12_key_gen_uni(
    mut pass: OutBuf<c_uchar>,
    passlen: c_int,
    salt: OutBuf<c_uchar>,
    saltlen: c_int,
    id: c_int,
    iter: c_int,
    n: c_int,
    out: OutBuf<c_uchar>,
    md_type: In<EVP_MD>,
) -> c_int {
    entry(0, || {
        let recipe = Recipe { salt, saltlen, id, iter, n, out, md: md_type };
        recipe.make(pass.slice(passlen)?)
    })
}

/// As `PKCS12_key_gen_uni`: there is one library context.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS12_key_gen_uni_ex(
    pass: OutBuf<c_uchar>,
    passlen: c_int,
    salt: OutBuf<c_uchar>,
    saltlen: c_int,
    id: c_int,
    iter: c_int,
    n: c_int,
    out: OutBuf<c_uchar>,
    md_type: In<EVP_MD>,
    _ctx: Mut<OSSL_LIB_CTX>,
    _propq: Str,
) -> c_int {
    PKCS12_key_gen_uni(pass, passlen, salt, saltlen, id, iter, n, out, md_type)
}
