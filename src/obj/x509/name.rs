//! Distinguished names.

use crate::abi::layout::asn1::ASN1_STRING;
use crate::abi::layout::{Field, Owned};
use crate::abi::stack;
use crate::asn1_sequence;
use crate::crypto::digest::{Md, digest};
use crate::err::{self, Error, Lib, Result};
use crate::obj::asn1::codec::{Hidden, Kind, OwnerOf, Req, SEQUENCE, SET};
use crate::obj::asn1::primitive::{Oid, PrintableAny};
use crate::obj::asn1::reader::{Reader, Tag, bad, nested, put_constructed};
use crate::obj::asn1::show::{Place, Printer};
use crate::obj::asn1::string;
use crate::obj::cell::Guarded;
use crate::obj::objects::{ASN1_OBJECT, Object};
use crate::obj::stack::OPENSSL_STACK;
use std::ffi::{c_int, c_ulong};
use std::sync::Arc;

asn1_sequence! {
    /// One attribute of a name: its type and its value.
    X509_NAME_ENTRY {
        /// Its type.
        object: Req<Oid>,
        /// Its value.
        value: Req<PrintableAny>,
        /// Which relative distinguished name it belongs to.
        set: Hidden<c_int>,
    }
}

/// A distinguished name.
#[allow(non_camel_case_types, reason = "OpenSSL's typedef name")]
pub struct X509_NAME(Guarded<State>);

struct State {
    /// `X509_NAME_ENTRY`s, owned.
    entries: Box<OPENSSL_STACK>,
    /// The encoding; made when asked for, forgotten on a change.
    der: Option<Arc<[u8]>>,
    canonical: Option<Arc<[u8]>>,
}

impl Drop for State {
    fn drop(&mut self) {
        for entry in self.entries.items() {
            drop(stack::take::<X509_NAME_ENTRY>(entry));
        }
    }
}

/// Longest name that is read.
const LONGEST: usize = 1024 * 1024;

impl X509_NAME {
    /// An empty name.
    pub fn new() -> Box<Self> {
        Self::of(OPENSSL_STACK::new(None), None)
    }

    fn of(entries: Box<OPENSSL_STACK>, der: Option<Arc<[u8]>>) -> Box<Self> {
        Box::new(X509_NAME(Guarded::new(State { entries, der, canonical: None })))
    }

    /// The name with the encoding `der`.
    pub fn from_der(der: &[u8]) -> Result<Box<Self>> {
        Self::decode_all(der)
    }

    /// How many attributes it has.
    pub fn count(&self) -> usize {
        self.0.with(|s| s.entries.len())
    }

    /// The attribute at an index. It lives until it is deleted.
    pub fn entry(&self, index: c_int) -> Option<&X509_NAME_ENTRY> {
        stack::look(self.0.with(|s| s.entries.value(index)))
    }

    /// All attributes.
    pub fn entries(&self) -> Vec<&X509_NAME_ENTRY> {
        self.0.with(|s| s.entries.items()).into_iter().filter_map(stack::look).collect()
    }

    /// The encoding.
    pub fn der(&self) -> Arc<[u8]> {
        if let Some(der) = self.0.with(|s| s.der.clone()) {
            return der;
        }
        let mut out = Vec::new();
        put_constructed(&mut out, SEQUENCE, |body| {
            let entries = self.entries();
            for set in entries.chunk_by(|a, b| a.set.get() == b.set.get()) {
                let mut parts: Vec<_> =
                    set.iter().map(|entry| X509_NAME_ENTRY::encode(entry)).collect();
                parts.sort();
                put_constructed(body, SET, |inner| {
                    parts.iter().for_each(|part| inner.extend_from_slice(part));
                });
            }
        });
        let der: Arc<[u8]> = out.into();
        self.0.with(|s| s.der = Some(Arc::clone(&der)));
        der
    }

    /// The canonical form, by which names are compared and hashed.
    pub fn canonical(&self) -> Result<Arc<[u8]>> {
        if let Some(canonical) = self.0.with(|s| s.canonical.clone()) {
            return Ok(canonical);
        }
        let der = self.der();
        let content = Reader::new(&der).any()?.value;
        let canonical: Arc<[u8]> = crate::pki::name::canonical(content)?.into();
        self.0.with(|s| s.canonical = Some(Arc::clone(&canonical)));
        Ok(canonical)
    }

