//! Signed receipts: asking for them, giving and checking them.

use super::signer::matching;
use crate::abi::layout::asn1::ASN1_STRING;
use crate::abi::layout::item::{ASN1_ITEM, Operations};
use crate::abi::{DerIn, DerOut, Give, In, InOut, LendConst, Mut, Out, Take, entry, graded, quiet};
use crate::err::{self, Error, Result, cms};
use crate::obj::asn1::codec::{Kind, StackOf};
use crate::obj::asn1::io;
use crate::obj::asn1::number::Number;
use crate::obj::asn1::primitive::v;
use crate::obj::cms::receipt;
use crate::obj::cms::signing::add_string;
use crate::obj::cms::values::{CMS_ReceiptRequest, CMS_SignerInfo};
use crate::obj::cms::{CMS_ContentInfo, error};
use crate::obj::evp_cipher::random;
use crate::obj::evp_pkey::EVP_PKEY;
use crate::obj::lib_ctx::OSSL_LIB_CTX;
use crate::obj::objects::nid;
use crate::obj::pkcs7::smime::Verifying;
use crate::obj::stack::OPENSSL_STACK;
use crate::obj::x509::X509;
use crate::obj::x509_vfy::X509_STORE;
use std::ffi::{c_int, c_long, c_uchar, c_uint};

/// A new, empty `CMS_ReceiptRequest`.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_ReceiptRequest_new() -> Give<CMS_ReceiptRequest> {
    entry(Give::null(), || Ok(Give::new(CMS_ReceiptRequest::blank())))
}

/// Frees a `CMS_ReceiptRequest` with all that belongs to it; NULL is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_ReceiptRequest_free(a: Take<CMS_ReceiptRequest>) {
    quiet((), || {
        a.opt().into_iter().for_each(CMS_ReceiptRequest::release);
        Ok(())
    });
}

/// Reads a `CMS_ReceiptRequest` from DER at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: replaces what is in `*a`.
/// See: d2i_X509(3).
#[unsafe(no_mangle)]
pub extern "C" fn d2i_CMS_ReceiptRequest(
    a: InOut<CMS_ReceiptRequest>,
    in_: DerIn,
    len: c_long,
) -> Give<CMS_ReceiptRequest> {
    entry(Give::null(), || io::d2i::<CMS_ReceiptRequest>(&a, &in_, len))
}

/// Writes the DER of a `CMS_ReceiptRequest`, as `d2i_X509`(3) says.
///
/// Returns: its length; a negative number on failure.
#[unsafe(no_mangle)]
pub extern "C" fn i2d_CMS_ReceiptRequest(a: In<CMS_ReceiptRequest>, out: DerOut) -> c_int {
    entry(-1, || io::i2d::<CMS_ReceiptRequest>(a.opt(), &out))
}

/// The item that names `CMS_ReceiptRequest` to the generic ASN.1 functions.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_ReceiptRequest_it() -> LendConst<ASN1_ITEM> {
    static OPERATIONS: Operations = io::operations::<CMS_ReceiptRequest>();
    static ITEM: ASN1_ITEM = ASN1_ITEM::new(&OPERATIONS, c"CMS_ReceiptRequest");
    LendConst::new(&ITEM)
}

/// How many random bytes identify a content that the program gives no name.
const ID: usize = 32;

/// A request for receipts, from those in a list, or, without, from all (0)
/// or the first recipients (1), as `allorfirst` says.
///
/// Returns: NULL on failure. Ownership: takes over `id`, memory of `idlen`
/// bytes that identify the content, and both lists, unless it fails; random
/// bytes stand for a NULL `id`. See: CMS_get1_ReceiptRequest(3).
#[unsafe(no_mangle)]
pub extern "C" fn CMS_ReceiptRequest_create0(
    id: *mut c_uchar,
    idlen: c_int,
    allorfirst: c_int,
    receipt_list: Take<OPENSSL_STACK>,
    receipts_to: Take<OPENSSL_STACK>,
) -> Give<CMS_ReceiptRequest> {
    entry(Give::null(), || {
        let made = CMS_ReceiptRequest::blank();
        let place = made.signedContentIdentifier.get().ok_or_else(Error::quiet)?;
        if id.is_null() {
            let mut own = [0; ID];
            random(&mut own)?;
            place.store(&own)?;
        } else if idlen < 0 {
            return Err(error(err::R_PASSED_INVALID_ARGUMENT));
        }
        let from = made.receiptsFrom.get().ok_or_else(Error::quiet)?;
        match receipt_list.opt() {
            Some(list) => {
                from.kind.set(1);
                from.receiptList.set(Some(list));
            }
            None => {
                from.kind.set(0);
                let number = Number(crate::abi::layout::Field::new(allorfirst));
                from.allOrFirstTier.set(Some(Box::new(number)));
            }
        }
        made.receiptsTo.set(receipts_to.opt());
        if !id.is_null() {
            place.adopt(id, idlen);
        }
        Ok(Give::new(made))
    })
}

/// As [`CMS_ReceiptRequest_create0`]: there is one library context.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_ReceiptRequest_create0_ex(
    id: *mut c_uchar,
    idlen: c_int,
    allorfirst: c_int,
    receipt_list: Take<OPENSSL_STACK>,
    receipts_to: Take<OPENSSL_STACK>,
    _ctx: Mut<OSSL_LIB_CTX>,
) -> Give<CMS_ReceiptRequest> {
    CMS_ReceiptRequest_create0(id, idlen, allorfirst, receipt_list, receipts_to)
}

