//! `OSSL_DECODER_CTX`: which keys are to be read, and where they go.
#![allow(non_camel_case_types, reason = "OpenSSL's typedef names")]

use super::cell::Guarded;
use super::evp_pkey::{Contents, EVP_PKEY, Params, type_of_name};
use super::passphrase::{Source, pem_password_cb};
use super::pem;
use super::stream::Channel;
use crate::abi::layout::param::OSSL_PARAM;
use crate::abi::{In, Opaque, Out, OutBuf};
use crate::crypto::pkey::{PrivateKey, PublicKey};
use crate::der::pem::{Block, Lines, SliceLines};
use crate::err::{self, Error, Lib, Result, ossl_decoder, prov};
use std::ffi::{c_char, c_int};
use std::sync::Arc;
use zeroize::Zeroizing;

/// Asks for a passphrase: fills the buffer, and gives its length; 0 on error.
pub type OSSL_PASSPHRASE_CALLBACK =
    extern "C" fn(OutBuf<c_char>, usize, Out<usize>, In<OSSL_PARAM>, Opaque) -> c_int;

/// Where the passphrase of a decoder or encoder comes from.
#[derive(Clone, Default)]
pub enum Pass {
    /// Nobody was named.
    #[default]
    None,
    /// It is known.
    Known(Arc<Zeroizing<Vec<u8>>>),
    /// As PEM's functions ask.
    Pem(pem_password_cb, Opaque),
    /// As providers ask.
    Provider(OSSL_PASSPHRASE_CALLBACK, Opaque),
}

/// The longest passphrase that a program's function can give.
const LONGEST_PASS: usize = 1024;
/// The most that is read of data of unknown form.
const MOST: usize = 16 << 20;

impl Pass {
    /// Asks for it.
    ///
    /// Errors: `PROV_R_UNABLE_TO_GET_PASSPHRASE`.
    #[track_caller]
    pub fn get(&self, writing: bool) -> Result<Zeroizing<Vec<u8>>> {
        match self {
            Pass::None => {
                let none = Error::new(Lib::Crypto, err::R_PASSED_INVALID_ARGUMENT)
                    .with("No password method specified");
                err::push(&none, "ossl_pw_get_passphrase");
                Err(Error::new(Lib::Prov, prov::R_UNABLE_TO_GET_PASSPHRASE))
            }
            Pass::Known(known) => Ok((**known).clone()),
            Pass::Pem(callback, arg) => Source::Callback(*callback, *arg).get(writing),
            Pass::Provider(callback, arg) => {
                let mut place = Zeroizing::new(vec![0; LONGEST_PASS]);
                let mut len = 0;
                let room = OutBuf::lend(place.as_mut_ptr().cast());
                let end = OSSL_PARAM::END;
                let given = callback(room, LONGEST_PASS, Out::lend(&mut len), In::lend(&end), *arg);
                if given == 0 || len > LONGEST_PASS {
                    return Err(Error::new(Lib::Prov, prov::R_UNABLE_TO_GET_PASSPHRASE));
                }
                place.truncate(len);
                Ok(place)
            }
        }
    }
}

/// What is to be read.
#[derive(Clone, Default)]
pub struct Wanted {
    /// `PEM` or `DER`; any if none is stated.
    pub input: Option<Vec<u8>>,
    /// `PrivateKeyInfo` and its like.
    pub structure: Option<Vec<u8>>,
    /// The name of the type of key.
    pub keytype: Option<Vec<u8>>,
    /// Which parts (`EVP_PKEY_KEYPAIR` and its like); 0 is any.
    pub selection: c_int,
    /// The passphrase.
    pub pass: Pass,
}

/// A reader of keys.
pub struct OSSL_DECODER_CTX {
    wanted: Guarded<Wanted>,
    /// Where C wants the key: an `EVP_PKEY **`.
    place: Opaque,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Private,
    Public,
    Params,
}

impl Wanted {
    fn wants(&self, part: Part) -> bool {
        match self.selection {
            0 => true,
            s if s & 1 != 0 => part == Part::Private,
            s if s & 2 != 0 => part == Part::Public,
            _ => part == Part::Params,
        }
    }

    fn fits(&self, structure: &str, key: &EVP_PKEY) -> bool {
        let structure_fits = self
            .structure
            .as_ref()
            .is_none_or(|wanted| wanted.eq_ignore_ascii_case(structure.as_bytes()));
        let type_fits =
            self.keytype.as_ref().is_none_or(|name| type_of_name(name) == Some(key.type_nid()));
        structure_fits && type_fits
    }

    fn accept(&self, structure: &str, key: Arc<EVP_PKEY>) -> Option<Arc<EVP_PKEY>> {
        self.fits(structure, &key).then_some(key)
    }

