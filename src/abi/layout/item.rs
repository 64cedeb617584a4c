//! `ASN1_ITEM`: how C code names a type to the generic ASN.1 functions.

use super::template::{
    ASN1_AUX, ASN1_EXTERN_FUNCS, ASN1_PRIMITIVE_FUNCS, ASN1_TEMPLATE, Members, table,
};
use crate::abi::{Handle, Opaque};
use crate::err::{self, Error, Lib, Result, asn1};
use std::any::Any;
use std::ffi::{CStr, c_char, c_int, c_long, c_void};

/// A tag: its class and number.
pub type Tag = (u8, u32);

/// The functions of a type, with its values as untyped pointers.
#[repr(C)]
pub struct Operations {
    mark: u64,
    /// A new value.
    pub new: fn() -> Opaque,
    /// Frees a value; NULL is nothing.
    pub free: fn(Opaque),
    /// Reads a value at the start of the bytes, under another tag if one is
    /// given; also gives its length.
    pub read_as: fn(&[u8], Option<Tag>) -> Result<(Opaque, usize)>,
    /// The encoding of a value, under another tag if one is given.
    pub write_as: fn(Opaque, Option<Tag>) -> Result<Vec<u8>>,
    /// Whether what has this tag may be a value.
    pub fits: fn(Tag) -> bool,
    /// Appends the text of a value to a printer.
    pub show: Show,
    /// How a member of a structure holds a value.
    pub held: Held,
    /// What puts values into the memory of structures.
    pub embed: Option<Embed>,
}

/// How a member of a structure holds a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Held {
    /// By a pointer.
    Pointer,
    /// As an `int`.
    Int,
    /// As a `long`.
    Long,
}

/// How values stand in the memory of a structure, without a pointer.
#[derive(Clone, Copy)]
pub struct Embed {
    /// The size of one.
    pub size: usize,
    /// Moves the second into the memory at the first, over what is there.
    pub put: fn(Opaque, Opaque),
    /// Frees what the one in the memory owns, and fills it with zeros.
    pub clear: fn(Opaque),
}

impl Embed {
    /// That of a type; `None` if its values cannot be moved.
    pub const fn of<T: Handle>(put: fn(Opaque, Opaque), clear: fn(Opaque)) -> Option<Embed> {
        match T::MOVES {
            true => Some(Embed { size: size_of::<T>(), put, clear }),
            false => None,
        }
    }
}

/// Where a value stands in a text.
#[derive(Clone, Copy)]
pub struct Place<'a> {
    /// How far it is indented.
    pub indent: usize,
    /// The name of the member that it is.
    pub field: Option<&'a str>,
    /// The name of its type.
    pub of: Option<&'a str>,
    /// Whether names are left out: it is one of a list.
    pub bare: bool,
}

