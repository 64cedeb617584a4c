//! `RSA_padding_add_…`, `RSA_padding_check_…`: the other paddings by
//! themselves (RFC 8017, sections 7.1, 7.2 and 9.2; X9.31).

use crate::abi::{In, InBuf, OutBuf, entry};
use crate::crypto::rsa_pad;
use crate::err::{self, Error, Lib, Result, queue, rsa};
use crate::obj::evp_md::{EVP_MD, Md};
use std::ffi::{c_int, c_uchar};

/// The shortest block of PKCS#1.
const SHORTEST: c_int = 11;

#[track_caller]
fn error(reason: c_int) -> Error {
    Error::new(Lib::Rsa, reason)
}

/// Fills `to` with a block.
fn put(mut to: OutBuf<c_uchar>, block: &[u8]) -> Result<c_int> {
    to.slice(block.len())?.copy_from_slice(block);
    Ok(1)
}

/// A length, which may not be negative.
#[track_caller]
fn length(len: c_int) -> Result<usize> {
    usize::try_from(len).map_err(|_| error(err::R_PASSED_INVALID_ARGUMENT))
}

/// Puts a text into `tlen` bytes; its length.
///
/// Errors: `RSA_R_DATA_TOO_LARGE`.
#[track_caller]
fn give(mut to: OutBuf<c_uchar>, tlen: c_int, text: &[u8]) -> Result<c_int> {
    let len = c_int::try_from(text.len()).map_err(|_| error(rsa::R_DATA_TOO_LARGE))?;
    if len > tlen {
        return Err(error(rsa::R_DATA_TOO_LARGE));
    }
    to.slice(len)?.copy_from_slice(text);
    Ok(len)
}

/// A block of `size` bytes, of which the first may be missing zeros.
fn widened(block: &[u8], size: usize) -> zeroize::Zeroizing<Vec<u8>> {
    let mut whole = zeroize::Zeroizing::new(vec![0; size.saturating_sub(block.len())]);
    whole.extend_from_slice(block);
    whole
}

/// Pads `f` as a PKCS#1 signature into `tlen` bytes.
///
/// Returns: 1; 0 on error.
/// Errors: `RSA_R_DATA_TOO_LARGE_FOR_KEY_SIZE`.
/// See: RSA_padding_add_PKCS1_type_1(3).
#[unsafe(no_mangle)]
pub extern "C" fn RSA_padding_add_PKCS1_type_1(
    to: OutBuf<c_uchar>,
    tlen: c_int,
    f: InBuf<c_uchar>,
    fl: c_int,
) -> c_int {
    entry(0, || put(to, &rsa_pad::pad_signature(length(tlen)?, f.slice(fl)?)?))
}

/// Takes the text out of a block padded as a PKCS#1 signature, of a modulus of
/// `rsa_len` bytes; the zero that begins it may be missing.
///
/// Returns: its length; -1 on error.
/// Errors: `RSA_R_INVALID_PADDING`, `RSA_R_BLOCK_TYPE_IS_NOT_01`,
/// `RSA_R_BAD_FIXED_HEADER_DECRYPT`, `RSA_R_NULL_BEFORE_BLOCK_MISSING`,
/// `RSA_R_BAD_PAD_BYTE_COUNT`, `RSA_R_DATA_TOO_LARGE`.
#[unsafe(no_mangle)]
pub extern "C" fn RSA_padding_check_PKCS1_type_1(
    to: OutBuf<c_uchar>,
    tlen: c_int,
    f: InBuf<c_uchar>,
    fl: c_int,
    rsa_len: c_int,
) -> c_int {
    entry(-1, || {
        if rsa_len < SHORTEST {
            return Ok(-1);
        }
        let (block, size) = (f.slice(fl)?, length(rsa_len)?);
        if block.len() != size && block.len() + 1 != size {
            return Err(error(rsa::R_BLOCK_TYPE_IS_NOT_01));
        }
        give(to, tlen, rsa_pad::strip_signature(&widened(block, size))?)
    })
}

/// Pads `f` with random bytes as PKCS#1 encrypts into `tlen` bytes.
///
/// Returns: 1; 0 on error.
/// Errors: `RSA_R_DATA_TOO_LARGE_FOR_KEY_SIZE`.
#[unsafe(no_mangle)]
pub extern "C" fn RSA_padding_add_PKCS1_type_2(
    to: OutBuf<c_uchar>,
    tlen: c_int,
    f: InBuf<c_uchar>,
    fl: c_int,
) -> c_int {
    entry(0, || put(to, &rsa_pad::pad_encryption(length(tlen)?, f.slice(fl)?)?))
}

