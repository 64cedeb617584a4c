//! `SCT`: one signed certificate timestamp.
#![allow(non_camel_case_types, reason = "OpenSSL's typedef names")]

use crate::abi::{
    DerIn, DerOut, Give, In, InBuf, InOut, LendConst, Mut, Out, Str, Take, entry, mem, quiet,
};
use crate::err::Result;
use crate::obj::bio::BIO;
use crate::obj::ct::log::CTLOG_STORE;
use crate::obj::ct::validate::{CT_POLICY_EVAL_CTX, Verdict};
use crate::obj::ct::{self, SCT, Values};
use crate::obj::x509::v3::print::Text;
use std::ffi::{c_char, c_int, c_long, c_uchar};

/// Whether a certificate or a precertificate was logged.
pub type ct_log_entry_type_t = c_int;
/// A version.
pub type sct_version_t = c_int;
/// Where one came from.
pub type sct_source_t = std::ffi::c_uint;
/// What its validation came to.
pub type sct_validation_status_t = std::ffi::c_uint;

/// A new one, with nothing in it.
#[unsafe(no_mangle)]
pub extern "C" fn SCT_new() -> Give<SCT> {
    entry(Give::null(), || Ok(Give::new(SCT::new(Values::default()))))
}

/// Makes a change that may be refused. After it a verdict counts no more.
fn change(sct: &Mut<SCT>, step: impl FnOnce(&mut Values) -> Result<()>) -> Result<()> {
    sct.get()?.values.with(|values| {
        step(values)?;
        values.verdict = Verdict::NotSet;
        Ok(())
    })
}

/// Makes a change, after which a verdict counts no more.
fn set(sct: &Mut<SCT>, step: impl FnOnce(&mut Values)) -> Result<()> {
    change(sct, |values| {
        step(values);
        Ok(())
    })
}

/// A new one of these parts, of which the last two and the log's ID are in
/// base64.
///
/// Returns: NULL on failure.
/// Errors: `CT_R_SCT_UNSUPPORTED_VERSION`, `CT_R_UNSUPPORTED_ENTRY_TYPE`,
/// `CT_R_BASE64_DECODE_ERROR`, `CT_R_INVALID_LOG_ID_LENGTH`,
/// `CT_R_SCT_INVALID_SIGNATURE`.
/// See: SCT_new(3).
#[unsafe(no_mangle)]
pub extern "C" fn SCT_new_from_base64(
    version: c_uchar,
    logid_base64: Str,
    entry_type: ct_log_entry_type_t,
    timestamp: u64,
    extensions_base64: Str,
    signature_base64: Str,
) -> Give<SCT> {
    entry(Give::null(), || {
        let values = Values::from_base64(
            version.into(),
            logid_base64.bytes()?,
            entry_type,
            timestamp,
            extensions_base64.bytes()?,
            signature_base64.bytes()?,
        )?;
        Ok(Give::new(SCT::new(values)))
    })
}

/// Frees one.
#[unsafe(no_mangle)]
pub extern "C" fn SCT_free(sct: Take<SCT>) {
    quiet((), || {
        drop(sct.opt());
        Ok(())
    });
}

/// The version; `SCT_VERSION_NOT_SET` for none.
#[unsafe(no_mangle)]
pub extern "C" fn SCT_get_version(sct: In<SCT>) -> sct_version_t {
    quiet(ct::NOT_SET, || Ok(sct.get()?.values.with(|values| values.version)))
}

/// Sets the version, of which there is one.
///
/// Returns: 1; 0 for others. Errors: `CT_R_UNSUPPORTED_VERSION`.
#[unsafe(no_mangle)]
pub extern "C" fn SCT_set_version(sct: Mut<SCT>, version: sct_version_t) -> c_int {
    entry(0, || change(&sct, |values| values.set_version(version)).map(|()| 1))
}

/// Whether a certificate or a precertificate was logged.
#[unsafe(no_mangle)]
pub extern "C" fn SCT_get_log_entry_type(sct: In<SCT>) -> ct_log_entry_type_t {
    quiet(ct::NOT_SET, || Ok(sct.get()?.values.with(|values| values.entry_type)))
}

/// Says whether a certificate or a precertificate was logged.
///
/// Returns: 1; 0 for anything else. Errors: `CT_R_UNSUPPORTED_ENTRY_TYPE`.
#[unsafe(no_mangle)]
pub extern "C" fn SCT_set_log_entry_type(sct: Mut<SCT>, entry_type: ct_log_entry_type_t) -> c_int {
    entry(0, || {
        // Even one that is refused undoes the verdict.
        set(&sct, |_| ())?;
        change(&sct, |values| values.set_entry_type(entry_type)).map(|()| 1)
    })
}

