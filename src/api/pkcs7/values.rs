//! Making, freeing, reading and writing of the structures of PKCS#7.

use crate::abi::layout::item::{ASN1_ITEM, Operations};
use crate::abi::{DerIn, DerOut, Give, In, InOut, LendConst, Mut, Take, entry, quiet};
use crate::api::asn1::item_print::ASN1_item_print;
use crate::obj::asn1::codec::Kind;
use crate::obj::asn1::helpers::ASN1_PCTX;
use crate::obj::asn1::io;
use crate::obj::bio::BIO;
use crate::obj::pkcs7::attribute::{PKCS7_ATTR_SIGN, PKCS7_ATTR_VERIFY};
use crate::obj::pkcs7::{
    PKCS7, PKCS7_DIGEST, PKCS7_ENC_CONTENT, PKCS7_ENCRYPT, PKCS7_ENVELOPE, PKCS7_ISSUER_AND_SERIAL,
    PKCS7_RECIP_INFO, PKCS7_SIGN_ENVELOPE, PKCS7_SIGNED, PKCS7_SIGNER_INFO,
};
use std::ffi::{c_int, c_long};

/// A new, empty `PKCS7`.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS7_new() -> Give<PKCS7> {
    entry(Give::null(), || Ok(Give::new(<PKCS7>::blank())))
}

/// Frees a `PKCS7` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS7_free(a: Take<PKCS7>) {
    quiet((), || {
        a.opt().into_iter().for_each(<PKCS7>::release);
        Ok(())
    });
}

/// Reads a `PKCS7` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_PKCS7(a: InOut<PKCS7>, in_: DerIn, len: c_long) -> Give<PKCS7> {
    entry(Give::null(), || io::d2i::<PKCS7>(&a, &in_, len))
}

/// Writes the DER of a `PKCS7`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_PKCS7(a: In<PKCS7>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<PKCS7>(a.opt(), &out))
}

static PKCS7_OPERATIONS: Operations = io::operations::<PKCS7>();
pub(in crate::api) static PKCS7_ITEM: ASN1_ITEM = ASN1_ITEM::new(&PKCS7_OPERATIONS, c"PKCS7");

/// The item that names `PKCS7` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS7_it() -> LendConst<ASN1_ITEM> {
    LendConst::new(&PKCS7_ITEM)
}

/// A copy of a `PKCS7`; NULL on failure.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS7_dup(a: In<PKCS7>) -> Give<PKCS7> {
    entry(Give::null(), || io::dup::<PKCS7>(a.opt()))
}

/// A new, empty `PKCS7_ISSUER_AND_SERIAL`.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS7_ISSUER_AND_SERIAL_new() -> Give<PKCS7_ISSUER_AND_SERIAL> {
    entry(Give::null(), || Ok(Give::new(<PKCS7_ISSUER_AND_SERIAL>::blank())))
}

/// Frees a `PKCS7_ISSUER_AND_SERIAL` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS7_ISSUER_AND_SERIAL_free(a: Take<PKCS7_ISSUER_AND_SERIAL>) {
    quiet((), || {
        a.opt().into_iter().for_each(<PKCS7_ISSUER_AND_SERIAL>::release);
        Ok(())
    });
}

/// Reads a `PKCS7_ISSUER_AND_SERIAL` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_PKCS7_ISSUER_AND_SERIAL(
    a: InOut<PKCS7_ISSUER_AND_SERIAL>,
    in_: DerIn,
    len: c_long,
) -> Give<PKCS7_ISSUER_AND_SERIAL> {
    entry(Give::null(), || io::d2i::<PKCS7_ISSUER_AND_SERIAL>(&a, &in_, len))
}

/// Writes the DER of a `PKCS7_ISSUER_AND_SERIAL`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_PKCS7_ISSUER_AND_SERIAL(
    a: In<PKCS7_ISSUER_AND_SERIAL>,
    out: DerOut,
) -> c_int {
    entry(-1, || io::i2d::<PKCS7_ISSUER_AND_SERIAL>(a.opt(), &out))
}