/// Takes the text out of a block padded as PKCS#1 encrypts, of a modulus of
/// `rsa_len` bytes; zeros that begin it may be missing.
///
/// Whether the padding is right and how long the text is, the result tells and
/// neither the time taken nor the memory touched; if it is wrong, `to` keeps
/// what it had. All the same, who learns the result can decrypt and sign with
/// the key (Bleichenbacher's attack).
///
/// Returns: the length; -1 on error.
/// Errors: `RSA_R_PKCS_DECODING_ERROR`.
#[unsafe(no_mangle)]
pub extern "C" fn RSA_padding_check_PKCS1_type_2(
    mut to: OutBuf<c_uchar>,
    tlen: c_int,
    f: InBuf<c_uchar>,
    fl: c_int,
    rsa_len: c_int,
) -> c_int {
    entry(-1, || {
        if tlen <= 0 || fl <= 0 {
            return Ok(-1);
        }
        if fl > rsa_len || rsa_len < SHORTEST {
            return Err(error(rsa::R_PKCS_DECODING_ERROR));
        }
        let block = widened(f.slice(fl)?, length(rsa_len)?);
        // Also what is behind the text is written anew, so only as much as a
        // text can have.
        let room = tlen.min(rsa_len - SHORTEST);
        let len = rsa_pad::strip_encryption(&block, to.slice(room)?)?;
        // The error stands in the queue until it is known that there is none.
        err::push(&error(rsa::R_PKCS_DECODING_ERROR), "RSA_padding_check_PKCS1_type_2");
        queue::take_back(len >= 0);
        Ok(c_int::try_from(len).unwrap_or(-1))
    })
}

/// The digest of the label and that of the mask: SHA-1 and the same for NULL.
fn digests(md: &In<EVP_MD>, mgf: &In<EVP_MD>) -> Result<(Md, Md)> {
    let md = md.opt().map(EVP_MD::md).transpose()?.unwrap_or(Md::Sha1);
    Ok((md, mgf.opt().map(EVP_MD::md).transpose()?.unwrap_or(md)))
}

/// Pads `from` with OAEP into `tlen` bytes, with the label `param`.
///
/// Returns: 1; 0 on error.
/// Errors: `RSA_R_DATA_TOO_LARGE_FOR_KEY_SIZE`.
#[unsafe(no_mangle)]
pub extern "C" fn RSA_padding_add_PKCS1_OAEP_mgf1(
    to: OutBuf<c_uchar>,
    tlen: c_int,
    from: InBuf<c_uchar>,
    flen: c_int,
    param: InBuf<c_uchar>,
    plen: c_int,
    md: In<EVP_MD>,
    mgf1md: In<EVP_MD>,
) -> c_int {
    entry(0, || {
        let (md, mgf) = digests(&md, &mgf1md)?;
        let (text, label) = (from.slice(flen)?, param.slice(plen)?);
        put(to, &rsa_pad::oaep_pad(length(tlen)?, text, label, md, mgf)?)
    })
}

/// As [`RSA_padding_add_PKCS1_OAEP_mgf1`], with SHA-1.
#[unsafe(no_mangle)]
pub extern "C" fn RSA_padding_add_PKCS1_OAEP(
    to: OutBuf<c_uchar>,
    tlen: c_int,
    f: InBuf<c_uchar>,
    fl: c_int,
    p: InBuf<c_uchar>,
    pl: c_int,
) -> c_int {
    RSA_padding_add_PKCS1_OAEP_mgf1(to, tlen, f, fl, p, pl, In::NULL, In::NULL)
}

/// Takes the text out of a block padded with OAEP, of a modulus of `num`
/// bytes; zeros that begin it may be missing. Where a padding is wrong,
/// nothing tells.
///
/// Returns: its length; -1 on error.
/// Errors: `RSA_R_OAEP_DECODING_ERROR`.
#[unsafe(no_mangle)]
pub extern "C" fn RSA_padding_check_PKCS1_OAEP_mgf1(
    to: OutBuf<c_uchar>,
    tlen: c_int,
    from: InBuf<c_uchar>,
    flen: c_int,
    num: c_int,
    param: InBuf<c_uchar>,
    plen: c_int,
    md: In<EVP_MD>,
    mgf1md: In<EVP_MD>,
) -> c_int {
    entry(-1, || {
        if tlen <= 0 || flen <= 0 {
            return Ok(-1);
        }
        let (md, mgf) = digests(&md, &mgf1md)?;
        let wrong = || error(rsa::R_OAEP_DECODING_ERROR);
        let block = from.slice(flen)?;
        let size = usize::try_from(num).ok().filter(|&size| size >= block.len());
        let mut block = widened(block, size.ok_or_else(wrong)?);
        let text = rsa_pad::oaep_strip(&mut block, param.slice(plen)?, md, mgf)?;
        give(to, tlen, &text).map_err(|_| wrong())
    })
}

