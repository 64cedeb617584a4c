//! The public tables of purposes and trust settings.
#![allow(non_camel_case_types, reason = "OpenSSL's typedef names")]

use std::ffi::{CStr, c_char, c_int, c_void};

/// `X509_PURPOSE`: a purpose that certificates may be checked for.
#[repr(C)]
#[derive(Debug)]
pub struct X509_PURPOSE {
    /// `X509_PURPOSE_…`.
    pub purpose: c_int,
    /// `X509_TRUST_…` that goes with it.
    pub trust: c_int,
    /// Always 0: none of the table is dynamic.
    pub flags: c_int,
    /// Not offered: `X509_check_purpose` does it.
    check_purpose: *const c_void,
    /// Its name for people.
    pub name: *const c_char,
    /// Its name in options.
    pub sname: *const c_char,
    usr_data: *const c_void,
}

/// `X509_TRUST`: a trust setting.
#[repr(C)]
#[derive(Debug)]
pub struct X509_TRUST {
    /// `X509_TRUST_…`.
    pub trust: c_int,
    /// Always 0: none of the table is dynamic.
    pub flags: c_int,
    /// Not offered: `X509_check_trust` does it.
    check_trust: *const c_void,
    /// Its name.
    pub name: *const c_char,
    /// The number of the purpose it stands for.
    pub arg1: c_int,
    arg2: *const c_void,
}

// SAFETY: the tables are constant, and their pointers are to constants.
unsafe impl Sync for X509_PURPOSE {}
// SAFETY: as above.
unsafe impl Send for X509_PURPOSE {}
// SAFETY: as above.
unsafe impl Sync for X509_TRUST {}
// SAFETY: as above.
unsafe impl Send for X509_TRUST {}

impl X509_PURPOSE {
    /// A row of the table.
    pub const fn new(
        purpose: c_int,
        trust: c_int,
        name: &'static CStr,
        sname: &'static CStr,
    ) -> Self {
        X509_PURPOSE {
            purpose,
            trust,
            flags: 0,
            check_purpose: std::ptr::null(),
            name: name.as_ptr(),
            sname: sname.as_ptr(),
            usr_data: std::ptr::null(),
        }
    }
}

impl X509_TRUST {
    /// A row of the table.
    pub const fn new(trust: c_int, name: &'static CStr, arg1: c_int) -> Self {
        X509_TRUST {
            trust,
            flags: 0,
            check_trust: std::ptr::null(),
            name: name.as_ptr(),
            arg1,
            arg2: std::ptr::null(),
        }
    }
}
