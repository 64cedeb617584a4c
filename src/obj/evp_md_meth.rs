//! Digests of the program's own (`EVP_MD_meth_new`), and how they are computed.
#![allow(non_camel_case_types, reason = "OpenSSL's typedef names")]

use super::c_data::Data;
use super::cell::Guarded;
use super::evp_md::{EVP_MD, EVP_MD_CTX, MAX_SIZE};
use super::objects;
use crate::abi::{In, InBuf, Mut, Opaque, OutBuf};
use crate::err::{Error, Lib, Result, evp};
use std::ffi::{CStr, c_int, c_uchar, c_ulong, c_void};
use std::sync::Arc;

/// Starts or ends a digest; gives 1.
pub type DigestStep = extern "C" fn(Mut<EVP_MD_CTX>) -> c_int;
/// Adds input; gives 1.
pub type DigestInput = extern "C" fn(Mut<EVP_MD_CTX>, InBuf<c_void>, usize) -> c_int;
/// Writes the digest; gives 1.
pub type DigestOutput = extern "C" fn(Mut<EVP_MD_CTX>, OutBuf<c_uchar>) -> c_int;
/// Is told that its data was copied, from the second to the first; gives 1.
pub type DigestCopy = extern "C" fn(Mut<EVP_MD_CTX>, In<EVP_MD_CTX>) -> c_int;
/// Answers a command (`EVP_MD_CTRL_…`); gives 1 or more.
pub type DigestControl = extern "C" fn(Mut<EVP_MD_CTX>, c_int, c_int, *mut c_void) -> c_int;

/// `EVP_MD_FLAG_XOF`.
const XOF: c_ulong = 2;
/// `EVP_MD_CTRL_XOF_LEN`.
pub const CTRL_XOF_LEN: c_int = 3;
/// `EVP_MD_CTX_FLAG_NO_INIT`.
const NO_INIT: c_int = 0x100;

/// What was set of one. Zero and `None` are not set.
#[derive(Debug, Clone, Copy, Default)]
#[allow(missing_docs, reason = "each is named for the function that sets it")]
pub struct Fields {
    pub input_blocksize: c_int,
    pub result_size: c_int,
    pub app_datasize: c_int,
    pub flags: c_ulong,
    pub init: Option<DigestStep>,
    pub update: Option<DigestInput>,
    pub finish: Option<DigestOutput>,
    pub copy: Option<DigestCopy>,
    pub cleanup: Option<DigestStep>,
    pub ctrl: Option<DigestControl>,
}

/// A digest of the program's own.
#[derive(Debug)]
pub struct Method {
    /// Its NID.
    pub nid: c_int,
    /// The NID of signatures with it.
    pub pkey_type: c_int,
    /// What was set of it.
    pub fields: Guarded<Fields>,
}

impl Method {
    /// One with nothing set.
    pub fn new(nid: c_int, pkey_type: c_int) -> Arc<Method> {
        Arc::new(Method { nid, pkey_type, fields: Guarded::default() })
    }

    /// One that is set alike.
    pub fn duplicate(&self) -> Arc<Method> {
        let fields = Guarded::new(self.fields.get());
        Arc::new(Method { nid: self.nid, pkey_type: self.pkey_type, fields })
    }

    /// The short name of its NID.
    pub fn name(&self) -> Option<&'static CStr> {
        objects::by_nid(self.nid)?.short()
    }

    /// The long name of its NID.
    pub fn description(&self) -> Option<&'static CStr> {
        objects::by_nid(self.nid)?.long()
    }
}

/// A method at work in a context.
#[derive(Debug)]
pub(super) struct Work {
    /// The algorithm as C has it.
    shown: Opaque,
    method: Arc<Method>,
    data: Option<Data>,
    /// What adds input: the method's, unless the program set another.
    update: Option<DigestInput>,
    /// The method has cleaned up.
    clean: bool,
}

/// What a call of the program's is about.
struct Called {
    fields: Fields,
    update: Option<DigestInput>,
}

impl EVP_MD_CTX {
    fn called(&self) -> Option<Called> {
        self.state.with(|state| {
            let own = state.own.as_ref()?;
            Some(Called { fields: own.method.fields.get(), update: own.update })
        })
    }

    /// The algorithm as C has it, if it is the program's own.
    pub fn own_md(&self) -> Option<*const EVP_MD> {
        self.state.look(|state| state.own.as_ref().map(|own| own.shown.0.cast_const().cast()))
    }

    /// The data of the program's own algorithm; NULL for none.
    pub fn own_data(&self) -> *mut c_void {
        self.state.with(|state| {
            let data = state.own.as_ref().and_then(|own| own.data.as_ref());
            data.map_or(std::ptr::null_mut(), Data::address)
        })
    }

    /// What adds input to the program's own algorithm.
    pub fn own_update(&self) -> Option<DigestInput> {
        self.state.with(|state| state.own.as_ref().and_then(|own| own.update))
    }

    /// Replaces that; fails without such an algorithm.
    pub fn set_own_update(&self, update: Option<DigestInput>) -> Result<()> {
        self.state.with(|state| {
            state.own.as_mut().ok_or_else(Error::quiet)?.update = update;
            Ok(())
        })
    }

    /// Ends what the program's own algorithm began, and forgets it.
    pub(super) fn end_own(&self) {
        let Some(clean) = self.state.look(|state| state.own.as_ref().map(|own| own.clean)) else {
            return;
        };
        if !clean {
            self.clean_up();
        }
        let old = self.state.with(|state| state.own.take());
        drop(old);
    }

