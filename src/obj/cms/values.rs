//! The structures of CMS.

use crate::abi::layout::Field;
use crate::abi::{Arg, Opaque, mem};
use crate::asn1_sequence;
use crate::err::{Result, asn1};
use crate::obj::asn1::codec::{
    Exp, Hidden, Imp, ImpSet, Kept, Kind, Member, Opt, Private, Req, ReqExp, Seq, SetOf,
};
use crate::obj::asn1::number::{Embedded, Int32, Number};
use crate::obj::asn1::primitive::{
    ASN1_TYPE, Bits, GeneralizedTime, Integer, Octets, OctetsInPieces, Oid, RawSequence,
};
use crate::obj::asn1::reader::{Reader, Tag, bad, nested};
use crate::obj::asn1::show::{Place, Printer};
use crate::obj::evp_cipher::{EVP_CIPHER, EVP_CIPHER_CTX};
use crate::obj::evp_md::EVP_MD_CTX;
use crate::obj::evp_pkey::EVP_PKEY;
use crate::obj::evp_pkey_ctx::EVP_PKEY_CTX;
use crate::obj::x509::algorithm::X509_ALGOR;
use crate::obj::x509::request::X509_ATTRIBUTE;
use crate::obj::x509::v3::types::GENERAL_NAMES;
use crate::obj::x509::{X509, X509_CRL, X509_NAME};
use std::ffi::c_int;
use zeroize::Zeroizing;

/// A key, or none.
pub type Secret = Option<Zeroizing<Vec<u8>>>;

/// Secret bytes that the program has handed over: they are freed as its own.
pub struct Given {
    place: Opaque,
    len: usize,
}

impl Default for Given {
    fn default() -> Self {
        Given { place: Opaque::NULL, len: 0 }
    }
}

impl Given {
    /// Those at a place.
    pub fn new(place: Opaque, len: usize) -> Self {
        Given { place, len }
    }

    /// A copy of bytes.
    pub fn copy_of(bytes: &[u8]) -> Result<Self> {
        Ok(Given { place: Opaque(mem::copy_out(bytes)?), len: bytes.len() })
    }

    /// A copy, if there are any.
    pub fn copy(&self) -> Secret {
        let bytes = Arg(self.place.0).bytes(self.len).ok().filter(|_| !self.place.is_null());
        bytes.map(|bytes| Zeroizing::new(bytes.to_vec()))
    }

    /// Takes over others in their stead. These are the program's again.
    pub fn replace(&mut self, with: Given) {
        std::mem::forget(std::mem::replace(self, with));
    }
}

impl Drop for Given {
    fn drop(&mut self) {
        if !self.place.is_null() {
            mem::wipe(self.place.0, self.len);
            mem::free_c(self.place.0);
        }
    }
}

/// How a content is to be encrypted, or decrypted.
#[derive(Default, Clone)]
pub struct Sealing {
    /// The cipher, if it is to be encrypted.
    pub cipher: Option<&'static EVP_CIPHER>,
    /// The key of the content, if it is known.
    pub key: Secret,
    /// Whether the program wants to know why a key cannot be decrypted.
    pub debug: bool,
    /// Whether the program has named no certificate.
    pub any: bool,
}