/// As [`RSA_padding_check_PKCS1_OAEP_mgf1`], with SHA-1.
#[unsafe(no_mangle)]
pub extern "C" fn RSA_padding_check_PKCS1_OAEP(
    to: OutBuf<c_uchar>,
    tlen: c_int,
    f: InBuf<c_uchar>,
    fl: c_int,
    rsa_len: c_int,
    p: InBuf<c_uchar>,
    pl: c_int,
) -> c_int {
    RSA_padding_check_PKCS1_OAEP_mgf1(to, tlen, f, fl, rsa_len, p, pl, In::NULL, In::NULL)
}

/// Copies `f`, which must have `tlen` bytes.
///
/// Returns: 1; 0 on error.
/// Errors: `RSA_R_DATA_TOO_LARGE_FOR_KEY_SIZE`,
/// `RSA_R_DATA_TOO_SMALL_FOR_KEY_SIZE`.
#[unsafe(no_mangle)]
pub extern "C" fn RSA_padding_add_none(
    to: OutBuf<c_uchar>,
    tlen: c_int,
    f: InBuf<c_uchar>,
    fl: c_int,
) -> c_int {
    entry(0, || match fl.cmp(&tlen) {
        std::cmp::Ordering::Greater => Err(error(rsa::R_DATA_TOO_LARGE_FOR_KEY_SIZE)),
        std::cmp::Ordering::Less => Err(error(rsa::R_DATA_TOO_SMALL_FOR_KEY_SIZE)),
        // A copy, as both may be the same place.
        std::cmp::Ordering::Equal => put(to, &zeroize::Zeroizing::new(f.slice(fl)?.to_vec())),
    })
}

/// Copies `f` to the end of `tlen` bytes, the rest of which become zeros.
///
/// Returns: `tlen`; -1 on error.
/// Errors: `RSA_R_DATA_TOO_LARGE`.
#[unsafe(no_mangle)]
pub extern "C" fn RSA_padding_check_none(
    to: OutBuf<c_uchar>,
    tlen: c_int,
    f: InBuf<c_uchar>,
    fl: c_int,
    _rsa_len: c_int,
) -> c_int {
    entry(-1, || {
        if fl > tlen {
            return Err(error(rsa::R_DATA_TOO_LARGE));
        }
        put(to, &widened(f.slice(fl)?, length(tlen)?)).map(|_| tlen)
    })
}

/// Pads `f` as X9.31 signs into `tlen` bytes.
///
/// Returns: 1; -1 on error.
/// Errors: `RSA_R_DATA_TOO_LARGE_FOR_KEY_SIZE`.
#[unsafe(no_mangle)]
pub extern "C" fn RSA_padding_add_X931(
    to: OutBuf<c_uchar>,
    tlen: c_int,
    f: InBuf<c_uchar>,
    fl: c_int,
) -> c_int {
    entry(-1, || put(to, &rsa_pad::pad_x931(length(tlen)?, f.slice(fl)?)?))
}

/// Takes the text out of a block padded as X9.31 signs, of a modulus of
/// `rsa_len` bytes.
///
/// Returns: its length; -1 on error.
/// Errors: `RSA_R_INVALID_HEADER`, `RSA_R_INVALID_PADDING`,
/// `RSA_R_INVALID_TRAILER`, `RSA_R_DATA_TOO_LARGE`.
#[unsafe(no_mangle)]
pub extern "C" fn RSA_padding_check_X931(
    to: OutBuf<c_uchar>,
    tlen: c_int,
    f: InBuf<c_uchar>,
    fl: c_int,
    rsa_len: c_int,
) -> c_int {
    entry(-1, || {
        if fl != rsa_len {
            return Err(error(rsa::R_INVALID_HEADER));
        }
        give(to, tlen, rsa_pad::strip_x931(f.slice(fl)?)?)
    })
}

/// X9.31's number of a digest with this NID.
///
/// Returns: -1 for a digest that has none.
#[unsafe(no_mangle)]
pub extern "C" fn RSA_X931_hash_id(nid: c_int) -> c_int {
    match Md::from_nid(nid) {
        Some(Md::Sha1) => 0x33,
        Some(Md::Sha256) => 0x34,
        Some(Md::Sha384) => 0x36,
        Some(Md::Sha512) => 0x35,
        _ => -1,
    }
}
