//! Function pointers of the program's, kept in cells.

use std::marker::PhantomData;
use std::mem::ManuallyDrop;
use std::sync::atomic::{AtomicPtr, Ordering};

/// An `Option<extern "C" fn …>` that any thread may set or copy out.
#[derive(Debug)]
pub struct FnCell<F>(AtomicPtr<()>, PhantomData<F>);

union Bits<F> {
    function: ManuallyDrop<Option<F>>,
    pointer: *mut (),
}

impl<F: Copy> FnCell<F> {
    const FITS: () = assert!(size_of::<Option<F>>() == size_of::<*mut ()>());

    /// A cell holding `function`.
    pub const fn new(function: Option<F>) -> Self {
        let () = Self::FITS;
        // SAFETY: an optional function pointer is a pointer, NULL for none.
        let bits = unsafe { Bits { function: ManuallyDrop::new(function) }.pointer };
        FnCell(AtomicPtr::new(bits), PhantomData)
    }

    /// A copy of the function.
    pub fn get(&self) -> Option<F> {
        let pointer = self.0.load(Ordering::Acquire);
        // SAFETY: the cell only ever holds what `new` and `set` put in.
        unsafe { ManuallyDrop::into_inner(Bits { pointer }.function) }
    }

    /// Replaces the function.
    pub fn set(&self, function: Option<F>) {
        // SAFETY: as in `new`.
        let bits = unsafe { Bits { function: ManuallyDrop::new(function) }.pointer };
        self.0.store(bits, Ordering::Release);
    }

    /// Whether there is one.
    pub fn is_some(&self) -> bool {
        !self.0.load(Ordering::Acquire).is_null()
    }
}

/// A callback that came through `SSL_CTX_callback_ctrl`, as the type that the
/// command says it has.
pub fn retype<F: Copy>(function: Option<extern "C" fn()>) -> Option<F> {
    let () = FnCell::<F>::FITS;
    let pointer = function.map_or(std::ptr::null_mut(), |f| f as *mut ());
    // SAFETY: the command's contract says it is such a function, and an
    // optional function pointer is a pointer, NULL for none.
    unsafe { ManuallyDrop::into_inner(Bits { pointer }.function) }
}
