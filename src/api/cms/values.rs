//! Making, freeing, reading, writing and printing of contents.

use crate::abi::layout::item::{ASN1_ITEM, Operations};
use crate::abi::{DerIn, DerOut, Give, In, InOut, LendConst, Mut, Str, Take, entry, quiet};
use crate::api::asn1::item_print::ASN1_item_print;
use crate::obj::asn1::codec::Kind;
use crate::obj::asn1::helpers::ASN1_PCTX;
use crate::obj::asn1::io;
use crate::obj::bio::BIO;
use crate::obj::cms::CMS_ContentInfo;
use crate::obj::lib_ctx::OSSL_LIB_CTX;
use std::ffi::{c_int, c_long};

/// A new, empty `CMS_ContentInfo`.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_ContentInfo_new() -> Give<CMS_ContentInfo> {
    entry(Give::null(), || Ok(Give::new(CMS_ContentInfo::blank())))
}

/// A new, empty `CMS_ContentInfo`: there is one library context.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_ContentInfo_new_ex(
    _libctx: Mut<OSSL_LIB_CTX>,
    _propq: Str,
) -> Give<CMS_ContentInfo> {
    CMS_ContentInfo_new()
}

/// Frees a `CMS_ContentInfo` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_ContentInfo_free(a: Take<CMS_ContentInfo>) {
    quiet((), || {
        a.opt().into_iter().for_each(CMS_ContentInfo::release);
        Ok(())
    });
}

/// Reads a `CMS_ContentInfo` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_CMS_ContentInfo(
    a: InOut<CMS_ContentInfo>,
    in_: DerIn,
    len: c_long,
) -> Give<CMS_ContentInfo> {
    entry(Give::null(), || io::d2i::<CMS_ContentInfo>(&a, &in_, len))
}

/// Writes the DER of a `CMS_ContentInfo`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_CMS_ContentInfo(a: In<CMS_ContentInfo>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<CMS_ContentInfo>(a.opt(), &out))
}

static OPERATIONS: Operations = io::operations::<CMS_ContentInfo>();
pub(in crate::api) static CMS_ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"CMS_ContentInfo");

/// The item that names `CMS_ContentInfo` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_ContentInfo_it() -> LendConst<ASN1_ITEM> {
    LendConst::new(&CMS_ITEM)
}

/// Prints a `CMS_ContentInfo`. Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_ContentInfo_print_ctx(
    out: Mut<BIO>,
    x: In<CMS_ContentInfo>,
    indent: c_int,
    pctx: In<ASN1_PCTX>,
) -> c_int {
    ASN1_item_print(out, x.as_ptr().cast(), indent, In::lend(&CMS_ITEM), pctx)
}
