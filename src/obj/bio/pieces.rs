//! A filter that writes what passes as the pieces of an OCTET STRING of
//! indefinite length, between a head and a tail.

use super::buffer::Waiting;
use super::command::*;
use super::null::{forward, next_callback_ctrl};
use super::{BIO, BIO_METHOD, Own};
use crate::abi::{Arg, InBuf, Mut, OutBuf, entry, quiet};
use crate::err::{Error, Result};
use crate::obj::asn1::primitive::v;
use crate::obj::asn1::reader::{UNIVERSAL, put_primitive};
use std::ffi::{c_char, c_int, c_long, c_void};
use std::sync::{Arc, LazyLock};

static PIECES: LazyLock<Arc<BIO_METHOD>> = LazyLock::new(|| {
    let functions = Own {
        write: Some(pieces_write),
        read: Some(pieces_read),
        ctrl: Some(pieces_ctrl),
        create: Some(pieces_new),
        destroy: Some(pieces_free),
        callback_ctrl: Some(next_callback_ctrl),
        ..Own::default()
    };
    BIO_METHOD::own(TYPE_ASN1, c"asn1", functions)
});

/// Makes what is written when all has passed; called once, by a flush.
pub type Tail = Box<dyn FnOnce() -> Result<Vec<u8>> + Send>;

#[derive(Default)]
struct State {
    output: Waiting,
    tail: Option<Tail>,
}

/// Such a filter, still without head and tail.
pub fn pieces() -> Result<Arc<BIO>> {
    BIO::new(PIECES.clone())
}

/// Sets what is written before all that passes, and after it.
pub fn frame(bio: &BIO, head: &[u8], tail: Tail) {
    bio.state(|state: &mut State| {
        state.output.set(head);
        state.tail = Some(tail);
    });
}

extern "C" fn pieces_new(bio: Mut<BIO>) -> c_int {
    quiet(0, || {
        let bio = bio.get()?;
        bio.set_state(State::default());
        bio.set_init(1);
        Ok(1)
    })
}

extern "C" fn pieces_free(bio: Mut<BIO>) -> c_int {
    quiet(0, || {
        drop(bio.get()?.take_state::<State>());
        Ok(1)
    })
}

/// Sends on what is made; 1 when nothing waits.
fn drain(bio: &BIO) -> c_int {
    let Some(next) = bio.next() else { return 0 };
    loop {
        let waiting = bio.state(|s: &mut State| s.output.bytes().to_vec()).unwrap_or_default();
        if waiting.is_empty() {
            return 1;
        }
        let n = next.write(&waiting);
        bio.clear_retry();
        match usize::try_from(n) {
            Ok(n) if n > 0 => bio.state(|s: &mut State| s.output.consume(n)),
            _ => {
                bio.copy_next_retry();
                return n;
            }
        };
    }
}

extern "C" fn pieces_write(bio: Mut<BIO>, data: InBuf<c_char>, len: c_int) -> c_int {
    quiet(0, || {
        let bio = bio.get()?;
        let text = data.slice(len.max(0))?;
        if bio.next().is_none() || text.is_empty() {
            return Ok(0);
        }
        bio.clear_retry();
        // What waits goes first, so that no more than one piece ever waits.
        let drained = drain(bio);
        if drained <= 0 {
            return Ok(drained);
        }
        let mut piece = Vec::new();
        put_primitive(&mut piece, (UNIVERSAL, v::OCTET_STRING.unsigned_abs()), text);
        bio.state(|s: &mut State| s.output.add(&piece));
        drain(bio);
        Ok(len)
    })
}

extern "C" fn pieces_read(bio: Mut<BIO>, mut out: OutBuf<c_char>, len: c_int) -> c_int {
    quiet(0, || {
        let bio = bio.get()?;
        let Some(next) = bio.next() else { return Ok(0) };
        let n = next.read(out.slice(len)?);
        bio.clear_retry();
        bio.copy_next_retry();
        Ok(n)
    })
}

extern "C" fn pieces_ctrl(bio: Mut<BIO>, cmd: c_int, num: c_long, ptr: *mut c_void) -> c_long {
    entry(0, || {
        let bio = bio.get()?;
        if cmd == CTRL_FLUSH {
            if let Some(tail) = bio.state(|s: &mut State| s.tail.take()).flatten() {
                let tail = tail()?;
                bio.state(|s: &mut State| s.output.add(&tail)).ok_or_else(Error::quiet)?;
            }
            let drained = drain(bio);
            if drained <= 0 {
                return Ok(drained.into());
            }
        }
        Ok(forward(bio, cmd, num, Arg(ptr)))
    })
}
