//! `BIO_f_cipher`: encrypts or decrypts what is written and read.

use super::buffer::Waiting;
use super::command::*;
use super::null::{forward, next_callback_ctrl};
use super::{BIO, BIO_METHOD, Own};
use crate::abi::{Arg, InBuf, Mut, OutBuf, entry, quiet};
use crate::err::{self, Error, Result};
use crate::obj::evp_cipher::{Direction, EVP_CIPHER, EVP_CIPHER_CTX};
use std::ffi::{c_char, c_int, c_long, c_void};
use std::sync::{Arc, LazyLock};

static CIPHER: LazyLock<Arc<BIO_METHOD>> = LazyLock::new(|| {
    let functions = Own {
        write: Some(enc_write),
        read: Some(enc_read),
        ctrl: Some(enc_ctrl),
        create: Some(enc_new),
        destroy: Some(enc_free),
        callback_ctrl: Some(next_callback_ctrl),
        ..Own::default()
    };
    BIO_METHOD::own(TYPE_CIPHER, c"cipher", functions)
});

/// `BIO_f_cipher`.
pub fn cipher_method() -> &'static Arc<BIO_METHOD> {
    &CIPHER
}

/// How much is asked of the next link at a time.
const CHUNK: usize = 4096;

struct State {
    context: Arc<EVP_CIPHER_CTX>,
    /// Made, and not passed on yet.
    output: Waiting,
    /// The last block was made, or refused.
    finished: bool,
    ok: bool,
}

impl State {
    fn new() -> Self {
        State { context: Arc::default(), output: Waiting::default(), finished: false, ok: true }
    }
}

/// The cipher of such a filter; `None` for links of another kind.
pub fn cipher_of(bio: &BIO) -> Option<Arc<EVP_CIPHER_CTX>> {
    bio.state(|state: &mut State| Arc::clone(&state.context))
}

/// Sets the cipher of a filter.
///
/// Errors: those of the cipher.
#[track_caller]
pub fn set_cipher<'a>(
    bio: &BIO,
    cipher: &'static EVP_CIPHER,
    direction: Direction,
    key: impl FnOnce(usize) -> Result<Option<&'a [u8]>>,
    iv: impl FnOnce(usize) -> Result<Option<&'a [u8]>>,
) -> Result<()> {
    let context = bio.state(|state: &mut State| {
        state.finished = false;
        state.ok = true;
        Arc::clone(&state.context)
    });
    let context = context.ok_or_else(Error::quiet)?;
    context.init(Some(cipher), Some(direction), key, iv)?;
    bio.set_init(1);
    Ok(())
}

extern "C" fn enc_new(bio: Mut<BIO>) -> c_int {
    quiet(0, || {
        bio.get()?.set_state(State::new());
        Ok(1)
    })
}

extern "C" fn enc_free(bio: Mut<BIO>) -> c_int {
    quiet(0, || {
        let bio = bio.get()?;
        drop(bio.take_state::<State>());
        bio.set_init(0);
        Ok(1)
    })
}

impl State {
    /// Passes text through the cipher; false if it is refused.
    fn pass(&mut self, text: &[u8]) -> bool {
        match self.context.update(text) {
            Ok(done) => self.output.add(&done),
            Err(cause) => {
                err::push(&cause, "EVP_CipherUpdate");
                self.ok = false;
            }
        }
        self.ok
    }

    /// Makes the last block, once.
    fn finish(&mut self) {
        if !std::mem::replace(&mut self.finished, true) {
            match self.context.finish() {
                Ok(done) => self.output.add(&done),
                Err(cause) => {
                    err::push(&cause, "EVP_CipherFinal_ex");
                    self.ok = false;
                }
            }
        }
    }
}

