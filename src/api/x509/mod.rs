//! `openssl/x509.h`: certificates, names, requests and revocation lists.

pub mod attribute;
pub mod certificate;
pub mod certificate_ext;
pub mod change;
pub mod convert;
pub mod crl;
pub mod crl_ext;
pub mod digest;
pub(crate) mod extension;
pub mod files;
pub mod find;
pub mod http;
pub mod key;
pub mod kinds;
pub mod lists;
pub mod name;
pub mod pbe;
pub mod pkcs8;
pub mod print;
pub mod request;
pub mod revoked_ext;
pub mod sign;
pub mod spkac;
pub mod spkac_values;
pub mod values;

use crate::obj::asn1::primitive::ASN1_TYPE;
use crate::obj::x509::algorithm::{X509_ALGOR, X509_PUBKEY, X509_SIG};
use crate::obj::x509::certificate::{CERTIFICATE, X509_CERT_AUX, X509_CINF, X509_VAL};
use crate::obj::x509::crl::{CERTIFICATE_LIST, X509_CRL_INFO};
use crate::obj::x509::params::{
    PBE2PARAM, PBEPARAM, PBKDF2PARAM, RSA_OAEP_PARAMS, RSA_PSS_PARAMS, SCRYPT_PARAMS,
};
use crate::obj::x509::request::{CERTIFICATION_REQUEST, X509_ATTRIBUTE, X509_REQ_INFO};
use crate::obj::x509::{
    X509, X509_CRL, X509_EXTENSION, X509_NAME, X509_NAME_ENTRY, X509_REQ, X509_REVOKED,
};

crate::arc_handle!(X509, X509_CRL);
crate::box_handle!(
    ASN1_TYPE,
    CERTIFICATE,
    CERTIFICATE_LIST,
    CERTIFICATION_REQUEST,
    PBE2PARAM,
    PBEPARAM,
    PBKDF2PARAM,
    RSA_OAEP_PARAMS,
    RSA_PSS_PARAMS,
    SCRYPT_PARAMS,
    X509_ALGOR,
    X509_ATTRIBUTE,
    X509_CERT_AUX,
    X509_CINF,
    X509_CRL_INFO,
    X509_EXTENSION,
    X509_NAME,
    X509_NAME_ENTRY,
    X509_PUBKEY,
    X509_REQ,
    X509_REQ_INFO,
    X509_REVOKED,
    X509_SIG,
    X509_VAL,
);
