//! Password-based encryptions: their table, and what prepares a cipher for
//! each.

use super::evp_pbe::password;
use crate::abi::{In, InBuf, Mut, Out, Str, entry, quiet};
use crate::api::pkcs12::items::{PKCS12_PBE_keyivgen, PKCS12_PBE_keyivgen_ex};
use crate::crypto::cipher::{Cipher, Direction};
use crate::crypto::digest::Md;
use crate::err::{Error, Lib, evp};
use crate::obj::asn1::primitive::ASN1_TYPE;
use crate::obj::evp_cipher::{EVP_CIPHER, EVP_CIPHER_CTX};
use crate::obj::evp_md::EVP_MD;
use crate::obj::evp_pbe::{self, Added, Keygen, Row, known};
use crate::obj::lib_ctx::OSSL_LIB_CTX;
use crate::obj::objects::ASN1_OBJECT;
use std::ffi::{c_char, c_int};

/// `EVP_PBE_KEYGEN`: prepares a cipher under a password.
#[allow(non_camel_case_types, reason = "OpenSSL's typedef name")]
pub type EVP_PBE_KEYGEN = extern "C" fn(
    Mut<EVP_CIPHER_CTX>,
    InBuf<c_char>,
    c_int,
    Mut<ASN1_TYPE>,
    In<EVP_CIPHER>,
    In<EVP_MD>,
    c_int,
) -> c_int;
/// `EVP_PBE_KEYGEN_EX`: the same with a library context.
#[allow(non_camel_case_types, reason = "OpenSSL's typedef name")]
pub type EVP_PBE_KEYGEN_EX = extern "C" fn(
    Mut<EVP_CIPHER_CTX>,
    InBuf<c_char>,
    c_int,
    Mut<ASN1_TYPE>,
    In<EVP_CIPHER>,
    In<EVP_MD>,
    c_int,
    Mut<OSSL_LIB_CTX>,
    Str,
) -> c_int;

static ADDED: Added<EVP_PBE_KEYGEN> = Added::new();

fn direction(en_de: c_int) -> Direction {
    if en_de == 0 { Direction::Decrypt } else { Direction::Encrypt }
}

/// Fails: the function of PBES1 of PKCS#5 is one of OpenSSL's legacy
/// provider, which there is none of.
///
/// Returns: 0. Errors: `ERR_R_UNSUPPORTED`.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS5_PBE_keyivgen(
    _ctx: Mut<EVP_CIPHER_CTX>,
    _pass: InBuf<c_char>,
    _passlen: c_int,
    param: Mut<ASN1_TYPE>,
    _cipher: In<EVP_CIPHER>,
    _md: In<EVP_MD>,
    _en_de: c_int,
) -> c_int {
    entry(0, || Err(evp_pbe::no_pbes1(param.opt())))
}

/// Like `PKCS5_PBE_keyivgen`.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS5_PBE_keyivgen_ex(
    cctx: Mut<EVP_CIPHER_CTX>,
    pass: InBuf<c_char>,
    passlen: c_int,
    param: Mut<ASN1_TYPE>,
    cipher: In<EVP_CIPHER>,
    md: In<EVP_MD>,
    en_de: c_int,
    _libctx: Mut<OSSL_LIB_CTX>,
    _propq: Str,
) -> c_int {
    PKCS5_PBE_keyivgen(cctx, pass, passlen, param, cipher, md, en_de)
}

/// Prepares a cipher as PBES2 of PKCS#5 does; its parameters name all that is needed.
///
/// Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS5_v2_PBE_keyivgen(
    ctx: Mut<EVP_CIPHER_CTX>,
    pass: InBuf<c_char>,
    passlen: c_int,
    param: Mut<ASN1_TYPE>,
    _cipher: In<EVP_CIPHER>,
    _md: In<EVP_MD>,
    en_de: c_int,
) -> c_int {
    entry(0, || {
        let pass = password(&pass, passlen)?;
        evp_pbe::pbes2(ctx.get()?, pass, param.opt(), direction(en_de))?;
        Ok(1)
    })
}

/// Like `PKCS5_v2_PBE_keyivgen`.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS5_v2_PBE_keyivgen_ex(
    ctx: Mut<EVP_CIPHER_CTX>,
    pass: InBuf<c_char>,
    passlen: c_int,
    param: Mut<ASN1_TYPE>,
    cipher: In<EVP_CIPHER>,
    md: In<EVP_MD>,
    en_de: c_int,
    _libctx: Mut<OSSL_LIB_CTX>,
    _propq: Str,
) -> c_int {
    PKCS5_v2_PBE_keyivgen(ctx, pass, passlen, param, cipher, md, en_de)
}

