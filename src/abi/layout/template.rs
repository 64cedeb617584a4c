//! The tables that OpenSSL's template macros make of a type, and the memory
//! of structures that they describe.
#![allow(non_camel_case_types, reason = "OpenSSL's typedef names")]

use super::Field;
use super::item::{ASN1_ITEM, ASN1_VALUE, Tag};
use crate::abi::{Arg, DerIn, DerOut, In, LendConst, Opaque, Out, mem};
use crate::err::{self, Error, Lib, Result, asn1};
use std::ffi::{c_char, c_int, c_long, c_uchar, c_ulong, c_void};
use std::sync::atomic::{AtomicI32, Ordering};

/// Most templates that a table may have.
const MOST: usize = 10_000;

/// `ASN1_TFLG_…`: bits of a template.
mod flag {
    use std::ffi::c_ulong;
    pub(super) const OPTIONAL: c_ulong = 1;
    pub(super) const SET_OF: c_ulong = 1 << 1;
    pub(super) const SEQUENCE_OF: c_ulong = 2 << 1;
    pub(super) const IMPTAG: c_ulong = 1 << 3;
    pub(super) const EXPTAG: c_ulong = 2 << 3;
    pub(super) const ADB_OID: c_ulong = 1 << 8;
    pub(super) const ADB_INT: c_ulong = 1 << 9;
    pub(super) const NDEF: c_ulong = 1 << 11;
    pub(super) const EMBED: c_ulong = 1 << 12;
}

/// A member of a structure, or one of a choice.
#[repr(C)]
pub struct ASN1_TEMPLATE {
    flags: c_ulong,
    tag: c_long,
    offset: c_ulong,
    field_name: *const c_char,
    item: Option<extern "C" fn() -> LendConst<c_void>>,
}

/// The tag that a template adds.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Tagging {
    /// None.
    None,
    /// In place of the type's own.
    Implicit(Tag),
    /// Around the value.
    Explicit(Tag),
}

/// A template's lists of values.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum ListOf {
    /// SEQUENCE OF.
    Sequence,
    /// SET OF.
    Set,
    /// SET OF, whose elements are sorted when written.
    Sorted,
}

impl ASN1_TEMPLATE {
    const fn has(&self, flag: c_ulong) -> bool {
        self.flags & flag != 0
    }

    /// Whether it may be absent.
    pub const fn optional(&self) -> bool {
        self.has(flag::OPTIONAL)
    }

    /// Whether the value stands in the structure itself.
    pub const fn embedded(&self) -> bool {
        self.has(flag::EMBED)
    }

    /// Whether another member tells what it is.
    pub const fn defined_by(&self) -> bool {
        self.has(flag::ADB_OID | flag::ADB_INT)
    }

    /// Whether its length may be indefinite.
    pub const fn indefinite(&self) -> bool {
        self.has(flag::NDEF)
    }

    /// The list that it is, if it is one.
    pub const fn list(&self) -> Option<ListOf> {
        match (self.has(flag::SET_OF), self.has(flag::SEQUENCE_OF)) {
            (false, false) => None,
            (false, true) => Some(ListOf::Sequence),
            (true, false) => Some(ListOf::Set),
            (true, true) => Some(ListOf::Sorted),
        }
    }

    /// The tag that it adds.
    pub fn tagging(&self) -> Result<Tagging> {
        if !self.has(flag::IMPTAG | flag::EXPTAG) {
            return Ok(Tagging::None);
        }
        let class = (self.flags >> 6 & 3) as u8;
        let tag = (class, u32::try_from(self.tag).map_err(|_| wrong())?);
        Ok(if self.has(flag::EXPTAG) { Tagging::Explicit(tag) } else { Tagging::Implicit(tag) })
    }

    /// The name of the member.
    pub fn name(&self) -> &str {
        let name = Arg(self.field_name.cast_mut().cast()).str().unwrap_or_default();
        name.to_str().unwrap_or_default()
    }

