//! The objects in a file: PEM blocks, or DER values one after another.
#![forbid(unsafe_code)]

use super::password::Asker;
use super::{Content, OSSL_STORE_INFO, kind};
use crate::crypto::pbe;
use crate::crypto::pkey::PrivateKey;
use crate::der::algorithm::Algorithm;
use crate::der::pem::{self, Block, SliceLines};
use crate::der::reader::{Reader, tag};
use crate::err::{self, Error, Lib, Result, ossl_store, pkcs12, prov, queue};
use crate::obj::asn1::codec::Kind as _;
use crate::obj::evp_pkey::{Contents, EVP_PKEY, Params};
use crate::obj::passphrase::Source;
use crate::obj::pem as keys;
use crate::obj::pkcs12::PKCS12;
use crate::obj::x509::{X509, X509_CRL};
use crate::obj::x509_vfy::load;
use std::collections::VecDeque;
use std::ffi::c_int;
use zeroize::Zeroizing;

/// A piece of a file that may be an object.
#[derive(Debug)]
pub enum Piece {
    /// A block of PEM.
    Pem(Block),
    /// A value in DER.
    Der(Zeroizing<Vec<u8>>),
}

/// The pieces of a file, PEM if there is any block in it.
pub fn pieces(bytes: &[u8]) -> VecDeque<Piece> {
    let mut found = VecDeque::new();
    let mut lines = SliceLines(bytes);
    while let Ok(block) = pem::read(&mut lines) {
        found.push_back(Piece::Pem(block));
    }
    let mut rest = bytes;
    while found.iter().all(|piece| matches!(piece, Piece::Der(_))) && !rest.is_empty() {
        // What is no DER is one piece, which then decodes as nothing.
        let whole = keys::first_value(rest).unwrap_or(rest);
        found.push_back(Piece::Der(Zeroizing::new(whole.to_vec())));
        rest = rest.get(whole.len()..).unwrap_or_default();
    }
    found
}

/// The objects in a piece: several for PKCS#12, none if it holds something
/// else than what is `expected` (0: anything). May call the program.
///
/// Errors: `unsupported` for what holds no object, or no key of the expected
/// type; those of a wrong passphrase.
pub fn decode(
    piece: &Piece,
    expected: c_int,
    asker: &Asker,
) -> Result<VecDeque<Box<OSSL_STORE_INFO>>> {
    let found = match piece {
        Piece::Pem(block) => in_block(block, expected, asker)?,
        Piece::Der(der) => in_der(der, expected, asker)?,
    };
    let mut infos: VecDeque<_> = found.into_iter().map(OSSL_STORE_INFO::new).collect();
    let is_key = |info: &OSSL_STORE_INFO| matches!(info.kind(), kind::PARAMS..=kind::PKEY);
    if expected != 0 {
        let alone = infos.len() == 1 && infos.iter().all(|info| is_key(info));
        infos.retain(|info| info.kind() == expected);
        if alone && infos.is_empty() {
            return Err(unsupported());
        }
    }
    Ok(infos)
}

#[track_caller]
fn unsupported() -> Error {
    Error::new(Lib::OsslStore, err::R_UNSUPPORTED)
}

fn in_block(block: &Block, expected: c_int, asker: &Asker) -> Result<Vec<Content>> {
    let ask = || asker.get(None);
    let pass = Source::Asked(&ask);
    // A key that is not asked for is not decrypted either.
    let wants_key = matches!(expected, 0 | kind::PARAMS..=kind::PKEY);
    let one = |content: Option<Content>| content.map(|content| vec![content]);
    let decoded = match &block.name[..] {
        b"ENCRYPTED PRIVATE KEY" if wants_key => {
            // The decoders of plain keys gave up before.
            let before = || err::push(&unsupported(), "ossl_store_handle_load_result");
            return encrypted(&block.data, asker, before);
        }
        b"ENCRYPTED PRIVATE KEY" => Ok(None),
        b"PRIVATE KEY" | b"RSA PRIVATE KEY" | b"EC PRIVATE KEY" if !wants_key => Ok(None),
        // Only a block with a header asks for a passphrase, whose failure is told.
        _ if block.header.is_empty() => quietly(|| block_content(block, &pass)).map(one),
        _ => block_content(block, &pass).map(one),
    };
    match decoded {
        Ok(Some(found)) => Ok(found),
        Ok(None) => Err(unsupported()),
        Err(error) if error.lib == Lib::Pem || error.silent => Err(error),
        Err(_) => Err(unsupported()),
    }
}

/// Runs a decoder whose errors are not told: others are tried after it.
fn quietly<T>(decode: impl FnOnce() -> T) -> T {
    queue::set_mark();
    let outcome = decode();
    queue::pop_to_mark();
    outcome
}

fn block_content(block: &Block, pass: &Source<'_>) -> Result<Option<Content>> {
    if let Some(cert) = load::certificate_in(block)? {
        return Ok(Some(Content::Cert(cert)));
    }
    if let Some(crl) = load::crl_in(block)? {
        return Ok(Some(Content::Crl(crl)));
    }
    if let Some(key) = keys::private_in(block, pass)? {
        return Ok(Some(Content::PKey(key)));
    }
    if let Some(key) = keys::public_in(block, pass)? {
        return Ok(Some(Content::PubKey(key)));
    }
    Ok(keys::params_in(block)?.map(Content::Params))
}

