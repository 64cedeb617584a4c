//! Recipients with RSA keys, symmetric keys and passwords.

use crate::abi::layout::asn1::{ASN1_GENERALIZEDTIME, ASN1_STRING};
use crate::abi::{Give, In, InBuf, Lend, Mut, Opaque, Out, Str, Take, entry, graded, quiet};
use crate::err::{Error, Result, cms};
use crate::obj::asn1::codec::Kind;
use crate::obj::asn1::primitive::{ASN1_TYPE, v};
use crate::obj::cms::agree::Origin;
use crate::obj::cms::content::encrypted;
use crate::obj::cms::recipients::{self, kind};
use crate::obj::cms::values::{
    CMS_KEKRecipientInfo, CMS_KeyTransRecipientInfo, CMS_OtherKeyAttribute,
    CMS_PasswordRecipientInfo, CMS_RecipientInfo, Given,
};
use crate::obj::cms::{CMS_ContentInfo, error, keys, object};
use crate::obj::evp_cipher::EVP_CIPHER;
use crate::obj::evp_pkey::EVP_PKEY;
use crate::obj::evp_pkey_ctx::EVP_PKEY_CTX;
use crate::obj::lib_ctx::OSSL_LIB_CTX;
use crate::obj::objects::{ASN1_OBJECT, nid};
use crate::obj::pkcs7::parties::cipher_at;
use crate::obj::stack::OPENSSL_STACK;
use crate::obj::x509::algorithm::X509_ALGOR;
use crate::obj::x509::{X509, X509_NAME};
use std::ffi::{c_int, c_long, c_uchar, c_uint};

/// The cipher that C names.
pub(super) fn cipher(given: &In<EVP_CIPHER>) -> Result<&'static EVP_CIPHER> {
    given.get()?;
    cipher_at(given.as_ptr().addr()).ok_or_else(Error::quiet)
}

/// The cipher that C names, or none.
pub(super) fn cipher_or_none(given: &In<EVP_CIPHER>) -> Result<Option<&'static EVP_CIPHER>> {
    if given.is_null() { Ok(None) } else { cipher(given).map(Some) }
}

/// The recipients of a content; NULL for contents that are for none.
/// Ownership: they belong to `cms`.
/// Errors: `CMS_R_CONTENT_TYPE_NOT_ENVELOPED_DATA`.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_get0_RecipientInfos(cms: Mut<CMS_ContentInfo>) -> *mut OPENSSL_STACK {
    entry(std::ptr::null_mut(), || Ok(recipients::recipients(cms.get()?)?.as_ptr()))
}

/// How a recipient gets the content's key: `CMS_RECIPINFO_…`.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_RecipientInfo_type(ri: Mut<CMS_RecipientInfo>) -> c_int {
    quiet(kind::NONE, || Ok(ri.get()?.kind.get()))
}

/// The context in which the program says how a recipient's key encrypts or
/// agrees; NULL without. Ownership: it belongs to `ri`.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_RecipientInfo_get0_pkey_ctx(
    ri: Mut<CMS_RecipientInfo>,
) -> Lend<EVP_PKEY_CTX> {
    quiet(Lend::null(), || {
        let ri = ri.get()?;
        Ok(Lend::opt(match ri.kind.get() {
            kind::TRANS => ri.ktri.get().and_then(|ktri| ktri.pctx.get()),
            kind::AGREE => ri.kari.get().and_then(|kari| kari.pctx.get()),
            _ => None,
        }))
    })
}

/// An empty content for recipients, to be encrypted with `cipher`.
///
/// Returns: NULL on failure.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_EnvelopedData_create(cipher_: In<EVP_CIPHER>) -> Give<CMS_ContentInfo> {
    entry(Give::null(), || recipients::envelope(cipher_or_none(&cipher_)?).map(Give::new))
}

/// As [`CMS_EnvelopedData_create`]: there is one library context.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_EnvelopedData_create_ex(
    cipher: In<EVP_CIPHER>,
    _ctx: Mut<OSSL_LIB_CTX>,
    _propq: Str,
) -> Give<CMS_ContentInfo> {
    CMS_EnvelopedData_create(cipher)
}

/// An empty content for recipients, to be encrypted and authenticated with
/// `cipher`.
///
/// Returns: NULL on failure.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_AuthEnvelopedData_create(cipher_: In<EVP_CIPHER>) -> Give<CMS_ContentInfo> {
    entry(Give::null(), || recipients::auth_envelope(cipher_or_none(&cipher_)?).map(Give::new))
}

/// As [`CMS_AuthEnvelopedData_create`]: there is one library context.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_AuthEnvelopedData_create_ex(
    cipher: In<EVP_CIPHER>,
    _ctx: Mut<OSSL_LIB_CTX>,
    _propq: Str,
) -> Give<CMS_ContentInfo> {
    CMS_AuthEnvelopedData_create(cipher)
}