    fn changed(&self) {
        self.0.with(|s| (s.der, s.canonical) = (None, None));
    }

    /// The index of the first attribute of type `oid` behind index `after`.
    pub fn position(&self, oid: &[u8], after: c_int) -> Option<c_int> {
        let start = usize::try_from(after.saturating_add(1)).unwrap_or(0);
        self.entries()
            .into_iter()
            .enumerate()
            .skip(start)
            .find(|(_, e)| e.object.get().is_some_and(|o| o.der() == oid))
            .and_then(|(at, _)| c_int::try_from(at).ok())
    }

    /// Puts a copy of `entry` before index `at` (-1: at the end), in the
    /// relative distinguished name before it (`set` -1), a new one (0), or
    /// the one there (1).
    pub fn add(&self, entry: &X509_NAME_ENTRY, at: c_int, set: c_int) -> Result<()> {
        let copy = entry.duplicate()?;
        let entries = self.entries();
        let count = c_int::try_from(entries.len()).unwrap_or(c_int::MAX);
        let at = if (0..=count).contains(&at) { at } else { count };
        let set_at = |index: c_int| {
            usize::try_from(index).ok().and_then(|i| entries.get(i)).map(|e| e.set.get())
        };
        let (number, new_set) = match set {
            -1 => match set_at(at - 1) {
                Some(number) => (number, false),
                None => (0, true),
            },
            set => {
                let number = if at >= count {
                    set_at(at - 1).map_or(0, |n| n + 1)
                } else {
                    set_at(at).unwrap_or(0)
                };
                (number, set == 0)
            }
        };
        copy.set.set(number);
        self.0.with(|s| s.entries.insert(stack::give::<X509_NAME_ENTRY>(copy), at));
        if new_set {
            for entry in self.entries().into_iter().skip(usize::try_from(at + 1).unwrap_or(0)) {
                entry.set.set(entry.set.get() + 1);
            }
        }
        self.changed();
        Ok(())
    }

    /// Takes out the attribute at an index.
    pub fn delete(&self, index: c_int) -> Option<Box<X509_NAME_ENTRY>> {
        let gone = stack::take::<X509_NAME_ENTRY>(self.0.with(|s| s.entries.delete(index)))?;
        self.changed();
        let entries = self.entries();
        let at = usize::try_from(index).unwrap_or(0);
        let before = at.checked_sub(1).and_then(|i| entries.get(i)).map(|e| e.set.get());
        // When the only attribute of its set went, close the gap.
        if let Some(next) = entries.get(at) {
            let previous = before.unwrap_or(gone.set.get() - 1);
            if previous + 1 < next.set.get() {
                for entry in entries.iter().skip(at) {
                    entry.set.set(entry.set.get() - 1);
                }
            }
        }
        Some(gone)
    }

    /// Three-way comparison of the canonical forms: length first.
    pub fn compare(&self, other: &X509_NAME) -> Result<c_int> {
        let (a, b) = (self.canonical()?, other.canonical()?);
        let by_length = a.len().cmp(&b.len());
        Ok(by_length.then_with(|| a.cmp(&b)) as c_int)
    }

    /// The hash of the canonical form, which names files in a directory of CAs.
    pub fn hash(&self) -> Result<c_ulong> {
        Ok(first_word(digest(Md::Sha1, &self.canonical()?)?.as_ref()))
    }

    /// The hash that OpenSSL used before 1.0.
    pub fn hash_old(&self) -> Result<c_ulong> {
        Ok(first_word(digest(Md::Md5, &self.der())?.as_ref()))
    }
}

/// The first four bytes of a digest, little endian.
pub fn first_word(bytes: &[u8]) -> c_ulong {
    bytes.iter().take(4).rev().fold(0, |n, b| n << 8 | c_ulong::from(*b))
}

