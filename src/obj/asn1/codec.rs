//! How C structures are made, read and written, field by field.
//!
//! A [`Kind`] is a way to encode a C type (`Integer` and `Octets` both encode
//! an `ASN1_STRING`); a [`Member`] is a kind in its place in a structure:
//! optional, tagged, repeated. [`asn1_sequence!`](crate::asn1_sequence)
//! writes both from one list of members, as OpenSSL's `ASN1_SEQUENCE` does.

use super::reader::{CONTEXT, Reader, Tag, UNIVERSAL, bad, nested, put_constructed};
use super::show::{Place, Printer};
use crate::abi::Handle;
use crate::abi::layout::{Field, Owned};
use crate::err::{Error, Result, asn1};
use crate::obj::cell::Guarded;
use crate::obj::stack::OPENSSL_STACK;
use std::cell::Cell;
use std::ffi::c_int;
use std::marker::PhantomData;

/// The tag of SEQUENCE.
pub const SEQUENCE: Tag = (UNIVERSAL, 16);
/// The tag of SET.
pub const SET: Tag = (UNIVERSAL, 17);

/// What owns a value of kind `K` in Rust.
pub type OwnerOf<K> = <<K as Kind>::Value as Handle>::Owner;

/// A way to encode a C type.
pub trait Kind {
    /// The C type.
    type Value: Handle;
    /// OpenSSL's name of the type, for error texts.
    const NAME: &'static str;

