//! Object identifiers and their numbers (NIDs) and names.
//!
//! The known ones are a constant table, made from `objects.tsv`; programs may
//! add more, which then live as long as the process, as in OpenSSL.
//! See: OBJ_nid2obj(3).

pub mod names;
pub mod nid;
pub mod oid;

use crate::abi::StaticOrBox;
use crate::err::{self, Error, Lib, Result};
use std::borrow::Cow;
use std::collections::HashMap;
use std::ffi::{CStr, CString, c_int};
use std::sync::{Mutex, PoisonError};

include!(concat!(env!("OUT_DIR"), "/objects.rs"));

/// An object identifier, with its NID and names where it has any.
#[allow(non_camel_case_types)]
#[derive(Debug)]
pub struct ASN1_OBJECT {
    nid: c_int,
    short: Option<Cow<'static, CStr>>,
    long: Option<Cow<'static, CStr>>,
    der: Cow<'static, [u8]>,
    /// Not to be freed: from the table, or added to it.
    fixed: bool,
}

/// An owned object: a dynamic one, or one of the table.
pub type Object = StaticOrBox<ASN1_OBJECT>;

impl ASN1_OBJECT {
    const fn fixed(
        nid: c_int,
        short: &'static CStr,
        long: &'static CStr,
        der: &'static [u8],
    ) -> Self {
        ASN1_OBJECT {
            nid,
            short: Some(Cow::Borrowed(short)),
            long: Some(Cow::Borrowed(long)),
            der: Cow::Borrowed(der),
            fixed: true,
        }
    }

    /// An object made at run time.
    pub fn dynamic(
        nid: c_int,
        der: Vec<u8>,
        short: Option<&CStr>,
        long: Option<&CStr>,
    ) -> Box<Self> {
        Box::new(ASN1_OBJECT {
            nid,
            short: short.map(|s| Cow::Owned(s.to_owned())),
            long: long.map(|s| Cow::Owned(s.to_owned())),
            der: Cow::Owned(der),
            fixed: false,
        })
    }

    /// The object with these content octets: the known one if there is one.
    pub fn from_der(der: &[u8]) -> Object {
        match find_der(der) {
            Some(known) => StaticOrBox::Static(known),
            None => StaticOrBox::Boxed(Self::dynamic(0, der.to_vec(), None, None)),
        }
    }

    /// Whether it lives as long as the process.
    pub fn is_static(&self) -> bool {
        self.fixed
    }

    /// The content octets of its DER.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// Its short name.
    pub fn short(&self) -> Option<&CStr> {
        self.short.as_deref()
    }

    /// Its long name.
    pub fn long(&self) -> Option<&CStr> {
        self.long.as_deref()
    }

    /// Its NID, looked up by its octets if it was made without; 0 if unknown.
    pub fn nid(&self) -> c_int {
        if self.nid != 0 || self.der.is_empty() {
            return self.nid;
        }
        find_der(&self.der).map_or(0, |o| o.nid)
    }

    /// A copy; objects of the table are their own copies.
    pub fn duplicate(&self) -> Object {
        if self.fixed
            && let Some(known) = by_nid(self.nid)
        {
            return StaticOrBox::Static(known);
        }
        StaticOrBox::Boxed(Self::dynamic(self.nid, self.der.to_vec(), self.short(), self.long()))
    }

    /// The name OpenSSL prints: the long one, the short one, or dotted
    /// numbers; `None` if the octets are no identifier.
    pub fn text(&self, numbers_only: bool) -> Option<String> {
        if !numbers_only {
            let known = match self.nid() {
                0 => None,
                nid => by_nid(nid),
            };
            if let Some(name) = known.and_then(|o| o.long().or(o.short())) {
                return Some(name.to_string_lossy().into_owned());
            }
        }
        oid::to_dotted(&self.der)
    }
}

/// Objects that the program added.
#[derive(Default)]
struct Added {
    by_nid: HashMap<c_int, &'static ASN1_OBJECT>,
    by_short: HashMap<&'static CStr, c_int>,
    by_long: HashMap<&'static CStr, c_int>,
    by_der: HashMap<&'static [u8], c_int>,
    next_nid: c_int,
    sigids: Vec<(c_int, c_int, c_int)>,
}

static ADDED: Mutex<Option<Added>> = Mutex::new(None);

