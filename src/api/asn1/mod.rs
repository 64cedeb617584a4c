//! `openssl/asn1.h`: ASN.1 values.

pub mod choices;
pub mod integer;
pub mod item;
pub mod print;
pub mod string;
pub mod time;
pub mod values;
