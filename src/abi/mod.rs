//! The C boundary: everything that touches a pointer a C program gave us.
//!
//! An exported function is a safe Rust function, because its parameters are
//! the pointer types of [`ptr`]: each states who owns what, and only its
//! methods, here, dereference. [`entry`] catches panics and queues errors.

pub mod arg;
pub mod buf_mem;
pub mod dir;
pub mod dso;
pub mod entry;
pub mod err;
pub mod func;
pub mod handle;
pub mod job;
pub mod layout;
pub mod mem;
pub mod net;
pub mod poison;
pub mod ptr;
pub mod slot;
pub mod stack;
pub mod startup;
pub mod stdio;
mod stubs;
pub mod sys;
pub mod thread;
pub mod tty;
mod variadic;

pub use arg::Arg;
pub use entry::{Graded, entry, graded, quiet};
pub use handle::{Give, Handle, InOut, Lend, LendConst, Shared, StaticOrBox, Take};
pub use poison::{is_poisoned, poison};
pub use ptr::{DerIn, DerOut, In, InBuf, Mut, Opaque, Out, OutBuf, Str};
