//! Lists of values of any type, and a number beside octets.

use super::codec::{Kind, Req, SET, read_stack, write_stack};
use super::number::Embedded;
use super::primitive::{ASN1_TYPE, Octets};
use super::reader::{Reader, Tag};
use super::show::{Place, Printer};
use crate::err::Result;
use crate::obj::stack::OPENSSL_STACK;
use crate::{asn1_sequence, asn1_sequence_of};

asn1_sequence_of! {
    /// SEQUENCE OF any type.
    ASN1_SEQUENCE_ANY of ASN1_TYPE, shown as "ASN1_SEQUENCE_ANY";
}

/// SET OF any type.
pub struct AnySet;

impl Kind for AnySet {
    type Value = OPENSSL_STACK;
    const NAME: &'static str = "ASN1_SET_ANY";
    fn blank() -> Box<OPENSSL_STACK> {
        OPENSSL_STACK::new(None)
    }
    fn fits(tag: Tag) -> bool {
        tag == SET
    }
    fn read(from: &mut Reader<'_>, tag: Option<Tag>) -> Result<Box<OPENSSL_STACK>> {
        read_stack::<ASN1_TYPE>(from, tag.unwrap_or(SET))
    }
    fn write(value: &OPENSSL_STACK, tag: Option<Tag>, out: &mut Vec<u8>) {
        write_stack::<ASN1_TYPE>(value, tag.unwrap_or(SET), true, out);
    }
    fn show(value: &Self::Value, to: &mut Printer, place: Place<'_>) -> Result<()> {
        to.list::<ASN1_TYPE>(Some(value), Self::NAME, true, place.indent)
    }
    fn release(value: Box<OPENSSL_STACK>) {
        drop(value.into_owners::<ASN1_TYPE>());
    }
}

asn1_sequence! {
    /// A number and octets, as ciphers with a variable key keep their IV.
    asn1_int_oct {
        /// The number.
        num: Embedded,
        /// The octets.
        oct: Req<Octets>,
    }
}
