//! Random bytes, and the program's own generator where it set one.
#![allow(non_camel_case_types, reason = "OpenSSL's typedef names")]

use super::cell::Guarded;
use super::engine::table::{self, Ability};
use super::engine::{ENGINE, Fields, Working};
use crate::abi::Arg;
use crate::err::rand::R_FUNC_NOT_IMPLEMENTED;
use crate::err::{Error, Lib, Result};
use std::ffi::{CStr, OsStr, c_double, c_int, c_uchar, c_void};
use std::io::{Read as _, Write as _};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::OpenOptionsExt;
use std::sync::Arc;
use std::sync::atomic::{AtomicPtr, Ordering};
use std::{fs, io, ptr};

/// The functions of a generator.
#[repr(C)]
#[derive(Debug)]
pub struct RAND_METHOD {
    /// Adds entropy.
    pub seed: Option<extern "C" fn(*const c_void, c_int) -> c_int>,
    /// Fills a buffer.
    pub bytes: Option<extern "C" fn(*mut c_uchar, c_int) -> c_int>,
    /// Ends.
    pub cleanup: Option<extern "C" fn()>,
    /// Adds entropy, and says how much.
    pub add: Option<extern "C" fn(*const c_void, c_int, c_double) -> c_int>,
    /// Fills a buffer that need not be secret.
    pub pseudorand: Option<extern "C" fn(*mut c_uchar, c_int) -> c_int>,
    /// Whether it has entropy.
    pub status: Option<extern "C" fn() -> c_int>,
}

/// The program's; NULL for the library's.
static METHOD: AtomicPtr<RAND_METHOD> = AtomicPtr::new(ptr::null_mut());

/// The program's generator, or that of its default engine; NULL for the
/// library's.
pub fn method() -> *const RAND_METHOD {
    let set = METHOD.load(Ordering::Acquire).cast_const();
    if !set.is_null() {
        return set;
    }
    let engine = table::find(Ability::Rand, None);
    engine.map_or(ptr::null(), |engine| engine.look(Fields::rand))
}

/// The engine whose generator that is.
static FROM: Guarded<Option<Working>> = Guarded::new(None);

/// Sets the program's generator; NULL for the library's.
pub fn set_method(method: *const RAND_METHOD) {
    use_method(method, None);
}

/// Takes the generator of an engine, which works as long as it is used;
/// `None` for the library's. Silent errors, as in OpenSSL, for one without.
pub fn set_engine(engine: Option<&Arc<ENGINE>>) -> Result<()> {
    let working = engine.map(ENGINE::work).transpose()?;
    let method = working.as_ref().map_or(ptr::null(), |engine| engine.look(Fields::rand));
    if working.is_some() && method.is_null() {
        return Err(Error::quiet());
    }
    use_method(method, working);
    Ok(())
}

fn use_method(method: *const RAND_METHOD, from: Option<Working>) {
    METHOD.store(method.cast_mut(), Ordering::Release);
    // Its end is a call into the program.
    let former = FROM.with(|place| std::mem::replace(place, from));
    drop(former);
}

/// Fills `out`, from the program's generator if it set one.
#[track_caller]
pub fn fill(out: &mut [u8]) -> Result<()> {
    let method = Arg(method().cast_mut().cast()).object::<RAND_METHOD>();
    let Some(method) = method.opt() else { return crate::crypto::rand::fill(out) };
    let missing = || Error::new(Lib::Rand, R_FUNC_NOT_IMPLEMENTED);
    let bytes = method.bytes.ok_or_else(missing)?;
    for chunk in out.chunks_mut(1 << 30) {
        if bytes(chunk.as_mut_ptr(), chunk.len().try_into().unwrap_or(0)) <= 0 {
            return Err(Error::quiet());
        }
    }
    Ok(())
}

fn os_path(path: &CStr) -> &OsStr {
    OsStr::from_bytes(path.to_bytes())
}

/// Reads a file of random bytes, `most` at most; how many there were.
pub fn read_seed(path: &CStr, most: Option<u64>) -> io::Result<u64> {
    let file = fs::File::open(os_path(path))?;
    // A device has no end: OpenSSL reads this much of one.
    let endless = !file.metadata()?.is_file();
    let most = most.unwrap_or(if endless { 2048 } else { u64::MAX });
    Ok(io::copy(&mut file.take(most), &mut io::sink()).unwrap_or(0))
}

/// Whether there is something that is no regular file.
pub fn is_special(path: &CStr) -> bool {
    fs::metadata(os_path(path)).is_ok_and(|m| !m.is_file())
}

/// Writes a file of random bytes; how many.
pub fn write_seed(path: &CStr) -> io::Result<usize> {
    let mut bytes = [0; 1024];
    crate::crypto::rand::fill(&mut bytes).map_err(|_| io::ErrorKind::Other)?;
    let mut options = fs::OpenOptions::new();
    let mut file = options.write(true).create(true).mode(0o600).open(os_path(path))?;
    file.write_all(&bytes)?;
    Ok(bytes.len())
}

/// The default path of such a file.
pub fn seed_path() -> Option<Vec<u8>> {
    let path = match std::env::var_os("RANDFILE").filter(|p| !p.is_empty()) {
        Some(path) => path.as_bytes().to_vec(),
        None => {
            let home = std::env::var_os("HOME").filter(|p| !p.is_empty())?;
            [home.as_bytes(), b"/.rnd"].concat()
        }
    };
    (!crate::abi::sys::is_setugid()).then_some(path)
}