/// The item that names `PKCS7_ISSUER_AND_SERIAL` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS7_ISSUER_AND_SERIAL_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<PKCS7_ISSUER_AND_SERIAL>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"PKCS7_ISSUER_AND_SERIAL");
    LendConst::new(&ITEM)
}

/// A new, empty `PKCS7_SIGNER_INFO`.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS7_SIGNER_INFO_new() -> Give<PKCS7_SIGNER_INFO> {
    entry(Give::null(), || Ok(Give::new(<PKCS7_SIGNER_INFO>::blank())))
}

/// Frees a `PKCS7_SIGNER_INFO` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS7_SIGNER_INFO_free(a: Take<PKCS7_SIGNER_INFO>) {
    quiet((), || {
        a.opt().into_iter().for_each(<PKCS7_SIGNER_INFO>::release);
        Ok(())
    });
}

/// Reads a `PKCS7_SIGNER_INFO` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_PKCS7_SIGNER_INFO(
    a: InOut<PKCS7_SIGNER_INFO>,
    in_: DerIn,
    len: c_long,
) -> Give<PKCS7_SIGNER_INFO> {
    entry(Give::null(), || io::d2i::<PKCS7_SIGNER_INFO>(&a, &in_, len))
}

/// Writes the DER of a `PKCS7_SIGNER_INFO`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_PKCS7_SIGNER_INFO(a: In<PKCS7_SIGNER_INFO>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<PKCS7_SIGNER_INFO>(a.opt(), &out))
}

/// The item that names `PKCS7_SIGNER_INFO` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS7_SIGNER_INFO_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<PKCS7_SIGNER_INFO>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"PKCS7_SIGNER_INFO");
    LendConst::new(&ITEM)
}

/// A new, empty `PKCS7_RECIP_INFO`.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS7_RECIP_INFO_new() -> Give<PKCS7_RECIP_INFO> {
    entry(Give::null(), || Ok(Give::new(<PKCS7_RECIP_INFO>::blank())))
}

/// Frees a `PKCS7_RECIP_INFO` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS7_RECIP_INFO_free(a: Take<PKCS7_RECIP_INFO>) {
    quiet((), || {
        a.opt().into_iter().for_each(<PKCS7_RECIP_INFO>::release);
        Ok(())
    });
}

/// Reads a `PKCS7_RECIP_INFO` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_PKCS7_RECIP_INFO(
    a: InOut<PKCS7_RECIP_INFO>,
    in_: DerIn,
    len: c_long,
) -> Give<PKCS7_RECIP_INFO> {
    entry(Give::null(), || io::d2i::<PKCS7_RECIP_INFO>(&a, &in_, len))
}

/// Writes the DER of a `PKCS7_RECIP_INFO`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_PKCS7_RECIP_INFO(a: In<PKCS7_RECIP_INFO>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<PKCS7_RECIP_INFO>(a.opt(), &out))
}

/// The item that names `PKCS7_RECIP_INFO` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS7_RECIP_INFO_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<PKCS7_RECIP_INFO>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"PKCS7_RECIP_INFO");
    LendConst::new(&ITEM)
}

/// A new, empty `PKCS7_SIGNED`.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS7_SIGNED_new() -> Give<PKCS7_SIGNED> {
    entry(Give::null(), || Ok(Give::new(<PKCS7_SIGNED>::blank())))
}

/// Frees a `PKCS7_SIGNED` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS7_SIGNED_free(a: Take<PKCS7_SIGNED>) {
    quiet((), || {
        a.opt().into_iter().for_each(<PKCS7_SIGNED>::release);
        Ok(())
    });
}

/// Reads a `PKCS7_SIGNED` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_PKCS7_SIGNED(
    a: InOut<PKCS7_SIGNED>,
    in_: DerIn,
    len: c_long,
) -> Give<PKCS7_SIGNED> {
    entry(Give::null(), || io::d2i::<PKCS7_SIGNED>(&a, &in_, len))
}

/// Writes the DER of a `PKCS7_SIGNED`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_PKCS7_SIGNED(a: In<PKCS7_SIGNED>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<PKCS7_SIGNED>(a.opt(), &out))
}