/// When it was made, in milliseconds since 1970.
#[unsafe(no_mangle)]
pub extern "C" fn SCT_get_timestamp(sct: In<SCT>) -> u64 {
    quiet(0, || Ok(sct.get()?.values.with(|values| values.timestamp)))
}

/// Sets when it was made, in milliseconds since 1970.
#[unsafe(no_mangle)]
pub extern "C" fn SCT_set_timestamp(sct: Mut<SCT>, timestamp: u64) {
    quiet((), || set(&sct, |values| values.timestamp = timestamp));
}

/// The algorithm of the signature; `NID_undef` for none.
#[unsafe(no_mangle)]
pub extern "C" fn SCT_get_signature_nid(sct: In<SCT>) -> c_int {
    quiet(0, || Ok(sct.get()?.values.with(|values| values.signature_nid())))
}

/// Sets the algorithm of the signature: SHA-256 with RSA or ECDSA.
///
/// Returns: 1; 0 for others. Errors: `CT_R_UNRECOGNIZED_SIGNATURE_NID`.
#[unsafe(no_mangle)]
pub extern "C" fn SCT_set_signature_nid(sct: Mut<SCT>, nid: c_int) -> c_int {
    entry(0, || change(&sct, |values| values.set_signature_nid(nid)).map(|()| 1))
}

/// Where it came from.
#[unsafe(no_mangle)]
pub extern "C" fn SCT_get_source(sct: In<SCT>) -> sct_source_t {
    quiet(0, || Ok(sct.get()?.values.with(|values| values.source.unsigned_abs())))
}

/// Says where it came from, and with that what was logged.
///
/// Returns: 1.
#[unsafe(no_mangle)]
pub extern "C" fn SCT_set_source(sct: Mut<SCT>, source: sct_source_t) -> c_int {
    quiet(0, || {
        set(&sct, |values| {
            values.source = c_int::try_from(source).unwrap_or(0);
            match source {
                1 | 3 => values.entry_type = ct::ENTRY_X509,
                2 => values.entry_type = ct::ENTRY_PRECERT,
                _ => {}
            }
        })?;
        Ok(1)
    })
}

/// What its validation came to: `SCT_VALIDATION_STATUS_NOT_SET` before one,
/// and after a change.
#[unsafe(no_mangle)]
pub extern "C" fn SCT_get_validation_status(sct: In<SCT>) -> sct_validation_status_t {
    quiet(0, || Ok(sct.get()?.values.with(|values| values.verdict.number())))
}

/// The same in words.
#[unsafe(no_mangle)]
pub extern "C" fn SCT_validation_status_string(sct: In<SCT>) -> LendConst<c_char> {
    quiet(LendConst::cstr(Verdict::NotSet.text()), || {
        Ok(LendConst::cstr(sct.get()?.values.with(|values| values.verdict.text())))
    })
}

/// Holds one against `ctx`; `SCT_get_validation_status` then tells why it is
/// not valid.
///
/// Returns: 1 if it is valid; 0 if not; -1 on failure.
/// Errors: `CT_R_SCT_NOT_SET`, `CT_R_SCT_FUTURE_TIMESTAMP`,
/// `CT_R_SCT_INVALID_SIGNATURE`.
/// See: SCT_validate(3).
#[unsafe(no_mangle)]
pub extern "C" fn SCT_validate(sct: Mut<SCT>, ctx: In<CT_POLICY_EVAL_CTX>) -> c_int {
    entry(-1, || Ok(sct.get()?.validate(&ctx.get()?.0.get()).into()))
}

/// Lends bytes that stay until they are set anew; NULL for none.
fn lend(sct: &In<SCT>, place: &Out<*mut c_uchar>, pick: impl Fn(&Values) -> &Vec<u8>) -> usize {
    quiet(0, || {
        sct.get()?.values.with(|values| {
            let bytes = pick(values);
            let start = if bytes.is_empty() { std::ptr::null() } else { bytes.as_ptr() };
            place.write(start.cast_mut())?;
            Ok(bytes.len())
        })
    })
}

/// Copies what C hands over, or lends: NULL is nothing.
fn bytes_of(bytes: &InBuf<c_uchar>, len: usize) -> Result<Vec<u8>> {
    if bytes.is_null() { Ok(Vec::new()) } else { Ok(bytes.slice(len)?.to_vec()) }
}

/// Lends the ID of the log in `*log_id`; gives its length.
#[unsafe(no_mangle)]
pub extern "C" fn SCT_get0_log_id(sct: In<SCT>, log_id: Out<*mut c_uchar>) -> usize {
    lend(&sct, &log_id, |values| &values.log_id)
}

