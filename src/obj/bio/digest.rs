//! `BIO_f_md`: digests what is written and read.

use super::command::*;
use super::null::{forward, next_callback_ctrl};
use super::{BIO, BIO_METHOD, Own};
use crate::abi::{Arg, InBuf, Mut, OutBuf, entry, quiet};
use crate::err::{Error, Lib, Result, evp};
use crate::obj::evp_md::{EVP_MD, EVP_MD_CTX};
use std::ffi::{c_char, c_int, c_long, c_void};
use std::sync::{Arc, LazyLock};

static DIGEST: LazyLock<Arc<BIO_METHOD>> = LazyLock::new(|| {
    let functions = Own {
        write: Some(md_write),
        read: Some(md_read),
        gets: Some(md_gets),
        ctrl: Some(md_ctrl),
        create: Some(md_new),
        destroy: Some(md_free),
        callback_ctrl: Some(next_callback_ctrl),
        ..Own::default()
    };
    BIO_METHOD::own(TYPE_MD, c"message digest", functions)
});

/// `BIO_f_md`.
pub fn md_method() -> &'static Arc<BIO_METHOD> {
    &DIGEST
}

/// A filter that digests with `md`.
pub fn digesting(md: &'static EVP_MD) -> Result<Arc<BIO>> {
    let bio = BIO::new(DIGEST.clone())?;
    context(&bio)?.init(Some(md))?;
    Ok(bio)
}

/// The digest of such a filter; `None` for links of another kind.
pub fn digest_of(bio: &BIO) -> Option<Arc<EVP_MD_CTX>> {
    bio.state(|ctx: &mut Shared| Arc::clone(ctx))
}

type Shared = Arc<EVP_MD_CTX>;

extern "C" fn md_new(bio: Mut<BIO>) -> c_int {
    quiet(0, || {
        let bio = bio.get()?;
        bio.set_state(Shared::default());
        bio.set_init(1);
        Ok(1)
    })
}

extern "C" fn md_free(bio: Mut<BIO>) -> c_int {
    quiet(0, || {
        drop(bio.get()?.take_state::<Shared>());
        Ok(1)
    })
}

fn context(bio: &BIO) -> Result<Shared> {
    digest_of(bio).ok_or_else(Error::quiet)
}

extern "C" fn md_read(bio: Mut<BIO>, mut out: OutBuf<c_char>, len: c_int) -> c_int {
    quiet(0, || {
        let bio = bio.get()?;
        let (Some(next), false) = (bio.next(), out.is_null()) else { return Ok(0) };
        let place = out.slice(len)?;
        let n = next.read(place);
        let got = place.get(..usize::try_from(n).unwrap_or(0)).unwrap_or_default();
        if !got.is_empty() && context(bio)?.update(got).is_err() {
            return Ok(-1);
        }
        bio.clear_retry();
        bio.copy_next_retry();
        Ok(n)
    })
}

extern "C" fn md_write(bio: Mut<BIO>, data: InBuf<c_char>, len: c_int) -> c_int {
    quiet(0, || {
        let bio = bio.get()?;
        let (Some(next), false) = (bio.next(), data.is_null() || len <= 0) else { return Ok(0) };
        let context = context(bio)?;
        // Nothing may pass that is not digested.
        context.update(&[])?;
        let bytes = data.slice(len)?;
        let n = next.write(bytes);
        context.update(bytes.get(..usize::try_from(n).unwrap_or(0)).unwrap_or_default())?;
        bio.clear_retry();
        bio.copy_next_retry();
        Ok(n)
    })
}

extern "C" fn md_gets(bio: Mut<BIO>, mut out: OutBuf<c_char>, size: c_int) -> c_int {
    entry(-1, || {
        let context = context(bio.get()?)?;
        let md = context.md().ok_or_else(|| Error::new(Lib::Evp, evp::R_MESSAGE_DIGEST_IS_NULL))?;
        if size < md.size() {
            return Ok(0);
        }
        let digest = context.finish()?;
        out.slice(digest.len())?.copy_from_slice(&digest);
        Ok(digest.len().try_into().unwrap_or(-1))
    })
}

/// The digest that C's pointer means.
fn known(ptr: Arg) -> Option<&'static EVP_MD> {
    let wanted = ptr.object::<EVP_MD>();
    let all = EVP_MD::all(false).iter().chain(EVP_MD::all(true));
    all.into_iter().find(|md| std::ptr::eq(*md, wanted.as_ptr()))
}

extern "C" fn md_ctrl(bio: Mut<BIO>, cmd: c_int, num: c_long, ptr: *mut c_void) -> c_long {
    entry(0, || {
        let bio = bio.get()?;
        let context = context(bio)?;
        let arg = Arg(ptr);
        Ok(match cmd {
            CTRL_RESET => {
                context.init(None)?;
                forward(bio, cmd, num, arg)
            }
            C_GET_MD => {
                let md = context.md().map_or(std::ptr::null(), std::ptr::from_ref);
                arg.out::<*const EVP_MD>().write(md)?;
                1
            }
            C_GET_MD_CTX => {
                arg.out::<*const EVP_MD_CTX>().write(Arc::as_ptr(&context))?;
                1
            }
            C_SET_MD => {
                context.init(Some(known(arg).ok_or_else(Error::quiet)?))?;
                1
            }
            CTRL_DUP => {
                let copy = Shared::default();
                copy.copy_from(&context)?;
                arg.object::<BIO>().get()?.state(|ctx: &mut Shared| *ctx = copy);
                1
            }
            _ => forward(bio, cmd, num, arg),
        })
    })
}
