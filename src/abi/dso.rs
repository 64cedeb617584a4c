//! Shared objects that are loaded at run time: engines.

use super::layout::engine::static_state;
use std::ffi::{CStr, CString, c_char, c_int, c_ulong, c_void};

/// A loaded shared object. It stays loaded: methods, callbacks and threads of
/// it may be in use as long as the process lives.
#[derive(Debug, Clone, Copy)]
pub struct Dso(*mut c_void);

// SAFETY: the handle is only passed to `dlsym`, which any thread may call.
unsafe impl Send for Dso {}
// SAFETY: as above.
unsafe impl Sync for Dso {}

/// `bind_engine`: engine, identifier or NULL, and what it may use; gives 1.
type Bind = unsafe extern "C" fn(*mut c_void, *const c_char, *const c_void) -> c_int;
/// `v_check`: gives the version of its interface, 0 for one it cannot serve.
type Check = unsafe extern "C" fn(c_ulong) -> c_ulong;
/// `ENGINE_get_static_state`.
type State = unsafe extern "C" fn() -> *mut c_void;

fn last_error() -> CString {
    // SAFETY: dlerror gives NULL or a string that is valid until the thread's
    // next call of its family.
    unsafe {
        let text = libc::dlerror();
        if text.is_null() { CString::default() } else { CStr::from_ptr(text).to_owned() }
    }
}

impl Dso {
    /// Loads a file; what the loader says if it cannot.
    pub fn open(file: &CStr) -> Result<Dso, CString> {
        // SAFETY: a terminated string. That its constructors run is what the
        // caller asks for.
        let handle = unsafe { libc::dlopen(file.as_ptr(), libc::RTLD_NOW) };
        if handle.is_null() { Err(last_error()) } else { Ok(Dso(handle)) }
    }

    fn symbol(self, name: &CStr) -> Option<*mut c_void> {
        // SAFETY: a handle of dlopen's that was never closed.
        let at = unsafe { libc::dlsym(self.0, name.as_ptr()) };
        (!at.is_null()).then_some(at)
    }

    /// Whether calls of OpenSSL's from it come to this library: objects of one
    /// must not meet functions of another.
    pub fn calls_us(self) -> bool {
        let name = c"ENGINE_get_static_state";
        // SAFETY: NULL is the program itself, with what it was linked to.
        let program = Dso(unsafe { libc::dlopen(std::ptr::null(), libc::RTLD_NOW) });
        let found = program.symbol(name).or_else(|| self.symbol(name));
        found.is_some_and(|found| {
            // SAFETY: OpenSSL's function of this name has this type.
            let state = unsafe { std::mem::transmute::<*mut c_void, State>(found)() };
            state == static_state()
        })
    }

    /// The version that its `v_check` gives for `version`; 0 without one.
    pub fn check_version(self, version: c_ulong) -> c_ulong {
        self.symbol(c"v_check").map_or(0, |check| {
            // SAFETY: engines export this function with this type.
            unsafe { std::mem::transmute::<*mut c_void, Check>(check)(version) }
        })
    }

    /// Its `bind_engine`.
    pub fn binder(self) -> Option<Binder> {
        self.symbol(c"bind_engine").map(|bind| {
            // SAFETY: engines export this function with this type.
            Binder(unsafe { std::mem::transmute::<*mut c_void, Bind>(bind) })
        })
    }
}

/// The `bind_engine` of a shared object.
pub struct Binder(Bind);

impl Binder {
    /// Its address, which tells shared objects apart.
    pub fn address(&self) -> usize {
        self.0 as usize
    }

    /// Has the shared object set up `engine`.
    pub fn bind<T>(&self, engine: &T, id: Option<&CStr>) -> bool {
        let functions = super::layout::engine::dynamic_fns::ours();
        let id = id.map_or(std::ptr::null(), CStr::as_ptr);
        let engine = std::ptr::from_ref(engine).cast_mut().cast();
        // SAFETY: an engine of ours, which the shared object changes through
        // our functions, as `calls_us` has made sure.
        unsafe { (self.0)(engine, id, std::ptr::from_ref(&functions).cast()) != 0 }
    }
}