    /// The type of the member.
    pub fn item(&self) -> Result<&ASN1_ITEM> {
        if self.defined_by() {
            return Err(wrong());
        }
        // SAFETY: such a template has the function of an item, which is
        // constant.
        let item = self
            .item
            .and_then(|item| unsafe { (item().as_in().as_ptr().cast::<ASN1_ITEM>()).as_ref() });
        item.ok_or_else(wrong)
    }

    /// What tells the type of a member that another defines.
    pub fn table(&self) -> Result<&ASN1_ADB> {
        if !self.defined_by() {
            return Err(wrong());
        }
        // SAFETY: such a template has the function of such a table, which is
        // constant.
        let table = self
            .item
            .and_then(|item| unsafe { (item().as_in().as_ptr().cast::<ASN1_ADB>()).as_ref() });
        table.ok_or_else(wrong)
    }

    /// Whether a number tells what it is, and no object identifier.
    pub const fn by_number(&self) -> bool {
        self.has(flag::ADB_INT)
    }

    /// Where `structure` keeps the member, of which `size` bytes must be there.
    pub fn place(&self, structure: &Structure, size: usize) -> Result<ValueAt> {
        structure.at(self.offset, size).map(|at| ValueAt(at.cast()))
    }
}

/// What a table of the program's cannot be.
#[track_caller]
fn wrong() -> Error {
    Error::new(Lib::Asn1, asn1::R_BAD_TEMPLATE)
}

/// The templates of a table; `None` if its length is none.
pub(super) fn table<'a>(first: *const ASN1_TEMPLATE, count: c_long) -> Option<&'a [ASN1_TEMPLATE]> {
    let count = usize::try_from(count).ok().filter(|count| *count <= MOST)?;
    if count == 0 {
        return Some(&[]);
    }
    // SAFETY: an item says how many templates its constant table has.
    (!first.is_null()).then(|| unsafe { std::slice::from_raw_parts(first, count) })
}

/// Which template a member follows, by the value of another (`ANY DEFINED BY`).
#[repr(C)]
pub struct ASN1_ADB {
    flags: c_ulong,
    offset: c_ulong,
    adb_cb: Option<extern "C" fn(Out<c_long>) -> c_int>,
    tbl: *const ASN1_ADB_TABLE,
    tblcount: c_long,
    default_tt: *const ASN1_TEMPLATE,
    null_tt: *const ASN1_TEMPLATE,
}

/// A value, and the template that it stands for.
#[repr(C)]
struct ASN1_ADB_TABLE {
    value: c_long,
    tt: ASN1_TEMPLATE,
}

impl ASN1_ADB {
    /// The value that tells, as the pointer that the structure has.
    pub fn selector(&self, structure: &Structure) -> Result<Opaque> {
        structure.at(self.offset, size_of::<*mut c_void>()).map(|at| ValueAt(at.cast()).pointer())
    }

    /// What the program makes of a value; `None` if it refuses it.
    pub fn translated(&self, mut value: c_long) -> Option<c_long> {
        match self.adb_cb {
            Some(callback) if callback(Out::lend(&mut value)) == 0 => None,
            _ => Some(value),
        }
    }

    /// The template for a value, or for none.
    pub fn template(&self, value: Option<c_long>) -> Option<&ASN1_TEMPLATE> {
        let Some(value) = value else {
            // SAFETY: NULL or a template, which is constant.
            return unsafe { self.null_tt.as_ref() };
        };
        let count = usize::try_from(self.tblcount).unwrap_or(0).min(MOST);
        let rows = match self.tbl.is_null() || count == 0 {
            true => &[],
            // SAFETY: the table is constant and says how many rows it has.
            false => unsafe { std::slice::from_raw_parts(self.tbl, count) },
        };
        match rows.iter().find(|row| row.value == value) {
            Some(row) => Some(&row.tt),
            // SAFETY: as for `null_tt`.
            None => unsafe { self.default_tt.as_ref() },
        }
    }
}

