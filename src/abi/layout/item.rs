//! `ASN1_ITEM`: how C code names a type to the generic ASN.1 functions.

use crate::abi::Opaque;
use crate::err::{self, Error, Lib, Result, asn1};
use std::any::Any;
use std::ffi::{CStr, c_char, c_long, c_void};

/// The functions of a type, with its values as untyped pointers.
#[repr(C)]
pub struct Operations {
    mark: u64,
    /// A new value.
    pub new: fn() -> Opaque,
    /// Frees a value; NULL is nothing.
    pub free: fn(Opaque),
    /// Reads a value at the start of the bytes; also gives its length.
    pub read: fn(&[u8]) -> Result<(Opaque, usize)>,
    /// The encoding of a value.
    pub write: fn(Opaque) -> Result<Vec<u8>>,
    /// Appends the text of a value, under a name and indented, to a printer.
    pub show: Show,
}

/// How the text of a value is made: `dyn Any` is a printer, which is not known
/// here.
pub type Show = fn(Opaque, &mut dyn Any, &'static str, usize) -> Result<()>;

/// Tells our items from those that a program made by OpenSSL's templates.
const MARK: u64 = 0x746c_7372_735f_6974;
/// `ASN1_ITYPE_EXTERN`.
const EXTERN: c_char = 4;

/// A type, as the generic functions see it. Programs only pass it on.
#[allow(non_camel_case_types, reason = "OpenSSL's typedef name")]
#[repr(C)]
pub struct ASN1_ITEM {
    itype: c_char,
    utype: c_long,
    templates: *const c_void,
    tcount: c_long,
    funcs: *const Operations,
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
            itype: EXTERN,
            utype: -4,
            templates: std::ptr::null(),
            tcount: 0,
            funcs,
            size: 0,
            sname: name.as_ptr(),
        }
    }

    /// Its name.
    pub fn name(&self) -> &'static CStr {
        crate::abi::Arg(self.sname.cast_mut().cast()).str().unwrap_or_default()
    }

    /// Its functions. Items that a program made by templates of its own are
    /// refused: there is no interpreter for these.
    pub fn operations(&self) -> Result<&'static Operations> {
        let unsupported = || Error::new(Lib::Asn1, asn1::R_UNKNOWN_TAG);
        if self.itype != EXTERN || self.funcs.is_null() || !self.funcs.is_aligned() {
            return Err(unsupported());
        }
        // SAFETY: an EXTERN item has a table of functions, whose first eight
        // bytes can be read; ours bear the mark.
        unsafe {
            if self.funcs.cast::<u64>().read() != MARK {
                return Err(unsupported());
            }
            Ok(&*self.funcs)
        }
    }
}

impl Operations {
    /// A table of functions.
    pub const fn new(
        new: fn() -> Opaque,
        free: fn(Opaque),
        read: fn(&[u8]) -> Result<(Opaque, usize)>,
        write: fn(Opaque) -> Result<Vec<u8>>,
    ) -> Self {
        let show: Show = |_, _, _, _| Err(Error::new(Lib::Asn1, err::R_DISABLED));
        Operations { mark: MARK, new, free, read, write, show }
    }

    /// The same with a way to show values; without, that fails.
    pub const fn showing(self, show: Show) -> Self {
        Operations { show, ..self }
    }

    /// Whether the table is one of this library's.
    pub const fn is_ours(&self) -> bool {
        self.mark == MARK
    }
}

/// A value of whatever type the item beside it names.
#[allow(non_camel_case_types, reason = "OpenSSL's typedef name")]
#[repr(C)]
pub struct ASN1_VALUE {
    _opaque: [u8; 0],
}