extern "C" fn enc_read(bio: Mut<BIO>, mut out: OutBuf<c_char>, len: c_int) -> c_int {
    quiet(0, || {
        let bio = bio.get()?;
        let (Some(next), false) = (bio.next(), out.is_null()) else { return Ok(0) };
        let place = out.slice(len)?;
        bio.clear_retry();
        let (mut done, mut result) = (0, 0);
        while let Some(rest) = place.get_mut(done..).filter(|rest| !rest.is_empty()) {
            let taken = bio.state(|s: &mut State| (s.output.take(rest), s.finished || !s.ok));
            let Some((n, over)) = taken else { return Ok(0) };
            done += n;
            if n > 0 {
                continue;
            }
            if over {
                break;
            }
            let mut chunk = [0; CHUNK];
            result = next.read(&mut chunk);
            if result <= 0 {
                bio.copy_next_retry();
                if next.should_retry() {
                    break;
                }
                bio.state(State::finish);
                result = 0;
                continue;
            }
            let piece = chunk.get(..usize::try_from(result).unwrap_or(0)).unwrap_or_default();
            bio.state(|s: &mut State| s.pass(piece));
        }
        Ok(if done > 0 { done.try_into().unwrap_or(-1) } else { result.min(0) })
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

extern "C" fn enc_write(bio: Mut<BIO>, data: InBuf<c_char>, len: c_int) -> c_int {
    quiet(0, || {
        let bio = bio.get()?;
        if bio.next().is_none() {
            return Ok(0);
        }
        bio.clear_retry();
        let drained = drain(bio);
        let text = data.slice(len.max(0))?;
        if drained <= 0 || text.is_empty() {
            return Ok(drained.min(0));
        }
        if !bio.state(|s: &mut State| s.pass(text)).unwrap_or(false) {
            return Ok(0);
        }
        // What cannot go now goes with the next write or flush.
        drain(bio);
        Ok(len)
    })
}

extern "C" fn enc_ctrl(bio: Mut<BIO>, cmd: c_int, num: c_long, ptr: *mut c_void) -> c_long {
    entry(0, || {
        let bio = bio.get()?;
        let arg = Arg(ptr);
        let context = bio.state(|s: &mut State| Arc::clone(&s.context));
        let context = context.ok_or_else(Error::quiet)?;
        let waiting = bio.state(|s: &mut State| s.output.len()).unwrap_or(0);
        Ok(match cmd {
            CTRL_RESET => {
                let iv = context.iv();
                let own = |_: usize| Ok((!iv.is_empty()).then_some(iv.as_slice()));
                context.init(None, None, |_| Ok(None), own)?;
                bio.state(|s: &mut State| {
                    *s = State { context: Arc::clone(&s.context), ..State::new() };
                });
                forward(bio, cmd, num, arg)
            }
            CTRL_EOF if bio.state(|s: &mut State| s.finished).unwrap_or(false) => {
                c_long::from(waiting == 0)
            }
            CTRL_PENDING | CTRL_WPENDING if waiting > 0 => waiting.try_into().unwrap_or(0),
            CTRL_FLUSH => {
                bio.state(State::finish);
                match drain(bio) {
                    1 if bio.state(|s: &mut State| s.ok).unwrap_or(false) => {
                        forward(bio, cmd, num, arg)
                    }
                    1 => 0,
                    result => result.into(),
                }
            }
            C_GET_CIPHER_STATUS => bio.state(|s: &mut State| s.ok).unwrap_or(false).into(),
            C_GET_CIPHER_CTX => {
                bio.set_init(1);
                arg.out::<*const EVP_CIPHER_CTX>().write(Arc::as_ptr(&context))?;
                1
            }
            CTRL_DUP => {
                let copy = EVP_CIPHER_CTX::default();
                copy.copy_from(&context)?;
                let target = arg.object::<BIO>();
                let target = target.get()?;
                target.state(|s: &mut State| s.context = Arc::new(copy));
                target.set_init(1);
                1
            }
            _ => forward(bio, cmd, num, arg),
        })
    })
}
