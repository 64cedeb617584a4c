//! The types that a program can find by name.

use super::any::{
    ASN1_BOOLEAN_it, ASN1_FBOOLEAN_it, ASN1_SEQUENCE_ANY_it, ASN1_SET_ANY_it, ASN1_TBOOLEAN_it,
    BIGNUM_it, CBIGNUM_it, INT32_it, INT64_it, LONG_it, UINT32_it, UINT64_it, ZINT32_it, ZINT64_it,
    ZLONG_it, ZUINT32_it, ZUINT64_it,
};
use super::choices::{
    ASN1_ANY_it, ASN1_BMPSTRING_it, ASN1_GENERALIZEDTIME_it, ASN1_OBJECT_it, ASN1_PRINTABLE_it,
    ASN1_SEQUENCE_it, ASN1_TIME_it, ASN1_UTCTIME_it, DIRECTORYSTRING_it, DISPLAYTEXT_it,
};
use super::null::ASN1_NULL_it;
use super::values::{
    ASN1_BIT_STRING_it, ASN1_ENUMERATED_it, ASN1_GENERALSTRING_it, ASN1_IA5STRING_it,
    ASN1_INTEGER_it, ASN1_OCTET_STRING_it, ASN1_PRINTABLESTRING_it, ASN1_T61STRING_it,
    ASN1_UNIVERSALSTRING_it, ASN1_UTF8STRING_it, ASN1_VISIBLESTRING_it,
};
use crate::abi::layout::item::ASN1_ITEM;
use crate::abi::{LendConst, Str, quiet};
use crate::api::ocsp::crlid::OCSP_CRLID_it;
use crate::api::ocsp::values::{
    OCSP_BASICRESP_it, OCSP_CERTID_it, OCSP_CERTSTATUS_it, OCSP_ONEREQ_it, OCSP_REQINFO_it,
    OCSP_REQUEST_it, OCSP_RESPBYTES_it, OCSP_RESPDATA_it, OCSP_RESPID_it, OCSP_RESPONSE_it,
    OCSP_REVOKEDINFO_it, OCSP_SERVICELOC_it, OCSP_SIGNATURE_it, OCSP_SINGLERESP_it,
};
use crate::api::pkcs7::values::{
    PKCS7_DIGEST_it, PKCS7_ENC_CONTENT_it, PKCS7_ENCRYPT_it, PKCS7_ENVELOPE_it,
    PKCS7_ISSUER_AND_SERIAL_it, PKCS7_RECIP_INFO_it, PKCS7_SIGN_ENVELOPE_it, PKCS7_SIGNED_it,
    PKCS7_SIGNER_INFO_it, PKCS7_it,
};
use crate::api::pkcs12::values::{
    PKCS12_AUTHSAFES_it, PKCS12_BAGS_it, PKCS12_MAC_DATA_it, PKCS12_SAFEBAG_it, PKCS12_SAFEBAGS_it,
    PKCS12_it,
};
use crate::api::rsa::params::{RSA_OAEP_PARAMS_it, RSA_PSS_PARAMS_it};
use crate::api::x509::lists::{X509_ALGORS_it, X509_EXTENSIONS_it};
use crate::api::x509::pbe::{PBE2PARAM_it, PBEPARAM_it, PBKDF2PARAM_it, SCRYPT_PARAMS_it};
use crate::api::x509::pkcs8::PKCS8_PRIV_KEY_INFO_it;
use crate::api::x509::spkac_values::{
    NETSCAPE_CERT_SEQUENCE_it, NETSCAPE_SPKAC_it, NETSCAPE_SPKI_it,
};
use crate::api::x509::values::{
    X509_ALGOR_it, X509_ATTRIBUTE_it, X509_CERT_AUX_it, X509_CINF_it, X509_CRL_INFO_it,
    X509_CRL_it, X509_EXTENSION_it, X509_NAME_ENTRY_it, X509_NAME_it, X509_PUBKEY_it,
    X509_REQ_INFO_it, X509_REQ_it, X509_REVOKED_it, X509_SIG_it, X509_VAL_it, X509_it,
};
use crate::api::x509v3::lists::{
    AUTHORITY_INFO_ACCESS_it, CERTIFICATEPOLICIES_it, CRL_DIST_POINTS_it, EXTENDED_KEY_USAGE_it,
    GENERAL_NAMES_it, GENERAL_SUBTREE_it, ISSUING_DIST_POINT_it, NAME_CONSTRAINTS_it,
    POLICY_CONSTRAINTS_it, POLICY_MAPPING_it, POLICY_MAPPINGS_it, PROXY_CERT_INFO_EXTENSION_it,
    PROXY_POLICY_it,
};
use crate::api::x509v3::resources::{
    ASIdOrRange_it, ASIdentifierChoice_it, ASIdentifiers_it, ASRange_it, IPAddressChoice_it,
    IPAddressFamily_it, IPAddressOrRange_it, IPAddressRange_it,
};
use crate::api::x509v3::values::{
    ACCESS_DESCRIPTION_it, AUTHORITY_KEYID_it, BASIC_CONSTRAINTS_it, DIST_POINT_NAME_it,
    DIST_POINT_it, EDIPARTYNAME_it, GENERAL_NAME_it, NOTICEREF_it, OTHERNAME_it,
    PKEY_USAGE_PERIOD_it, POLICYINFO_it, POLICYQUALINFO_it, USERNOTICE_it,
};
use crate::api::x509v3::zones::{ISSUER_SIGN_TOOL_it, SXNET_it, SXNETID_it};