asn1_sequence! {
    /// Which certificate: its issuer and its number.
    CMS_IssuerAndSerialNumber {
        /// The issuer.
        issuer: Req<X509_NAME>,
        /// The number.
        serialNumber: Req<Integer>,
    }

    /// A certificate of another format.
    CMS_OtherCertificateFormat {
        /// The format.
        otherCertFormat: Req<Oid>,
        /// It.
        otherCert: Opt<ASN1_TYPE>,
    }

    /// A revocation of another format.
    CMS_OtherRevocationInfoFormat {
        /// The format.
        otherRevInfoFormat: Req<Oid>,
        /// It.
        otherRevInfo: Opt<ASN1_TYPE>,
    }

    /// A content that is signed or digested.
    CMS_EncapsulatedContentInfo {
        /// What it is.
        eContentType: Req<Oid>,
        /// It, unless it is somewhere else.
        eContent: Exp<0, OctetsInPieces>,
        /// Whether it is still to be signed.
        partial: Hidden<c_int>,
    }

    /// One signature.
    CMS_SignerInfo {
        /// 1, or 3 by key identifier.
        version: Embedded,
        /// Whose.
        sid: Req<CMS_SignerIdentifier>,
        /// The digest.
        digestAlgorithm: Req<X509_ALGOR>,
        /// What is signed with the content.
        signedAttrs: ImpSet<0, X509_ATTRIBUTE>,
        /// The signature's algorithm.
        signatureAlgorithm: Req<X509_ALGOR>,
        /// The signature.
        signature: Req<Octets>,
        /// What is not signed.
        unsignedAttrs: ImpSet<1, X509_ATTRIBUTE>,
        /// The signer's certificate.
        signer: Kept<X509>,
        /// The key, public or private.
        pkey: Kept<EVP_PKEY>,
        /// The context that digests what is signed.
        mctx: Kept<EVP_MD_CTX>,
        /// How the key signs, if the program wants to say so.
        pctx: Kept<EVP_PKEY_CTX>,
    }

    /// A signed content.
    CMS_SignedData {
        /// From 1 to 5, by what is in it.
        version: Embedded,
        /// The digests.
        digestAlgorithms: SetOf<X509_ALGOR>,
        /// The content.
        encapContentInfo: Req<CMS_EncapsulatedContentInfo>,
        /// Certificates.
        certificates: ImpSet<0, CMS_CertificateChoices>,
        /// Revocations.
        crls: ImpSet<1, CMS_RevocationInfoChoice>,
        /// The signatures.
        signerInfos: SetOf<CMS_SignerInfo>,
    }

    /// Certificates and revocations of who encrypted.
    CMS_OriginatorInfo {
        /// Certificates.
        certificates: ImpSet<0, CMS_CertificateChoices>,
        /// Revocations.
        crls: ImpSet<1, CMS_RevocationInfoChoice>,
    }

    /// An encrypted content.
    CMS_EncryptedContentInfo {
        /// What it is.
        contentType: Req<Oid>,
        /// How it is encrypted.
        contentEncryptionAlgorithm: Req<X509_ALGOR>,
        /// It, unless it is somewhere else.
        encryptedContent: Imp<0, OctetsInPieces>,
        /// Its key and cipher.
        sealing: Private<Sealing>,
    }

    /// The content's key, encrypted under a public key.
    CMS_KeyTransRecipientInfo {
        /// 0, or 2 by key identifier.
        version: Embedded,
        /// For whom.
        rid: Req<CMS_SignerIdentifier>,
        /// How the key is encrypted.
        keyEncryptionAlgorithm: Req<X509_ALGOR>,
        /// The key, encrypted.
        encryptedKey: Req<Octets>,
        /// The recipient's certificate.
        recip: Kept<X509>,
        /// The recipient's key.
        pkey: Kept<EVP_PKEY>,
        /// How it encrypts, if the program wants to say so.
        pctx: Kept<EVP_PKEY_CTX>,
    }

    /// More about a key, of another standard.
    CMS_OtherKeyAttribute {
        /// What it is.
        keyAttrId: Req<Oid>,
        /// It.
        keyAttr: Opt<ASN1_TYPE>,
    }

    /// Which key of a recipient's.
    CMS_RecipientKeyIdentifier {
        /// The key's identifier.
        subjectKeyIdentifier: Req<Octets>,
        /// Its date.
        date: Opt<GeneralizedTime>,
        /// More about it.
        other: Opt<CMS_OtherKeyAttribute>,
    }

    /// The content's key under an agreed one, for one recipient.
    CMS_RecipientEncryptedKey {
        /// For whom.
        rid: Req<CMS_KeyAgreeRecipientIdentifier>,
        /// The key, encrypted.
        encryptedKey: Req<Octets>,
        /// The recipient's key.
        pkey: Kept<EVP_PKEY>,
    }

    /// The public key of who encrypted.
    CMS_OriginatorPublicKey {
        /// The key's algorithm.
        algorithm: Req<X509_ALGOR>,
        /// The key.
        publicKey: Req<Bits>,
    }

    /// The content's key under keys agreed with recipients.
    CMS_KeyAgreeRecipientInfo {
        /// 3.
        version: Embedded,
        /// The other side of the agreement.
        originator: ReqExp<0, CMS_OriginatorIdentifierOrKey>,
        /// What makes the agreement another one each time.
        ukm: Exp<1, Octets>,
        /// How the key is encrypted.
        keyEncryptionAlgorithm: Req<X509_ALGOR>,
        /// The key for each recipient.
        recipientEncryptedKeys: Seq<CMS_RecipientEncryptedKey>,
        /// The agreement.
        pctx: Kept<EVP_PKEY_CTX>,
        /// The cipher that encrypts the key.
        ctx: Kept<EVP_CIPHER_CTX>,
    }

    /// Which symmetric key.
    CMS_KEKIdentifier {
        /// Its identifier.
        keyIdentifier: Req<Octets>,
        /// Its date.
        date: Opt<GeneralizedTime>,
        /// More about it.
        other: Opt<CMS_OtherKeyAttribute>,
    }

    /// The content's key under a symmetric key.
    CMS_KEKRecipientInfo {
        /// 4.
        version: Embedded,
        /// Which key.
        kekid: Req<CMS_KEKIdentifier>,
        /// How the content's key is encrypted.
        keyEncryptionAlgorithm: Req<X509_ALGOR>,
        /// The content's key, encrypted.
        encryptedKey: Req<Octets>,
        /// The key.
        key: Private<Given>,
    }

    /// The content's key under a password.
    CMS_PasswordRecipientInfo {
        /// 0.
        version: Embedded,
        /// How the password becomes a key.
        keyDerivationAlgorithm: Imp<0, X509_ALGOR>,
        /// How the content's key is encrypted.
        keyEncryptionAlgorithm: Req<X509_ALGOR>,
        /// The content's key, encrypted.
        encryptedKey: Req<Octets>,
        /// The password.
        pass: Private<Given>,
    }

    /// The content's key in another way.
    CMS_OtherRecipientInfo {
        /// Which way.
        oriType: Req<Oid>,
        /// It.
        oriValue: Opt<ASN1_TYPE>,
    }

    /// A content for recipients.
    CMS_EnvelopedData {
        /// From 0 to 4, by what is in it.
        version: Embedded,
        /// Who encrypted.
        originatorInfo: Imp<0, CMS_OriginatorInfo>,
        /// The recipients.
        recipientInfos: SetOf<CMS_RecipientInfo>,
        /// The content.
        encryptedContentInfo: Req<CMS_EncryptedContentInfo>,
        /// What is not encrypted.
        unprotectedAttrs: ImpSet<1, X509_ATTRIBUTE>,
    }

    /// A content under a digest.
    CMS_DigestedData {
        /// 0, or 2 for other contents than data.
        version: Embedded,
        /// The digest's algorithm.
        digestAlgorithm: Req<X509_ALGOR>,
        /// The content.
        encapContentInfo: Req<CMS_EncapsulatedContentInfo>,
        /// The digest.
        digest: Req<Octets>,
    }

    /// A content under a key.
    CMS_EncryptedData {
        /// 0, or 2 with attributes.
        version: Embedded,
        /// The content.
        encryptedContentInfo: Req<CMS_EncryptedContentInfo>,
        /// What is not encrypted.
        unprotectedAttrs: ImpSet<1, X509_ATTRIBUTE>,
    }

    /// A content for recipients under authenticated encryption (RFC 5083).
    CMS_AuthEnvelopedData {
        /// 0.
        version: Embedded,
        /// Who encrypted.
        originatorInfo: Imp<0, CMS_OriginatorInfo>,
        /// The recipients.
        recipientInfos: SetOf<CMS_RecipientInfo>,
        /// The content.
        authEncryptedContentInfo: Req<CMS_EncryptedContentInfo>,
        /// What is authenticated beside it.
        authAttrs: ImpSet<2, X509_ATTRIBUTE>,
        /// The authentication tag.
        mac: Req<Octets>,
        /// What is not authenticated.
        unauthAttrs: ImpSet<3, X509_ATTRIBUTE>,
    }

    /// A content under a code that recipients can check.
    CMS_AuthenticatedData {
        /// From 0 to 3, by what is in it.
        version: Embedded,
        /// Who made it.
        originatorInfo: Imp<0, CMS_OriginatorInfo>,
        /// The recipients.
        recipientInfos: SetOf<CMS_RecipientInfo>,
        /// The code's algorithm.
        macAlgorithm: Req<X509_ALGOR>,
        /// The digest's algorithm.
        digestAlgorithm: Imp<1, X509_ALGOR>,
        /// The content.
        encapContentInfo: Req<CMS_EncapsulatedContentInfo>,
        /// What is authenticated beside it.
        authAttrs: ImpSet<2, X509_ATTRIBUTE>,
        /// The code.
        mac: Req<Octets>,
        /// What is not authenticated.
        unauthAttrs: ImpSet<3, X509_ATTRIBUTE>,
    }

    /// A compressed content (RFC 3274).
    CMS_CompressedData {
        /// 0.
        version: Embedded,
        /// How it is compressed.
        compressionAlgorithm: Req<X509_ALGOR>,
        /// The content.
        encapContentInfo: Req<CMS_EncapsulatedContentInfo>,
    }

    /// What a signer wants to be told of by recipients (RFC 2634).
    CMS_ReceiptRequest {
        /// The content's identifier.
        signedContentIdentifier: Req<Octets>,
        /// Who is asked.
        receiptsFrom: Req<CMS_ReceiptsFrom>,
        /// Whom to tell.
        receiptsTo: Seq<GENERAL_NAMES>,
    }

    /// What goes into the derivation of a key (RFC 5753, section 7.2).
    CMS_SharedInfo {
        /// What the key is for.
        keyInfo: Req<X509_ALGOR>,
        /// What makes it another one each time.
        entityUInfo: Exp<0, Octets>,
        /// Its length in bits.
        suppPubInfo: Exp<2, Octets>,
    }

    /// The parameters of GCM (RFC 5084, section 3.2).
    GCM_PARAMETERS {
        /// The nonce.
        nonce: Req<Octets>,
        /// The length of the tag.
        length: Embedded,
    }

    /// What a recipient says (RFC 2634).
    CMS_Receipt {
        /// 1.
        version: Embedded,
        /// What was signed.
        contentType: Req<Oid>,
        /// The content's identifier.
        signedContentIdentifier: Req<Octets>,
        /// The signature of who asked.
        originatorSignatureValue: Req<Octets>,
    }
}

