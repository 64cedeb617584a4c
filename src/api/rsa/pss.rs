//! `RSA_padding_add_PKCS1_PSS`, `RSA_verify_PKCS1_PSS`: the padding of PSS by
//! itself (RFC 8017, section 9.1).

use crate::abi::{In, InBuf, Mut, OutBuf, entry};
use crate::crypto::{rsa_pad, rsa_why};
use crate::err::{Error, Lib, Result, rsa};
use crate::obj::evp_md::{EVP_MD, Md};
use crate::obj::rsa::RSA;
use std::ffi::{c_int, c_uchar};

/// The digests of the message and of the mask, which is the same for NULL.
fn digests(md: &In<EVP_MD>, mgf: &In<EVP_MD>) -> Result<(Md, Md)> {
    let md = md.get()?.md()?;
    Ok((md, mgf.opt().map(EVP_MD::md).transpose()?.unwrap_or(md)))
}

/// A length, or -1 for the digest's, -2 and -3 for what these mean.
///
/// Errors: `RSA_R_SLEN_CHECK_FAILED`.
#[track_caller]
fn salt(len: c_int) -> Result<c_int> {
    if len < -3 { Err(Error::new(Lib::Rsa, rsa::R_SLEN_CHECK_FAILED)) } else { Ok(len) }
}

/// Pads the digest `mHash` into `EM`, which is as long as the modulus; `sLen`
/// is the length of the salt, -1 for the digest's, -2 or -3 for the longest.
///
/// Returns: 1; 0 on error.
/// Errors: `RSA_R_SLEN_CHECK_FAILED`, `RSA_R_DATA_TOO_LARGE_FOR_KEY_SIZE`.
#[unsafe(no_mangle)]
#[allow(non_snake_case, reason = "OpenSSL's names of parameters")]
pub extern "C" fn RSA_padding_add_PKCS1_PSS_mgf1(
    rsa: Mut<RSA>,
    mut EM: OutBuf<c_uchar>,
    mHash: InBuf<c_uchar>,
    Hash: In<EVP_MD>,
    mgf1Hash: In<EVP_MD>,
    sLen: c_int,
) -> c_int {
    entry(0, || {
        let (md, mgf) = digests(&Hash, &mgf1Hash)?;
        let digest = mHash.slice(md.size())?;
        let block = rsa_pad::pss_encode(rsa.get()?.bits(), md, mgf, salt(sLen)?, digest)?;
        EM.slice(block.len())?.copy_from_slice(&block);
        Ok(1)
    })
}

/// As [`RSA_padding_add_PKCS1_PSS_mgf1`], with one digest.
#[unsafe(no_mangle)]
#[allow(non_snake_case, reason = "OpenSSL's names of parameters")]
pub extern "C" fn RSA_padding_add_PKCS1_PSS(
    rsa: Mut<RSA>,
    EM: OutBuf<c_uchar>,
    mHash: InBuf<c_uchar>,
    Hash: In<EVP_MD>,
    sLen: c_int,
) -> c_int {
    RSA_padding_add_PKCS1_PSS_mgf1(rsa, EM, mHash, Hash, In::NULL, sLen)
}

/// Checks the padding `EM`, as long as the modulus, of the digest `mHash`;
/// `sLen` is the length of the salt, -1 for the digest's, -2 for any, -3 for
/// the longest.
///
/// Returns: 1 if it is good; 0 if not.
/// Errors: `RSA_R_SLEN_CHECK_FAILED`, `RSA_R_FIRST_OCTET_INVALID`,
/// `RSA_R_LAST_OCTET_INVALID`, `RSA_R_SLEN_RECOVERY_FAILED`,
/// `RSA_R_BAD_SIGNATURE`, `RSA_R_DATA_TOO_LARGE`.
#[unsafe(no_mangle)]
#[allow(non_snake_case, reason = "OpenSSL's names of parameters")]
pub extern "C" fn RSA_verify_PKCS1_PSS_mgf1(
    rsa: Mut<RSA>,
    mHash: InBuf<c_uchar>,
    Hash: In<EVP_MD>,
    mgf1Hash: In<EVP_MD>,
    EM: InBuf<c_uchar>,
    sLen: c_int,
) -> c_int {
    entry(0, || {
        let (md, mgf) = digests(&Hash, &mgf1Hash)?;
        let bits = rsa.get()?.bits();
        let (block, digest) = (EM.slice(bits.div_ceil(8))?, mHash.slice(md.size())?);
        match rsa_why::pss_block(bits, block, md, mgf, salt(sLen)?, digest) {
            None => Ok(1),
            Some(wrong) => Err(wrong),
        }
    })
}

/// As [`RSA_verify_PKCS1_PSS_mgf1`], with one digest.
#[unsafe(no_mangle)]
#[allow(non_snake_case, reason = "OpenSSL's names of parameters")]
pub extern "C" fn RSA_verify_PKCS1_PSS(
    rsa: Mut<RSA>,
    mHash: InBuf<c_uchar>,
    Hash: In<EVP_MD>,
    EM: InBuf<c_uchar>,
    sLen: c_int,
) -> c_int {
    RSA_verify_PKCS1_PSS_mgf1(rsa, mHash, Hash, In::NULL, EM, sLen)
}
