//! Keys and blocks to and from BIOs and C streams.

use super::evp_pkey::EVP_PKEY;
use super::passphrase::Source;
use super::pem::{self, CipherInfo};
use super::stream::Channel;
use crate::der::pem::{Block, Cleaning, Lines};
use crate::err::{Error, Lib, Result, pem as pem_err};
use std::sync::Arc;
use zeroize::Zeroizing;

/// Writes all of `bytes`.
#[track_caller]
pub fn write(to: Channel<'_>, bytes: &[u8]) -> Result<()> {
    if to.write(bytes) { Ok(()) } else { Err(Error::quiet()) }
}

/// Whether a block called `found` serves where `wanted` is asked for.
fn serves(found: &[u8], wanted: &[u8]) -> bool {
    let ends = |suffix: &[u8]| found.ends_with(suffix);
    match wanted {
        _ if found == wanted => true,
        b"ANY PRIVATE KEY" => matches!(
            found,
            b"PRIVATE KEY"
                | b"ENCRYPTED PRIVATE KEY"
                | b"RSA PRIVATE KEY"
                | b"EC PRIVATE KEY"
                | b"DSA PRIVATE KEY"
        ),
        b"PARAMETERS" => ends(b" PARAMETERS"),
        b"X9.42 DH PARAMETERS" => found == b"DH PARAMETERS",
        b"CERTIFICATE" => found == b"X509 CERTIFICATE",
        b"CERTIFICATE REQUEST" => found == b"NEW CERTIFICATE REQUEST",
        b"TRUSTED CERTIFICATE" => matches!(found, b"CERTIFICATE" | b"X509 CERTIFICATE"),
        b"PKCS7" => matches!(found, b"CERTIFICATE" | b"PKCS #7 SIGNED DATA"),
        b"PKCS #7 SIGNED DATA" => found == b"PKCS7",
        b"CMS" => matches!(found, b"PKCS7" | b"CERTIFICATE"),
        _ => false,
    }
}

/// The data of a block, decrypted if its header says so.
///
/// Errors: as [`pem::open_block`], but of a callback that refuses only
/// `PEM_R_BAD_PASSWORD_READ`.
#[track_caller]
pub fn open(block: &Block, pass: &Source<'_>) -> Result<Zeroizing<Vec<u8>>> {
    match CipherInfo::parse(&block.header)? {
        None => Ok(block.data.clone()),
        Some(info) => {
            let password = pass.get_to_read()?;
            pem::open_with(&info, &block.data, &Source::Known(&password))
        }
    }
}

/// Reads the next block that serves as `wanted`, decrypted.
///
/// Errors: `PEM_R_NO_START_LINE` naming what was expected, and those of
/// reading and decrypting a block.
#[track_caller]
pub fn read_named(
    lines: &mut dyn Lines,
    wanted: &[u8],
    pass: &Source<'_>,
) -> Result<(Vec<u8>, Zeroizing<Vec<u8>>)> {
    loop {
        let block: Block = crate::der::pem::read(lines).map_err(|error| {
            if error.lib == Lib::Pem && error.reason == pem_err::R_NO_START_LINE {
                error.with(format!("Expecting: {}", String::from_utf8_lossy(wanted)))
            } else {
                error
            }
        })?;
        if serves(&block.name, wanted) {
            let data = open(&block, pass)?;
            return Ok((block.name, data));
        }
    }
}

/// Reads the next SubjectPublicKeyInfo, of any type.
///
/// Errors: `PEM_R_NO_START_LINE`.
#[track_caller]
pub fn read_spki(lines: &mut dyn Lines, pass: &Source<'_>) -> Result<Arc<EVP_PKEY>> {
    let (_, der) = read_named(lines, b"PUBLIC KEY", pass)?;
    Ok(EVP_PKEY::from_public(pem::decode_spki(&der)?.0))
}

/// A key of the type that was asked for; if it is of another, PEM says so too.
#[track_caller]
pub fn expected<T>(key: Result<T>) -> Result<T> {
    key.map_err(|error| {
        crate::err::push(&error, "d2i_PUBKEY");
        Error::new(Lib::Pem, crate::err::lib_failed(Lib::Asn1))
    })
}

/// Reads the next block, from lines cleaned as is said, as it stands.
#[track_caller]
pub fn read_block(mut from: Channel<'_>, cleaning: Cleaning) -> Result<Block> {
    crate::der::pem::read_cleaned(&mut from, cleaning)
}

/// Writes a block.
///
/// Returns the number of base64 characters and line ends written.
#[track_caller]
pub fn write_block(to: Channel<'_>, name: &[u8], header: &[u8], data: &[u8]) -> Result<usize> {
    write(to, &crate::der::pem::write(name, header, data))?;
    let whole = data.len() / 48 * 65;
    // Nothing to encode counts as failure, though the lines are written.
    if data.is_empty() {
        return Err(Error::new(Lib::Pem, crate::err::lib_failed(Lib::Buf)));
    }
    let rest = (data.len() % 48).div_ceil(3) * 4;
    Ok(whole + rest + usize::from(rest > 0))
}
