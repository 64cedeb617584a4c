//! `ASN1_STRING`, the layout of nearly every primitive ASN.1 value in C.

use super::Field;
use crate::abi::mem;
use crate::err::{self, Error, Lib, Result};
use std::ffi::{c_int, c_long, c_uchar};

/// A primitive ASN.1 value: strings, integers, times, bit strings.
///
/// `data` is C memory and has one more byte, a NUL, behind its `length`.
#[allow(non_camel_case_types)]
#[repr(C)]
#[derive(Debug)]
pub struct ASN1_STRING {
    /// Bytes at `data`.
    pub length: Field<c_int>,
    /// The universal tag; with [`NEGATIVE`] for integers below zero.
    pub kind: Field<c_int>,
    data: Field<*mut c_uchar>,
    /// Unused bits of a bit string, and marks.
    pub flags: Field<c_long>,
}

/// Set in the type of an integer below zero (`V_ASN1_NEG`).
pub const NEGATIVE: c_int = 0x100;
/// The low three flag bits count the unused bits of a bit string.
pub const BITS_LEFT: c_long = 0x08;
/// The string is a member of another structure; `free` keeps the header.
pub const EMBED: c_long = 0x080;
/// `ASN1_STRING_FLAG_CONT`: content is still to come.
pub const CONT: c_long = 0x020;
/// The data belongs to someone else.
pub const NDEF: c_long = 0x010;
/// Made by `ASN1_STRING_new` and its like for multi-strings.
pub const MSTRING: c_long = 0x040;

macro_rules! strings {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[allow(non_camel_case_types)]
        pub type $name = ASN1_STRING;
    )+};
}
strings! {
    /// INTEGER.
    ASN1_INTEGER,
    /// ENUMERATED.
    ASN1_ENUMERATED,
    /// BIT STRING.
    ASN1_BIT_STRING,
    /// OCTET STRING.
    ASN1_OCTET_STRING,
    /// PrintableString.
    ASN1_PRINTABLESTRING,
    /// T61String.
    ASN1_T61STRING,
    /// IA5String.
    ASN1_IA5STRING,
    /// GeneralString.
    ASN1_GENERALSTRING,
    /// UniversalString.
    ASN1_UNIVERSALSTRING,
    /// BMPString.
    ASN1_BMPSTRING,
    /// UTCTime.
    ASN1_UTCTIME,
    /// UTCTime or GeneralizedTime.
    ASN1_TIME,
    /// GeneralizedTime.
    ASN1_GENERALIZEDTIME,
    /// VisibleString.
    ASN1_VISIBLESTRING,
    /// UTF8String.
    ASN1_UTF8STRING,
}

crate::box_handle!(ASN1_STRING);

impl ASN1_STRING {
    /// An empty value of a type.
    pub fn new(kind: c_int) -> Box<Self> {
        Box::new(ASN1_STRING {
            length: Field::new(0),
            kind: Field::new(kind),
            data: Field::new(std::ptr::null_mut()),
            flags: Field::new(0),
        })
    }

    /// A value of a type holding a copy of `bytes`.
    pub fn with(kind: c_int, bytes: &[u8]) -> Result<Box<Self>> {
        let made = Self::new(kind);
        made.store(bytes)?;
        Ok(made)
    }

    /// Its bytes.
    pub fn bytes(&self) -> &[u8] {
        let data = self.data.get();
        match usize::try_from(self.length.get()) {
            // SAFETY: the layout's contract: `length` bytes at `data`.
            Ok(len) if len > 0 && !data.is_null() => unsafe {
                std::slice::from_raw_parts(data, len)
            },
            _ => &[],
        }
    }

    /// Its bytes, to be changed in place.
    #[allow(clippy::mut_from_ref)]
    pub fn bytes_mut(&self) -> &mut [u8] {
        let data = self.data.get();
        match usize::try_from(self.length.get()) {
            // SAFETY: as in `bytes`; C's contract gives the caller of a
            // changing function sole use of the value.
            Ok(len) if len > 0 && !data.is_null() => unsafe {
                std::slice::from_raw_parts_mut(data, len)
            },
            _ => &mut [],
        }
    }

    /// The pointer to its bytes; NULL if none were ever stored.
    pub fn data_ptr(&self) -> *mut c_uchar {
        self.data.get()
    }

    /// The place of that pointer, which C may set.
    pub fn data_place(&self) -> *mut *mut c_uchar {
        self.data.0.as_ptr()
    }

    /// Replaces its bytes by a copy of `bytes`, which may be its own.
    #[track_caller]
    pub fn store(&self, bytes: &[u8]) -> Result<()> {
        let length = c_int::try_from(bytes.len())
            .ok()
            .filter(|n| *n < c_int::MAX)
            .ok_or_else(|| Error::new(Lib::Asn1, err::asn1::R_TOO_LARGE))?;
        let copy = mem::strdup(bytes)?;
        self.adopt(copy.cast(), length);
        Ok(())
    }

    /// Replaces its bytes by `length` bytes of C memory, which it then owns.
    pub fn adopt(&self, data: *mut c_uchar, length: c_int) {
        let old = self.data.get();
        if old != data && self.flags.get() & NDEF == 0 {
            // SAFETY: the value owned it and it is replaced below.
            unsafe { mem::free(old.cast()) };
        }
        self.data.set(data);
        self.length.set(length);
    }

    /// Makes room for `length` bytes of unknown content, which the caller
    /// of the C function fills.
    #[track_caller]
    pub fn reserve(&self, length: usize) -> Result<()> {
        let mut bytes = self.bytes().to_vec();
        bytes.resize(length, 0);
        self.store(&bytes)
    }

    /// A copy of type, bytes and flags.
    pub fn duplicate(&self) -> Result<Box<Self>> {
        let copy = Self::new(self.kind.get());
        copy.copy_from(self)?;
        Ok(copy)
    }

    /// Becomes a copy of `other`.
    #[track_caller]
    pub fn copy_from(&self, other: &ASN1_STRING) -> Result<()> {
        self.kind.set(other.kind.get());
        self.store(other.bytes())?;
        let embedded = self.flags.get() & EMBED;
        self.flags.set(embedded | (other.flags.get() & !EMBED));
        Ok(())
    }

    /// Overwrites its bytes with zeros.
    pub fn wipe(&self) {
        zeroize::Zeroize::zeroize(self.bytes_mut());
    }
}

impl Drop for ASN1_STRING {
    fn drop(&mut self) {
        if self.flags.get() & NDEF == 0 {
            // SAFETY: the value owns its data.
            unsafe { mem::free(self.data.get().cast()) };
        }
    }
}
