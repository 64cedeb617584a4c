//! The text of values, member by member, as `ASN1_item_print` writes it.

use super::codec::Kind;
use super::primitive::{ASN1_TYPE, Value, v};
use super::{integer, parse, string, time};
use crate::abi::layout::asn1::ASN1_STRING;
pub use crate::abi::layout::item::Place;
use crate::err::{self, Error, Lib, Result, asn1};
use crate::obj::objects::{self, ASN1_OBJECT};
use crate::obj::stack::OPENSSL_STACK;
use crate::obj::x509::v3::print::hex_dump;
use std::ffi::{c_int, c_ulong};

/// What is shown, `ASN1_PCTX_FLAGS_…`.
pub mod flags {
    use std::ffi::c_ulong;
    /// Members that are absent.
    pub const ABSENT: c_ulong = 1;
    /// Braces around members.
    pub const SEQUENCE: c_ulong = 2;
    /// `SEQUENCE OF` and `SET OF`.
    pub const LISTS: c_ulong = 4;
    /// The types of values.
    pub const TYPE: c_ulong = 8;
    /// Not even the type of what may have any.
    pub const NO_ANY_TYPE: c_ulong = 0x10;
    /// Not the names of members.
    pub const NO_FIELD: c_ulong = 0x40;
    /// The types of members.
    pub const FIELD_TYPE: c_ulong = 0x80;
    /// Not the type of the whole.
    pub const NO_TYPE_NAME: c_ulong = 0x100;
}

/// The text so far, and how it is written.
pub struct Printer {
    /// The text.
    pub out: Vec<u8>,
    flags: c_ulong,
    name_flags: c_ulong,
    string_flags: c_ulong,
}

impl Printer {
    /// An empty text, with `ASN1_PCTX_FLAGS_…`, `XN_FLAG_…` and
    /// `ASN1_STRFLGS_…`.
    pub const fn new(flags: c_ulong, name_flags: c_ulong, string_flags: c_ulong) -> Self {
        Printer { out: Vec::new(), flags, name_flags, string_flags }
    }

    /// How names are written, `XN_FLAG_…`.
    pub const fn name_flags(&self) -> c_ulong {
        self.name_flags
    }

    fn has(&self, flag: c_ulong) -> bool {
        self.flags & flag != 0
    }

    /// Appends text.
    pub fn put(&mut self, text: impl AsRef<[u8]>) {
        self.out.extend_from_slice(text.as_ref());
    }

    fn spaces(&mut self, count: usize) {
        self.out.resize(self.out.len() + count, b' ');
    }