/// Their items, in the order of `ASN1_ITEM_get`.
static ITEMS: [extern "C" fn() -> LendConst<ASN1_ITEM>; 135] = [
    ACCESS_DESCRIPTION_it,
    ASIdOrRange_it,
    ASIdentifierChoice_it,
    ASIdentifiers_it,
    ASN1_ANY_it,
    ASN1_BIT_STRING_it,
    ASN1_BMPSTRING_it,
    ASN1_BOOLEAN_it,
    ASN1_ENUMERATED_it,
    ASN1_FBOOLEAN_it,
    ASN1_GENERALIZEDTIME_it,
    ASN1_GENERALSTRING_it,
    ASN1_IA5STRING_it,
    ASN1_INTEGER_it,
    ASN1_NULL_it,
    ASN1_OBJECT_it,
    ASN1_OCTET_STRING_it,
    ASN1_PRINTABLESTRING_it,
    ASN1_PRINTABLE_it,
    ASN1_SEQUENCE_ANY_it,
    ASN1_SEQUENCE_it,
    ASN1_SET_ANY_it,
    ASN1_T61STRING_it,
    ASN1_TBOOLEAN_it,
    ASN1_TIME_it,
    ASN1_UNIVERSALSTRING_it,
    ASN1_UTCTIME_it,
    ASN1_UTF8STRING_it,
    ASN1_VISIBLESTRING_it,
    ASRange_it,
    AUTHORITY_INFO_ACCESS_it,
    AUTHORITY_KEYID_it,
    BASIC_CONSTRAINTS_it,
    BIGNUM_it,
    CBIGNUM_it,
    CERTIFICATEPOLICIES_it,
    CRL_DIST_POINTS_it,
    DIRECTORYSTRING_it,
    DISPLAYTEXT_it,
    DIST_POINT_NAME_it,
    DIST_POINT_it,
    EDIPARTYNAME_it,
    EXTENDED_KEY_USAGE_it,
    GENERAL_NAMES_it,
    GENERAL_NAME_it,
    GENERAL_SUBTREE_it,
    IPAddressChoice_it,
    IPAddressFamily_it,
    IPAddressOrRange_it,
    IPAddressRange_it,
    ISSUING_DIST_POINT_it,
    LONG_it,
    NAME_CONSTRAINTS_it,
    NETSCAPE_CERT_SEQUENCE_it,
    NETSCAPE_SPKAC_it,
    NETSCAPE_SPKI_it,
    NOTICEREF_it,
    OCSP_BASICRESP_it,
    OCSP_CERTID_it,
    OCSP_CERTSTATUS_it,
    OCSP_CRLID_it,
    OCSP_ONEREQ_it,
    OCSP_REQINFO_it,
    OCSP_REQUEST_it,
    OCSP_RESPBYTES_it,
    OCSP_RESPDATA_it,
    OCSP_RESPID_it,
    OCSP_RESPONSE_it,
    OCSP_REVOKEDINFO_it,
    OCSP_SERVICELOC_it,
    OCSP_SIGNATURE_it,
    OCSP_SINGLERESP_it,
    OTHERNAME_it,
    PBE2PARAM_it,
    PBEPARAM_it,
    PBKDF2PARAM_it,
    PKCS12_AUTHSAFES_it,
    PKCS12_BAGS_it,
    PKCS12_MAC_DATA_it,
    PKCS12_SAFEBAGS_it,
    PKCS12_SAFEBAG_it,
    PKCS12_it,
    PKCS7_DIGEST_it,
    PKCS7_ENCRYPT_it,
    PKCS7_ENC_CONTENT_it,
    PKCS7_ENVELOPE_it,
    PKCS7_ISSUER_AND_SERIAL_it,
    PKCS7_RECIP_INFO_it,
    PKCS7_SIGNED_it,
    PKCS7_SIGNER_INFO_it,
    PKCS7_SIGN_ENVELOPE_it,
    PKCS7_it,
    PKCS8_PRIV_KEY_INFO_it,
    PKEY_USAGE_PERIOD_it,
    POLICYINFO_it,
    POLICYQUALINFO_it,
    POLICY_CONSTRAINTS_it,
    POLICY_MAPPINGS_it,
    POLICY_MAPPING_it,
    PROXY_CERT_INFO_EXTENSION_it,
    PROXY_POLICY_it,
    RSA_OAEP_PARAMS_it,
    RSA_PSS_PARAMS_it,
    SCRYPT_PARAMS_it,
    SXNETID_it,
    SXNET_it,
    ISSUER_SIGN_TOOL_it,
    USERNOTICE_it,
    X509_ALGORS_it,
    X509_ALGOR_it,
    X509_ATTRIBUTE_it,
    X509_CERT_AUX_it,
    X509_CINF_it,
    X509_CRL_INFO_it,
    X509_CRL_it,
    X509_EXTENSIONS_it,
    X509_EXTENSION_it,
    X509_NAME_ENTRY_it,
    X509_NAME_it,
    X509_PUBKEY_it,
    X509_REQ_INFO_it,
    X509_REQ_it,
    X509_REVOKED_it,
    X509_SIG_it,
    X509_VAL_it,
    X509_it,
    ZLONG_it,
    INT32_it,
    UINT32_it,
    ZINT32_it,
    ZUINT32_it,
    INT64_it,
    UINT64_it,
    ZINT64_it,
    ZUINT64_it,
];

/// The type at a place of the list; NULL behind its end.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_ITEM_get(i: usize) -> LendConst<ASN1_ITEM> {
    quiet(LendConst::null(), || Ok(ITEMS.get(i).map_or(LendConst::null(), |item| item())))
}

/// The type with a name, such as `X509`; NULL if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_ITEM_lookup(name: Str) -> LendConst<ASN1_ITEM> {
    quiet(LendConst::null(), || {
        let name = name.get()?;
        let named =
            |item: &LendConst<ASN1_ITEM>| item.as_in().opt().is_some_and(|it| it.name() == name);
        Ok(ITEMS.iter().map(|item| item()).find(named).unwrap_or(LendConst::null()))
    })
}