/// Declares structures that hold a value of one of several kinds.
macro_rules! choices {
    ($($(#[$doc:meta])* $name:ident {
        $($(#[$about:meta])* $field:ident: $member:ty = $number:literal),+ $(,)?
    })+) => {$(
        $(#[$doc])*
        #[allow(non_snake_case, reason = "OpenSSL's names")]
        pub struct $name {
            /// Which of them, in order; -1 for none.
            pub kind: Field<c_int>,
            $($(#[$about])* pub $field: <$member as Member>::Slot,)+
        }

        impl Kind for $name {
            type Value = $name;
            const NAME: &'static str = stringify!($name);
            fn blank() -> Box<Self> {
                Box::new($name {
                    kind: Field::new(-1),
                    $($field: <$member as Member>::absent(),)+
                })
            }
            fn fits(tag: Tag) -> bool {
                $(<$member as Member>::fits(tag))||+
            }
            fn read(from: &mut Reader<'_>, _: Option<Tag>) -> Result<Box<Self>> {
                let mut made = Self::blank();
                let tag = from.peek();
                $(if tag.is_some_and(<$member as Member>::fits) {
                    made.$field = <$member as Member>::read(from).map_err(|e| {
                        let place = concat!("Field=d.", stringify!($field), ", Type=", stringify!($name));
                        nested(&e).with(place)
                    })?;
                    made.kind.set($number);
                    return Ok(made);
                })+
                let none = bad(asn1::R_NO_MATCHING_CHOICE_TYPE);
                Err(none.with(concat!("Type=", stringify!($name))))
            }
            fn write(value: &Self, _: Option<Tag>, out: &mut Vec<u8>) {
                match value.kind.get() {
                    $($number => <$member as Member>::write(&value.$field, out),)+
                    _ => {}
                }
            }
            fn show(value: &Self, to: &mut Printer, place: Place<'_>) -> Result<()> {
                match value.kind.get() {
                    $($number => <$member as Member>::show(
                        &value.$field, concat!("d.", stringify!($field)), to, place.indent,
                    ),)+
                    kind => to.no_choice(kind),
                }
            }
        }
    )+};
}
choices! {
    /// Whose certificate: by issuer and number, or by the key's identifier.
    CMS_SignerIdentifier {
        /// By issuer and number.
        issuerAndSerialNumber: Req<CMS_IssuerAndSerialNumber> = 0,
        /// By the key's identifier.
        subjectKeyIdentifier: Imp<0, Octets> = 1,
    }

    /// A certificate of one of several formats.
    CMS_CertificateChoices {
        /// X.509.
        certificate: Req<X509> = 0,
        /// PKCS#6.
        extendedCertificate: Imp<0, RawSequence> = 1,
        /// An attribute certificate of the first version.
        v1AttrCert: Imp<1, RawSequence> = 2,
        /// An attribute certificate of the second version.
        v2AttrCert: Imp<2, RawSequence> = 3,
        /// Another.
        other: Imp<3, CMS_OtherCertificateFormat> = 4,
    }

    /// A revocation of one of several formats.
    CMS_RevocationInfoChoice {
        /// X.509.
        crl: Req<X509_CRL> = 0,
        /// Another.
        other: Imp<1, CMS_OtherRevocationInfoFormat> = 1,
    }

    /// Which recipient of a key agreement.
    CMS_KeyAgreeRecipientIdentifier {
        /// By issuer and number.
        issuerAndSerialNumber: Req<CMS_IssuerAndSerialNumber> = 0,
        /// By the key's identifier.
        rKeyId: Imp<0, CMS_RecipientKeyIdentifier> = 1,
    }

    /// Who encrypted: a certificate, or the key itself.
    CMS_OriginatorIdentifierOrKey {
        /// By issuer and number.
        issuerAndSerialNumber: Req<CMS_IssuerAndSerialNumber> = 0,
        /// By the key's identifier.
        subjectKeyIdentifier: Imp<0, Octets> = 1,
        /// The key.
        originatorKey: Imp<1, CMS_OriginatorPublicKey> = 2,
    }

    /// A recipient, and how the content's key gets to it.
    CMS_RecipientInfo {
        /// Under its public key.
        ktri: Req<CMS_KeyTransRecipientInfo> = 0,
        /// Under a key agreed with it.
        kari: Imp<1, CMS_KeyAgreeRecipientInfo> = 1,
        /// Under a symmetric key.
        kekri: Imp<2, CMS_KEKRecipientInfo> = 2,
        /// Under a password.
        pwri: Imp<3, CMS_PasswordRecipientInfo> = 3,
        /// In another way.
        ori: Imp<4, CMS_OtherRecipientInfo> = 4,
    }

    /// Who is asked for receipts.
    CMS_ReceiptsFrom {
        /// All (0), or the first recipients (1).
        allOrFirstTier: Imp<0, Int32> = 0,
        /// These.
        receiptList: ImpList = 1,
    }
}

/// `[1] IMPLICIT SEQUENCE OF GeneralNames`.
pub type ImpList = crate::obj::asn1::codec::ImpSeq<1, GENERAL_NAMES>;

/// The number that a field holds.
pub fn number(value: Option<&Number<i32>>) -> c_int {
    value.map_or(0, |number| number.0.get())
}