/// Adds the holder of a certificate.
///
/// Returns: the recipient; NULL on failure. Ownership: it belongs to `cms`.
/// Errors: `CMS_R_CONTENT_TYPE_NOT_ENVELOPED_DATA`,
/// `CMS_R_NOT_SUPPORTED_FOR_THIS_KEY_TYPE`.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_add1_recipient_cert(
    cms: Mut<CMS_ContentInfo>,
    recip: Mut<X509>,
    flags: c_uint,
) -> Lend<CMS_RecipientInfo> {
    entry(Lend::null(), || {
        let flags = flags.cast_signed();
        recipients::add_cert(cms.get()?, &recip.share()?, None, flags).map(Lend::new)
    })
}

/// As [`CMS_add1_recipient_cert`]; a key is agreed on with that of
/// `originator`, if it is given.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_add1_recipient(
    cms: Mut<CMS_ContentInfo>,
    recip: Mut<X509>,
    originator_priv_key: Mut<EVP_PKEY>,
    originator: Mut<X509>,
    flags: c_uint,
) -> Lend<CMS_RecipientInfo> {
    entry(Lend::null(), || {
        let both = originator_priv_key.share_opt().zip(originator.share_opt());
        let origin = both.map(|(key, cert)| Origin { key, cert });
        if origin.is_none() && !(originator_priv_key.is_null() && originator.is_null()) {
            return Err(Error::quiet());
        }
        let flags = flags.cast_signed();
        recipients::add_cert(cms.get()?, &recip.share()?, origin.as_ref(), flags).map(Lend::new)
    })
}

fn ktri(ri: &CMS_RecipientInfo) -> Result<&CMS_KeyTransRecipientInfo> {
    let found = ri.ktri.get().filter(|_| ri.kind.get() == kind::TRANS);
    found.ok_or_else(|| error(cms::R_NOT_KEY_TRANSPORT))
}

fn kekri(ri: &CMS_RecipientInfo) -> Result<&CMS_KEKRecipientInfo> {
    let found = ri.kekri.get().filter(|_| ri.kind.get() == kind::KEK);
    found.ok_or_else(|| error(cms::R_NOT_KEK))
}

/// Sets the private key to decrypt the content's key with.
///
/// Returns: 1; 0 on failure. Ownership: takes `pkey` if it succeeds.
/// Errors: `CMS_R_NOT_KEY_TRANSPORT`.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_RecipientInfo_set0_pkey(
    ri: Mut<CMS_RecipientInfo>,
    pkey: Take<EVP_PKEY>,
) -> c_int {
    entry(0, || {
        ktri(ri.get()?)?.pkey.set(pkey.opt());
        Ok(1)
    })
}

/// Compares what names the recipient's certificate with one.
///
/// Returns: 0 if it is the recipient's; -2 for a recipient of another kind.
/// Errors: `CMS_R_NOT_KEY_TRANSPORT`.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_RecipientInfo_ktri_cert_cmp(
    ri: Mut<CMS_RecipientInfo>,
    cert: Mut<X509>,
) -> c_int {
    graded(-2, || {
        let rid = ktri(ri.get()?)?.rid.get().ok_or_else(Error::quiet)?;
        Ok(rid.compare(cert.get()?))
    })
}

/// Lends the recipient's key, certificate, and the algorithm that encrypts
/// the content's key.
///
/// Returns: 1; 0 on failure. Errors: `CMS_R_NOT_KEY_TRANSPORT`.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_RecipientInfo_ktri_get0_algs(
    ri: Mut<CMS_RecipientInfo>,
    pk: Out<*mut EVP_PKEY>,
    recip: Out<*mut X509>,
    palg: Out<*mut X509_ALGOR>,
) -> c_int {
    entry(0, || {
        let ktri = ktri(ri.get()?)?;
        pk.write_opt(ktri.pkey.as_ptr());
        recip.write_opt(ktri.recip.as_ptr());
        palg.write_opt(ktri.keyEncryptionAlgorithm.as_ptr());
        Ok(1)
    })
}

/// Lends what names the recipient's certificate: issuer and number, or the
/// key's identifier; the others' places are left as they are.
///
/// Returns: 1; 0 on failure. Errors: `CMS_R_NOT_KEY_TRANSPORT`.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_RecipientInfo_ktri_get0_signer_id(
    ri: Mut<CMS_RecipientInfo>,
    keyid: Out<*mut ASN1_STRING>,
    issuer: Out<*mut X509_NAME>,
    sno: Out<*mut ASN1_STRING>,
) -> c_int {
    entry(0, || {
        let rid = ktri(ri.get()?)?.rid.get().ok_or_else(Error::quiet)?;
        Ok(super::signer::lend_id(rid, &keyid, &issuer, &sno))
    })
}