/// How the text of a value is made: `dyn Any` is a printer, which is not known
/// here.
pub type Show = fn(Opaque, &mut dyn Any, Place<'_>) -> Result<()>;

/// Tells our items from those that a program made by OpenSSL's templates.
const MARK: u64 = 0x746c_7372_735f_6974;
/// `ASN1_ITYPE_…`.
mod itype {
    use std::ffi::c_char;
    pub(super) const PRIMITIVE: c_char = 0;
    pub(super) const SEQUENCE: c_char = 1;
    pub(super) const CHOICE: c_char = 2;
    pub(super) const EXTERN: c_char = 4;
    pub(super) const MSTRING: c_char = 5;
    pub(super) const NDEF_SEQUENCE: c_char = 6;
}

/// What a type is made of.
pub enum Shape<'a> {
    /// A type of this library.
    Ours(&'static Operations),
    /// One template, under another name.
    Template(&'a ASN1_TEMPLATE),
    /// A primitive type: `V_ASN1_…`, and the program's functions for it.
    Primitive(c_int, Option<&'a ASN1_PRIMITIVE_FUNCS>),
    /// One of several types of strings: `B_ASN1_…`.
    Strings(u32),
    /// A SEQUENCE; whether it may be of indefinite length.
    Sequence(Members<'a>, bool),
    /// A CHOICE; where the number of what was chosen stands.
    Choice(Members<'a>, usize),
    /// A type that the program's own functions read and write.
    Extern(&'a ASN1_EXTERN_FUNCS),
}

/// A type, as the generic functions see it. Programs only pass it on.
#[allow(non_camel_case_types, reason = "OpenSSL's typedef name")]
#[repr(C)]
pub struct ASN1_ITEM {
    itype: c_char,
    utype: c_long,
    templates: *const ASN1_TEMPLATE,
    tcount: c_long,
    funcs: *const c_void,
    size: c_long,
    sname: *const c_char,
}

// SAFETY: items are constant.
unsafe impl Sync for ASN1_ITEM {}
// SAFETY: items are constant.
unsafe impl Send for ASN1_ITEM {}

impl ASN1_ITEM {
    /// The item of a type.
    pub const fn new(funcs: &'static Operations, name: &'static CStr) -> Self {
        ASN1_ITEM {
            itype: itype::EXTERN,
            utype: -4,
            templates: std::ptr::null(),
            tcount: 0,
            funcs: std::ptr::from_ref(funcs).cast(),
            size: 0,
            sname: name.as_ptr(),
        }
    }

    /// Its name.
    pub fn name(&self) -> &'static CStr {
        crate::abi::Arg(self.sname.cast_mut().cast()).str().unwrap_or_default()
    }

    /// `sizeof` its structure; of a BOOLEAN, what it is when absent.
    pub const fn size(&self) -> c_long {
        self.size
    }

    /// The functions behind an EXTERN item, if it is one of this library's.
    fn ours(&self) -> Option<&'static Operations> {
        let ours = self.itype == itype::EXTERN
            && !self.funcs.is_null()
            && self.funcs.cast::<Operations>().is_aligned()
            // SAFETY: an EXTERN item has a table of functions, whose first
            // eight bytes can be read; ours bear the mark.
            && unsafe { self.funcs.cast::<u64>().read() } == MARK;
        // SAFETY: it bears the mark of the tables of `Operations`.
        ours.then(|| unsafe { &*self.funcs.cast::<Operations>() })
    }

    /// What it is made of. Errors: `ASN1_R_BAD_TEMPLATE` for an item that
    /// OpenSSL's macros cannot have made.
    #[track_caller]
    pub fn shape(&self) -> Result<Shape<'_>> {
        let wrong = || Error::new(Lib::Asn1, asn1::R_BAD_TEMPLATE);
        let members = || {
            let templates = table(self.templates, self.tcount)?;
            Some(Members {
                templates,
                // SAFETY: `funcs` of such an item is NULL or an `ASN1_AUX`.
                aux: unsafe { self.funcs.cast::<ASN1_AUX>().as_ref() },
                size: usize::try_from(self.size).ok()?,
            })
        };
        let shape = match self.itype {
            // SAFETY: the item of a template has this one.
            itype::PRIMITIVE if !self.templates.is_null() => unsafe {
                self.templates.as_ref().map(Shape::Template)
            },
            itype::PRIMITIVE => c_int::try_from(self.utype).ok().map(|kind| {
                // SAFETY: `funcs` of such an item is NULL or functions of a
                // primitive type.
                Shape::Primitive(kind, unsafe {
                    self.funcs.cast::<ASN1_PRIMITIVE_FUNCS>().as_ref()
                })
            }),
            itype::MSTRING => u32::try_from(self.utype).ok().map(Shape::Strings),
            itype::SEQUENCE => members().map(|members| Shape::Sequence(members, false)),
            itype::NDEF_SEQUENCE => members().map(|members| Shape::Sequence(members, true)),
            itype::CHOICE => members().and_then(|members| {
                let selector = usize::try_from(self.utype).ok()?;
                let fits = selector.checked_add(size_of::<c_int>())? <= members.size;
                fits.then_some(Shape::Choice(members, selector))
            }),
            itype::EXTERN => match self.ours() {
                Some(operations) => Some(Shape::Ours(operations)),
                None => {
                    // SAFETY: `funcs` of such an item is its functions.
                    let functions = unsafe { self.funcs.cast::<ASN1_EXTERN_FUNCS>().as_ref() };
                    functions.map(Shape::Extern)
                }
            },
            _ => None,
        };
        shape.ok_or_else(wrong)
    }
}

impl Operations {
    /// A table of functions, for values behind a pointer.
    pub const fn new(
        new: fn() -> Opaque,
        free: fn(Opaque),
        read_as: fn(&[u8], Option<Tag>) -> Result<(Opaque, usize)>,
        write_as: fn(Opaque, Option<Tag>) -> Result<Vec<u8>>,
        fits: fn(Tag) -> bool,
    ) -> Self {
        let show: Show = |_, _, _| Err(Error::new(Lib::Asn1, err::R_DISABLED));
        let (held, embed) = (Held::Pointer, None);
        Operations { mark: MARK, new, free, read_as, write_as, fits, show, held, embed }
    }

    /// The same with a way to show values; without, that fails.
    pub const fn showing(self, show: Show) -> Self {
        Operations { show, ..self }
    }

    /// The same for values that a structure holds without a pointer.
    pub const fn held(self, held: Held) -> Self {
        Operations { held, ..self }
    }

    /// The same for values that may stand in a structure's memory.
    pub const fn embedded(self, embed: Option<Embed>) -> Self {
        Operations { embed, ..self }
    }

    /// Reads a value at the start of the bytes; also gives its length.
    pub fn read(&self, bytes: &[u8]) -> Result<(Opaque, usize)> {
        (self.read_as)(bytes, None)
    }

    /// The encoding of a value.
    pub fn write(&self, value: Opaque) -> Result<Vec<u8>> {
        (self.write_as)(value, None)
    }
}

/// A value of whatever type the item beside it names.
#[allow(non_camel_case_types, reason = "OpenSSL's typedef name")]
#[repr(C)]
pub struct ASN1_VALUE {
    _opaque: [u8; 0],
}