    fn clean_up(&self) {
        if let Some(cleanup) = self.called().and_then(|called| called.fields.cleanup) {
            cleanup(Mut::lend(self));
        }
    }

    /// Starts a digest: with an algorithm of ours or of the program's, or
    /// again with the last one; what the program's function gives, or 1.
    #[track_caller]
    pub fn start(&self, md: Option<&EVP_MD>) -> Result<c_int> {
        let same = match md {
            None => self.own_md().is_some(),
            Some(md) => self.own_md().is_some_and(|own| std::ptr::eq(own, md)),
        };
        self.state.with(|state| {
            if let Some(own) = &mut state.own {
                own.clean = false;
            }
        });
        let own = md.and_then(|md| Some((md, md.own()?)));
        match (same, own) {
            (true, _) => {}
            (false, None) => {
                self.end_own();
                let known = md.map(EVP_MD::known).transpose()?;
                return self.init(known).map(|()| 1);
            }
            (false, Some((md, method))) => self.set_own(md, method)?,
        }
        if self.flags() & NO_INIT != 0 {
            return Ok(1);
        }
        let start = self.called().and_then(|called| called.fields.init);
        let start = start.ok_or_else(|| Error::new(Lib::Evp, evp::R_INITIALIZATION_ERROR))?;
        Ok(start(Mut::lend(self)))
    }

    fn set_own(&self, md: &EVP_MD, method: &Arc<Method>) -> Result<()> {
        self.end_own();
        self.state.with(|state| (state.md, state.hasher) = (None, None));
        let fields = method.fields.get();
        let idle = self.flags() & NO_INIT != 0;
        let data = if idle { None } else { Data::new(fields.app_datasize)? };
        let own = Work {
            shown: Opaque(std::ptr::from_ref(md).cast_mut().cast()),
            method: Arc::clone(method),
            data,
            update: fields.update.filter(|_| !idle),
            clean: false,
        };
        self.state.with(|state| state.own = Some(Box::new(own)));
        Ok(())
    }

    /// Adds input to the program's own algorithm: what its function gives;
    /// `None` if another is at work.
    pub fn update_own(&self, data: &InBuf<c_void>, len: usize) -> Option<c_int> {
        let called = self.called()?;
        let give = |update: DigestInput| update(Mut::lend(self), InBuf::lend(data.as_ptr()), len);
        Some(called.update.map_or(0, give))
    }

    /// Writes the digest of the program's own algorithm to `out`, which has
    /// room for [`MAX_SIZE`] bytes: its length, and what its function gives;
    /// `None` if another is at work.
    pub fn finish_own(&self, out: &OutBuf<c_uchar>) -> Option<(c_int, usize)> {
        let fields = self.called()?.fields;
        let len = usize::try_from(fields.result_size).ok().filter(|len| *len <= MAX_SIZE);
        let (Some(len), Some(finish)) = (len, fields.finish) else { return Some((0, 0)) };
        let done = finish(Mut::lend(self), OutBuf::lend(out.as_ptr()));
        self.finished(&fields);
        Some((done, len))
    }

    /// The same for an algorithm that gives any number of bytes.
    ///
    /// Errors: `EVP_R_NOT_XOF_OR_INVALID_LENGTH`.
    pub fn finish_own_xof(&self, out: &OutBuf<c_uchar>, len: usize) -> Option<Result<c_int>> {
        let fields = self.called()?.fields;
        let asked = c_int::try_from(len).ok().filter(|_| fields.flags & XOF != 0);
        let ready = asked.zip(fields.ctrl).is_some_and(|(len, ctrl)| {
            ctrl(Mut::lend(self), CTRL_XOF_LEN, len, std::ptr::null_mut()) > 0
        });
        let Some(finish) = fields.finish.filter(|_| ready) else {
            return Some(Err(Error::new(Lib::Evp, evp::R_NOT_XOF_OR_INVALID_LENGTH)));
        };
        let done = finish(Mut::lend(self), OutBuf::lend(out.as_ptr()));
        self.finished(&fields);
        Some(Ok(done))
    }

    fn finished(&self, fields: &Fields) {
        if fields.cleanup.is_some() {
            self.clean_up();
        }
        self.state.with(|state| {
            if let Some(own) = &mut state.own {
                own.clean = fields.cleanup.is_some();
                if let Some(data) = &own.data {
                    data.wipe();
                }
            }
        });
    }

    /// Hands a command to the program's own algorithm: what its function
    /// gives, 0 for less; `None` if another is at work.
    pub fn control_own(&self, cmd: c_int, p1: c_int, p2: *mut c_void) -> Option<c_int> {
        let ctrl = self.called()?.fields.ctrl;
        Some(ctrl.map_or(0, |ctrl| ctrl(Mut::lend(self), cmd, p1, p2)).max(0))
    }

    /// Takes the state of the program's own algorithm in `from`: what its
    /// function gives; `None` if another is at work there.
    pub(super) fn copy_own(&self, from: &EVP_MD_CTX) -> Option<c_int> {
        let copy = from.state.with(|state| {
            let own = state.own.as_ref()?;
            Some(Box::new(Work {
                shown: own.shown,
                method: Arc::clone(&own.method),
                data: own.data.clone(),
                update: own.update,
                clean: own.clean,
            }))
        })?;
        let told = copy.method.fields.with(|fields| fields.copy);
        let flags = from.flags();
        self.reset();
        self.state.with(|state| {
            state.own = Some(copy);
            state.flags = flags;
        });
        Some(told.map_or(1, |told| told(Mut::lend(self), In::lend(from))))
    }
}

impl Drop for EVP_MD_CTX {
    fn drop(&mut self) {
        self.end_own();
    }
}