/// The private key in encrypted PKCS#8; what `before` queues stays, before the
/// cause, if there is none.
fn encrypted(der: &[u8], asker: &Asker, before: fn()) -> Result<Vec<Content>> {
    queue::set_mark();
    before();
    let opened = decrypted(der, asker);
    if opened.is_ok() {
        queue::pop_to_mark();
    } else {
        queue::clear_last_mark();
    }
    opened
}

fn decrypted(der: &[u8], asker: &Asker) -> Result<Vec<Content>> {
    let password = asker.get(None).map_err(|error| {
        err::push(&error, "ossl_pw_get_passphrase");
        Error::new(Lib::Prov, prov::R_UNABLE_TO_GET_PASSPHRASE)
    })?;
    let plain = pbe::open_pkcs8(der, &password).map_err(|error| {
        if error.lib != Lib::Prov || error.reason != prov::R_BAD_DECRYPT {
            return error;
        }
        err::push(&error, "ossl_cipher_unpadblock");
        let hint = if password.is_empty() { "empty password" } else { "maybe wrong password" };
        Error::new(Lib::Pkcs12, pkcs12::R_PKCS12_CIPHERFINAL_ERROR).with(hint)
    })?;
    Ok(vec![Content::PKey(EVP_PKEY::from_private(PrivateKey::from_pkcs8(&plain)?))])
}

fn in_der(der: &[u8], expected: c_int, asker: &Asker) -> Result<Vec<Content>> {
    let whole = |used: usize| used == der.len();
    if is_encrypted_pkcs8(der) {
        let wants_key = matches!(expected, 0 | kind::PARAMS..=kind::PKEY);
        return if wants_key { encrypted(der, asker, || ()) } else { Err(unsupported()) };
    }
    if let Ok((file, used)) = quietly(|| PKCS12::decode(der))
        && whole(used)
    {
        return in_pkcs12(&file, asker);
    }
    quietly(|| plain_der(der)).map(|found| vec![found]).ok_or_else(unsupported)
}

/// The object that a value in DER is, of those that need no passphrase.
fn plain_der(der: &[u8]) -> Option<Content> {
    fn whole<T>(decoded: Result<(T, usize)>, der: &[u8]) -> Option<T> {
        decoded.ok().filter(|(_, used)| *used == der.len()).map(|(object, _)| object)
    }
    let cert = || whole(X509::parse(der), der).map(Content::Cert);
    let crl = || whole(X509_CRL::parse(der), der).map(Content::Crl);
    let private = || whole(keys::decode_private(der), der).map(EVP_PKEY::from_private);
    let public = || {
        let key = whole(keys::decode_spki(der), der).or_else(|| keys::rsa_public(der).ok());
        key.map(EVP_PKEY::from_public)
    };
    let params = || {
        let curve = keys::curve(der).ok()?;
        Some(Content::Params(EVP_PKEY::new(Contents::Params(Params::Ec(curve)))))
    };
    cert()
        .or_else(crl)
        .or_else(|| private().map(Content::PKey))
        .or_else(|| public().map(Content::PubKey))
        .or_else(params)
}

/// `SEQUENCE { AlgorithmIdentifier, OCTET STRING }` and nothing else.
fn is_encrypted_pkcs8(der: &[u8]) -> bool {
    let parse = || -> Result<()> {
        let mut outer = Reader::new(der);
        let mut fields = outer.sequence()?;
        outer.finish()?;
        Algorithm::read(&mut fields)?;
        fields.read(tag::OCTET_STRING)?;
        fields.finish()
    };
    parse().is_ok()
}

/// Key, its certificate, and the other certificates. The passphrase is asked
/// for only if the file opens without none.
fn in_pkcs12(file: &PKCS12, asker: &Asker) -> Result<Vec<Content>> {
    let opens_without = !file.has_mac() || file.verify_mac(None)? || file.verify_mac(Some(b""))?;
    let password = if opens_without {
        None
    } else {
        let password = asker.get(Some(c"PKCS12 import pass phrase")).map_err(|error| {
            err::push(&error, "ossl_pw_get_passphrase");
            Error::new(Lib::OsslStore, ossl_store::R_PASSPHRASE_CALLBACK_ERROR)
        })?;
        if !file.verify_mac(Some(&password))? {
            let reason = ossl_store::R_ERROR_VERIFYING_PKCS12_MAC;
            let hint = if password.is_empty() { "empty password" } else { "maybe wrong password" };
            return Err(Error::new(Lib::OsslStore, reason).with(hint));
        }
        Some(password)
    };
    let mut opened = file.open(password.as_ref().map(|password| password.as_slice()))?;
    let certificate = opened.take_certificate();
    let key = opened.key.map(Content::PKey);
    let certificates = certificate.into_iter().chain(opened.certificates).map(Content::Cert);
    Ok(key.into_iter().chain(certificates).collect())
}