    /// The key in a block, if it is one that is wanted.
    fn of_block(&self, block: &Block) -> Result<Option<Arc<EVP_PKEY>>> {
        let password = || self.pass.get(false);
        let open = || -> Result<Zeroizing<Vec<u8>>> {
            match pem::CipherInfo::parse(&block.header)? {
                None => Ok(block.data.clone()),
                Some(info) => {
                    let password = password()
                        .map_err(|_| Error::new(Lib::Pem, err::pem::R_BAD_PASSWORD_READ))?;
                    pem::open_with(&info, &block.data, &Source::Known(&password))
                }
            }
        };
        let private = self.wants(Part::Private);
        let (public, params) = (self.wants(Part::Public), self.wants(Part::Params));
        let (structure, key) = match &block.name[..] {
            b"PRIVATE KEY" if private => {
                let key = EVP_PKEY::from_private(PrivateKey::from_pkcs8(&open()?)?);
                ("PrivateKeyInfo", key)
            }
            b"ENCRYPTED PRIVATE KEY" if private => {
                let password = password()?;
                let info = pem::open_sealed(&block.data, Some(&password))?;
                let key = EVP_PKEY::from_private(PrivateKey::from_pkcs8(&info)?);
                let name = match &self.structure {
                    Some(wanted) if wanted.eq_ignore_ascii_case(b"PrivateKeyInfo") => {
                        "PrivateKeyInfo"
                    }
                    _ => "EncryptedPrivateKeyInfo",
                };
                (name, key)
            }
            b"RSA PRIVATE KEY" if private => {
                let key = EVP_PKEY::from_private(PrivateKey::from_pkcs1(&open()?)?);
                ("type-specific", key)
            }
            b"EC PRIVATE KEY" if private => {
                let key = EVP_PKEY::from_private(PrivateKey::from_sec1(&open()?, None)?);
                ("type-specific", key)
            }
            b"DSA PRIVATE KEY" if private => {
                let key = EVP_PKEY::from_private(PrivateKey::from_traditional_dsa(&open()?)?);
                ("type-specific", key)
            }
            b"PUBLIC KEY" if public => {
                let key = EVP_PKEY::from_public(PublicKey::from_spki(&open()?)?);
                ("SubjectPublicKeyInfo", key)
            }
            b"RSA PUBLIC KEY" if public => {
                ("type-specific", EVP_PKEY::from_public(pem::rsa_public(&open()?)?))
            }
            b"EC PARAMETERS" if params => {
                let params = Params::Ec(pem::curve(&block.data)?);
                ("type-specific", EVP_PKEY::new(Contents::Params(params)))
            }
            b"DH PARAMETERS" if params => {
                let params = Params::Dh(pem::dh_params(&block.data)?);
                ("type-specific", EVP_PKEY::new(Contents::Params(params)))
            }
            b"DSA PARAMETERS" if params => {
                let params = pem::dsa_params(&block.data)?;
                ("type-specific", EVP_PKEY::new(Contents::Params(params)))
            }
            _ => return Ok(None),
        };
        Ok(self.accept(structure, key))
    }

    /// The key in DER, if it is one that is wanted.
    fn of_der(&self, der: &[u8]) -> Result<Option<(Arc<EVP_PKEY>, usize)>> {
        let Ok(whole) = pem::first_value(der) else {
            return Ok(None);
        };
        let found = |key: Arc<EVP_PKEY>| Some((key, whole.len()));
        if self.wants(Part::Private) {
            for name in
                [&b"PRIVATE KEY"[..], b"RSA PRIVATE KEY", b"EC PRIVATE KEY", b"DSA PRIVATE KEY"]
            {
                let data = Zeroizing::new(whole.to_vec());
                let block = Block { name: name.to_vec(), header: Vec::new(), data };
                if let Ok(Some(key)) = self.of_block(&block) {
                    return Ok(found(key));
                }
            }
            if pem::is_sealed(whole) {
                let data = Zeroizing::new(whole.to_vec());
                let name = b"ENCRYPTED PRIVATE KEY".to_vec();
                let key = self.of_block(&Block { name, header: Vec::new(), data })?;
                return Ok(key.and_then(found));
            }
        }
        let others: [&[u8]; 5] = [
            b"PUBLIC KEY",
            b"RSA PUBLIC KEY",
            b"EC PARAMETERS",
            b"DH PARAMETERS",
            b"DSA PARAMETERS",
        ];
        for name in others {
            let data = Zeroizing::new(whole.to_vec());
            let block = Block { name: name.to_vec(), header: Vec::new(), data };
            if let Ok(Some(key)) = self.of_block(&block) {
                return Ok(found(key));
            }
        }
        Ok(None)
    }

    /// What OpenSSL says when nothing fits.
    #[track_caller]
    fn nothing(&self) -> Error {
        let lossy = |text: &Vec<u8>| String::from_utf8_lossy(text).into_owned();
        let input = self.input.as_ref().map(|input| format!("Input type: {}", lossy(input)));
        let structure =
            self.structure.as_ref().map(|name| format!("Input structure: {}", lossy(name)));
        let text = match (input, structure) {
            (Some(input), Some(structure)) => format!(" {input}, {structure}"),
            (Some(only), None) | (None, Some(only)) => only,
            (None, None) => String::new(),
        };
        Error::new(Lib::OsslDecoder, err::R_UNSUPPORTED)
            .with(format!("No supported data to decode. {text}"))
    }