    /// What `X_new` makes.
    fn blank() -> OwnerOf<Self>;
    /// Whether a value with this tag may be one.
    fn fits(tag: Tag) -> bool;
    /// Reads one, under another tag if `tag` is given.
    fn read(from: &mut Reader<'_>, tag: Option<Tag>) -> Result<OwnerOf<Self>>;
    /// Appends one.
    fn write(value: &Self::Value, tag: Option<Tag>, out: &mut Vec<u8>);
    /// Appends the text of one.
    fn show(value: &Self::Value, to: &mut Printer, place: Place<'_>) -> Result<()>;

    /// Reads one at the start of `bytes`; also gives its length.
    fn decode(bytes: &[u8]) -> Result<(OwnerOf<Self>, usize)> {
        Self::decode_as(bytes, None)
    }

    /// The same, under another tag if one is given.
    fn decode_as(bytes: &[u8], tag: Option<Tag>) -> Result<(OwnerOf<Self>, usize)> {
        if bytes.is_empty() {
            return Err(bad(asn1::R_TOO_SMALL));
        }
        let mut from = Reader::new(bytes);
        let value = Self::read(&mut from, tag)?;
        Ok((value, bytes.len() - from.rest().len()))
    }

    /// Reads one that fills `bytes`.
    fn decode_all(bytes: &[u8]) -> Result<OwnerOf<Self>> {
        let (value, used) = Self::decode(bytes)?;
        if used != bytes.len() {
            return Err(bad(asn1::R_WRONG_TAG));
        }
        Ok(value)
    }

    /// The encoding of one.
    fn encode(value: &Self::Value) -> Vec<u8> {
        let mut out = Vec::new();
        Self::write(value, None, &mut out);
        out
    }

    /// Frees one with all that belongs to it.
    fn release(value: OwnerOf<Self>) {
        drop(value);
    }

    /// Notes in a value that it stands in the memory of a structure.
    fn embedded(_: &Self::Value) {}

    /// A copy by way of the encoding.
    fn duplicate(value: &Self::Value) -> Result<OwnerOf<Self>> {
        Self::decode(&Self::encode(value)).map(|(copy, _)| copy)
    }
}

thread_local! {
    /// Whether a field that must be there had nothing to write.
    static INCOMPLETE: Cell<bool> = const { Cell::new(false) };
}

/// Writes a field that must be there, and notes it if there was nothing.
fn required(out: &mut Vec<u8>, write: impl FnOnce(&mut Vec<u8>)) {
    let before = out.len();
    write(out);
    if out.len() == before {
        INCOMPLETE.set(true);
    }
}

/// The encoding of a value; an error if a field that must be there is not set.
pub fn encode_complete<K: Kind>(value: &K::Value) -> Result<Vec<u8>> {
    encode_complete_as::<K>(value, None)
}

/// The same, under another tag if one is given.
pub fn encode_complete_as<K: Kind>(value: &K::Value, tag: Option<Tag>) -> Result<Vec<u8>> {
    completely(|| {
        let mut out = Vec::new();
        K::write(value, tag, &mut out);
        out
    })
}

/// What `encode` makes; an error if a field that must be there is not set.
pub fn completely(encode: impl FnOnce() -> Vec<u8>) -> Result<Vec<u8>> {
    INCOMPLETE.set(false);
    let der = encode();
    if INCOMPLETE.get() {
        return Err(bad(asn1::R_ILLEGAL_ZERO_CONTENT));
    }
    Ok(der)
}

/// A kind in its place in a structure.
pub trait Member {
    /// The field of the C structure.
    type Slot;
    /// Whether it may be absent.
    const OPTIONAL: bool;
    /// Whether the encoding knows it at all.
    const ENCODED: bool = true;

    /// Its state in a new structure.
    fn blank() -> Self::Slot;
    /// Its state when absent.
    fn absent() -> Self::Slot;
    /// Whether a value with this tag is this member.
    fn fits(tag: Tag) -> bool;
    /// Reads it.
    fn read(from: &mut Reader<'_>) -> Result<Self::Slot>;
    /// Appends it, unless absent.
    fn write(slot: &Self::Slot, out: &mut Vec<u8>);
    /// Appends its text under a name.
    fn show(slot: &Self::Slot, name: &str, to: &mut Printer, indent: usize) -> Result<()>;
}

/// Must be there.
pub struct Req<K>(PhantomData<K>);
/// May be absent.
pub struct Opt<K>(PhantomData<K>);
/// `[N] IMPLICIT`, optional.
pub struct Imp<const N: u32, K>(PhantomData<K>);
/// `[N] EXPLICIT`, optional.
pub struct Exp<const N: u32, K>(PhantomData<K>);
/// `[N] EXPLICIT` and must be there.
pub struct ReqExp<const N: u32, K>(PhantomData<K>);
/// SEQUENCE OF.
pub struct Seq<K>(PhantomData<K>);
/// SEQUENCE OF, optional.
pub struct OptSeq<K>(PhantomData<K>);
/// `[N] IMPLICIT SEQUENCE OF`, optional.
pub struct ImpSeq<const N: u32, K>(PhantomData<K>);
/// `[N] EXPLICIT SEQUENCE OF`, optional.
pub struct ExpSeq<const N: u32, K>(PhantomData<K>);
/// SET OF.
pub struct SetOf<K>(PhantomData<K>);
/// `[N] IMPLICIT SET OF`, optional.
pub struct ImpSet<const N: u32, K>(PhantomData<K>);
/// BOOLEAN DEFAULT FALSE.
pub struct Bool;
/// `[N] IMPLICIT BOOLEAN DEFAULT FALSE`.
pub struct ImpBool<const N: u32>;
/// A field of the C structure that is not encoded.
pub struct Hidden<T>(PhantomData<T>);
/// A pointer of C's that is not encoded and owns what it points at.
pub struct Kept<T>(PhantomData<T>);
/// State of our own that is not encoded, in a structure that C cannot see into.
pub struct Private<T>(PhantomData<T>);

const fn context(number: u32) -> Tag {
    (CONTEXT, number)
}

impl<K: Kind> Member for Req<K> {
    type Slot = Owned<K::Value>;
    const OPTIONAL: bool = false;
    fn blank() -> Self::Slot {
        Owned::new(K::blank())
    }
    fn absent() -> Self::Slot {
        Owned::null()
    }
    fn fits(tag: Tag) -> bool {
        K::fits(tag)
    }
    fn read(from: &mut Reader<'_>) -> Result<Self::Slot> {
        K::read(from, None).map(Owned::new)
    }
    fn write(slot: &Self::Slot, out: &mut Vec<u8>) {
        required(out, |out| Opt::<K>::write(slot, out));
    }
    fn show(slot: &Self::Slot, name: &str, to: &mut Printer, indent: usize) -> Result<()> {
        to.field::<K>(slot.get(), name, indent)
    }
}

impl<K: Kind> Member for Opt<K> {
    type Slot = Owned<K::Value>;
    const OPTIONAL: bool = true;
    fn blank() -> Self::Slot {
        Owned::null()
    }
    fn absent() -> Self::Slot {
        Owned::null()
    }
    fn fits(tag: Tag) -> bool {
        K::fits(tag)
    }
    fn read(from: &mut Reader<'_>) -> Result<Self::Slot> {
        Req::<K>::read(from)
    }
    fn write(slot: &Self::Slot, out: &mut Vec<u8>) {
        if let Some(value) = slot.get() {
            K::write(value, None, out);
        }
    }
    fn show(slot: &Self::Slot, name: &str, to: &mut Printer, indent: usize) -> Result<()> {
        to.field::<K>(slot.get(), name, indent)
    }
}

impl<const N: u32, K: Kind> Member for Imp<N, K> {
    type Slot = Owned<K::Value>;
    const OPTIONAL: bool = true;
    fn blank() -> Self::Slot {
        Owned::null()
    }
    fn absent() -> Self::Slot {
        Owned::null()
    }
    fn fits(tag: Tag) -> bool {
        tag == context(N)
    }
    fn read(from: &mut Reader<'_>) -> Result<Self::Slot> {
        K::read(from, Some(context(N))).map(Owned::new)
    }
    fn write(slot: &Self::Slot, out: &mut Vec<u8>) {
        if let Some(value) = slot.get() {
            K::write(value, Some(context(N)), out);
        }
    }
    fn show(slot: &Self::Slot, name: &str, to: &mut Printer, indent: usize) -> Result<()> {
        to.field::<K>(slot.get(), name, indent)
    }
}

/// Reads what is inside `[number] EXPLICIT`.
fn explicit<T>(
    from: &mut Reader<'_>,
    number: u32,
    read: impl FnOnce(&mut Reader<'_>) -> Result<T>,
) -> Result<T> {
    let outer = from.expect(context(number))?;
    if !outer.constructed {
        return Err(bad(asn1::R_EXPLICIT_TAG_NOT_CONSTRUCTED));
    }
    let mut inner = Reader::new(outer.value);
    let value = read(&mut inner).map_err(|e| nested(&e))?;
    if !inner.is_empty() {
        return Err(bad(asn1::R_EXPLICIT_LENGTH_MISMATCH));
    }
    Ok(value)
}

impl<const N: u32, K: Kind> Member for Exp<N, K> {
    type Slot = Owned<K::Value>;
    const OPTIONAL: bool = true;
    fn blank() -> Self::Slot {
        Owned::null()
    }
    fn absent() -> Self::Slot {
        Owned::null()
    }
    fn fits(tag: Tag) -> bool {
        tag == context(N)
    }
    fn read(from: &mut Reader<'_>) -> Result<Self::Slot> {
        explicit(from, N, |inner| K::read(inner, None)).map(Owned::new)
    }
    fn write(slot: &Self::Slot, out: &mut Vec<u8>) {
        if let Some(value) = slot.get() {
            put_constructed(out, context(N), |body| K::write(value, None, body));
        }
    }
    fn show(slot: &Self::Slot, name: &str, to: &mut Printer, indent: usize) -> Result<()> {
        to.field::<K>(slot.get(), name, indent)
    }
}

impl<const N: u32, K: Kind> Member for ReqExp<N, K> {
    type Slot = Owned<K::Value>;
    const OPTIONAL: bool = false;
    fn blank() -> Self::Slot {
        Owned::new(K::blank())
    }
    fn absent() -> Self::Slot {
        Owned::null()
    }
    fn fits(tag: Tag) -> bool {
        tag == context(N)
    }
    fn read(from: &mut Reader<'_>) -> Result<Self::Slot> {
        Exp::<N, K>::read(from)
    }
    fn write(slot: &Self::Slot, out: &mut Vec<u8>) {
        Exp::<N, K>::write(slot, out);
    }
    fn show(slot: &Self::Slot, name: &str, to: &mut Printer, indent: usize) -> Result<()> {
        to.field::<K>(slot.get(), name, indent)
    }
}

/// A `STACK_OF(K::Value)` field that owns its elements, or is NULL.
#[repr(transparent)]
pub struct StackOf<K: Kind>(Owned<OPENSSL_STACK>, PhantomData<fn() -> K>);

impl<K: Kind> StackOf<K> {
    /// A field holding `stack`.
    pub fn new(stack: Box<OPENSSL_STACK>) -> Self {
        StackOf(Owned::new(stack), PhantomData)
    }

    /// A field that is NULL.
    pub const fn null() -> Self {
        StackOf(Owned::null(), PhantomData)
    }

    /// The stack, if any.
    pub fn stack(&self) -> Option<&OPENSSL_STACK> {
        self.0.get()
    }

    /// The stack's pointer.
    pub fn as_ptr(&self) -> *mut OPENSSL_STACK {
        self.0.as_ptr()
    }

    /// Its elements.
    pub fn items(&self) -> Vec<&K::Value> {
        self.0.get().map_or(Vec::new(), OPENSSL_STACK::objects)
    }

    /// Gives the stack to C; NULL if there is none.
    pub fn into_raw(self) -> *mut OPENSSL_STACK {
        let stack = self.0.take();
        stack.map_or(std::ptr::null_mut(), |stack| {
            crate::abi::stack::give::<OPENSSL_STACK>(stack).0.cast()
        })
    }

    /// Frees what is there and stores `stack`.
    pub fn set(&self, stack: Option<Box<OPENSSL_STACK>>) {
        if let Some(old) = self.0.take() {
            old.into_owners::<K::Value>().into_iter().for_each(K::release);
        }
        self.0.set(stack);
    }

    /// The stack, made if there is none.
    pub fn made(&self) -> Result<&OPENSSL_STACK> {
        if self.0.get().is_none() {
            self.0.set(Some(OPENSSL_STACK::new(None)));
        }
        self.0.get().ok_or_else(Error::quiet)
    }
}

impl<K: Kind> Drop for StackOf<K> {
    fn drop(&mut self) {
        self.set(None);
    }
}

/// Reads the elements of a SEQUENCE OF or SET OF that stands by itself.
pub fn read_stack<K: Kind>(from: &mut Reader<'_>, tag: Tag) -> Result<Box<OPENSSL_STACK>> {
    elements::<K>(from, tag).map_err(|e| nested(&e))
}

/// Reads the elements of a SEQUENCE OF or SET OF that is a member: whoever
/// asks says where it went wrong.
fn elements<K: Kind>(from: &mut Reader<'_>, tag: Tag) -> Result<Box<OPENSSL_STACK>> {
    let outer = from.expect(tag)?;
    let mut items: Vec<OwnerOf<K>> = Vec::new();
    let mut inner = Reader::new(outer.value);
    while !inner.is_empty() {
        let item = match inner.rest().starts_with(&[0, 0]) {
            true => Err(bad(asn1::R_UNEXPECTED_EOC)),
            false => K::read(&mut inner, None),
        };
        match item {
            Ok(item) => items.push(item),
            Err(error) => {
                items.into_iter().for_each(K::release);
                return Err(error);
            }
        }
    }
    Ok(OPENSSL_STACK::owning::<K::Value>(items))
}

/// Appends the elements of a SEQUENCE OF, or of a SET OF in DER's order.
pub fn write_stack<K: Kind>(stack: &OPENSSL_STACK, tag: Tag, sorted: bool, out: &mut Vec<u8>) {
    put_constructed(out, tag, |body| {
        let mut parts: Vec<Vec<u8>> = stack.objects().into_iter().map(K::encode).collect();
        if sorted {
            parts.sort();
        }
        parts.iter().for_each(|part| body.extend_from_slice(part));
    });
}

macro_rules! stack_member {
    ($([$($generic:tt)*] $name:ty, optional $optional:expr, tag $tag:expr, sorted $sorted:expr;)+) => {$(
        impl<$($generic)*> Member for $name {
            type Slot = StackOf<K>;
            const OPTIONAL: bool = $optional;
            fn blank() -> Self::Slot {
                if $optional { StackOf::null() } else { StackOf::new(OPENSSL_STACK::new(None)) }
            }
            fn absent() -> Self::Slot {
                StackOf::null()
            }
            fn fits(tag: Tag) -> bool {
                tag == $tag
            }
            fn read(from: &mut Reader<'_>) -> Result<Self::Slot> {
                elements::<K>(from, $tag).map(StackOf::new)
            }
            fn write(slot: &Self::Slot, out: &mut Vec<u8>) {
                if let Some(stack) = slot.stack() {
                    write_stack::<K>(stack, $tag, $sorted, out);
                }
            }
            fn show(slot: &Self::Slot, name: &str, to: &mut Printer, indent: usize) -> Result<()> {
                to.list::<K>(slot.stack(), name, $sorted, indent)
            }
        }
    )+};
}
stack_member! {
    [K: Kind] Seq<K>, optional false, tag SEQUENCE, sorted false;
    [K: Kind] OptSeq<K>, optional true, tag SEQUENCE, sorted false;
    [const N: u32, K: Kind] ImpSeq<N, K>, optional true, tag context(N), sorted false;
    [K: Kind] SetOf<K>, optional false, tag SET, sorted true;
    [const N: u32, K: Kind] ImpSet<N, K>, optional true, tag context(N), sorted true;
}

impl<const N: u32, K: Kind> Member for ExpSeq<N, K> {
    type Slot = StackOf<K>;
    const OPTIONAL: bool = true;
    fn blank() -> Self::Slot {
        StackOf::null()
    }
    fn absent() -> Self::Slot {
        StackOf::null()
    }
    fn fits(tag: Tag) -> bool {
        tag == context(N)
    }
    fn read(from: &mut Reader<'_>) -> Result<Self::Slot> {
        explicit(from, N, |inner| read_stack::<K>(inner, SEQUENCE)).map(StackOf::new)
    }
    fn write(slot: &Self::Slot, out: &mut Vec<u8>) {
        if let Some(stack) = slot.stack() {
            put_constructed(out, context(N), |body| write_stack::<K>(stack, SEQUENCE, false, body));
        }
    }
    fn show(slot: &Self::Slot, name: &str, to: &mut Printer, indent: usize) -> Result<()> {
        to.list::<K>(slot.stack(), name, false, indent)
    }
}

/// Reads a BOOLEAN under a tag: its content octet.
pub fn read_bool(from: &mut Reader<'_>, tag: Tag) -> Result<c_int> {
    let tlv = from.expect(tag).map_err(|e| nested(&e))?;
    if tlv.constructed {
        return Err(bad(asn1::R_TYPE_NOT_PRIMITIVE));
    }
    match tlv.value {
        [octet] => Ok(c_int::from(*octet)),
        _ => Err(bad(asn1::R_BOOLEAN_IS_WRONG_LENGTH)),
    }
}

macro_rules! bool_member {
    ($([$($generic:tt)*] $name:ty, $tag:expr;)+) => {$(
        impl<$($generic)*> Member for $name {
            type Slot = Field<c_int>;
            const OPTIONAL: bool = true;
            fn blank() -> Self::Slot {
                Field::new(0)
            }
            fn absent() -> Self::Slot {
                Field::new(0)
            }
            fn fits(tag: Tag) -> bool {
                tag == $tag
            }
            fn read(from: &mut Reader<'_>) -> Result<Self::Slot> {
                read_bool(from, $tag).map(Field::new)
            }
            fn write(slot: &Self::Slot, out: &mut Vec<u8>) {
                if slot.get() > 0 {
                    super::reader::put_primitive(out, $tag, &[0xff]);
                }
            }
            fn show(slot: &Self::Slot, name: &str, to: &mut Printer, indent: usize) -> Result<()> {
                to.truth_field(slot.get(), "ASN1_FBOOLEAN", name, indent);
                Ok(())
            }
        }
    )+};
}
bool_member! {
    [] Bool, (UNIVERSAL, 1);
    [const N: u32] ImpBool<N>, context(N);
}

impl<T: Copy + Default> Member for Hidden<T> {
    type Slot = Field<T>;
    const OPTIONAL: bool = true;
    const ENCODED: bool = false;
    fn blank() -> Self::Slot {
        Field::new(T::default())
    }
    fn absent() -> Self::Slot {
        Field::new(T::default())
    }
    fn fits(_: Tag) -> bool {
        false
    }
    fn read(_: &mut Reader<'_>) -> Result<Self::Slot> {
        Ok(Self::blank())
    }
    fn write(_: &Self::Slot, _: &mut Vec<u8>) {}
    fn show(_: &Self::Slot, _: &str, _: &mut Printer, _: usize) -> Result<()> {
        Ok(())
    }
}

impl<T: Handle> Member for Kept<T> {
    type Slot = Owned<T>;
    const OPTIONAL: bool = true;
    const ENCODED: bool = false;
    fn blank() -> Self::Slot {
        Owned::null()
    }
    fn absent() -> Self::Slot {
        Owned::null()
    }
    fn fits(_: Tag) -> bool {
        false
    }
    fn read(_: &mut Reader<'_>) -> Result<Self::Slot> {
        Ok(Self::blank())
    }
    fn write(_: &Self::Slot, _: &mut Vec<u8>) {}
    fn show(_: &Self::Slot, _: &str, _: &mut Printer, _: usize) -> Result<()> {
        Ok(())
    }
}

impl<T: Default> Member for Private<T> {
    type Slot = Guarded<T>;
    const OPTIONAL: bool = true;
    const ENCODED: bool = false;
    fn blank() -> Self::Slot {
        Guarded::default()
    }
    fn absent() -> Self::Slot {
        Guarded::default()
    }
    fn fits(_: Tag) -> bool {
        false
    }
    fn read(_: &mut Reader<'_>) -> Result<Self::Slot> {
        Ok(Self::blank())
    }
    fn write(_: &Self::Slot, _: &mut Vec<u8>) {}
    fn show(_: &Self::Slot, _: &str, _: &mut Printer, _: usize) -> Result<()> {
        Ok(())
    }
}

/// The last member of a structure that its encoding knows, of names and
/// whether it does.
pub fn last(members: &[(&'static str, bool)]) -> &'static str {
    members.iter().rev().find(|member| member.1).map_or("", |member| member.0)
}

/// Reads one member of the structure `of`, which is not the last.
pub fn member<M: Member>(
    from: &mut Reader<'_>,
    of: &'static str,
    name: &'static str,
) -> Result<M::Slot> {
    member_or_last::<M>(from, of, name, "")
}

/// Reads one member of the structure `of`: what follows can only be the last.
pub fn member_or_last<M: Member>(
    from: &mut Reader<'_>,
    of: &'static str,
    name: &'static str,
    last: &'static str,
) -> Result<M::Slot> {
    let place = || format!("Field={name}, Type={of}");
    if from.is_empty() {
        return if M::OPTIONAL {
            Ok(M::absent())
        } else {
            Err(bad(asn1::R_FIELD_MISSING).with(place()))
        };
    }
    if from.rest().starts_with(&[0, 0]) {
        return Err(bad(asn1::R_UNEXPECTED_EOC).with(format!("Type={of}")));
    }
    if M::OPTIONAL && name != last && from.peek().is_some_and(|tag| !M::fits(tag)) {
        return Ok(M::absent());
    }
    M::read(from).map_err(|e| match e.reason {
        // The field's own tag, not what is in it.
        asn1::R_EXPLICIT_TAG_NOT_CONSTRUCTED | asn1::R_EXPLICIT_LENGTH_MISMATCH => e.with(place()),
        _ => nested(&e).with(place()),
    })
}

/// Opens the SEQUENCE that the structure `of` is.
pub fn open<'a>(from: &mut Reader<'a>, tag: Option<Tag>, of: &'static str) -> Result<Reader<'a>> {
    let place = || format!("Type={of}");
    let outer = from.expect(tag.unwrap_or(SEQUENCE)).map_err(|e| nested(&e).with(place()))?;
    if !outer.constructed {
        return Err(bad(asn1::R_SEQUENCE_NOT_CONSTRUCTED).with(place()));
    }
    Ok(Reader::new(outer.value))
}

/// Checks that the structure `of` has no more members.
pub fn close(from: &Reader<'_>, of: &'static str) -> Result<()> {
    if from.is_empty() {
        return Ok(());
    }
    Err(bad(asn1::R_SEQUENCE_LENGTH_MISMATCH).with(format!("Type={of}")))
}

/// Declares a public structure that is a SEQUENCE of its members.
#[macro_export]
macro_rules! asn1_sequence {
    ($($(#[$doc:meta])* $name:ident { $($(#[$about:meta])* $field:ident: $member:ty),+ $(,)? })+) => {$(
        $(#[$doc])*
        #[allow(non_camel_case_types, non_snake_case, reason = "OpenSSL's names")]
        #[repr(C)]
        pub struct $name {
            $($(#[$about])* pub $field: <$member as $crate::obj::asn1::codec::Member>::Slot),+
        }

        impl $crate::obj::asn1::codec::Kind for $name {
            type Value = $name;
            const NAME: &'static str = stringify!($name);
            fn blank() -> Box<Self> {
                Box::new($name {
                    $($field: <$member as $crate::obj::asn1::codec::Member>::blank()),+
                })
            }
            fn fits(tag: $crate::obj::asn1::reader::Tag) -> bool {
                tag == $crate::obj::asn1::codec::SEQUENCE
            }
            fn read(
                from: &mut $crate::obj::asn1::reader::Reader<'_>,
                tag: Option<$crate::obj::asn1::reader::Tag>,
            ) -> $crate::err::Result<Box<Self>> {
                use $crate::obj::asn1::codec;
                let mut body = codec::open(from, tag, stringify!($name))?;
                let last = codec::last(&[
                    $((stringify!($field), <$member as codec::Member>::ENCODED)),+
                ]);
                let made = Box::new($name {
                    $($field: codec::member_or_last::<$member>(
                        &mut body, stringify!($name), stringify!($field), last,
                    )?),+
                });
                codec::close(&body, stringify!($name))?;
                Ok(made)
            }
            fn write(
                value: &Self,
                tag: Option<$crate::obj::asn1::reader::Tag>,
                out: &mut Vec<u8>,
            ) {
                use $crate::obj::asn1::{codec, reader};
                reader::put_constructed(out, tag.unwrap_or(codec::SEQUENCE), |body| {
                    $(<$member as codec::Member>::write(&value.$field, body);)+
                });
            }
            fn show(
                value: &Self,
                to: &mut $crate::obj::asn1::show::Printer,
                place: $crate::obj::asn1::show::Place<'_>,
            ) -> $crate::err::Result<()> {
                to.sequence::<Self>(place, |to, indent| {
                    $(<$member as $crate::obj::asn1::codec::Member>::show(
                        &value.$field, stringify!($field), to, indent,
                    )?;)+
                    Ok(())
                })
            }
        }
    )+};
}

/// A kind that is a SEQUENCE OF another and whose C type is the stack itself.
#[macro_export]
macro_rules! asn1_sequence_of {
    ($($(#[$doc:meta])* $name:ident of $item:ty, shown as $shown:expr;)+) => {$(
        $(#[$doc])*
        #[allow(non_camel_case_types, reason = "OpenSSL's names")]
        pub struct $name;

        impl $crate::obj::asn1::codec::Kind for $name {
            type Value = $crate::obj::stack::OPENSSL_STACK;
            const NAME: &'static str = stringify!($name);
            fn blank() -> Box<$crate::obj::stack::OPENSSL_STACK> {
                $crate::obj::stack::OPENSSL_STACK::new(None)
            }
            fn fits(tag: $crate::obj::asn1::reader::Tag) -> bool {
                tag == $crate::obj::asn1::codec::SEQUENCE
            }
            fn read(
                from: &mut $crate::obj::asn1::reader::Reader<'_>,
                tag: Option<$crate::obj::asn1::reader::Tag>,
            ) -> $crate::err::Result<Box<$crate::obj::stack::OPENSSL_STACK>> {
                use $crate::obj::asn1::codec;
                codec::read_stack::<$item>(from, tag.unwrap_or(codec::SEQUENCE))
            }
            fn write(
                value: &$crate::obj::stack::OPENSSL_STACK,
                tag: Option<$crate::obj::asn1::reader::Tag>,
                out: &mut Vec<u8>,
            ) {
                use $crate::obj::asn1::codec;
                codec::write_stack::<$item>(value, tag.unwrap_or(codec::SEQUENCE), false, out);
            }
            fn show(
                value: &$crate::obj::stack::OPENSSL_STACK,
                to: &mut $crate::obj::asn1::show::Printer,
                place: $crate::obj::asn1::show::Place<'_>,
            ) -> $crate::err::Result<()> {
                to.list::<$item>(Some(value), $shown, false, place.indent)
            }
            fn release(value: Box<$crate::obj::stack::OPENSSL_STACK>) {
                use $crate::obj::asn1::codec::Kind;
                drop(value.into_owners::<<$item as Kind>::Value>());
            }
        }
    )+};
}