/// Adds the holder of a symmetric key: `nid` is a key wrap, or `NID_undef` for
/// what suits `keylen`.
///
/// Returns: the recipient; NULL on failure. Ownership: it belongs to `cms`,
/// and takes all pointers if it succeeds.
/// Errors: `CMS_R_UNSUPPORTED_KEK_ALGORITHM`, `CMS_R_INVALID_KEY_LENGTH`.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_add0_recipient_key(
    cms: Mut<CMS_ContentInfo>,
    nid_: c_int,
    key: *mut c_uchar,
    keylen: usize,
    id: *mut c_uchar,
    idlen: usize,
    date: Take<ASN1_GENERALIZEDTIME>,
    other_type_id: Take<ASN1_OBJECT>,
    other_type: Take<ASN1_TYPE>,
) -> Lend<CMS_RecipientInfo> {
    entry(Lend::null(), || {
        let list = recipients::recipients(cms.get()?)?;
        let expected = match nid_ {
            nid::UNDEF => keylen,
            nid::AES128_WRAP => 16,
            nid::AES192_WRAP => 24,
            nid::AES256_WRAP => 32,
            _ => return Err(error(cms::R_UNSUPPORTED_KEK_ALGORITHM)),
        };
        if expected != keylen {
            return Err(error(cms::R_INVALID_KEY_LENGTH));
        }
        let wrap = keys::wrap_for(keylen)?;
        let made = CMS_KEKRecipientInfo::blank();
        made.version.set(4);
        let algorithm = X509_ALGOR::blank();
        algorithm.algorithm.set(Some(object(wrap.cipher().nid())?));
        made.keyEncryptionAlgorithm.set(Some(algorithm));
        let kekid = made.kekid.get().ok_or_else(Error::quiet)?;
        let name = ASN1_STRING::new(v::OCTET_STRING);
        let length = c_int::try_from(idlen).map_err(|_| Error::quiet())?;
        kekid.date.set(date.opt());
        if let Some(kind) = other_type_id.opt() {
            let other = CMS_OtherKeyAttribute::blank();
            other.keyAttrId.set(Some(kind));
            other.keyAttr.set(other_type.opt());
            kekid.other.set(Some(other));
        }
        name.adopt(id, length);
        kekid.keyIdentifier.set(Some(name));
        made.key.with(|place| place.replace(Given::new(Opaque(key.cast()), keylen)));
        let ri = CMS_RecipientInfo::blank();
        ri.kekri.set(Some(made));
        ri.kind.set(kind::KEK);
        recipients::push(list, ri).map(Lend::new)
    })
}

/// Lends what names a symmetric key, and the algorithm it encrypts with.
///
/// Returns: 1; 0 on failure. Errors: `CMS_R_NOT_KEK`.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_RecipientInfo_kekri_get0_id(
    ri: Mut<CMS_RecipientInfo>,
    palg: Out<*mut X509_ALGOR>,
    pid: Out<*mut ASN1_STRING>,
    pdate: Out<*mut ASN1_STRING>,
    potherid: Out<*mut ASN1_OBJECT>,
    pothertype: Out<*mut ASN1_TYPE>,
) -> c_int {
    entry(0, || {
        let kekri = kekri(ri.get()?)?;
        let id = kekri.kekid.get().ok_or_else(Error::quiet)?;
        palg.write_opt(kekri.keyEncryptionAlgorithm.as_ptr());
        pid.write_opt(id.keyIdentifier.as_ptr());
        pdate.write_opt(id.date.as_ptr());
        let other = id.other.get();
        potherid.write_opt(other.map_or(std::ptr::null_mut(), |o| o.keyAttrId.as_ptr()));
        pothertype.write_opt(other.map_or(std::ptr::null_mut(), |o| o.keyAttr.as_ptr()));
        Ok(1)
    })
}

/// Sets the symmetric key.
///
/// Returns: 1; 0 on failure. Ownership: takes `key` if it succeeds, and gives
/// up the one that was set.
/// Errors: `CMS_R_NOT_KEK`.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_RecipientInfo_set0_key(
    ri: Mut<CMS_RecipientInfo>,
    key: *mut c_uchar,
    keylen: usize,
) -> c_int {
    entry(0, || {
        // What fails leaves the key with the program.
        let kekri = kekri(ri.get()?)?;
        kekri.key.with(|place| place.replace(Given::new(Opaque(key.cast()), keylen)));
        Ok(1)
    })
}

