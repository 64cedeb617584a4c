//! The values that other structures are made of, types of a program's own, and
//! the outline of any DER.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::ffi::{c_char, c_int, c_long, c_uchar, c_ulong, c_void};
use std::ptr::null;
use tlsrs_fuzz::{Bio, Handle, clear, round_trip};

unsafe extern "C" {
    fn ASN1_parse_dump(
        out: Handle,
        der: *const c_uchar,
        len: c_long,
        indent: c_int,
        dump: c_int,
    ) -> c_int;
}

macro_rules! types {
    ($data:expr, $($d2i:ident $i2d:ident $free:ident;)+) => {{
        unsafe extern "C" {
            $(
                fn $d2i(to: *mut Handle, from: *mut *const c_uchar, len: c_long) -> Handle;
                fn $i2d(value: Handle, to: *mut *mut c_uchar) -> c_int;
                fn $free(value: Handle);
            )+
        }
        $(round_trip($data, $d2i, $i2d, $free);)+
    }};
}

/// A type of a program's own, as OpenSSL's macros write it.
#[repr(C)]
struct Item {
    itype: c_char,
    utype: c_long,
    templates: *const Template,
    tcount: c_long,
    funcs: *const c_void,
    size: c_long,
    name: *const c_char,
}

/// A member of one.
#[repr(C)]
struct Template {
    flags: c_ulong,
    tag: c_long,
    offset: c_ulong,
    name: *const c_char,
    item: unsafe extern "C" fn() -> *const Item,
}

// SAFETY: the tables are constant.
unsafe impl Sync for Item {}
// SAFETY: as above.
unsafe impl Sync for Template {}

const OPTIONAL: c_ulong = 1;
const SET_OF: c_ulong = 2;
const SEQUENCE_OF: c_ulong = 4;
const IMPLICIT: c_ulong = 8 | 0x80;
const EXPLICIT: c_ulong = 16 | 0x80;

const fn member(
    flags: c_ulong,
    tag: c_long,
    offset: c_ulong,
    item: unsafe extern "C" fn() -> *const Item,
) -> Template {
    Template { flags, tag, offset, name: c"member".as_ptr(), item }
}

const fn item(kind: c_char, utype: c_long, of: &'static [Template], size: c_long) -> Item {
    let (templates, tcount) = (of.as_ptr(), of.len() as c_long);
    Item { itype: kind, utype, templates, tcount, funcs: null(), size, name: c"OWN".as_ptr() }
}

/// A choice of a list of the like, a structure, a BOOLEAN and a string.
extern "C" fn choice() -> *const Item {
    static MEMBERS: [Template; 4] = [
        member(SET_OF, 0, 8, choice),
        member(EXPLICIT, 1, 8, sequence),
        member(0, 0, 8, ASN1_FBOOLEAN_it),
        member(IMPLICIT, 2, 8, ASN1_IA5STRING_it),
    ];
    static ITEM: Item = item(2, 0, &MEMBERS, 16);
    &ITEM
}

/// A structure of members of all kinds, of which one is a choice.
extern "C" fn sequence() -> *const Item {
    static MEMBERS: [Template; 6] = [
        member(0, 0, 0, ASN1_OBJECT_it),
        member(OPTIONAL, 0, 8, ASN1_TBOOLEAN_it),
        member(SEQUENCE_OF | OPTIONAL, 0, 16, X509_ALGOR_it),
        member(IMPLICIT | OPTIONAL, 0, 24, ASN1_BIT_STRING_it),
        member(EXPLICIT | OPTIONAL, 1, 32, choice),
        member(OPTIONAL, 0, 40, ASN1_ANY_it),
    ];
    static ITEM: Item = item(1, 16, &MEMBERS, 48);
    &ITEM
}

unsafe extern "C" {
    fn ASN1_OBJECT_it() -> *const Item;
    fn ASN1_TBOOLEAN_it() -> *const Item;
    fn ASN1_FBOOLEAN_it() -> *const Item;
    fn ASN1_BIT_STRING_it() -> *const Item;
    fn ASN1_IA5STRING_it() -> *const Item;
    fn ASN1_ANY_it() -> *const Item;
    fn X509_ALGOR_it() -> *const Item;
    fn ASN1_item_d2i(
        to: *mut Handle,
        from: *mut *const c_uchar,
        len: c_long,
        it: *const Item,
    ) -> Handle;
    fn ASN1_item_i2d(value: Handle, to: *mut *mut c_uchar, it: *const Item) -> c_int;
    fn ASN1_item_free(value: Handle, it: *const Item);
    fn ASN1_item_print(
        out: Handle,
        value: Handle,
        indent: c_int,
        it: *const Item,
        pctx: Handle,
    ) -> c_int;
}

macro_rules! own {
    ($data:expr, $item:ident) => {{
        unsafe extern "C" fn d2i(
            to: *mut Handle,
            from: *mut *const c_uchar,
            len: c_long,
        ) -> Handle {
            // SAFETY: what is asked of this function; the tables fit their sizes.
            unsafe { ASN1_item_d2i(to, from, len, $item()) }
        }
        unsafe extern "C" fn i2d(value: Handle, to: *mut *mut c_uchar) -> c_int {
            // SAFETY: as above.
            unsafe {
                let out = Bio::empty();
                ASN1_item_print(out.0, value, 0, $item(), std::ptr::null_mut());
                ASN1_item_i2d(value, to, $item())
            }
        }
        unsafe extern "C" fn free(value: Handle) {
            // SAFETY: as above.
            unsafe { ASN1_item_free(value, $item()) }
        }
        round_trip($data, d2i, i2d, free);
    }};
}

fuzz_target!(|data: &[u8]| {
    types!(data,
        d2i_ASN1_TYPE i2d_ASN1_TYPE ASN1_TYPE_free;
        d2i_ASN1_OBJECT i2d_ASN1_OBJECT ASN1_OBJECT_free;
        d2i_ASN1_INTEGER i2d_ASN1_INTEGER ASN1_INTEGER_free;
        d2i_ASN1_BIT_STRING i2d_ASN1_BIT_STRING ASN1_BIT_STRING_free;
        d2i_ASN1_TIME i2d_ASN1_TIME ASN1_TIME_free;
        d2i_X509_NAME i2d_X509_NAME X509_NAME_free;
        d2i_X509_ALGOR i2d_X509_ALGOR X509_ALGOR_free;
        d2i_X509_EXTENSION i2d_X509_EXTENSION X509_EXTENSION_free;
        d2i_GENERAL_NAMES i2d_GENERAL_NAMES GENERAL_NAMES_free;
        d2i_AUTHORITY_KEYID i2d_AUTHORITY_KEYID AUTHORITY_KEYID_free;
        d2i_CERTIFICATEPOLICIES i2d_CERTIFICATEPOLICIES CERTIFICATEPOLICIES_free;
        d2i_CRL_DIST_POINTS i2d_CRL_DIST_POINTS CRL_DIST_POINTS_free;
    );
    own!(data, sequence);
    own!(data, choice);
    let out = Bio::empty();
    let len = c_long::try_from(data.len()).unwrap();
    for dump in [0, 5, -1] {
        // SAFETY: `data` has that length.
        unsafe { ASN1_parse_dump(out.0, data.as_ptr(), len, 2, dump) };
    }
    clear();
});
