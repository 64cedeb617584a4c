//! Making PKCS#12 files. See: PKCS12_create(3).

use super::asn1::codec::{Kind, StackOf};
use super::asn1::integer;
use super::asn1::primitive::{ASN1_TYPE, Integer, v};
use super::evp_pkey::{Comparison, EVP_PKEY};
use super::objects::{self, nid};
use super::pkcs7::{Content as P7, PKCS7};
use super::pkcs8::PKCS8_PRIV_KEY_INFO;
use super::pkcs12::{PKCS12, PKCS12_MAC_DATA, compute_mac};
use super::pkcs12_bag::{
    Content, PKCS12_AUTHSAFES, PKCS12_SAFEBAG, PKCS12_SAFEBAGS, error, missing, owning,
};
use super::stack::OPENSSL_STACK;
use super::x509::X509;
use super::x509::algorithm::{X509_ALGOR, X509_SIG};
use super::x509::attribute;
use super::x509::request::X509_ATTRIBUTE;
use crate::abi::StaticOrBox;
use crate::abi::layout::Owned;
use crate::abi::layout::asn1::ASN1_STRING;
use crate::crypto::cipher::{Cipher, Direction};
use crate::crypto::digest::{Md, digest};
use crate::crypto::pbe::{self, Budget};
use crate::der::algorithm::Algorithm;
use crate::der::write;
use crate::err::{self, Error, Lib, Result, evp, pkcs12, x509};
use std::ffi::c_int;
use std::sync::Arc;
use zeroize::Zeroizing;

/// `PKCS12_DEFAULT_ITER`.
pub const DEFAULT_ROUNDS: c_int = 2048;
/// `PKCS12_SALT_LEN`, and that of PBES2.
const SALT: usize = 8;

/// What a file is to hold.
pub struct Parts<'a> {
    /// The password; none is not the empty one.
    pub password: Option<&'a [u8]>,
    /// The name for people.
    pub name: Option<&'a [u8]>,
    /// The key.
    pub key: Option<&'a EVP_PKEY>,
    /// The key's certificate.
    pub cert: Option<&'a X509>,
    /// Other certificates.
    pub others: Vec<&'a X509>,
    /// How the key is encrypted: a NID, 0 for the default, -1 for not.
    pub key_cipher: c_int,
    /// How the certificates are.
    pub cert_cipher: c_int,
    /// Rounds of the encryptions' key derivation.
    pub rounds: c_int,
    /// Those of the MAC's; -1 for no MAC.
    pub mac_rounds: c_int,
    /// What the key is for: `KEY_EX`, `KEY_SIG` or 0.
    pub key_usage: c_int,
}

/// The AlgorithmIdentifier of an encryption under a password: `number` names
/// a scheme of PKCS#12, or the cipher of PBES2.
pub fn algorithm(number: c_int, rounds: c_int, salt: Option<&[u8]>) -> Result<Vec<u8>> {
    let salt = match salt {
        Some(salt) => salt.to_vec(),
        None => pbe::fresh(SALT)?,
    };
    let rounds = u64::try_from(rounds).unwrap_or(0);
    let rounds = if rounds == 0 { DEFAULT_ROUNDS.unsigned_abs().into() } else { rounds };
    if matches!(
        number,
        nid::PBE_WITHSHA1AND3_KEY_TRIPLEDES_CBC | nid::PBE_WITHSHA1AND2_KEY_TRIPLEDES_CBC
    ) {
        let params = write::sequence(&[&write::octets(&salt), &write::small(rounds)]);
        return Ok(write::algorithm(objects::known(number)?.der(), Some(&params)));
    }
    let oid = objects::by_nid(number).map(|o| o.der()).unwrap_or_default();
    let cipher =
        Cipher::from_oid(oid).filter(|cipher| !cipher.is_legacy()).ok_or_else(|| match number {
            0 => Error::new(Lib::Evp, err::R_UNSUPPORTED),
            _ => Error::new(Lib::Evp, evp::R_UNKNOWN_PBE_ALGORITHM),
        });
    let cipher = cipher.map_err(|cause| {
        err::push(&cause, "EVP_PBE_CipherInit_ex");
        err::push(&error(pkcs12::R_ENCRYPT_ERROR), "PKCS12_item_i2d_encrypt_ex");
        error(pkcs12::R_ENCRYPT_ERROR)
    })?;
    pbe::new_pbes2(cipher, Md::Sha256, rounds, &salt, &pbe::fresh(cipher.iv_len())?)
}

