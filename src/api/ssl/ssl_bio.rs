//! BIOs that do TLS.

use crate::abi::{Give, LendConst, Mut, entry, quiet};
use crate::err::{Error, Result};
use crate::obj::bio::command::TYPE_SSL;
use crate::obj::bio::{self, BIO, BIO_METHOD};
use crate::obj::ssl::{SSL, SSL_CTX};
use crate::tls::Role;
use std::ffi::c_int;
use std::sync::Arc;

/// The filter that does TLS.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_f_ssl() -> LendConst<BIO_METHOD> {
    entry(LendConst::null(), || Ok(LendConst::new(&**bio::ssl_method())))
}

fn filter(ctx: &Mut<SSL_CTX>, role: Role) -> Result<Arc<BIO>> {
    let ssl = SSL::new(&ctx.share()?)?;
    ssl.set_role(role);
    bio::new_ssl_filter(ssl)
}

fn connecting(ctx: &Mut<SSL_CTX>) -> Result<Arc<BIO>> {
    let ssl = filter(ctx, Role::Client)?;
    push(&ssl, BIO::new(bio::connect_method().clone())?);
    Ok(ssl)
}

/// Puts `tail` behind `head`; C owns both from then on.
fn push(head: &Arc<BIO>, tail: Arc<BIO>) {
    head.push(Some(&tail));
    std::mem::forget(tail);
}

/// A filter for a new connection of `ctx`, as a client (1) or a server (0).
#[unsafe(no_mangle)]
pub extern "C" fn BIO_new_ssl(ctx: Mut<SSL_CTX>, client: c_int) -> Give<BIO> {
    let role = if client != 0 { Role::Client } else { Role::Server };
    entry(Give::null(), || Ok(Give::new(filter(&ctx, role)?)))
}

/// A filter for a client, with a connect BIO behind it.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_new_ssl_connect(ctx: Mut<SSL_CTX>) -> Give<BIO> {
    entry(Give::null(), || Ok(Give::new(connecting(&ctx)?)))
}

/// The same with a buffer in front.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_new_buffer_ssl_connect(ctx: Mut<SSL_CTX>) -> Give<BIO> {
    entry(Give::null(), || {
        let buffer = BIO::new(bio::buffer_method().clone())?;
        push(&buffer, connecting(&ctx)?);
        Ok(Give::new(buffer))
    })
}

/// The connection of the first filter in a chain.
fn connection(bio: &Mut<BIO>) -> Result<Arc<SSL>> {
    let filter = bio.share()?.find_type(TYPE_SSL).ok_or_else(Error::quiet)?;
    bio::ssl_connection(&filter).ok_or_else(Error::quiet)
}

/// Makes the connection in chain `to` use the session of that in `from`: 1;
/// 0 if one of the chains has none.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_ssl_copy_session_id(to: Mut<BIO>, from: Mut<BIO>) -> c_int {
    entry(0, || {
        let (to, from) = (connection(&to)?, connection(&from)?);
        let copied =
            super::ssl_session::SSL_copy_session_id(Mut::lend(&*to), crate::abi::In::lend(&*from));
        Ok((copied != 0).into())
    })
}

/// Closes the TLS connections of a chain.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_ssl_shutdown(ssl_bio: Mut<BIO>) {
    quiet((), || {
        for bio in ssl_bio.share()?.chain() {
            if let Some(ssl) = bio::ssl_connection(&bio) {
                // The program looks at the BIO's flags for the outcome.
                let _ = ssl.shutdown();
            }
        }
        Ok(())
    });
}