/// The item that names `PKCS7_SIGNED` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS7_SIGNED_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<PKCS7_SIGNED>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"PKCS7_SIGNED");
    LendConst::new(&ITEM)
}

/// A new, empty `PKCS7_ENC_CONTENT`.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS7_ENC_CONTENT_new() -> Give<PKCS7_ENC_CONTENT> {
    entry(Give::null(), || Ok(Give::new(<PKCS7_ENC_CONTENT>::blank())))
}

/// Frees a `PKCS7_ENC_CONTENT` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS7_ENC_CONTENT_free(a: Take<PKCS7_ENC_CONTENT>) {
    quiet((), || {
        a.opt().into_iter().for_each(<PKCS7_ENC_CONTENT>::release);
        Ok(())
    });
}

/// Reads a `PKCS7_ENC_CONTENT` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_PKCS7_ENC_CONTENT(
    a: InOut<PKCS7_ENC_CONTENT>,
    in_: DerIn,
    len: c_long,
) -> Give<PKCS7_ENC_CONTENT> {
    entry(Give::null(), || io::d2i::<PKCS7_ENC_CONTENT>(&a, &in_, len))
}

/// Writes the DER of a `PKCS7_ENC_CONTENT`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_PKCS7_ENC_CONTENT(a: In<PKCS7_ENC_CONTENT>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<PKCS7_ENC_CONTENT>(a.opt(), &out))
}

/// The item that names `PKCS7_ENC_CONTENT` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS7_ENC_CONTENT_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<PKCS7_ENC_CONTENT>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"PKCS7_ENC_CONTENT");
    LendConst::new(&ITEM)
}

/// A new, empty `PKCS7_ENVELOPE`.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS7_ENVELOPE_new() -> Give<PKCS7_ENVELOPE> {
    entry(Give::null(), || Ok(Give::new(<PKCS7_ENVELOPE>::blank())))
}

/// Frees a `PKCS7_ENVELOPE` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS7_ENVELOPE_free(a: Take<PKCS7_ENVELOPE>) {
    quiet((), || {
        a.opt().into_iter().for_each(<PKCS7_ENVELOPE>::release);
        Ok(())
    });
}

/// Reads a `PKCS7_ENVELOPE` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_PKCS7_ENVELOPE(
    a: InOut<PKCS7_ENVELOPE>,
    in_: DerIn,
    len: c_long,
) -> Give<PKCS7_ENVELOPE> {
    entry(Give::null(), || io::d2i::<PKCS7_ENVELOPE>(&a, &in_, len))
}

/// Writes the DER of a `PKCS7_ENVELOPE`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_PKCS7_ENVELOPE(a: In<PKCS7_ENVELOPE>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<PKCS7_ENVELOPE>(a.opt(), &out))
}

/// The item that names `PKCS7_ENVELOPE` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS7_ENVELOPE_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<PKCS7_ENVELOPE>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"PKCS7_ENVELOPE");
    LendConst::new(&ITEM)
}

/// A new, empty `PKCS7_SIGN_ENVELOPE`.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS7_SIGN_ENVELOPE_new() -> Give<PKCS7_SIGN_ENVELOPE> {
    entry(Give::null(), || Ok(Give::new(<PKCS7_SIGN_ENVELOPE>::blank())))
}

/// Frees a `PKCS7_SIGN_ENVELOPE` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS7_SIGN_ENVELOPE_free(a: Take<PKCS7_SIGN_ENVELOPE>) {
    quiet((), || {
        a.opt().into_iter().for_each(<PKCS7_SIGN_ENVELOPE>::release);
        Ok(())
    });
}

/// Reads a `PKCS7_SIGN_ENVELOPE` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_PKCS7_SIGN_ENVELOPE(
    a: InOut<PKCS7_SIGN_ENVELOPE>,
    in_: DerIn,
    len: c_long,
) -> Give<PKCS7_SIGN_ENVELOPE> {
    entry(Give::null(), || io::d2i::<PKCS7_SIGN_ENVELOPE>(&a, &in_, len))
}