/// Encrypts or decrypts under a password.
pub fn crypt(
    algorithm: &[u8],
    password: Option<&[u8]>,
    direction: Direction,
    data: &[u8],
) -> Result<Zeroizing<Vec<u8>>> {
    let parsed = Algorithm::parse(algorithm)?;
    pbe::crypt(&parsed, password, direction, data)
}

/// Bags, encrypted under a password.
pub fn sealed(
    bags: &OPENSSL_STACK,
    number: c_int,
    rounds: c_int,
    salt: Option<&[u8]>,
    password: Option<&[u8]>,
) -> Result<Box<PKCS7>> {
    sealed_as(bags, &algorithm(number, rounds, salt)?, password)
}

/// Bags, encrypted as an AlgorithmIdentifier says.
fn sealed_as(
    bags: &OPENSSL_STACK,
    algorithm: &[u8],
    password: Option<&[u8]>,
) -> Result<Box<PKCS7>> {
    let plain = PKCS12_SAFEBAGS::encode(bags);
    let data = crypt(algorithm, password, Direction::Encrypt, &plain).map_err(|cause| {
        err::push(&cause, "PKCS12_item_i2d_encrypt");
        error(pkcs12::R_ENCRYPT_ERROR)
    })?;
    let made = PKCS7::blank();
    made.set_type(nid::PKCS7_ENCRYPTED)?;
    if let P7::Encrypted(encrypted) = made.content() {
        let content = encrypted.enc_data.get().ok_or_else(Error::quiet)?;
        content.algorithm.set(Some(X509_ALGOR::from_der(algorithm)?));
        content.enc_data.set(Some(ASN1_STRING::with(v::OCTET_STRING, &data)?));
    }
    Ok(made)
}

/// The bags of an encrypted content.
pub fn unsealed(content: &PKCS7, password: Option<&[u8]>) -> Result<Box<OPENSSL_STACK>> {
    unsealed_within(&mut Budget::default(), content, password)
}

fn unsealed_within(
    budget: &mut Budget,
    content: &PKCS7,
    password: Option<&[u8]>,
) -> Result<Box<OPENSSL_STACK>> {
    let P7::Encrypted(encrypted) = content.content() else {
        return Err(error(pkcs12::R_CONTENT_TYPE_NOT_DATA));
    };
    let inner = encrypted.enc_data.get().ok_or_else(Error::quiet)?;
    let algorithm = X509_ALGOR::encode(inner.algorithm.get().ok_or_else(Error::quiet)?);
    let data = inner.enc_data.get().map_or(&[][..], ASN1_STRING::bytes);
    let algorithm = Algorithm::parse(&algorithm)?;
    let plain = pbe::crypt_within(budget, &algorithm, password, Direction::Decrypt, data)?;
    super::pkcs12_bag::bags_of(&plain).map_err(|cause| {
        err::push(&cause, "PKCS12_item_decrypt_d2i");
        error(pkcs12::R_DECODE_ERROR)
    })
}

/// Bags in the clear.
pub fn plain(bags: &OPENSSL_STACK) -> Result<Box<PKCS7>> {
    PKCS7::of_data(&PKCS12_SAFEBAGS::encode(bags))
}

impl PKCS12 {
    /// An empty file, whose contents are data. Errors:
    /// `PKCS12_R_UNSUPPORTED_PKCS12_MODE`.
    pub fn of_mode(mode: c_int) -> Result<Box<Self>> {
        let made = Self::blank();
        if let Some(version) = made.version.get() {
            integer::set(version, v::INTEGER, false, 3)?;
        }
        if mode != nid::PKCS7_DATA {
            return Err(error(pkcs12::R_UNSUPPORTED_PKCS12_MODE));
        }
        made.authsafes.get().ok_or_else(Error::quiet)?.set_type(mode)?;
        Ok(made)
    }

    /// Replaces the contents.
    pub fn pack(&self, safes: &OPENSSL_STACK) -> Result<()> {
        let Some(P7::Data(data)) = self.authsafes.get().map(PKCS7::content) else {
            return Err(error(pkcs12::R_CONTENT_TYPE_NOT_DATA));
        };
        data.store(&PKCS12_AUTHSAFES::encode(safes))
    }

