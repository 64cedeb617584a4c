//! The words for error codes.

use super::{LIB_TEXTS, Lib, REASON_TEXTS};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ffi::{CStr, c_int, c_ulong};
use std::sync::{PoisonError, RwLock};

const SYSTEM_FLAG: c_ulong = 0x8000_0000;
const SYSTEM_MASK: c_ulong = 0x7fff_ffff;
const REASON_MASK: c_ulong = 0x7f_ffff;

/// The reasons that every library shares, by packed code without a library.
const fn common(reason: c_int, fatal: bool) -> c_ulong {
    let flags = if fatal { 3 << 18 } else { 2 << 18 };
    (reason.unsigned_abs() | flags) as c_ulong
}

static COMMON_TEXTS: &[(c_ulong, &CStr)] = &[
    (common(0, true), c"fatal"),
    (common(2, false), c"system lib"),
    (common(3, false), c"BN lib"),
    (common(4, false), c"RSA lib"),
    (common(5, false), c"DH lib"),
    (common(6, false), c"EVP lib"),
    (common(7, false), c"BUF lib"),
    (common(8, false), c"OBJ lib"),
    (common(9, false), c"PEM lib"),
    (common(10, false), c"DSA lib"),
    (common(11, false), c"X509 lib"),
    (common(13, false), c"ASN1 lib"),
    (common(15, false), c"CRYPTO lib"),
    (common(16, false), c"EC lib"),
    (common(32, false), c"BIO lib"),
    (common(33, false), c"PKCS7 lib"),
    (common(34, false), c"X509V3 lib"),
    (common(38, false), c"ENGINE lib"),
    (common(40, false), c"UI lib"),
    (common(42, false), c"ECDSA lib"),
    (common(44, false), c"OSSL_STORE lib"),
    (common(60, false), c"OSSL_DECODER lib"),
    (common(256, true), c"malloc failure"),
    (common(257, true), c"called a function you should not call"),
    (common(258, true), c"passed a null parameter"),
    (common(259, true), c"internal error"),
    (common(260, true), c"called a function that was disabled at compile-time"),
    (common(261, true), c"init fail"),
    (common(262, false), c"passed invalid argument"),
    (common(263, true), c"operation fail"),
    (common(264, true), c"invalid provider functions"),
    (common(265, false), c"interrupted or cancelled"),
    (common(266, false), c"nested asn1 error"),
    (common(267, false), c"missing asn1 eos"),
    (common(268, false), c"unsupported"),
    (common(269, false), c"fetch failed"),
    (common(270, false), c"invalid property definition"),
    (common(271, true), c"unable to get read lock"),
    (common(272, true), c"unable to get write lock"),
];

/// Texts that the program registered (`ERR_load_strings`), by packed code.
static REGISTERED: RwLock<BTreeMap<c_ulong, &'static CStr>> = RwLock::new(BTreeMap::new());

/// The library in a packed code.
pub fn lib(code: c_ulong) -> c_ulong {
    if code & SYSTEM_FLAG != 0 { Lib::Sys as c_ulong } else { (code >> 23) & 0xff }
}

/// The reason in a packed code.
pub fn reason(code: c_ulong) -> c_ulong {
    if code & SYSTEM_FLAG != 0 { code & SYSTEM_MASK } else { code & REASON_MASK }
}

/// Packs a library and a reason.
pub fn pack(lib: c_int, reason: c_int) -> c_ulong {
    let reason = c_ulong::from(reason.unsigned_abs());
    if lib == Lib::Sys as c_int {
        SYSTEM_FLAG | reason
    } else {
        ((c_ulong::from(lib.unsigned_abs()) & 0xff) << 23) | (reason & REASON_MASK)
    }
}

fn registered(code: c_ulong) -> Option<&'static CStr> {
    REGISTERED.read().unwrap_or_else(PoisonError::into_inner).get(&code).copied()
}

/// Registers a text for a packed code.
pub fn register(code: c_ulong, text: &'static CStr) {
    REGISTERED.write().unwrap_or_else(PoisonError::into_inner).insert(code, text);
}

/// Forgets a registered text.
pub fn unregister(code: c_ulong) {
    REGISTERED.write().unwrap_or_else(PoisonError::into_inner).remove(&code);
}

/// The name of a code's library.
pub fn lib_text(code: c_ulong) -> Option<&'static CStr> {
    let number = lib(code);
    registered(number << 23).or_else(|| {
        let row = LIB_TEXTS.iter().find(|(n, _)| c_ulong::from(*n) == number);
        row.map(|(_, text)| *text).filter(|text| !text.is_empty())
    })
}

/// The text of a code's reason; none for system errors.
pub fn reason_text(code: c_ulong) -> Option<&'static CStr> {
    if code & SYSTEM_FLAG != 0 {
        return None;
    }
    let (lib, reason) = (lib(code), reason(code));
    let own = || {
        let hit = REASON_TEXTS.iter().find(|(l, r, _)| {
            c_ulong::from(*l) == lib && c_ulong::from(r.unsigned_abs()) == reason
        });
        hit.map(|(.., text)| *text)
    };
    let shared = || COMMON_TEXTS.iter().find(|(r, _)| *r == reason).map(|(_, text)| *text);
    registered((lib << 23) | reason).or_else(own).or_else(|| registered(reason)).or_else(shared)
}

/// The whole description, `error:CODE:LIB:FUNCTION:REASON`, for a buffer of
/// `room` bytes with terminator; shortened as OpenSSL does if it is longer.
pub fn describe(code: c_ulong, function: &[u8], room: usize) -> Vec<u8> {
    let (lib, reason) = (lib(code), reason(code));
    let lib_name = match lib_text(code) {
        Some(text) => text.to_string_lossy(),
        None => Cow::Owned(format!("lib({lib})")),
    };
    let reason_name = match reason_text(code) {
        Some(text) => text.to_string_lossy(),
        None => match system_text(reason) {
            Some(text) if code & SYSTEM_FLAG != 0 => Cow::Owned(text),
            _ => Cow::Owned(format!("reason({reason})")),
        },
    };
    let mut line = format!("error:{code:08X}:{lib_name}:").into_bytes();
    line.extend_from_slice(function);
    line.push(b':');
    line.extend_from_slice(reason_name.as_bytes());
    if line.len() + 1 >= room {
        line = format!("err:{code:x}:{lib:x}:0:{reason:x}").into_bytes();
        line.truncate(room.saturating_sub(1));
    }
    line
}

/// What the C library says of an errno it knows.
pub fn system_text(errno: c_ulong) -> Option<String> {
    let errno = errno.try_into().ok()?;
    let mut text = std::io::Error::from_raw_os_error(errno).to_string();
    text.truncate(text.rfind(" (os error ")?);
    (!text.starts_with("Unknown error")).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn descriptions_are_openssls() {
        let whole = |code, room| String::from_utf8(describe(code, b"", room)).unwrap();
        assert_eq!(
            whole(0x0A00_0086, 256),
            "error:0A000086:SSL routines::certificate verify failed"
        );
        assert_eq!(
            whole(0x8000_0002, 256),
            "error:80000002:system library::No such file or directory"
        );
        assert_eq!(whole(0x0A00_0086, 20), "err:a000086:14:0:86");
    }
}