impl X509_NAME_ENTRY {
    /// An attribute with a value of a known type.
    pub fn of(object: Object, kind: c_int, value: &[u8]) -> Result<Box<Self>> {
        Ok(Box::new(X509_NAME_ENTRY {
            object: Owned::new(object),
            value: Owned::new(ASN1_STRING::with(kind, value)?),
            set: Field::new(0),
        }))
    }

    /// An attribute from C's arguments: `kind` may be a string type, or an
    /// `MBSTRING_…` input form, which is converted to what the type wants.
    pub fn make(object: Object, kind: c_int, value: &[u8]) -> Result<Box<Self>> {
        let made = Self::of(object, 0, &[])?;
        made.set_data(kind, value)?;
        Ok(made)
    }

    /// Replaces its value, see [`make`](Self::make).
    pub fn set_data(&self, kind: c_int, value: &[u8]) -> Result<()> {
        let string = self.value.get().ok_or_else(Error::quiet)?;
        if kind > 0 && kind & string::MB_UTF8 != 0 {
            let nid = self.object.get().map_or(0, ASN1_OBJECT::nid);
            let (kind, bytes) = string::convert_for(nid, value, kind)?;
            string.store(&bytes)?;
            string.kind.set(kind);
            return Ok(());
        }
        string.store(value)?;
        match kind {
            -1 => {}
            -2 => string.kind.set(string::printable_type(value)),
            kind => string.kind.set(kind),
        }
        Ok(())
    }

    /// A copy.
    pub fn duplicate(&self) -> Result<Box<Self>> {
        let value = self.value.get().ok_or_else(Error::quiet)?.duplicate()?;
        let object = self.object.get().ok_or_else(Error::quiet)?.duplicate();
        Ok(Box::new(X509_NAME_ENTRY {
            object: Owned::new(object),
            value: Owned::new(value),
            set: Field::new(self.set.get()),
        }))
    }
}

impl Kind for X509_NAME {
    type Value = X509_NAME;
    const NAME: &'static str = "X509_NAME";
    fn blank() -> Box<Self> {
        Self::new()
    }
    fn fits(tag: Tag) -> bool {
        tag == SEQUENCE
    }
    fn read(from: &mut Reader<'_>, _: Option<Tag>) -> Result<Box<Self>> {
        let outer = from.expect(SEQUENCE).map_err(|e| nested(&e))?;
        if outer.raw.len() > LONGEST {
            return Err(bad(err::asn1::R_TOO_LONG));
        }
        let name = Self::of(OPENSSL_STACK::new(None), None);
        let mut sets = Reader::new(outer.value);
        let mut number = 0;
        let fail = |e: Error| {
            err::push(&nested(&e), "x509_name_ex_d2i");
            Error::new(Lib::X509, err::R_NESTED_ASN1_ERROR)
        };
        while !sets.is_empty() {
            let set = sets.expect(SET).map_err(fail)?;
            let mut pairs = Reader::new(set.value);
            while !pairs.is_empty() {
                let entry = X509_NAME_ENTRY::read(&mut pairs, None).map_err(fail)?;
                entry.set.set(number);
                name.0.with(|s| s.entries.push(stack::give::<X509_NAME_ENTRY>(entry)));
            }
            number += 1;
        }
        name.0.with(|s| s.der = Some(outer.raw.into()));
        // What has no canonical form, such as broken UTF-8, is no name.
        name.canonical().map_err(fail)?;
        Ok(name)
    }
    fn write(value: &Self, _: Option<Tag>, out: &mut Vec<u8>) {
        out.extend_from_slice(&value.der());
    }
    fn show(value: &Self::Value, to: &mut Printer, place: Place<'_>) -> Result<()> {
        to.label(place);
        let text = match to.name_flags() {
            0 => super::name_print::compatible(value)?,
            flags => {
                let indent = c_int::try_from(place.indent).unwrap_or(c_int::MAX);
                super::name_print::to_text(value, indent, flags)?
            }
        };
        // A printer that tells lengths cannot tell nothing from failure.
        if to.name_flags() != 0 && text.is_empty() {
            return Err(Error::quiet());
        }
        to.put(text);
        to.put("\n");
        Ok(())
    }
    fn duplicate(value: &Self) -> Result<OwnerOf<Self>> {
        Self::decode_all(&value.der())
    }
}
