//! Certificates, requests, revocation lists, names and extensions, as C
//! programs see, make and change them.
//!
//! An [`X509`] made from bytes keeps them and is read through
//! [`Cert`](crate::pki::cert::Cert); C's view, with a pointer to every part,
//! is built when a program first asks for one.

pub mod algorithm;
pub mod attribute;
pub mod certificate;
pub mod crl;
pub mod delta;
pub mod extension;
pub mod key_print;
pub mod name;
pub mod name_print;
pub mod params;
pub mod pem;
pub mod print;
pub mod request;
pub mod signing;
pub mod spkac;
pub mod v3;

pub use certificate::X509;
pub use crl::{X509_CRL, X509_REVOKED};
pub use extension::X509_EXTENSION;
pub use name::{X509_NAME, X509_NAME_ENTRY};
pub use request::X509_REQ;