    /// The contents.
    pub fn unpack(&self) -> Result<Box<OPENSSL_STACK>> {
        let Some(P7::Data(data)) = self.authsafes.get().map(PKCS7::content) else {
            return Err(error(pkcs12::R_CONTENT_TYPE_NOT_DATA));
        };
        PKCS12_AUTHSAFES::decode(data.bytes()).map(|(safes, _)| safes)
    }

    /// Gives the file a MAC without a value yet.
    pub fn prepare_mac(
        &self,
        rounds: c_int,
        salt: Option<&[u8]>,
        len: usize,
        md: Md,
    ) -> Result<()> {
        let mac = PKCS12_MAC_DATA::blank();
        if rounds > 1 {
            let number = Integer::blank();
            integer::set(&number, v::INTEGER, false, u64::try_from(rounds).unwrap_or(1))?;
            mac.iter.set(Some(number));
        }
        let salt = match salt {
            Some(salt) => salt.to_vec(),
            None => pbe::fresh(if len == 0 { SALT } else { len })?,
        };
        mac.salt.set(Some(ASN1_STRING::with(v::OCTET_STRING, &salt)?));
        let info = mac.dinfo.get().ok_or_else(Error::quiet)?;
        let algorithm = info.algor.get().ok_or_else(Error::quiet)?;
        algorithm.algorithm.set(Some(StaticOrBox::Static(objects::known(md.nid())?)));
        algorithm.parameter.set(Some(ASN1_TYPE::null()));
        self.mac.set(Some(mac));
        Ok(())
    }

    /// The MAC of the contents as the file's MAC says it is made.
    pub fn made_mac(&self, password: Option<&[u8]>) -> Result<Vec<u8>> {
        let Some(P7::Data(data)) = self.authsafes.get().map(PKCS7::content) else {
            return Err(error(pkcs12::R_CONTENT_TYPE_NOT_DATA));
        };
        let mac = self.mac.get().ok_or_else(|| error(pkcs12::R_MAC_ABSENT))?;
        compute_mac(mac, data.bytes(), password)
    }

    /// Computes the MAC and stores it.
    pub fn set_mac(&self, password: Option<&[u8]>) -> Result<()> {
        let value = self.made_mac(password).map_err(|cause| {
            err::push(&cause, "PKCS12_gen_mac");
            error(pkcs12::R_MAC_GENERATION_ERROR)
        })?;
        let info = self.mac.get().and_then(|mac| mac.dinfo.get()).ok_or_else(Error::quiet)?;
        info.digest.get().ok_or_else(Error::quiet)?.store(&value)
    }
}

/// A key in PKCS#8, with what it is for among the attributes.
fn key_info(key: &EVP_PKEY, usage: c_int) -> Result<Box<PKCS8_PRIV_KEY_INFO>> {
    let info = PKCS8_PRIV_KEY_INFO::of(key)?;
    match u8::try_from(usage) {
        Ok(usage) if usage != 0 => {
            let object = StaticOrBox::Static(objects::known(nid::KEY_USAGE)?);
            let attribute = X509_ATTRIBUTE::of(object, v::BIT_STRING, &[usage])?;
            info.attributes.made()?.push_owner::<X509_ATTRIBUTE>(attribute);
        }
        _ => {}
    }
    Ok(info)
}

/// A bag with a key, encrypted unless `number` is -1.
pub fn key_bag(
    key: &EVP_PKEY,
    usage: c_int,
    number: c_int,
    rounds: c_int,
    password: Option<&[u8]>,
) -> Result<Box<PKCS12_SAFEBAG>> {
    let info = key_info(key, usage)?;
    if number == -1 {
        return PKCS12_SAFEBAG::of(nid::KEYBAG, Content::Key(Owned::new(info)));
    }
    let algorithm = algorithm(number, rounds, None)?;
    let sealed = info.seal(&algorithm, password)?;
    PKCS12_SAFEBAG::of(nid::PKCS8SHROUDEDKEYBAG, Content::Shrouded(Owned::new(sealed)))
}