    fn takes(&self, input: &[u8]) -> bool {
        self.input.as_ref().is_none_or(|wanted| wanted.eq_ignore_ascii_case(input))
    }

    /// The first key in PEM that is wanted.
    fn search(&self, lines: &mut dyn Lines) -> Result<Arc<EVP_PKEY>> {
        while let Ok(block) = crate::der::pem::read(lines) {
            match self.of_block(&block) {
                Ok(Some(key)) => return Ok(key),
                Ok(None) => (),
                Err(error) if pem::is_final(&error) || error.lib == Lib::Prov => {
                    return Err(error);
                }
                Err(_) => (),
            }
        }
        Err(self.nothing())
    }
}

/// Lines of a channel whose first byte was read already.
struct Behind<'a, 'b> {
    first: Option<u8>,
    rest: &'a mut Channel<'b>,
}

impl Lines for Behind<'_, '_> {
    fn next_line(&mut self) -> Option<Vec<u8>> {
        let first = self.first.take();
        match first {
            Some(b'\n') => Some(vec![b'\n']),
            Some(byte) => {
                let mut line = vec![byte];
                line.extend(self.rest.next_line().unwrap_or_default());
                Some(line)
            }
            None => self.rest.next_line(),
        }
    }
}

impl OSSL_DECODER_CTX {
    /// One that puts a key where C wants it.
    pub fn new(wanted: Wanted, place: Opaque) -> Box<Self> {
        Box::new(OSSL_DECODER_CTX { wanted: Guarded::new(wanted), place })
    }

    /// Where C wants the key.
    pub fn place(&self) -> Opaque {
        self.place
    }

    /// Changes what is wanted.
    pub fn change(&self, step: impl FnOnce(&mut Wanted)) {
        self.wanted.with(step);
    }

    /// In how many forms such keys can be read.
    pub fn forms(&self) -> c_int {
        let wanted = self.wanted.get();
        let known = wanted.keytype.as_ref().is_none_or(|name| type_of_name(name).is_some());
        if self.place.is_null() || !known {
            return 0;
        }
        // PEM and DER of private and public keys.
        4
    }

    #[track_caller]
    fn ready(&self) -> Result<Wanted> {
        if self.forms() == 0 {
            let text = "No decoders were found. For standard decoders you need at least one of \
                        the default or base providers available. Did you forget to load them?";
            let error = Error::new(Lib::OsslDecoder, ossl_decoder::R_DECODER_NOT_FOUND);
            return Err(error.with(text));
        }
        Ok(self.wanted.get())
    }

    /// Reads the next key from a BIO or stream. May call the program.
    ///
    /// Errors: `ERR_R_UNSUPPORTED` if there is none.
    #[track_caller]
    pub fn read(&self, from: &mut Channel<'_>) -> Result<Arc<EVP_PKEY>> {
        let wanted = self.ready()?;
        if !wanted.takes(b"DER") {
            if !wanted.takes(b"PEM") {
                return Err(wanted.nothing());
            }
            return wanted.search(from);
        }
        if !wanted.takes(b"PEM") {
            let der = Zeroizing::new(from.read_der().unwrap_or_default());
            let (key, _) = wanted.of_der(&der)?.ok_or_else(|| wanted.nothing())?;
            return Ok(key);
        }
        let mut first = [0];
        if from.read(&mut first) != 1 {
            return Err(wanted.nothing());
        }
        if first != [0x30] {
            return wanted.search(&mut Behind { first: Some(first[0]), rest: from });
        }
        let mut der = Zeroizing::new(first.to_vec());
        let mut chunk = Zeroizing::new([0; 4096]);
        while let Ok(n @ 1..) = usize::try_from(from.read(&mut *chunk)) {
            der.extend_from_slice(chunk.get(..n).unwrap_or_default());
            if der.len() > MOST {
                return Err(wanted.nothing());
            }
        }
        let (key, _) = wanted.of_der(&der)?.ok_or_else(|| wanted.nothing())?;
        Ok(key)
    }

    /// Reads the next key in memory; and tells how many bytes it took.
    #[track_caller]
    pub fn read_slice(&self, data: &[u8]) -> Result<(Arc<EVP_PKEY>, usize)> {
        let wanted = self.ready()?;
        if wanted.takes(b"DER")
            && data.first() == Some(&0x30)
            && let Some(found) = wanted.of_der(data)?
        {
            return Ok(found);
        }
        if !wanted.takes(b"PEM") {
            return Err(wanted.nothing());
        }
        let mut lines = SliceLines(data);
        let key = wanted.search(&mut lines)?;
        Ok((key, data.len() - lines.0.len()))
    }
}
