//! The parameters of ciphers in ASN.1: an initialisation vector, or for RC2 also
//! how many bits its key has.

use super::asn1::primitive::{ASN1_TYPE, v};
use super::evp_cipher::EVP_CIPHER_CTX;
use crate::abi::layout::asn1::{ASN1_OCTET_STRING, ASN1_STRING};
use crate::abi::stack;
use crate::crypto::cipher::{Cipher, Mode};
use crate::der::write;
use crate::err::{self, Error, Lib, Result, asn1, evp, prov};

/// What a cipher has for parameters.
enum Kind {
    /// A vector.
    Vector,
    /// RC2's number for its key bits, and a vector (RFC 2268, 6).
    Rc2(u64),
    /// None: key wrapping.
    None,
}

#[track_caller]
fn bad() -> Error {
    Error::new(Lib::Evp, evp::R_CIPHER_PARAMETER_ERROR)
}

fn kind(ctx: &EVP_CIPHER_CTX, cipher: Cipher) -> Result<Kind> {
    Ok(match (cipher, cipher.mode()) {
        (_, Mode::Gcm) => return Err(bad()),
        (_, Mode::Ccm | Mode::Xts) => {
            return Err(Error::new(Lib::Evp, evp::R_UNSUPPORTED_CIPHER));
        }
        (_, Mode::Wrap) => Kind::None,
        (Cipher::Rc2Cbc | Cipher::Rc2Cbc40 | Cipher::Rc2Cbc64, _)
            if ctx.key_len() != cipher.key_len() =>
        {
            return Err(bad());
        }
        (Cipher::Rc2Cbc, _) => Kind::Rc2(58),
        (Cipher::Rc2Cbc64, _) => Kind::Rc2(120),
        (Cipher::Rc2Cbc40, _) => Kind::Rc2(160),
        _ => Kind::Vector,
    })
}

/// What was set of a cipher, or what nobody set: zeros.
fn vector(ctx: &EVP_CIPHER_CTX) -> Vec<u8> {
    let mut iv = ctx.iv();
    let hidden = ctx.cipher().is_some_and(|cipher| {
        matches!(cipher.cipher(), Cipher::ChaCha20 | Cipher::ChaCha20Poly1305)
    });
    if hidden {
        // OpenSSL's ChaCha20 keeps its vector to itself.
        iv.clear();
    }
    iv.resize(ctx.iv_len(), 0);
    iv
}

/// Stores the vector of a cipher as an OCTET STRING.
#[track_caller]
pub fn set_iv(ctx: &EVP_CIPHER_CTX, place: &ASN1_TYPE) -> Result<()> {
    let octets = ASN1_STRING::with(v::OCTET_STRING, &vector(ctx))?;
    place.set_raw(v::OCTET_STRING, stack::give::<ASN1_OCTET_STRING>(octets));
    Ok(())
}

/// Begins with the vector in an OCTET STRING, and gives its length.
///
/// Errors: `ASN1_R_DATA_IS_WRONG`; silent for another length.
#[track_caller]
pub fn get_iv(ctx: &EVP_CIPHER_CTX, from: &ASN1_TYPE) -> Result<usize> {
    let wrong = || Error::new(Lib::Asn1, asn1::R_DATA_IS_WRONG);
    let octets = from.string(v::OCTET_STRING).ok_or_else(wrong)?;
    take(ctx, octets.bytes())
}

fn take(ctx: &EVP_CIPHER_CTX, iv: &[u8]) -> Result<usize> {
    if iv.len() != ctx.iv_len() {
        return Err(Error::quiet());
    }
    ctx.init(None, None, |_| Ok(None), |_| Ok(Some(iv)))?;
    Ok(iv.len())
}

/// Stores the parameters of a cipher.
///
/// Errors: `EVP_R_CIPHER_PARAMETER_ERROR`, `EVP_R_UNSUPPORTED_CIPHER`.
#[track_caller]
pub fn to_asn1(ctx: &EVP_CIPHER_CTX, place: &ASN1_TYPE) -> Result<()> {
    let cipher = ctx.cipher().ok_or_else(bad)?.cipher();
    match kind(ctx, cipher)? {
        Kind::None => Ok(()),
        Kind::Vector => set_iv(ctx, place),
        Kind::Rc2(version) => {
            let iv = vector(ctx);
            let both = write::sequence(&[&write::small(version), &write::octets(&iv)]);
            let sequence = ASN1_STRING::with(v::SEQUENCE, &both)?;
            place.set_raw(v::SEQUENCE, stack::give::<ASN1_OCTET_STRING>(sequence));
            Ok(())
        }
    }
}

/// Begins with parameters.
///
/// Errors: as [`to_asn1`]; `PROV_R_FAILED_TO_SET_PARAMETER`.
#[track_caller]
pub fn from_asn1(ctx: &EVP_CIPHER_CTX, from: &ASN1_TYPE) -> Result<()> {
    let cipher = ctx.cipher().ok_or_else(bad)?.cipher();
    let taken = match kind(ctx, cipher)? {
        Kind::None => return Ok(()),
        Kind::Vector => get_iv(ctx, from),
        Kind::Rc2(version) => rc2_vector(version, ctx.iv_len(), from).and_then(|iv| take(ctx, iv)),
    };
    taken.map(drop).map_err(|cause| {
        if !cause.silent {
            err::push(&cause, "ASN1_TYPE_get_octetstring");
        }
        if matches!(cipher, Cipher::Rc2Cbc | Cipher::Rc2Cbc40 | Cipher::Rc2Cbc64) {
            let refused = Error::new(Lib::Prov, prov::R_FAILED_TO_SET_PARAMETER);
            err::push(&refused, "rc2_set_ctx_params");
        }
        bad()
    })
}

/// The vector behind RC2's number for as many key bits as the cipher has.
fn rc2_vector(version: u64, len: usize, from: &ASN1_TYPE) -> Result<&[u8]> {
    let wrong = || Error::new(Lib::Asn1, asn1::R_DATA_IS_WRONG);
    let der = from.string(v::SEQUENCE).ok_or_else(wrong)?.bytes();
    let (head, iv) = der.split_at_checked(der.len().saturating_sub(len)).ok_or_else(wrong)?;
    let expected = write::sequence(&[&write::small(version), &write::octets(iv)]);
    if iv.len() != len || !expected.starts_with(head) || expected.len() != der.len() {
        return Err(wrong());
    }
    Ok(iv)
}