/// A bag with a certificate, and on it what the certificate itself says.
pub fn certificate_bag(cert: &X509) -> Result<Box<PKCS12_SAFEBAG>> {
    let bag = PKCS12_SAFEBAG::of_certificate(cert)?;
    let aux = cert.aux.get();
    if let Some(name) = aux.and_then(|aux| aux.alias.get()) {
        bag.add_name(nid::FRIENDLYNAME, name.bytes(), super::asn1::string::MB_UTF8)?;
    }
    if let Some(id) = aux.and_then(|aux| aux.keyid.get()) {
        bag.add_key_id(id.bytes())?;
    }
    Ok(bag)
}

/// A whole file.
///
/// Errors: `PKCS12_R_INVALID_NULL_ARGUMENT` for nothing to hold, and those of
/// `X509_check_private_key` for a certificate that is not the key's.
pub fn create(parts: &Parts<'_>) -> Result<Box<PKCS12>> {
    let or = |number: c_int, default: c_int| if number == 0 { default } else { number };
    if parts.key.is_none() && parts.cert.is_none() && parts.others.is_empty() {
        return Err(missing());
    }
    let mut id = None;
    if let (Some(key), Some(cert)) = (parts.key, parts.cert) {
        check(key, cert)?;
        id = Some(digest(Md::Sha1, &cert.der())?);
    }
    let safes: StackOf<PKCS7> = StackOf::null();
    let mut bags = Vec::new();
    let own_name = parts.cert.and_then(|c| c.aux.get()).and_then(|aux| aux.alias.get());
    let name = parts.name.or(own_name.map(ASN1_STRING::bytes));
    if let Some(cert) = parts.cert {
        let bag = PKCS12_SAFEBAG::of_certificate(cert)?;
        label(&bag, name, id.as_deref())?;
        bags.push(bag);
    }
    for cert in &parts.others {
        bags.push(certificate_bag(cert)?);
    }
    if !bags.is_empty() {
        let number = or(parts.cert_cipher, nid::AES_256_CBC);
        let list = owning(bags);
        let safe = match number {
            -1 => plain(list.made()?)?,
            number => sealed(list.made()?, number, parts.rounds, None, parts.password)?,
        };
        safes.made()?.push_owner::<PKCS7>(safe);
    }
    if let Some(key) = parts.key {
        let number = or(parts.key_cipher, nid::AES_256_CBC);
        let bag = key_bag(key, parts.key_usage, number, parts.rounds, parts.password)?;
        for number in [nid::MS_CSP_NAME, nid::LOCALKEYSET] {
            let at = attribute::position_by_nid(key.attributes.stack(), number, -1);
            if let Some(written) =
                usize::try_from(at).ok().and_then(|at| key.attributes.items().get(at).copied())
            {
                bag.add_attribute(X509_ATTRIBUTE::duplicate(written)?)?;
            }
        }
        label(&bag, name, id.as_deref())?;
        let safe = plain(owning(vec![bag]).made()?)?;
        safes.made()?.push_owner::<PKCS7>(safe);
    }
    let made = PKCS12::of_mode(nid::PKCS7_DATA)?;
    made.pack(safes.made()?)?;
    if parts.mac_rounds != -1 {
        made.prepare_mac(or(parts.mac_rounds, DEFAULT_ROUNDS), None, 0, Md::Sha256)?;
        made.set_mac(parts.password)?;
    }
    Ok(made)
}

fn label(bag: &PKCS12_SAFEBAG, name: Option<&[u8]>, id: Option<&[u8]>) -> Result<()> {
    if let Some(name) = name {
        bag.add_name(nid::FRIENDLYNAME, name, super::asn1::string::MB_UTF8)?;
    }
    if let Some(id) = id {
        bag.add_key_id(id)?;
    }
    Ok(())
}

/// Whether a certificate is a key's.
fn check(key: &EVP_PKEY, cert: &X509) -> Result<()> {
    let public: Option<&Arc<EVP_PKEY>> = match cert.info()?.key.get() {
        Some(public) => public.key().ok(),
        None => None,
    };
    let wrong = |reason| Err(Error::new(Lib::X509, reason));
    let Some(public) = public else { return wrong(x509::R_UNABLE_TO_GET_CERTS_PUBLIC_KEY) };
    match public.compare(key) {
        Comparison::Same => Ok(()),
        Comparison::Different => wrong(x509::R_KEY_VALUES_MISMATCH),
        Comparison::DifferentTypes => {
            err::push(&Error::new(Lib::Evp, evp::R_DIFFERENT_KEY_TYPES), "EVP_PKEY_eq");
            wrong(x509::R_KEY_TYPE_MISMATCH)
        }
        Comparison::Unsupported => wrong(x509::R_UNKNOWN_KEY_TYPE),
    }
}

