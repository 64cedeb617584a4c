//! `OSSL_SELF_TEST`: how a provider's self tests tell a program of themselves.

#![allow(non_camel_case_types, reason = "OpenSSL's typedef names")]

use super::cell::Guarded;
use super::param::{OSSL_PARAM, UTF8_STRING};
use crate::abi::{In, Opaque};
use std::ffi::{CStr, CString, c_int, c_void};

/// Hears of a test; what it answers to `Corrupt` decides.
pub type SelfTestCb = extern "C" fn(In<OSSL_PARAM>, *mut c_void) -> c_int;
/// The same, or NULL.
pub type OSSL_SELF_TEST_callback_fn = Option<SelfTestCb>;
/// With its argument.
pub type SelfTestHook = Option<(SelfTestCb, Opaque)>;

/// `OSSL_SELF_TEST_TYPE_NONE` and its like.
const NONE: &CStr = c"None";

/// One test after the other.
#[derive(Debug)]
pub struct OSSL_SELF_TEST {
    hook: SelfTestHook,
    /// Type and description of the one that runs; NULL where the program gave that.
    test: Guarded<(Option<CString>, Option<CString>)>,
}

impl OSSL_SELF_TEST {
    /// One that tells `hook`.
    pub fn new(hook: SelfTestHook) -> Box<OSSL_SELF_TEST> {
        Box::new(OSSL_SELF_TEST {
            hook,
            test: Guarded::new((Some(NONE.into()), Some(NONE.into()))),
        })
    }

    /// Tells of a phase; what was answered, `None` if there is nobody.
    fn tell(&self, phase: &CStr) -> Option<c_int> {
        let (call, arg) = self.hook?;
        let (kind, text) = self.test.get();
        let param = |key: &CStr, value: Option<&CStr>| {
            let data = value.map_or(std::ptr::null_mut(), |value| value.as_ptr().cast_mut().cast());
            let size = value.map_or(0, CStr::count_bytes);
            OSSL_PARAM::new(key.as_ptr(), UTF8_STRING, data, size)
        };
        let params = [
            param(c"st-phase", Some(phase)),
            param(c"st-type", kind.as_deref()),
            param(c"st-desc", text.as_deref()),
            OSSL_PARAM::END,
        ];
        Some(call(In::lend(&params[0]), arg.0))
    }

    /// A test begins.
    pub fn begin(&self, kind: Option<&CStr>, text: Option<&CStr>) {
        if self.hook.is_some() {
            self.test.set((kind.map(CStr::to_owned), text.map(CStr::to_owned)));
            self.tell(c"Start");
        }
    }

    /// Whether its answer is to be made a wrong one.
    pub fn corrupts(&self) -> bool {
        self.tell(c"Corrupt") == Some(0)
    }

    /// It has ended, well or not.
    pub fn end(&self, good: bool) {
        if self.tell(if good { c"Pass" } else { c"Fail" }).is_some() {
            self.test.set((Some(NONE.into()), Some(NONE.into())));
        }
    }
}