/// Gives the cipher that a context has a key by scrypt.
///
/// Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS5_v2_scrypt_keyivgen(
    ctx: Mut<EVP_CIPHER_CTX>,
    pass: InBuf<c_char>,
    passlen: c_int,
    param: Mut<ASN1_TYPE>,
    _cipher: In<EVP_CIPHER>,
    _md: In<EVP_MD>,
    en_de: c_int,
) -> c_int {
    entry(0, || {
        // Alone among these, it measures no password itself.
        if passlen < 0 && !pass.is_null() {
            return Ok(0);
        }
        let pass = password(&pass, passlen)?;
        evp_pbe::scrypt(ctx.get()?, pass, param.opt(), direction(en_de))?;
        Ok(1)
    })
}

/// Like `PKCS5_v2_scrypt_keyivgen`.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS5_v2_scrypt_keyivgen_ex(
    ctx: Mut<EVP_CIPHER_CTX>,
    pass: InBuf<c_char>,
    passlen: c_int,
    param: Mut<ASN1_TYPE>,
    cipher: In<EVP_CIPHER>,
    md: In<EVP_MD>,
    en_de: c_int,
    _libctx: Mut<OSSL_LIB_CTX>,
    _propq: Str,
) -> c_int {
    PKCS5_v2_scrypt_keyivgen(ctx, pass, passlen, param, cipher, md, en_de)
}

/// Gives the cipher that a context has a key by PBKDF2.
///
/// Returns: 1; 0 on failure.
extern "C" fn pbkdf2_keyivgen(
    ctx: Mut<EVP_CIPHER_CTX>,
    pass: InBuf<c_char>,
    passlen: c_int,
    param: Mut<ASN1_TYPE>,
    _cipher: In<EVP_CIPHER>,
    _md: In<EVP_MD>,
    en_de: c_int,
) -> c_int {
    entry(0, || {
        let pass = password(&pass, passlen)?;
        evp_pbe::pbkdf2(ctx.get()?, pass, param.opt(), direction(en_de))?;
        Ok(1)
    })
}

/// Like `pbkdf2_keyivgen`.
extern "C" fn pbkdf2_keyivgen_ex(
    ctx: Mut<EVP_CIPHER_CTX>,
    pass: InBuf<c_char>,
    passlen: c_int,
    param: Mut<ASN1_TYPE>,
    cipher: In<EVP_CIPHER>,
    md: In<EVP_MD>,
    en_de: c_int,
    _libctx: Mut<OSSL_LIB_CTX>,
    _propq: Str,
) -> c_int {
    pbkdf2_keyivgen(ctx, pass, passlen, param, cipher, md, en_de)
}

/// The functions of a row.
fn functions(
    keygen: Keygen<EVP_PBE_KEYGEN>,
) -> (Option<EVP_PBE_KEYGEN>, Option<EVP_PBE_KEYGEN_EX>) {
    let pair = |plain: EVP_PBE_KEYGEN, ex: EVP_PBE_KEYGEN_EX| (Some(plain), Some(ex));
    match keygen {
        Keygen::None => (None, None),
        Keygen::Own(own) => (Some(own), None),
        Keygen::Pbes1 => pair(PKCS5_PBE_keyivgen, PKCS5_PBE_keyivgen_ex),
        Keygen::Pkcs12 => pair(PKCS12_PBE_keyivgen, PKCS12_PBE_keyivgen_ex),
        Keygen::Pbes2 => pair(PKCS5_v2_PBE_keyivgen, PKCS5_v2_PBE_keyivgen_ex),
        Keygen::Pbkdf2 => pair(pbkdf2_keyivgen, pbkdf2_keyivgen_ex),
        Keygen::Scrypt => pair(PKCS5_v2_scrypt_keyivgen, PKCS5_v2_scrypt_keyivgen_ex),
    }
}

/// Finds an encryption of a kind (`EVP_PBE_TYPE_…`): its cipher, its digest
/// (-1 for none) and what prepares the cipher. Each place may be NULL.
///
/// Returns: 1; 0 if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PBE_find(
    type_: c_int,
    pbe_nid: c_int,
    pcnid: Out<c_int>,
    pmnid: Out<c_int>,
    pkeygen: Out<Option<EVP_PBE_KEYGEN>>,
) -> c_int {
    EVP_PBE_find_ex(type_, pbe_nid, pcnid, pmnid, pkeygen, Out::at(std::ptr::null_mut()))
}

/// Like `EVP_PBE_find`; also gives what prepares the cipher in a library
/// context.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PBE_find_ex(
    type_: c_int,
    pbe_nid: c_int,
    pcnid: Out<c_int>,
    pmnid: Out<c_int>,
    pkeygen: Out<Option<EVP_PBE_KEYGEN>>,
    pkeygen_ex: Out<Option<EVP_PBE_KEYGEN_EX>>,
) -> c_int {
    quiet(0, || {
        let Some(row) = ADDED.find(type_, pbe_nid) else { return Ok(0) };
        let (plain, ex) = functions(row.keygen);
        pcnid.write_opt(row.cipher);
        pmnid.write_opt(row.md);
        pkeygen.write_opt(plain);
        pkeygen_ex.write_opt(ex);
        Ok(1)
    })
}