fn lend<K: Kind>(list: &StackOf<K>) -> *mut OPENSSL_STACK {
    list.as_ptr()
}

/// The parts of a request: the content's identifier; who is asked, all (0),
/// the first recipients (1) or (-1) those in a list; and whom to tell.
/// Ownership: they belong to `rr`. Each place may be NULL.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_ReceiptRequest_get0_values(
    rr: Mut<CMS_ReceiptRequest>,
    pcid: Out<*mut ASN1_STRING>,
    pallorfirst: Out<c_int>,
    plist: Out<*mut OPENSSL_STACK>,
    prto: Out<*mut OPENSSL_STACK>,
) {
    quiet((), || {
        let rr = rr.get()?;
        pcid.write_opt(rr.signedContentIdentifier.as_ptr());
        let from = rr.receiptsFrom.get().ok_or_else(Error::quiet)?;
        if from.kind.get() == 0 {
            pallorfirst.write_opt(crate::obj::cms::values::number(from.allOrFirstTier.get()));
            plist.write_opt(std::ptr::null_mut());
        } else {
            pallorfirst.write_opt(-1);
            plist.write_opt(lend(&from.receiptList));
        }
        prto.write_opt(lend(&rr.receiptsTo));
        Ok(())
    });
}

/// Makes a signature ask for receipts, before it is made.
///
/// Returns: 1; 0 on failure. Errors: `ERR_R_MALLOC_FAILURE` for a request that
/// is not complete.
#[unsafe(no_mangle)]
pub extern "C" fn CMS_add1_ReceiptRequest(
    si: Mut<CMS_SignerInfo>,
    rr: Mut<CMS_ReceiptRequest>,
) -> c_int {
    entry(0, || {
        use crate::obj::asn1::codec::encode_complete;
        let (si, rr) = (si.get()?, rr.get()?);
        let der = encode_complete::<CMS_ReceiptRequest>(rr).map_err(|cause| {
            err::push(&cause, "i2d_CMS_ReceiptRequest");
            error(err::R_MALLOC_FAILURE)
        })?;
        add_string(si, nid::CMS_RECEIPT_REQUEST, v::SEQUENCE, &der).map(|()| 1)
    })
}

/// What a signature asks for, in `*prr`, unless `prr` is NULL.
///
/// Returns: 1; 0 if that is nothing; -1 if it cannot be read.
/// Ownership: C frees `*prr`. See: CMS_get1_ReceiptRequest(3).
#[unsafe(no_mangle)]
pub extern "C" fn CMS_get1_ReceiptRequest(
    si: Mut<CMS_SignerInfo>,
    prr: Out<*mut CMS_ReceiptRequest>,
) -> c_int {
    graded(-1, || {
        prr.write_opt(std::ptr::null_mut());
        let Some(found) = receipt::request_of(si.get()?)? else { return Ok(0) };
        if !prr.is_null() {
            prr.write(Give::<CMS_ReceiptRequest>::new(found).as_ptr())?;
        }
        Ok(1)
    })
}

/// Signs a receipt for a signature that asks for one.
///
/// Returns: the receipt; NULL on failure. Ownership: C frees it.
/// Errors: `CMS_R_NO_KEY_OR_CERT`, `CMS_R_NO_RECEIPT_REQUEST`.
/// See: CMS_sign_receipt(3).
#[unsafe(no_mangle)]
pub extern "C" fn CMS_sign_receipt(
    si: Mut<CMS_SignerInfo>,
    signcert: Mut<X509>,
    pkey: Mut<EVP_PKEY>,
    certs: Mut<OPENSSL_STACK>,
    flags: c_uint,
) -> Give<CMS_ContentInfo> {
    entry(Give::null(), || {
        if signcert.is_null() || pkey.is_null() {
            return Err(error(cms::R_NO_KEY_OR_CERT));
        }
        let si = si.get()?;
        let signer = matching(&signcert, &pkey).map_err(|cause| {
            err::push(&cause, "CMS_add1_signer");
            error(cms::R_ADD_SIGNER_ERROR)
        })?;
        let certs = certs.opt().map_or(Vec::new(), OPENSSL_STACK::shares::<X509>);
        let made: Result<_> = receipt::give(si, signer, certs, flags.cast_signed());
        made.map(Give::new)
    })
}

/// Whether a receipt is signed by who is trusted, and for a signature of
/// `ocms`.
///
/// Returns: 1 if so; 0 if not. Errors: those of CMS_verify(3),
/// `CMS_R_NO_MATCHING_SIGNATURE` and others. See: CMS_verify_receipt(3).
#[unsafe(no_mangle)]
pub extern "C" fn CMS_verify_receipt(
    rcms: Mut<CMS_ContentInfo>,
    ocms: Mut<CMS_ContentInfo>,
    certs: Mut<OPENSSL_STACK>,
    store: Mut<X509_STORE>,
    flags: c_uint,
) -> c_int {
    entry(0, || {
        let with =
            Verifying { certs: certs.opt(), store: store.share_opt(), input: None, output: None };
        receipt::check(rcms.get()?, ocms.get()?, &with, flags.cast_signed()).map(|()| 1)
    })
}
