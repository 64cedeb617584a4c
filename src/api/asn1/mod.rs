//! `openssl/asn1.h`: ASN.1 values.

pub mod any;
pub mod choices;
pub mod generate;
pub mod helpers;
pub mod integer;
pub mod item;
pub mod item_more;
pub mod item_print;
pub mod item_sign;
pub mod items;
pub mod null;
pub mod print;
pub mod read_text;
pub mod smime;
pub mod string;
pub mod time;
pub mod values;

crate::box_handle!(crate::obj::asn1::helpers::ASN1_PCTX, crate::obj::asn1::primitive::ASN1_NULL,);