/// Compares the identifier of a symmetric key.
///
/// Returns: 0 if it is the same; -2 for a recipient of another kind.
/// Errors: `CMS_R_NOT_KEK`.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_RecipientInfo_kekri_id_cmp(
    ri: Mut<CMS_RecipientInfo>,
    id: InBuf<c_uchar>,
    idlen: usize,
) -> c_int {
    graded(-2, || {
        let kekri = kekri(ri.get()?)?;
        let own = kekri.kekid.get().and_then(|id| id.keyIdentifier.get());
        let own = own.map_or(&[][..], ASN1_STRING::bytes);
        let id = id.slice(idlen)?;
        Ok(id.len().cmp(&own.len()).then_with(|| id.cmp(own)) as c_int)
    })
}

/// The length of a password: `len`, or up to its terminator if that is
/// negative.
pub(super) fn password_len(pass: *const c_uchar, len: c_long) -> Result<usize> {
    if pass.is_null() {
        return Ok(0);
    }
    match usize::try_from(len) {
        Ok(len) => Ok(len),
        Err(_) => Ok(InBuf::<c_uchar>::lend(pass).c_string()?.len()),
    }
}

/// Sets the password.
///
/// Returns: 1; 0 on failure. Ownership: takes `pass` if it succeeds, and gives
/// up the one that was set.
/// Errors: `CMS_R_NOT_PWRI`.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_RecipientInfo_set0_password(
    ri: Mut<CMS_RecipientInfo>,
    pass: *mut c_uchar,
    passlen: c_long,
) -> c_int {
    entry(0, || {
        let ri = ri.get()?;
        let found = ri.pwri.get().filter(|_| ri.kind.get() == kind::PASS);
        let pwri = found.ok_or_else(|| error(cms::R_NOT_PWRI))?;
        let len = password_len(pass, passlen)?;
        pwri.pass.with(|place| place.replace(Given::new(Opaque(pass.cast()), len)));
        Ok(1)
    })
}

/// Adds who knows a password: `iter` rounds of PBKDF2 make it a key, under
/// which `kekciph`, or the content's own cipher, encrypts the content's key.
///
/// Returns: the recipient; NULL on failure. Ownership: it belongs to `cms`,
/// and takes `pass` if it succeeds.
/// Errors: `CMS_R_NO_CIPHER`, `CMS_R_UNSUPPORTED_KEY_ENCRYPTION_ALGORITHM`.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_add0_recipient_password(
    cms: Mut<CMS_ContentInfo>,
    iter: c_int,
    wrap_nid: c_int,
    _pbe_nid: c_int,
    pass: *mut c_uchar,
    passlen: c_long,
    kekciph: In<EVP_CIPHER>,
) -> Lend<CMS_RecipientInfo> {
    entry(Lend::null(), || {
        let cms = cms.get()?;
        let list = recipients::recipients(cms)?;
        let own = encrypted(cms).and_then(|content| content.sealing.with(|s| s.cipher));
        let cipher = match kekciph.is_null() {
            true => own.ok_or_else(|| error(cms::R_NO_CIPHER))?,
            false => cipher(&kekciph)?,
        };
        if wrap_nid > 0 && wrap_nid != nid::PWRI_KEK {
            return Err(error(cms::R_UNSUPPORTED_KEY_ENCRYPTION_ALGORITHM));
        }
        let made = CMS_PasswordRecipientInfo::blank();
        keys::begin_password(&made, cipher, keys::rounds(iter))?;
        let len = password_len(pass, passlen)?;
        made.pass.with(|place| place.replace(Given::new(Opaque(pass.cast()), len)));
        let ri = CMS_RecipientInfo::blank();
        ri.pwri.set(Some(made));
        ri.kind.set(kind::PASS);
        recipients::push(list, ri).map(Lend::new)
    })
}

/// Decrypts the content's key with what is set in a recipient.
///
/// Returns: 1; 0 on failure.
/// Errors: `CMS_R_UNSUPPORTED_RECIPIENTINFO_TYPE`, and others.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_RecipientInfo_decrypt(
    cms: Mut<CMS_ContentInfo>,
    ri: Mut<CMS_RecipientInfo>,
) -> c_int {
    entry(0, || recipients::open(cms.get()?, ri.get()?).map(|()| 1))
}

/// Encrypts the content's key for a recipient.
///
/// Returns: 1; 0 on failure.
/// Errors: `CMS_R_UNSUPPORTED_RECIPIENT_TYPE`, and others.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_RecipientInfo_encrypt(
    cms: In<CMS_ContentInfo>,
    ri: Mut<CMS_RecipientInfo>,
) -> c_int {
    entry(0, || recipients::seal_for(recipients::content_of(cms.get()?)?, ri.get()?).map(|()| 1))
}