fn added<R>(step: impl FnOnce(&mut Added) -> R) -> R {
    let mut guard = ADDED.lock().unwrap_or_else(PoisonError::into_inner);
    step(guard.get_or_insert_with(Added::default))
}

/// The object of a NID.
pub fn by_nid(nid: c_int) -> Option<&'static ASN1_OBJECT> {
    match usize::try_from(nid).ok().and_then(|at| KNOWN.get(at)) {
        Some(place) => place.as_ref(),
        None => added(|a| a.by_nid.get(&nid).copied()),
    }
}

/// The object of a NID; an unknown one is an error.
pub fn known(nid: c_int) -> Result<&'static ASN1_OBJECT> {
    by_nid(nid).ok_or_else(|| {
        // Outside the table OpenSSL is silent until a program adds objects.
        let inside = usize::try_from(nid).is_ok_and(|n| n < KNOWN.len());
        if inside || added(|a| !a.by_nid.is_empty()) {
            Error::new(Lib::Obj, err::obj::R_UNKNOWN_NID)
        } else {
            Error::quiet()
        }
    })
}

fn search<K: Ord + ?Sized + 'static>(
    order: &'static [u16],
    key: &K,
    of: impl Fn(&'static ASN1_OBJECT) -> &'static K,
) -> Option<&'static ASN1_OBJECT> {
    let object = |nid: u16| KNOWN.get(usize::from(nid)).and_then(Option::as_ref);
    let at = order
        .binary_search_by(|nid| object(*nid).map_or(std::cmp::Ordering::Less, |o| of(o).cmp(key)))
        .ok()?;
    order.get(at).copied().and_then(object)
}

/// The object with a short name.
pub fn by_short(name: &CStr) -> Option<&'static ASN1_OBJECT> {
    match added(|a| a.by_short.get(name).copied()) {
        Some(nid) => by_nid(nid),
        None => search(&BY_SN, name, |o| o.short().unwrap_or(c"")),
    }
}

/// The object with a long name.
pub fn by_long(name: &CStr) -> Option<&'static ASN1_OBJECT> {
    match added(|a| a.by_long.get(name).copied()) {
        Some(nid) => by_nid(nid),
        None => search(&BY_LN, name, |o| o.long().unwrap_or(c"")),
    }
}

/// The object with these content octets.
pub fn find_der(der: &[u8]) -> Option<&'static ASN1_OBJECT> {
    if der.is_empty() {
        return None;
    }
    let object = |nid: u16| KNOWN.get(usize::from(nid)).and_then(Option::as_ref);
    let found = BY_DER.binary_search_by(|nid| {
        object(*nid).map_or(std::cmp::Ordering::Less, |o| {
            o.der.len().cmp(&der.len()).then_with(|| (*o.der).cmp(der))
        })
    });
    match found {
        Ok(at) => BY_DER.get(at).copied().and_then(object),
        Err(_) => added(|a| a.by_der.get(der).copied()).and_then(by_nid),
    }
}

/// The object that `text` names: by name unless `numbers_only`, else by its
/// dotted numbers.
pub fn from_text(text: &CStr, numbers_only: bool) -> Result<Object> {
    if !numbers_only {
        let named = by_short(text).or_else(|| by_long(text));
        if let Some(object) = named.filter(|o| o.nid != 0) {
            return Ok(StaticOrBox::Static(object));
        }
        if !text.to_bytes().first().is_some_and(u8::is_ascii_digit) {
            return Err(Error::new(Lib::Obj, err::obj::R_UNKNOWN_OBJECT_NAME));
        }
    }
    let der = oid::from_dotted(text.to_bytes())?;
    if der.is_empty() {
        return Err(Error::quiet());
    }
    Ok(ASN1_OBJECT::from_der(&der))
}

/// Reserves `count` NIDs and returns the first.
pub fn new_nid(count: c_int) -> c_int {
    added(|a| {
        if a.next_nid == 0 {
            a.next_nid = c_int::try_from(KNOWN.len()).unwrap_or(c_int::MAX);
        }
        let first = a.next_nid;
        a.next_nid = first.saturating_add(count.max(0));
        first
    })
}