/// The function of a program's type that hears what happens to its values.
pub type ASN1_aux_cb =
    extern "C" fn(c_int, *mut *mut ASN1_VALUE, In<ASN1_ITEM>, *mut c_void) -> c_int;

/// What a structure has beside its members.
#[repr(C)]
pub struct ASN1_AUX {
    app_data: *mut c_void,
    flags: c_int,
    ref_offset: c_int,
    ref_lock: c_int,
    asn1_cb: Option<ASN1_aux_cb>,
    enc_offset: c_int,
    asn1_const_cb: Option<ASN1_aux_cb>,
}

/// `ASN1_AFLG_REFCOUNT`.
const REFCOUNT: c_int = 1;
/// `ASN1_AFLG_ENCODING`.
const ENCODING: c_int = 2;
/// `ASN1_AFLG_BROKEN`.
const BROKEN: c_int = 4;
/// `ASN1_AFLG_CONST_CB`.
const CONST_CB: c_int = 8;

impl ASN1_AUX {
    /// The function to be told of what may change a value.
    pub const fn callback(&self) -> Option<ASN1_aux_cb> {
        self.asn1_cb
    }

    /// The function to be told of writing and printing.
    pub const fn looking(&self) -> Option<ASN1_aux_cb> {
        if self.flags & CONST_CB != 0 { self.asn1_const_cb } else { self.asn1_cb }
    }

    /// Whether the length of the SEQUENCE is to be ignored.
    pub const fn broken(&self) -> bool {
        self.flags & BROKEN != 0
    }

    /// The place of the count of references in `structure`, and that of the
    /// pointer to the lock for it.
    pub fn references<'a>(
        &self,
        structure: &'a Structure,
    ) -> Result<Option<(&'a AtomicI32, ValueAt)>> {
        if self.flags & REFCOUNT == 0 {
            return Ok(None);
        }
        let count = structure.at(self.ref_offset, size_of::<c_int>())?.cast::<c_int>();
        let lock = structure.at(self.ref_lock, size_of::<*mut c_void>())?;
        if !count.is_aligned() {
            return Err(wrong());
        }
        // SAFETY: C counts there, through atomic operations only.
        Ok(Some((unsafe { AtomicI32::from_ptr(count) }, ValueAt(lock.cast()))))
    }

    /// The place of the kept encoding in `structure`.
    pub fn encoding<'a>(&self, structure: &'a Structure) -> Result<Option<&'a ASN1_ENCODING>> {
        if self.flags & ENCODING == 0 {
            return Ok(None);
        }
        let at = structure.at(self.enc_offset, size_of::<ASN1_ENCODING>())?.cast::<ASN1_ENCODING>();
        if !at.is_aligned() {
            return Err(wrong());
        }
        // SAFETY: C has one there, and lends the structure for the call.
        Ok(unsafe { at.as_ref() })
    }
}

/// The encoding that a structure was read from.
#[repr(C)]
pub struct ASN1_ENCODING {
    enc: Field<*mut c_uchar>,
    len: Field<c_long>,
    modified: Field<c_int>,
}

impl ASN1_ENCODING {
    fn store(&self, enc: *mut c_uchar, len: c_long, modified: c_int) {
        self.enc.set(enc);
        self.len.set(len);
        self.modified.set(modified);
    }

    /// None, where there was no memory yet.
    pub fn initialise(&self) {
        self.store(std::ptr::null_mut(), 0, 1);
    }

    /// Frees it.
    pub fn clear(&self) {
        mem::free_c(self.enc.get().cast());
        self.initialise();
    }

    /// Keeps a copy of one.
    pub fn keep(&self, der: &[u8]) -> Result<()> {
        self.clear();
        let len = c_long::try_from(der.len()).map_err(|_| wrong())?;
        self.store(mem::copy_out(der)?.cast(), len, 0);
        Ok(())
    }

