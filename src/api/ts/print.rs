//! Requests and answers, as they are shown.

use crate::abi::layout::asn1::ASN1_INTEGER;
use crate::abi::{In, Mut, entry};
use crate::err::{Error, Result};
use crate::obj::bio::BIO;
use crate::obj::objects::ASN1_OBJECT;
use crate::obj::stack::OPENSSL_STACK;
use crate::obj::ts::print;
use crate::obj::ts::{TS_MSG_IMPRINT, TS_REQ, TS_RESP, TS_STATUS_INFO, TS_TST_INFO};
use crate::obj::x509::X509_EXTENSION;
use crate::obj::x509::algorithm::X509_ALGOR;
use std::ffi::c_int;

fn put(bio: &Mut<BIO>, text: impl AsRef<[u8]>) -> Result<c_int> {
    match bio.get()?.write_all(text.as_ref()) {
        true => Ok(1),
        false => Err(Error::quiet()),
    }
}

/// Prints a request. Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn TS_REQ_print_bio(bio: Mut<BIO>, a: Mut<TS_REQ>) -> c_int {
    entry(0, || put(&bio, print::request(a.get()?)))
}

/// Prints an answer. Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn TS_RESP_print_bio(bio: Mut<BIO>, a: Mut<TS_RESP>) -> c_int {
    entry(0, || put(&bio, print::response(a.get()?)))
}

/// Prints how a request went. Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn TS_STATUS_INFO_print_bio(bio: Mut<BIO>, a: Mut<TS_STATUS_INFO>) -> c_int {
    entry(0, || put(&bio, print::status(a.get()?)))
}

/// Prints what a token says. Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn TS_TST_INFO_print_bio(bio: Mut<BIO>, a: Mut<TS_TST_INFO>) -> c_int {
    entry(0, || put(&bio, print::info(a.get()?)))
}

/// Prints a number in hexadecimal digits. Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn TS_ASN1_INTEGER_print_bio(bio: Mut<BIO>, num: In<ASN1_INTEGER>) -> c_int {
    entry(0, || put(&bio, print::number_text(num.get()?)))
}

/// Prints an object's name in a line; nothing but the line's end for NULL.
/// Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn TS_OBJ_print_bio(bio: Mut<BIO>, obj: In<ASN1_OBJECT>) -> c_int {
    entry(0, || put(&bio, print::object_text(obj.opt())))
}

/// Prints extensions under a heading. Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn TS_ext_print_bio(bio: Mut<BIO>, extensions: In<OPENSSL_STACK>) -> c_int {
    entry(0, || {
        let list = extensions.opt().map_or(Vec::new(), OPENSSL_STACK::objects::<X509_EXTENSION>);
        put(&bio, print::extensions_text(&list))
    })
}

/// Prints the name of a digest's algorithm.
///
/// Returns: how many bytes that were; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn TS_X509_ALGOR_print_bio(bio: Mut<BIO>, alg: In<X509_ALGOR>) -> c_int {
    entry(0, || {
        let text = print::algorithm_text(Some(alg.get()?));
        put(&bio, &text)?;
        c_int::try_from(text.len()).map_err(|_| Error::quiet())
    })
}

/// Prints what is to be stamped. Returns: 1; 0 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn TS_MSG_IMPRINT_print_bio(bio: Mut<BIO>, msg: Mut<TS_MSG_IMPRINT>) -> c_int {
    entry(0, || put(&bio, print::imprint_text(msg.get()?)))
}
