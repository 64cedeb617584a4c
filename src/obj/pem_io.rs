//! Keys and blocks to and from BIOs and C streams.

use super::bio::{BIO, file_method};
use super::passphrase::Source;
use super::pem;
use crate::abi::Arg;
use crate::abi::stdio::Stream;
use crate::der::pem::{Block, LINE_SIZE, Lines};
use crate::err::{Error, Lib, Result, asn1, pem as pem_err};
use std::sync::Arc;
use zeroize::{Zeroize, Zeroizing};

/// The lines of a BIO.
pub struct BioLines<'a>(pub &'a BIO);

impl Lines for BioLines<'_> {
    fn next_line(&mut self) -> Option<Vec<u8>> {
        let mut place = [0; LINE_SIZE];
        let len = usize::try_from(self.0.gets(&mut place)).ok().filter(|&len| len > 0);
        let line = len.and_then(|len| place.get(..len)).map(<[u8]>::to_vec);
        place.zeroize();
        line
    }
}

/// A BIO over a C stream, which stays open.
#[track_caller]
pub fn stream_bio(stream: Stream) -> Result<Arc<BIO>> {
    const SET_FILE_PTR: std::ffi::c_int = 106;
    if stream.is_null() {
        return Err(Error::new(Lib::None, crate::err::R_PASSED_NULL_PARAMETER));
    }
    let bio = BIO::new(Arc::clone(file_method()))?;
    bio.ctrl(SET_FILE_PTR, 0, Arg(stream.as_ptr()));
    Ok(bio)
}

/// Writes all of `bytes`.
#[track_caller]
pub fn write(bio: &BIO, bytes: &[u8]) -> Result<()> {
    if bio.write_all(bytes) { Ok(()) } else { Err(Error::quiet()) }
}

/// The longest value read from a BIO.
const LONGEST: usize = 100 << 20;

/// Reads one DER value, and nothing behind it.
///
/// Errors: `ASN1_R_NOT_ENOUGH_DATA`, `ASN1_R_TOO_LONG`,
/// `ASN1_R_HEADER_TOO_LONG`; silent if there is nothing at all.
#[track_caller]
pub fn read_der(bio: &BIO) -> Result<Zeroizing<Vec<u8>>> {
    let error = |reason| Error::new(Lib::Asn1, reason);
    let mut all = Zeroizing::new(Vec::new());
    let more = |all: &mut Vec<u8>, count: usize| -> Result<()> {
        let goal = all.len() + count;
        let mut chunk = Zeroizing::new(vec![0; count.min(16 << 10)]);
        while all.len() < goal {
            let wanted = (goal - all.len()).min(chunk.len());
            let n = bio.read(&mut chunk[..wanted]);
            match usize::try_from(n).ok().filter(|&n| n > 0).and_then(|n| chunk.get(..n)) {
                Some(read) => all.extend_from_slice(read),
                None => return Err(error(asn1::R_NOT_ENOUGH_DATA)),
            }
        }
        Ok(())
    };
    if more(&mut all, 1).is_err() {
        return Err(Error::quiet());
    }
    more(&mut all, 1)?;
    let first = usize::from(all[1]);
    let len = match first {
        0..=0x7f => first,
        0x81..=0x84 => {
            more(&mut all, first & 0x7f)?;
            all[2..].iter().fold(0, |n, &b| n << 8 | usize::from(b))
        }
        _ => return Err(error(asn1::R_HEADER_TOO_LONG)),
    };
    if len > LONGEST {
        return Err(error(asn1::R_TOO_LONG));
    }
    more(&mut all, len)?;
    Ok(all)
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
            let data = pem::open_block(&block, pass)?;
            return Ok((block.name, data));
        }
    }
}

/// Reads the next block as it stands.
#[track_caller]
pub fn read_block(bio: &BIO) -> Result<Block> {
    crate::der::pem::read(&mut BioLines(bio))
}

/// Writes a block.
///
/// Returns the number of base64 characters and line ends written.
#[track_caller]
pub fn write_block(bio: &BIO, name: &[u8], header: &[u8], data: &[u8]) -> Result<usize> {
    write(bio, &crate::der::pem::write(name, header, data))?;
    let whole = data.len() / 48 * 65;
    let rest = (data.len() % 48).div_ceil(3) * 4;
    Ok(whole + rest + usize::from(rest > 0))
}