/// Encrypts what is in a file anew, under another password.
pub fn change_password(file: &PKCS12, old: Option<&[u8]>, new: Option<&[u8]>) -> Result<()> {
    let safes: StackOf<PKCS7> = StackOf::new(file.unpack()?);
    let fresh: StackOf<PKCS7> = StackOf::null();
    renewed(safes.made()?, fresh.made()?, old, new, &mut Budget::default())?;
    file.pack(fresh.made()?)?;
    let mac = file.mac.get().ok_or_else(|| error(pkcs12::R_MAC_ABSENT))?;
    let value = compute_mac(mac, &data_of(file)?, new)?;
    let info = mac.dinfo.get().ok_or_else(Error::quiet)?;
    info.digest.get().ok_or_else(Error::quiet)?.store(&value)
}

fn data_of(file: &PKCS12) -> Result<Vec<u8>> {
    match file.authsafes.get().map(PKCS7::content) {
        Some(P7::Data(data)) => Ok(data.bytes().to_vec()),
        _ => Err(error(pkcs12::R_CONTENT_TYPE_NOT_DATA)),
    }
}

/// Puts copies of contents, under another password, into `fresh`.
fn renewed(
    safes: &OPENSSL_STACK,
    fresh: &OPENSSL_STACK,
    old: Option<&[u8]>,
    new: Option<&[u8]>,
    budget: &mut Budget,
) -> Result<()> {
    for safe in safes.objects::<PKCS7>() {
        let (bags, scheme) = match safe.content() {
            P7::Data(data) => (super::pkcs12_bag::bags_of(data.bytes())?, None),
            P7::Encrypted(encrypted) => {
                let inner = encrypted.enc_data.get().ok_or_else(Error::quiet)?;
                let algorithm = inner.algorithm.get().ok_or_else(Error::quiet)?;
                (unsealed_within(budget, safe, old)?, Some(X509_ALGOR::encode(algorithm)))
            }
            _ => continue,
        };
        let mut owners = bags.into_owners::<PKCS12_SAFEBAG>();
        for bag in &mut owners {
            if let Content::Shrouded(sealed) = &bag.content {
                let sealed = X509_SIG::encode(sealed.get().ok_or_else(Error::quiet)?);
                let info = pbe::open_pkcs8_within(budget, &sealed, old)?;
                let mut outer = crate::der::reader::Reader::new(&sealed);
                let algorithm = renew(outer.sequence()?.any()?.raw)?;
                let der = pbe::seal_pkcs8(&info, &algorithm, new)?;
                bag.content = Content::Shrouded(Owned::new(X509_SIG::decode(&der)?.0));
            }
        }
        let list = owning(owners);
        let made = match scheme {
            None => plain(list.made()?)?,
            Some(scheme) => sealed_as(list.made()?, &renew(&scheme)?, new)?,
        };
        fresh.push_owner::<PKCS7>(made);
    }
    Ok(())
}

/// The scheme that an AlgorithmIdentifier names, with fresh salt and vector.
fn renew(algorithm: &[u8]) -> Result<Vec<u8>> {
    let parsed = Algorithm::parse(algorithm)?;
    if parsed.oid != crate::der::oid::PBES2 {
        let number = objects::find_der(parsed.oid).map_or(0, |o| o.nid());
        let mut params = parsed.params()?.sequence()?;
        let salt = params.read(crate::der::reader::tag::OCTET_STRING)?.len();
        let rounds = c_int::try_from(params.small()?).unwrap_or(0);
        return self::algorithm(number, rounds, Some(&pbe::fresh(salt)?));
    }
    let mut inner = parsed.params()?.sequence()?;
    let mut kdf = Algorithm::read(&mut inner)?.params()?.sequence()?;
    let scheme = Algorithm::read(&mut inner)?;
    let salt = kdf.read(crate::der::reader::tag::OCTET_STRING)?.len();
    let rounds = c_int::try_from(kdf.small()?).unwrap_or(0);
    let number = objects::find_der(scheme.oid).map_or(0, |o| o.nid());
    self::algorithm(number, rounds, Some(&pbe::fresh(salt)?))
}
