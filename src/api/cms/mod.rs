//! `openssl/cms.h`: signed, encrypted and authenticated contents.

pub mod attribute;
pub mod content;
pub mod files;
pub mod receipt;
pub mod recipient;
pub mod recipient_agree;
pub mod signer;
pub mod stream;
pub mod values;
pub mod whole;

use crate::obj::cms::CMS_ContentInfo;
use crate::obj::cms::values::{
    CMS_AuthEnvelopedData, CMS_AuthenticatedData, CMS_CertificateChoices, CMS_CompressedData,
    CMS_DigestedData, CMS_EncapsulatedContentInfo, CMS_EncryptedContentInfo, CMS_EncryptedData,
    CMS_EnvelopedData, CMS_IssuerAndSerialNumber, CMS_KEKIdentifier, CMS_KEKRecipientInfo,
    CMS_KeyAgreeRecipientIdentifier, CMS_KeyAgreeRecipientInfo, CMS_KeyTransRecipientInfo,
    CMS_OriginatorIdentifierOrKey, CMS_OriginatorInfo, CMS_OriginatorPublicKey,
    CMS_OtherCertificateFormat, CMS_OtherKeyAttribute, CMS_OtherRecipientInfo,
    CMS_OtherRevocationInfoFormat, CMS_PasswordRecipientInfo, CMS_Receipt, CMS_ReceiptRequest,
    CMS_ReceiptsFrom, CMS_RecipientEncryptedKey, CMS_RecipientInfo, CMS_RecipientKeyIdentifier,
    CMS_RevocationInfoChoice, CMS_SharedInfo, CMS_SignedData, CMS_SignerIdentifier, CMS_SignerInfo,
    GCM_PARAMETERS,
};
use crate::obj::ess::{
    ESS_CERT_ID, ESS_CERT_ID_V2, ESS_ISSUER_SERIAL, ESS_SIGNING_CERT, ESS_SIGNING_CERT_V2,
};

crate::box_handle!(
    CMS_AuthEnvelopedData,
    CMS_AuthenticatedData,
    CMS_CertificateChoices,
    CMS_CompressedData,
    CMS_ContentInfo,
    CMS_DigestedData,
    CMS_EncapsulatedContentInfo,
    CMS_EncryptedContentInfo,
    CMS_EncryptedData,
    CMS_EnvelopedData,
    CMS_IssuerAndSerialNumber,
    CMS_KEKIdentifier,
    CMS_KEKRecipientInfo,
    CMS_KeyAgreeRecipientIdentifier,
    CMS_KeyAgreeRecipientInfo,
    CMS_KeyTransRecipientInfo,
    CMS_OriginatorIdentifierOrKey,
    CMS_OriginatorInfo,
    CMS_OriginatorPublicKey,
    CMS_OtherCertificateFormat,
    CMS_OtherKeyAttribute,
    CMS_OtherRecipientInfo,
    CMS_OtherRevocationInfoFormat,
    CMS_PasswordRecipientInfo,
    CMS_Receipt,
    CMS_ReceiptRequest,
    CMS_ReceiptsFrom,
    CMS_RecipientEncryptedKey,
    CMS_RecipientInfo,
    CMS_RecipientKeyIdentifier,
    CMS_RevocationInfoChoice,
    CMS_SharedInfo,
    CMS_SignedData,
    CMS_SignerIdentifier,
    CMS_SignerInfo,
    ESS_CERT_ID,
    ESS_CERT_ID_V2,
    ESS_ISSUER_SERIAL,
    ESS_SIGNING_CERT,
    ESS_SIGNING_CERT_V2,
    GCM_PARAMETERS,
);