/// Adds a copy of `object` to the table under its own NID.
pub fn add(object: &ASN1_OBJECT) -> c_int {
    let nid = object.nid;
    let kept: &'static ASN1_OBJECT = Box::leak(Box::new(ASN1_OBJECT {
        nid,
        short: object.short.clone(),
        long: object.long.clone(),
        der: object.der.clone(),
        fixed: true,
    }));
    added(|a| {
        a.by_nid.insert(nid, kept);
        if let Some(name) = kept.short() {
            a.by_short.insert(name, nid);
        }
        if let Some(name) = kept.long() {
            a.by_long.insert(name, nid);
        }
        if !kept.der.is_empty() {
            a.by_der.insert(&kept.der, nid);
        }
    });
    nid
}

/// Makes a new object with a NID of its own: `OBJ_create`.
pub fn create(dotted: Option<&CStr>, short: Option<&CStr>, long: Option<&CStr>) -> Result<c_int> {
    if dotted.is_none() && short.is_none() && long.is_none() {
        return Err(Error::new(Lib::Obj, err::R_PASSED_INVALID_ARGUMENT));
    }
    let exists = || Error::new(Lib::Obj, err::obj::R_OID_EXISTS);
    if short.is_some_and(|s| by_short(s).is_some()) || long.is_some_and(|l| by_long(l).is_some()) {
        return Err(exists());
    }
    let der = match dotted {
        Some(text) => from_text(text, true)?.der().to_vec(),
        None => Vec::new(),
    };
    if find_der(&der).is_some() {
        return Err(exists());
    }
    let object = ASN1_OBJECT::dynamic(new_nid(1), der, short, long);
    Ok(add(&object))
}

/// Makes an object from a line: dotted numbers, a short and a long name, of
/// which the names may lack; false for a line that is none.
pub fn create_from_line(line: &[u8]) -> Result<bool> {
    let is_space = |c: &u8| c.is_ascii_whitespace() || *c == 0x0b;
    let line = line.split(|c| *c == 0).next().unwrap_or_default();
    if !line.first().is_some_and(u8::is_ascii_alphanumeric) {
        return Ok(false);
    }
    let end = line.iter().position(|c| !c.is_ascii_digit() && *c != b'.');
    let (dotted, rest) = line.split_at(end.unwrap_or(line.len()));
    if dotted.is_empty() {
        return Ok(false);
    }
    // One character ends the numbers, whatever it is.
    let skip = |text: &[u8]| text.iter().take_while(|c| is_space(c)).count();
    let rest = rest.get(1..).unwrap_or_default();
    let rest = rest.get(skip(rest)..).unwrap_or_default();
    let end = rest.iter().position(is_space).unwrap_or(rest.len());
    let (short, rest) = rest.split_at(end);
    let long = rest.get(skip(rest)..).unwrap_or_default();
    let text = |bytes: &[u8]| CString::new(bytes).ok().filter(|text| !text.is_empty());
    create(text(dotted).as_deref(), text(short).as_deref(), text(long).as_deref())?;
    Ok(true)
}

/// The digest and key NIDs of a signature NID.
pub fn sigid_algs(signature: c_int) -> Option<(c_int, c_int)> {
    if signature == 0 {
        return None;
    }
    let added = added(|a| a.sigids.iter().copied().find(|s| s.0 == signature));
    added
        .or_else(|| SIGIDS.iter().copied().find(|s| s.0 == signature))
        .map(|(_, digest, key)| (digest, key))
}

/// The signature NID of a digest and a key NID.
pub fn sigid_by_algs(digest: c_int, key: c_int) -> Option<c_int> {
    // OpenSSL's reverse table has no algorithms without a digest.
    if digest == 0 {
        return None;
    }
    let hit = |s: &(c_int, c_int, c_int)| s.1 == digest && s.2 == key;
    let added = added(|a| a.sigids.iter().copied().find(hit));
    added.or_else(|| SIGIDS.iter().copied().find(hit)).map(|s| s.0)
}

/// Adds such a triple.
pub fn add_sigid(signature: c_int, digest: c_int, key: c_int) -> Result<()> {
    if signature == 0 || key == 0 {
        return Err(Error::new(Lib::Obj, err::R_PASSED_INVALID_ARGUMENT));
    }
    match sigid_algs(signature) {
        Some(known) if known == (digest, key) => Ok(()),
        Some(_) => Err(Error::quiet()),
        None => {
            added(|a| a.sigids.push((signature, digest, key)));
            Ok(())
        }
    }
}

/// Forgets the triples that were added.
pub fn forget_sigids() {
    added(|a| a.sigids.clear());
}