    /// It, unless the structure has changed since.
    pub fn kept(&self) -> Option<&[u8]> {
        if self.enc.get().is_null() || self.modified.get() != 0 {
            return None;
        }
        Arg(self.enc.get().cast()).bytes(usize::try_from(self.len.get()).ok()?).ok()
    }
}

/// The members of a structure or choice, and what it has beside them.
#[derive(Clone, Copy)]
pub struct Members<'a> {
    /// Of each member.
    pub templates: &'a [ASN1_TEMPLATE],
    /// What it has beside them.
    pub aux: Option<&'a ASN1_AUX>,
    /// The size of the structure.
    pub size: usize,
}

/// The memory of a structure of the program's.
pub struct Structure {
    start: *mut u8,
    size: usize,
}

impl Structure {
    /// The one behind a pointer; an error for NULL.
    pub fn behind(pointer: Opaque, size: usize) -> Result<Self> {
        match pointer.is_null() {
            true => Err(Error::new(Lib::Asn1, err::R_PASSED_NULL_PARAMETER)),
            false => Ok(Structure { start: pointer.0.cast(), size }),
        }
    }

    /// A new one of zeros, which C frees with `OPENSSL_free`.
    pub fn allocate(size: usize) -> Result<Self> {
        let made = mem::copy_out(&vec![0; size])?;
        Ok(Structure { start: made.cast(), size })
    }

    /// Fills it with zeros.
    pub fn zero(&self) {
        // SAFETY: C promises memory of that size with the item.
        unsafe { std::ptr::write_bytes(self.start, 0, self.size) }
    }

    /// Its pointer.
    pub const fn pointer(&self) -> Opaque {
        Opaque(self.start.cast())
    }

    /// Frees it.
    pub fn free(self) {
        mem::free_c(self.start.cast());
    }

    fn at(&self, offset: impl TryInto<usize>, size: usize) -> Result<*mut u8> {
        let offset: usize = offset.try_into().map_err(|_| wrong())?;
        match offset.checked_add(size) {
            Some(end) if end <= self.size => Ok(self.start.wrapping_add(offset)),
            _ => Err(wrong()),
        }
    }

    /// The number at a place.
    pub fn number(&self, offset: usize) -> Result<Out<c_int>> {
        self.at(offset, size_of::<c_int>()).map(|at| Out::at(at.cast()))
    }
}

/// Where a value's pointer stands, or the value itself if it needs none.
#[derive(Clone, Copy)]
pub struct ValueAt(*mut *mut c_void);

/// A pointer to a value of any type.
pub trait PointerToValue {}
impl PointerToValue for *mut ASN1_VALUE {}
impl PointerToValue for *const ASN1_VALUE {}

impl ValueAt {
    /// A place of the program's; an error for NULL.
    #[track_caller]
    pub fn of<P: PointerToValue>(place: &Out<P>) -> Result<Self> {
        match place.is_null() {
            true => Err(Error::new(Lib::Asn1, err::R_PASSED_NULL_PARAMETER)),
            false => Ok(ValueAt(place.as_ptr().cast())),
        }
    }

    /// A variable of ours, for as long as it lives.
    pub const fn lend(variable: &mut Opaque) -> Self {
        ValueAt(std::ptr::from_mut(variable).cast())
    }

    /// The pointer.
    pub fn pointer(self) -> Opaque {
        // SAFETY: C lends the place for the call.
        Opaque(unsafe { self.0.read_unaligned() })
    }

    /// Replaces the pointer.
    pub fn set(self, value: Opaque) {
        // SAFETY: as in `pointer`.
        unsafe { self.0.write_unaligned(value.0) }
    }

    /// The `int` that stands there.
    pub fn int(self) -> c_int {
        // SAFETY: as in `pointer`.
        unsafe { self.0.cast::<c_int>().read_unaligned() }
    }

    /// Replaces the `int`.
    pub fn set_int(self, value: c_int) {
        // SAFETY: as in `pointer`.
        unsafe { self.0.cast::<c_int>().write_unaligned(value) }
    }

