//! The text of a value of any type.

use crate::abi::layout::item::{ASN1_ITEM, ASN1_VALUE};
use crate::abi::{In, Mut, Opaque, entry};
use crate::obj::asn1::helpers::ASN1_PCTX;
use crate::obj::asn1::item::show::Show;
use crate::obj::asn1::show::{Printer, flags};
use crate::obj::bio::BIO;
use std::ffi::c_int;

/// Writes a value of a type, member by member, as `pctx` says; NULL shows
/// which members are absent.
///
/// Returns: 1; 0 on failure, with what could be written before.
/// See: ASN1_item_print in asn1.h.
#[unsafe(no_mangle)]
pub extern "C" fn ASN1_item_print(
    out: Mut<BIO>,
    ifld: *const ASN1_VALUE,
    indent: c_int,
    it: In<ASN1_ITEM>,
    pctx: In<ASN1_PCTX>,
) -> c_int {
    entry(0, || {
        let (to, item) = (out.get()?, it.get()?);
        let printer = match pctx.opt() {
            Some(p) => Printer::new(p.flags.get(), p.nm_flags.get(), p.str_flags.get()),
            None => Printer::new(flags::ABSENT, 0, 0),
        };
        let indent = usize::try_from(indent).unwrap_or(0);
        let mut text = Show::new(printer, to, &pctx);
        let done = text.whole(item, Opaque(ifld.cast_mut().cast()), indent);
        let written = text.flush().is_ok();
        done.map(|()| written.into())
    })
}