/// Writes the DER of a `PKCS7_SIGN_ENVELOPE`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_PKCS7_SIGN_ENVELOPE(a: In<PKCS7_SIGN_ENVELOPE>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<PKCS7_SIGN_ENVELOPE>(a.opt(), &out))
}

/// The item that names `PKCS7_SIGN_ENVELOPE` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS7_SIGN_ENVELOPE_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<PKCS7_SIGN_ENVELOPE>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"PKCS7_SIGN_ENVELOPE");
    LendConst::new(&ITEM)
}

/// A new, empty `PKCS7_DIGEST`.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS7_DIGEST_new() -> Give<PKCS7_DIGEST> {
    entry(Give::null(), || Ok(Give::new(<PKCS7_DIGEST>::blank())))
}

/// Frees a `PKCS7_DIGEST` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS7_DIGEST_free(a: Take<PKCS7_DIGEST>) {
    quiet((), || {
        a.opt().into_iter().for_each(<PKCS7_DIGEST>::release);
        Ok(())
    });
}

/// Reads a `PKCS7_DIGEST` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_PKCS7_DIGEST(
    a: InOut<PKCS7_DIGEST>,
    in_: DerIn,
    len: c_long,
) -> Give<PKCS7_DIGEST> {
    entry(Give::null(), || io::d2i::<PKCS7_DIGEST>(&a, &in_, len))
}

/// Writes the DER of a `PKCS7_DIGEST`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_PKCS7_DIGEST(a: In<PKCS7_DIGEST>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<PKCS7_DIGEST>(a.opt(), &out))
}

/// The item that names `PKCS7_DIGEST` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS7_DIGEST_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<PKCS7_DIGEST>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"PKCS7_DIGEST");
    LendConst::new(&ITEM)
}

/// A new, empty `PKCS7_ENCRYPT`.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS7_ENCRYPT_new() -> Give<PKCS7_ENCRYPT> {
    entry(Give::null(), || Ok(Give::new(<PKCS7_ENCRYPT>::blank())))
}

/// Frees a `PKCS7_ENCRYPT` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS7_ENCRYPT_free(a: Take<PKCS7_ENCRYPT>) {
    quiet((), || {
        a.opt().into_iter().for_each(<PKCS7_ENCRYPT>::release);
        Ok(())
    });
}

/// Reads a `PKCS7_ENCRYPT` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_PKCS7_ENCRYPT(
    a: InOut<PKCS7_ENCRYPT>,
    in_: DerIn,
    len: c_long,
) -> Give<PKCS7_ENCRYPT> {
    entry(Give::null(), || io::d2i::<PKCS7_ENCRYPT>(&a, &in_, len))
}

/// Writes the DER of a `PKCS7_ENCRYPT`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_PKCS7_ENCRYPT(a: In<PKCS7_ENCRYPT>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<PKCS7_ENCRYPT>(a.opt(), &out))
}

/// The item that names `PKCS7_ENCRYPT` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS7_ENCRYPT_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<PKCS7_ENCRYPT>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"PKCS7_ENCRYPT");
    LendConst::new(&ITEM)
}

/// Prints a `PKCS7`, member by member, as `ASN1_item_print` does.
///
/// Returns: 1; 0 on failure, with what could be written before.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS7_print_ctx(
    out: Mut<BIO>,
    x: *const PKCS7,
    indent: c_int,
    pctx: In<ASN1_PCTX>,
) -> c_int {
    ASN1_item_print(out, x.cast(), indent, In::lend(&PKCS7_ITEM), pctx)
}

/// Signed attributes as they are when a signature is checked: in the order
/// they have.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS7_ATTR_VERIFY_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<PKCS7_ATTR_VERIFY>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"PKCS7_ATTR_VERIFY");
    LendConst::new(&ITEM)
}

/// Signed attributes as a signature is made over them: in DER's order.
#[unsafe(no_mangle)]
pub extern "C" fn PKCS7_ATTR_SIGN_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<PKCS7_ATTR_SIGN>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"PKCS7_ATTR_SIGN");
    LendConst::new(&ITEM)
}
