//! Certificates, requests and revocation lists in PEM.

use super::certificate::X509_CERT_AUX;
use super::{X509, X509_CRL};
use crate::abi::Give;
use crate::abi::InOut;
use crate::der::pem;
use crate::err::{self, Error, Lib, Result};
use crate::obj::asn1::codec::{Kind, encode_complete};
use crate::obj::passphrase::Source;
use crate::obj::stream::Channel;
use std::sync::Arc;
use zeroize::Zeroizing;

/// The names of blocks.
pub mod block {
    #![allow(missing_docs, reason = "OpenSSL's names")]
    pub const X509: &[u8] = b"CERTIFICATE";
    pub const X509_OLD: &[u8] = b"X509 CERTIFICATE";
    pub const X509_TRUSTED: &[u8] = b"TRUSTED CERTIFICATE";
    pub const X509_REQ: &[u8] = b"CERTIFICATE REQUEST";
    pub const X509_REQ_OLD: &[u8] = b"NEW CERTIFICATE REQUEST";
    pub const X509_CRL: &[u8] = b"X509 CRL";
    pub const PUBLIC: &[u8] = b"PUBLIC KEY";
    pub const PKCS7: &[u8] = b"PKCS7";
}

/// Reads blocks up to one with a name among `names`; its data, decrypted.
pub fn read_block(
    mut from: Channel<'_>,
    names: &[&[u8]],
    pass: &Source<'_>,
) -> Result<Zeroizing<Vec<u8>>> {
    loop {
        let block = pem::read(&mut from).map_err(|e| {
            if e.reason == err::pem::R_NO_START_LINE {
                let wanted = names.first().copied().unwrap_or_default();
                e.with(format!("Expecting: {}", String::from_utf8_lossy(wanted)))
            } else {
                e
            }
        })?;
        if names.contains(&block.name.as_slice()) {
            return crate::obj::pem_io::open(&block, pass);
        }
    }
}

/// Reads a value of a kind from a block with a name among `names`.
pub fn read<K: Kind>(
    from: Channel<'_>,
    names: &[&[u8]],
    place: &InOut<K::Value>,
    pass: &Source<'_>,
) -> Result<Give<K::Value>> {
    let der = read_block(from, names, pass)?;
    given(place, K::decode(&der).map(|(value, _)| value), K::release)
}

/// Puts a value that was read in its place, or says that it could not be read.
fn given<T: crate::abi::Handle>(
    place: &InOut<T>,
    value: Result<T::Owner>,
    free: impl FnOnce(T::Owner),
) -> Result<Give<T>> {
    match value {
        Ok(value) => Ok(place.give(value, free)),
        Err(error) => {
            place.clear(free);
            err::push(&error, "ASN1_item_d2i");
            Err(Error::new(Lib::Pem, err::lib_failed(Lib::Asn1)))
        }
    }
}

/// Reads a certificate with or without trust settings.
pub fn read_trusted(
    from: Channel<'_>,
    place: &InOut<X509>,
    pass: &Source<'_>,
) -> Result<Give<X509>> {
    let der = read_block(from, &[block::X509_TRUSTED, block::X509, block::X509_OLD], pass)?;
    given(place, decode_trusted(&der).map(|(x, _)| x), drop)
}

/// Reads a certificate and the trust settings behind it, if any; also gives
/// the length of both.
pub fn decode_trusted(der: &[u8]) -> Result<(Arc<X509>, usize)> {
    let (x, used) = X509::parse(der)?;
    let rest = der.get(used..).unwrap_or_default();
    if rest.is_empty() {
        return Ok((x, used));
    }
    let (aux, more) = X509_CERT_AUX::decode(rest)?;
    x.aux.set(Some(aux));
    Ok((x, used + more))
}

/// The encoding of a certificate with its trust settings.
pub fn encode_trusted(x: &X509) -> Vec<u8> {
    let mut der = x.der().to_vec();
    if let Some(aux) = x.aux.get() {
        X509_CERT_AUX::write(aux, None, &mut der);
    }
    der
}

/// Writes a block.
pub fn write(to: Channel<'_>, name: &[u8], der: &[u8]) -> Result<()> {
    if to.write(&pem::write(name, &[], der)) {
        return Ok(());
    }
    Err(Error::new(Lib::Pem, err::lib_failed(Lib::Bio)))
}

/// Writes a block of a value of a kind.
///
/// Errors: `ERR_R_ASN1_LIB` for NULL or an incomplete value.
pub fn write_value<K: Kind>(to: Channel<'_>, name: &[u8], value: Option<&K::Value>) -> Result<()> {
    let failed = || Error::new(Lib::Pem, err::lib_failed(Lib::Asn1));
    let value = value.ok_or_else(failed)?;
    let der = encode_complete::<K>(value).map_err(|error| {
        err::push(&error, "ASN1_item_i2d");
        failed()
    })?;
    write(to, name, &der)
}

/// Reads a value of DER from a channel.
pub fn read_der<K: Kind>(from: Channel<'_>, place: &InOut<K::Value>) -> Result<Give<K::Value>> {
    let value = from.read_der().and_then(|der| K::decode(&der)).map(|(value, _)| value);
    match value {
        Ok(value) => Ok(place.give(value, K::release)),
        Err(error) => {
            place.clear(K::release);
            Err(error)
        }
    }
}

/// What a whole file of blocks holds, in order.
pub enum Item {
    /// A certificate.
    Certificate(Arc<X509>),
    /// A revocation list.
    Crl(Arc<X509_CRL>),
    /// A private key.
    Key(Arc<crate::obj::evp_pkey::EVP_PKEY>),
    /// A private key that is still encrypted: its header and its data.
    Sealed(Vec<u8>, Vec<u8>),
}

/// Reads the next item of a file; `None` at its end.
pub fn next_item(from: &mut Channel<'_>, pass: &Source<'_>) -> Result<Option<Item>> {
    loop {
        let block = match pem::read(from) {
            Ok(block) => block,
            Err(e) if e.reason == err::pem::R_NO_START_LINE => return Ok(None),
            Err(e) => return Err(e),
        };
        let name = block.name.as_slice();
        let is_key = name.ends_with(b"PRIVATE KEY");
        if name == b"ENCRYPTED PRIVATE KEY" || is_key && block.header.len() > 10 {
            return Ok(Some(Item::Sealed(block.header.to_vec(), block.data.to_vec())));
        }
        let asn1 = |e: Error| {
            err::push(&e, "ASN1_item_d2i");
            Error::new(Lib::Pem, err::lib_failed(Lib::Asn1))
        };
        let open = || crate::obj::pem_io::open(&block, pass);
        return Ok(Some(match name {
            block::X509 | block::X509_OLD => {
                Item::Certificate(X509::parse(&open()?).map_err(asn1)?.0)
            }
            block::X509_TRUSTED => Item::Certificate(decode_trusted(&open()?).map_err(asn1)?.0),
            block::X509_CRL => Item::Crl(X509_CRL::parse(&open()?).map_err(asn1)?.0),
            _ if is_key => {
                let (key, _) = crate::obj::pem::decode_private(&open()?).map_err(asn1)?;
                Item::Key(crate::obj::evp_pkey::EVP_PKEY::from_private(key))
            }
            _ => continue,
        }));
    }
}
