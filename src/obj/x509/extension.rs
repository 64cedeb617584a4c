//! Extensions: one, and lists of them.

use crate::abi::layout::Field;
use crate::abi::layout::asn1::ASN1_STRING;
use crate::abi::{Opaque, stack};
use crate::asn1_sequence;
use crate::err::Result;
use crate::obj::asn1::codec::{Member, Req, StackOf, read_bool};
use crate::obj::asn1::primitive::{Octets, Oid};
use crate::obj::asn1::reader::{Reader, Tag, UNIVERSAL, put_primitive};
use crate::obj::asn1::show::Printer;
use crate::obj::objects::{ASN1_OBJECT, Object};
use crate::obj::stack::OPENSSL_STACK;
use std::ffi::c_int;

/// BOOLEAN OPTIONAL: -1 when absent, so that an explicit FALSE stays.
pub struct OptBool;

impl Member for OptBool {
    type Slot = Field<c_int>;
    const OPTIONAL: bool = true;
    fn blank() -> Self::Slot {
        Field::new(-1)
    }
    fn absent() -> Self::Slot {
        Field::new(-1)
    }
    fn fits(tag: Tag) -> bool {
        tag == (UNIVERSAL, 1)
    }
    fn read(from: &mut Reader<'_>) -> Result<Self::Slot> {
        read_bool(from, (UNIVERSAL, 1)).map(Field::new)
    }
    fn write(slot: &Self::Slot, out: &mut Vec<u8>) {
        if let Ok(value) = u8::try_from(slot.get()) {
            put_primitive(out, (UNIVERSAL, 1), &[value]);
        }
    }
    fn show(slot: &Self::Slot, name: &str, to: &mut Printer, indent: usize) -> Result<()> {
        to.truth_field(slot.get(), "ASN1_BOOLEAN", name, indent);
        Ok(())
    }
}

asn1_sequence! {
    /// An extension.
    X509_EXTENSION {
        /// Its type.
        object: Req<Oid>,
        /// Whether who does not know it must refuse.
        critical: OptBool,
        /// Its value, encoded.
        value: Req<Octets>,
    }
}

impl X509_EXTENSION {
    /// An extension from its parts.
    pub fn of(object: Object, critical: bool, value: &[u8]) -> Result<Box<Self>> {
        use crate::abi::layout::Owned;
        Ok(Box::new(X509_EXTENSION {
            object: Owned::new(object),
            critical: Field::new(if critical { 0xff } else { -1 }),
            value: Owned::new(ASN1_STRING::with(4, value)?),
        }))
    }

    /// Whether it is critical.
    pub fn is_critical(&self) -> bool {
        self.critical.get() > 0
    }

    /// Its value, encoded.
    pub fn bytes(&self) -> &[u8] {
        self.value.get().map_or(&[], ASN1_STRING::bytes)
    }

    /// The NID of its type.
    pub fn nid(&self) -> c_int {
        self.object.get().map_or(0, ASN1_OBJECT::nid)
    }
}

/// A list of extensions, as the fields of certificates, requests, revocation
/// lists and entries of these hold them.
pub type ExtensionList = StackOf<X509_EXTENSION>;

/// Finds an extension behind index `after` (-1: from the start) that `hit`
/// accepts. Returns its index, or -1.
pub fn position(
    list: Option<&OPENSSL_STACK>,
    after: c_int,
    hit: impl Fn(&X509_EXTENSION) -> bool,
) -> c_int {
    let Some(list) = list else { return -1 };
    let start = usize::try_from(after.saturating_add(1)).unwrap_or(0);
    list.objects::<X509_EXTENSION>()
        .into_iter()
        .enumerate()
        .skip(start)
        .find(|(_, e)| hit(e))
        .map_or(-1, |(at, _)| c_int::try_from(at).unwrap_or(-1))
}

/// The extension at an index.
pub fn at(list: Option<&OPENSSL_STACK>, index: c_int) -> Option<&X509_EXTENSION> {
    crate::abi::stack::look(list?.value(index))
}

/// Takes out the extension at an index.
pub fn delete(list: Option<&OPENSSL_STACK>, index: c_int) -> Opaque {
    list.map_or(Opaque::NULL, |l| l.delete(index))
}

/// Takes out the extension at an index, and the list with its last one.
pub fn remove(list: &StackOf<X509_EXTENSION>, index: c_int) -> Option<Box<X509_EXTENSION>> {
    let gone = stack::take::<X509_EXTENSION>(delete(list.stack(), index))?;
    if list.stack().is_some_and(|stack| stack.is_empty()) {
        list.set(None);
    }
    Some(gone)
}

/// Inserts a copy of `extension` before an index, or at the end.
pub fn insert(list: &OPENSSL_STACK, extension: &X509_EXTENSION, index: c_int) -> Result<()> {
    use crate::obj::asn1::codec::Kind;
    let copy = X509_EXTENSION::duplicate(extension)?;
    list.insert(crate::abi::stack::give::<X509_EXTENSION>(copy), index);
    Ok(())
}
