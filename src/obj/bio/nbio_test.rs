//! `BIO_f_nbio_test`: now and then nothing can be read or written, or only a
//! part, as chance has it.

use super::command::*;
use super::null::{next_callback_ctrl, nullf_ctrl, nullf_gets, nullf_puts};
use super::{BIO, BIO_METHOD, Own};
use crate::abi::{InBuf, Mut, OutBuf, quiet};
use crate::crypto::rand;
use crate::err::Result;
use std::ffi::{c_char, c_int};
use std::sync::{Arc, LazyLock};

static FILTER: LazyLock<Arc<BIO_METHOD>> = LazyLock::new(|| {
    let functions = Own {
        write: Some(nbio_write),
        read: Some(nbio_read),
        puts: Some(nullf_puts),
        gets: Some(nullf_gets),
        ctrl: Some(nullf_ctrl),
        create: Some(nbio_new),
        destroy: Some(nbio_free),
        callback_ctrl: Some(next_callback_ctrl),
    };
    BIO_METHOD::own(TYPE_NBIO_TEST, c"non-blocking IO test filter", functions)
});

/// `BIO_f_nbio_test`.
pub fn nbio_test_method() -> &'static Arc<BIO_METHOD> {
    &FILTER
}

/// How much the write that failed was of: it is repeated alike.
#[derive(Default)]
struct Again(Option<usize>);

extern "C" fn nbio_new(bio: Mut<BIO>) -> c_int {
    quiet(0, || {
        let bio = bio.get()?;
        bio.set_state(Again::default());
        bio.set_init(1);
        Ok(1)
    })
}

extern "C" fn nbio_free(bio: Mut<BIO>) -> c_int {
    quiet(0, || {
        drop(bio.get()?.take_state::<Again>());
        Ok(1)
    })
}

/// A number from 0 to 7.
fn chance() -> Result<usize> {
    let mut byte = [0];
    rand::fill(&mut byte)?;
    Ok(usize::from(byte[0] & 7))
}

extern "C" fn nbio_read(bio: Mut<BIO>, mut out: OutBuf<c_char>, len: c_int) -> c_int {
    quiet(-1, || {
        let bio = bio.get()?;
        let (Some(next), false) = (bio.next(), out.is_null() || len <= 0) else { return Ok(0) };
        bio.clear_retry();
        let most = out.slice(len)?.len().min(chance()?);
        if most == 0 {
            bio.set_retry_read();
            return Ok(-1);
        }
        let n = next.read(out.slice(most)?);
        if n < 0 {
            bio.copy_next_retry();
        }
        Ok(n)
    })
}

extern "C" fn nbio_write(bio: Mut<BIO>, data: InBuf<c_char>, len: c_int) -> c_int {
    quiet(-1, || {
        let bio = bio.get()?;
        let (Some(next), false) = (bio.next(), data.is_null() || len <= 0) else { return Ok(0) };
        bio.clear_retry();
        let again = bio.state(|again: &mut Again| again.0.take()).flatten();
        let most = match again {
            Some(most) => most,
            None => chance()?,
        };
        let bytes = data.slice(len)?;
        let bytes = bytes.get(..most).unwrap_or(bytes);
        if bytes.is_empty() {
            bio.set_retry_write();
            return Ok(-1);
        }
        let n = next.write(bytes);
        if n < 0 {
            bio.copy_next_retry();
            bio.state(|again: &mut Again| again.0 = Some(bytes.len()));
        }
        Ok(n)
    })
}