    /// The address of the place, as that of a value which stands there.
    pub const fn address(self) -> Opaque {
        Opaque(self.0.cast())
    }

    /// The place, for a function of the program's.
    pub const fn raw(self) -> *mut *mut ASN1_VALUE {
        self.0.cast()
    }
}

/// Takes one more off a count; the rest.
pub fn count_down(count: &AtomicI32) -> c_int {
    count.fetch_sub(1, Ordering::AcqRel) - 1
}

/// The functions of a primitive type of the program's.
#[repr(C)]
pub struct ASN1_PRIMITIVE_FUNCS {
    app_data: *mut c_void,
    flags: c_ulong,
    /// Makes a value.
    pub prim_new: Option<extern "C" fn(*mut *mut ASN1_VALUE, In<ASN1_ITEM>) -> c_int>,
    /// Frees one.
    pub prim_free: Option<extern "C" fn(*mut *mut ASN1_VALUE, In<ASN1_ITEM>)>,
    /// Sets one to what it is when absent.
    pub prim_clear: Option<extern "C" fn(*mut *mut ASN1_VALUE, In<ASN1_ITEM>)>,
    /// Reads one from content octets.
    pub prim_c2i: Option<
        extern "C" fn(
            *mut *mut ASN1_VALUE,
            *const c_uchar,
            c_int,
            c_int,
            Out<c_char>,
            In<ASN1_ITEM>,
        ) -> c_int,
    >,
    /// Writes one's content octets.
    pub prim_i2c: Option<
        extern "C" fn(*mut *mut ASN1_VALUE, *mut c_uchar, Out<c_int>, In<ASN1_ITEM>) -> c_int,
    >,
    /// Prints one.
    pub prim_print:
        Option<extern "C" fn(Arg, *mut *mut ASN1_VALUE, In<ASN1_ITEM>, c_int, Arg) -> c_int>,
}

/// Reads a value of a type that the program's own functions read.
pub type ASN1_ex_d2i = extern "C" fn(
    *mut *mut ASN1_VALUE,
    DerIn,
    c_long,
    In<ASN1_ITEM>,
    c_int,
    c_int,
    c_char,
    *mut c_void,
) -> c_int;

/// The functions of a type that the program itself reads and writes.
#[repr(C)]
pub struct ASN1_EXTERN_FUNCS {
    app_data: *mut c_void,
    /// Makes a value.
    pub asn1_ex_new: Option<extern "C" fn(*mut *mut ASN1_VALUE, In<ASN1_ITEM>) -> c_int>,
    /// Frees one.
    pub asn1_ex_free: Option<extern "C" fn(*mut *mut ASN1_VALUE, In<ASN1_ITEM>)>,
    /// Sets one to what it is when absent.
    pub asn1_ex_clear: Option<extern "C" fn(*mut *mut ASN1_VALUE, In<ASN1_ITEM>)>,
    /// Reads one.
    pub asn1_ex_d2i: Option<ASN1_ex_d2i>,
    /// Writes one.
    pub asn1_ex_i2d:
        Option<extern "C" fn(*mut *mut ASN1_VALUE, DerOut, In<ASN1_ITEM>, c_int, c_int) -> c_int>,
    /// Prints one.
    pub asn1_ex_print:
        Option<extern "C" fn(Arg, *mut *mut ASN1_VALUE, c_int, *const c_char, Arg) -> c_int>,
    /// Makes a value with a library context.
    pub asn1_ex_new_ex: Option<
        extern "C" fn(*mut *mut ASN1_VALUE, In<ASN1_ITEM>, *mut c_void, *const c_char) -> c_int,
    >,
    /// Reads one with a library context.
    pub asn1_ex_d2i_ex: Option<
        extern "C" fn(
            *mut *mut ASN1_VALUE,
            DerIn,
            c_long,
            In<ASN1_ITEM>,
            c_int,
            c_int,
            c_char,
            *mut c_void,
            *mut c_void,
            *const c_char,
        ) -> c_int,
    >,
}