/// The kind and number of a built-in encryption. Returns: 0 behind the last.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PBE_get(ptype: Out<c_int>, ppbe_nid: Out<c_int>, num: usize) -> c_int {
    quiet(0, || {
        let rows = known::<EVP_PBE_KEYGEN>();
        let Some(row) = rows.get(num) else { return Ok(0) };
        ptype.write_opt(row.kind);
        ppbe_nid.write_opt(row.nid);
        Ok(1)
    })
}

/// Adds an encryption, which goes before a built-in one of its number; -1 is
/// no cipher or digest.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PBE_alg_add_type(
    pbe_type: c_int,
    pbe_nid: c_int,
    cipher_nid: c_int,
    md_nid: c_int,
    keygen: Option<EVP_PBE_KEYGEN>,
) -> c_int {
    quiet(0, || {
        let keygen = keygen.map_or(Keygen::None, Keygen::Own);
        let row = Row { kind: pbe_type, nid: pbe_nid, cipher: cipher_nid, md: md_nid, keygen };
        ADDED.add(row);
        Ok(1)
    })
}

/// Adds an encryption; see `EVP_PBE_alg_add_type`.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PBE_alg_add(
    nid: c_int,
    cipher: In<EVP_CIPHER>,
    md: In<EVP_MD>,
    keygen: Option<EVP_PBE_KEYGEN>,
) -> c_int {
    quiet(0, || {
        let cipher = cipher.opt().map_or(-1, |cipher| cipher.cipher().nid());
        let md = md.opt().map_or(Ok(-1), |md| md.md().map(Md::nid))?;
        Ok(EVP_PBE_alg_add_type(0, nid, cipher, md, keygen))
    })
}

/// Forgets the encryptions that were added.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PBE_cleanup() {
    quiet((), || {
        ADDED.forget();
        Ok(())
    });
}

/// Does nothing: the encryptions of PKCS#5 are always there.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS5_PBE_add() {}

/// Prepares a cipher under a password as an encryption and its parameters
/// say; a `passlen` of -1 is for a C string.
///
/// Returns: 1; 0 on failure.
/// Errors: `EVP_R_UNKNOWN_PBE_ALGORITHM`.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PBE_CipherInit(
    pbe_obj: Mut<ASN1_OBJECT>,
    pass: InBuf<c_char>,
    passlen: c_int,
    param: Mut<ASN1_TYPE>,
    ctx: Mut<EVP_CIPHER_CTX>,
    en_de: c_int,
) -> c_int {
    let row = entry(None, || {
        let fail = |reason| Error::new(Lib::Evp, reason);
        let row = ADDED.find(0, pbe_obj.get()?.nid());
        let row = row.ok_or_else(|| fail(evp::R_UNKNOWN_PBE_ALGORITHM))?;
        let cipher = match row.cipher {
            -1 => None,
            nid => Some(Cipher::from_nid(nid).ok_or_else(|| fail(evp::R_UNKNOWN_CIPHER))?),
        };
        let md = match row.md {
            -1 => None,
            nid => Some(Md::from_nid(nid).ok_or_else(|| fail(evp::R_UNKNOWN_DIGEST))?),
        };
        let length = if pass.is_null() {
            0
        } else if passlen == -1 {
            c_int::try_from(pass.terminated()?.count_bytes()).unwrap_or(c_int::MAX)
        } else {
            passlen
        };
        let plain = functions(row.keygen).0.ok_or_else(|| fail(evp::R_UNKNOWN_PBE_ALGORITHM))?;
        Ok(Some((plain, cipher, md, length)))
    });
    // A function of the program's: no lock is held here.
    let Some((keygen, cipher, md, length)) = row else { return 0 };
    let cipher = cipher.map_or(In::NULL, |cipher| In::lend(EVP_CIPHER::of(cipher)));
    let md = match md.map(|md| EVP_MD::fetch(md.name().to_bytes())) {
        None => In::NULL,
        Some(Ok(md)) => In::lend(md),
        Some(Err(_)) => return 0,
    };
    keygen(ctx, pass, length, param, cipher, md, en_de)
}

/// Like `EVP_PBE_CipherInit`.
#[unsafe(no_mangle)]
pub extern "C" fn EVP_PBE_CipherInit_ex(
    pbe_obj: Mut<ASN1_OBJECT>,
    pass: InBuf<c_char>,
    passlen: c_int,
    param: Mut<ASN1_TYPE>,
    ctx: Mut<EVP_CIPHER_CTX>,
    en_de: c_int,
    _libctx: Mut<OSSL_LIB_CTX>,
    _propq: Str,
) -> c_int {
    EVP_PBE_CipherInit(pbe_obj, pass, passlen, param, ctx, en_de)
}