/// Sets the ID of the log, and takes the memory.
///
/// Returns: 1; 0 for a wrong length. Errors: `CT_R_INVALID_LOG_ID_LENGTH`.
#[unsafe(no_mangle)]
pub extern "C" fn SCT_set0_log_id(sct: Mut<SCT>, log_id: *mut c_uchar, log_id_len: usize) -> c_int {
    entry(0, || {
        let id = bytes_of(&InBuf::lend(log_id), log_id_len)?;
        change(&sct, |values| values.set_log_id(&id, log_id_len))?;
        mem::free_c(log_id.cast());
        Ok(1)
    })
}

/// Sets the ID of the log to a copy.
///
/// Returns: 1; 0 for a wrong length. Errors: `CT_R_INVALID_LOG_ID_LENGTH`.
#[unsafe(no_mangle)]
pub extern "C" fn SCT_set1_log_id(
    sct: Mut<SCT>,
    log_id: InBuf<c_uchar>,
    log_id_len: usize,
) -> c_int {
    entry(0, || {
        let id = bytes_of(&log_id, log_id_len)?;
        change(&sct, |values| values.set_log_id(&id, log_id_len))?;
        Ok(1)
    })
}

/// Lends the extensions in `*ext`; gives its length.
#[unsafe(no_mangle)]
pub extern "C" fn SCT_get0_extensions(sct: In<SCT>, ext: Out<*mut c_uchar>) -> usize {
    lend(&sct, &ext, |values| &values.extensions)
}

/// Sets the extensions, and takes the memory.
#[unsafe(no_mangle)]
pub extern "C" fn SCT_set0_extensions(sct: Mut<SCT>, ext: *mut c_uchar, ext_len: usize) {
    quiet((), || {
        let new = bytes_of(&InBuf::lend(ext), ext_len)?;
        set(&sct, |values| values.extensions = new)?;
        mem::free_c(ext.cast());
        Ok(())
    });
}

/// Sets the extensions to a copy.
///
/// Returns: 1.
#[unsafe(no_mangle)]
pub extern "C" fn SCT_set1_extensions(sct: Mut<SCT>, ext: InBuf<c_uchar>, ext_len: usize) -> c_int {
    entry(0, || {
        let new = bytes_of(&ext, ext_len)?;
        set(&sct, |values| values.extensions = new)?;
        Ok(1)
    })
}

/// Lends the signature in `*sig`; gives its length.
#[unsafe(no_mangle)]
pub extern "C" fn SCT_get0_signature(sct: In<SCT>, sig: Out<*mut c_uchar>) -> usize {
    lend(&sct, &sig, |values| &values.signature)
}

/// Sets the signature, and takes the memory.
#[unsafe(no_mangle)]
pub extern "C" fn SCT_set0_signature(sct: Mut<SCT>, sig: *mut c_uchar, sig_len: usize) {
    quiet((), || {
        let new = bytes_of(&InBuf::lend(sig), sig_len)?;
        set(&sct, |values| values.signature = new)?;
        mem::free_c(sig.cast());
        Ok(())
    });
}

/// Sets the signature to a copy.
///
/// Returns: 1.
#[unsafe(no_mangle)]
pub extern "C" fn SCT_set1_signature(sct: Mut<SCT>, sig: InBuf<c_uchar>, sig_len: usize) -> c_int {
    entry(0, || {
        let new = bytes_of(&sig, sig_len)?;
        set(&sct, |values| values.signature = new)?;
        Ok(1)
    })
}

/// Reads one that fills the `len` bytes at `*in`, which then points behind it.
///
/// Returns: NULL on failure. Ownership: see d2i_X509(3).
/// Errors: `CT_R_SCT_INVALID`, `CT_R_SCT_INVALID_SIGNATURE`.
#[unsafe(no_mangle)]
pub extern "C" fn o2i_SCT(psct: InOut<SCT>, in_: DerIn, len: usize) -> Give<SCT> {
    entry(Give::null(), || {
        let values = Values::parse(in_.slice(c_long::try_from(len).unwrap_or(-1))?)?;
        in_.advance(len);
        Ok(psct.give(SCT::new(values), drop))
    })
}

/// Writes one; see i2d_X509(3).
///
/// Returns: its length; -1 on failure. Errors: `CT_R_SCT_NOT_SET`.
#[unsafe(no_mangle)]
pub extern "C" fn i2o_SCT(sct: In<SCT>, out: DerOut) -> c_int {
    entry(-1, || out.put(&sct.get()?.values.with(|values| values.encode())?))
}

/// Prints one to `out`, `indent` columns in, and the name of its log if that is
/// one of `logs`, which may be NULL.
#[unsafe(no_mangle)]
pub extern "C" fn SCT_print(sct: In<SCT>, out: Mut<BIO>, indent: c_int, logs: In<CTLOG_STORE>) {
    quiet((), || {
        let mut text = Text::default();
        sct.get()?.values.get().print(&mut text, usize::try_from(indent).unwrap_or(0), logs.opt());
        out.get()?.write_all(&text.0);
        Ok(())
    });
}