    /// The place of a value that stands by itself.
    pub fn top<'a>(&self, indent: usize, of: &'a str) -> Place<'a> {
        let of = (!self.has(flags::NO_TYPE_NAME)).then_some(of);
        Place { indent, field: None, of, bare: false }
    }

    /// What stands before a value: the names of its member and type.
    pub fn label(&mut self, place: Place<'_>) {
        let of = place.of.filter(|_| !self.has(flags::NO_TYPE_NAME));
        let field = place.field.filter(|_| !self.has(flags::NO_FIELD));
        self.spaces(place.indent);
        match (field, of) {
            (None, None) => return,
            (Some(field), None) => self.put(field),
            (None, Some(of)) => self.put(of),
            (Some(field), Some(of)) => self.put(format!("{field} ({of})")),
        }
        self.put(": ");
    }

    fn header(&mut self, place: Place<'_>) {
        if !place.bare {
            self.label(place);
        }
    }

    /// A value, or that there is none.
    pub fn item<K: Kind>(&mut self, value: Option<&K::Value>, place: Place<'_>) -> Result<()> {
        match value {
            Some(value) => K::show(value, self, place),
            None => {
                self.absent(place);
                Ok(())
            }
        }
    }

    /// That there is no value.
    pub fn absent(&mut self, place: Place<'_>) {
        if self.has(flags::ABSENT) {
            self.header(place);
            self.put("<ABSENT>\n");
        }
    }

    /// The place of a member called `name`, whose type is called `of`.
    pub fn field_place<'a>(&self, of: &'a str, name: &'a str, indent: usize) -> Place<'a> {
        Place {
            indent,
            field: (!self.has(flags::NO_FIELD)).then_some(name),
            of: self.has(flags::FIELD_TYPE).then_some(of),
            bare: false,
        }
    }

    /// A member of a structure, or that there is none.
    pub fn field<K: Kind>(
        &mut self,
        value: Option<&K::Value>,
        name: &str,
        indent: usize,
    ) -> Result<()> {
        let place = self.field_place(K::NAME, name, indent);
        self.item::<K>(value, place)
    }

    /// The members of a SEQUENCE, which `members` appends at their indent.
    pub fn sequence<K: Kind>(
        &mut self,
        place: Place<'_>,
        members: impl FnOnce(&mut Self, usize) -> Result<()>,
    ) -> Result<()> {
        self.header(place);
        // OpenSSL's public key is a structure within one of its own.
        let inner = (K::NAME == "X509_PUBKEY").then(|| self.top(place.indent, K::NAME));
        let place = inner.unwrap_or(place);
        if inner.is_some() {
            self.label(place);
        }
        self.begin(place);
        members(self, place.indent + 2)?;
        self.close_members(place);
        Ok(())
    }

    fn begin(&mut self, place: Place<'_>) {
        if place.field.is_some() || place.of.is_some() {
            self.put(if self.has(flags::SEQUENCE) { " {\n" } else { "\n" });
        }
    }

    /// What stands before the members of a SEQUENCE.
    pub fn open_members(&mut self, place: Place<'_>) {
        self.header(place);
        self.begin(place);
    }

    /// What stands behind them.
    pub fn close_members(&mut self, place: Place<'_>) {
        if self.has(flags::SEQUENCE) {
            self.spaces(place.indent);
            self.put("}\n");
        }
    }

    /// The elements of a list.
    pub fn list<K: Kind>(
        &mut self,
        list: Option<&OPENSSL_STACK>,
        name: &str,
        set: bool,
        indent: usize,
    ) -> Result<()> {
        self.open_list(name, set, indent);
        let elements = list.map(OPENSSL_STACK::objects::<K::Value>);
        for (at, element) in elements.iter().flatten().enumerate() {
            if at > 0 {
                self.put("\n");
            }
            let place = Place { indent: indent + 2, field: None, of: None, bare: true };
            self.item::<K>(Some(element), place)?;
        }
        self.close_list(elements.map(|list| list.len()), indent);
        Ok(())
    }

    /// What stands before the elements of a list.
    pub fn open_list(&mut self, name: &str, set: bool, indent: usize) {
        if self.has(flags::NO_FIELD) {
            return;
        }
        self.spaces(indent);
        if self.has(flags::LISTS) {
            let kind = if set { "SET" } else { "SEQUENCE" };
            self.put(format!("{kind} OF {name} {{\n"));
        } else {
            self.put(format!("{name}:\n"));
        }
    }

    /// What stands behind them, of which there are so many, if it is there.
    pub fn close_list(&mut self, count: Option<usize>, indent: usize) {
        if count.unwrap_or(0) == 0 {
            self.spaces(indent + 2);
            self.put(if count.is_none() { "<ABSENT>\n" } else { "<EMPTY>\n" });
        }
        if self.has(flags::SEQUENCE) {
            self.spaces(indent);
            self.put("}\n");
        }
    }

    /// A choice of which nothing was chosen.
    pub fn no_choice(&mut self, kind: c_int) -> Result<()> {
        self.put(format!("ERROR: selector [{kind}] invalid\n"));
        Ok(())
    }

    /// A type with a text of its own.
    pub fn line(&mut self, place: Place<'_>, text: impl AsRef<[u8]>) {
        self.label(place);
        self.put(text);
        self.put("\n");
    }

    fn type_name(&mut self, kind: c_int) {
        self.put(string::type_name(kind).to_bytes());
        self.put(":");
    }

    /// A BOOLEAN that is a member: below 0 for none.
    pub fn truth_field(&mut self, value: c_int, of: &'static str, name: &str, indent: usize) {
        let place = self.field_place(of, name, indent);
        self.truth(value, place);
    }

    /// A BOOLEAN: below 0 for none.
    pub fn truth(&mut self, value: c_int, place: Place<'_>) {
        self.label(place);
        if self.has(flags::TYPE) {
            self.type_name(v::BOOLEAN);
        }
        self.truth_text(value);
    }

    fn truth_text(&mut self, value: c_int) {
        self.put(match value {
            ..0 => "BOOL ABSENT\n",
            0 => "FALSE\n",
            _ => "TRUE\n",
        });
    }

    /// NULL.
    pub fn null(&mut self, place: Place<'_>) {
        self.line(place, "NULL");
    }

    /// An object identifier.
    pub fn object(&mut self, object: &ASN1_OBJECT, place: Place<'_>) {
        self.label(place);
        if self.has(flags::TYPE) {
            self.type_name(v::OBJECT);
        }
        self.object_text(object);
    }

    fn object_text(&mut self, object: &ASN1_OBJECT) {
        // A name of nothing but its number is `undefined`.
        let long = objects::by_nid(object.nid()).and_then(ASN1_OBJECT::long);
        let mut dotted = object.text(true).unwrap_or_default();
        dotted.truncate(79);
        self.put(format!("{} ({dotted})\n", long.unwrap_or_default().to_string_lossy()));
    }

    /// A string under its own type, or under the type that a structure gives.
    pub fn string(&mut self, value: &ASN1_STRING, kind: c_int, place: Place<'_>) -> Result<()> {
        self.label(place);
        if self.has(flags::TYPE) {
            self.type_name(kind);
        }
        self.string_text(value, kind, place.indent)
    }

    fn string_text(&mut self, value: &ASN1_STRING, kind: c_int, indent: usize) -> Result<()> {
        match kind {
            v::INTEGER | v::ENUMERATED => {
                // An ENUMERATED is no INTEGER here either.
                if integer::base_kind(value.kind.get()) != v::INTEGER {
                    err::push(
                        &Error::new(Lib::Asn1, asn1::R_WRONG_INTEGER_TYPE),
                        "ASN1_INTEGER_to_BN",
                    );
                    return Err(Error::new(Lib::X509v3, err::R_MALLOC_FAILURE));
                }
                self.put(integer::to_text(value));
            }
            v::UTCTIME | v::GENERALIZEDTIME if value.kind.get() != kind => {
                return Err(Error::quiet());
            }
            v::UTCTIME | v::GENERALIZEDTIME => match time::to_text(value, 0) {
                Some(text) => self.put(text),
                None => {
                    self.put("Bad time value");
                    return Err(Error::quiet());
                }
            },
            v::OCTET_STRING | v::BIT_STRING => {
                if value.kind.get() == v::BIT_STRING {
                    self.put(format!(" ({} unused bits)\n", value.flags.get() & 7));
                } else {
                    self.put("\n");
                }
                if !value.bytes().is_empty() {
                    self.put(hex_dump(value.bytes(), indent + 2));
                }
                return Ok(());
            }
            v::SEQUENCE | v::SET | v::OTHER => {
                self.put("\n");
                let (text, whole) = parse::dump(value.bytes(), indent, 0);
                self.put(text);
                return if whole { Ok(()) } else { Err(Error::quiet()) };
            }
            _ => {
                let text = string::to_text(value, self.string_flags)?;
                self.put(text);
            }
        }
        self.put("\n");
        Ok(())
    }

    /// A value of any type.
    pub fn any(&mut self, value: &ASN1_TYPE, place: Place<'_>) -> Result<()> {
        self.label(place);
        let kind = value.kind.get();
        if kind == v::NULL {
            self.put("NULL\n");
            return Ok(());
        }
        if !self.has(flags::NO_ANY_TYPE) {
            self.type_name(kind);
        }
        match value.value() {
            Value::Bool(truth) => self.truth_text(truth.into()),
            Value::Object(object) => self.object_text(object),
            Value::String(text) => return self.string_text(text, kind, place.indent),
            Value::None => return Err(Error::quiet()),
        }
        Ok(())
    }
}
