//! Lists of authorities: those a server names to its clients, and those a
//! peer named.

use crate::abi::{Give, In, Lend, LendConst, Mut, Str, Take, entry, quiet};
use crate::err::Result;
use crate::obj::lib_ctx::OSSL_LIB_CTX;
use crate::obj::ssl::names::NameList;
use crate::obj::ssl::{SSL, SSL_CTX, files, names};
use crate::obj::stack::OPENSSL_STACK;
use crate::obj::x509::{X509, X509_NAME};
use std::ffi::c_int;
use std::sync::Arc;

/// The list as C gave it, owned from now on.
fn list(names: Take<OPENSSL_STACK>) -> Option<Arc<NameList>> {
    names.opt().map(NameList::new).map(Arc::new)
}

/// Adds a certificate's subject to one of the lists, made if it is not there.
fn add(place: &mut Option<Arc<NameList>>, x509: &X509) -> Result<()> {
    let names = place.get_or_insert_with(|| Arc::new(NameList::empty()));
    names.stack().push_owner::<X509_NAME>(names::subject(x509)?);
    Ok(())
}

/// Sets the authorities that are named to the peer.
/// Ownership: `name_list` is taken.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_set0_CA_list(ctx: Mut<SSL_CTX>, name_list: Take<OPENSSL_STACK>) {
    quiet((), || {
        let names = list(name_list);
        ctx.get()?.ca_lists.with(|c| c.ca_list = names);
        Ok(())
    });
}

/// Sets the authorities that a server names to its clients.
/// Ownership: `name_list` is taken.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_set_client_CA_list(ctx: Mut<SSL_CTX>, name_list: Take<OPENSSL_STACK>) {
    quiet((), || {
        let names = list(name_list);
        ctx.get()?.ca_lists.with(|c| c.client_ca_list = names);
        Ok(())
    });
}

/// Adds the subject of `x` to the authorities named to clients.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_add_client_CA(ctx: Mut<SSL_CTX>, x: Mut<X509>) -> c_int {
    entry(0, || {
        let x = x.get()?;
        ctx.get()?.ca_lists.with(|c| add(&mut c.client_ca_list, x))?;
        Ok(1)
    })
}

/// Adds the subject of `x` to the authorities named to the peer.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_add1_to_CA_list(ctx: Mut<SSL_CTX>, x: In<X509>) -> c_int {
    entry(0, || {
        let x = x.get()?;
        ctx.get()?.ca_lists.with(|c| add(&mut c.ca_list, x))?;
        Ok(1)
    })
}

/// Sets the authorities that are named to the peer.
/// Ownership: `name_list` is taken.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_set0_CA_list(s: Mut<SSL>, name_list: Take<OPENSSL_STACK>) {
    quiet((), || {
        let names = list(name_list);
        s.get()?.ca_lists.with(|c| c.ca_list = names);
        Ok(())
    });
}

/// Sets the authorities that a server names to its clients.
/// Ownership: `name_list` is taken.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_set_client_CA_list(s: Mut<SSL>, name_list: Take<OPENSSL_STACK>) {
    quiet((), || {
        let names = list(name_list);
        s.get()?.ca_lists.with(|c| c.client_ca_list = names);
        Ok(())
    });
}

/// Adds the subject of `x` to the authorities named to clients.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_add_client_CA(ssl: Mut<SSL>, x: Mut<X509>) -> c_int {
    entry(0, || {
        let x = x.get()?;
        ssl.get()?.ca_lists.with(|c| add(&mut c.client_ca_list, x))?;
        Ok(1)
    })
}

/// Adds the subject of `x` to the authorities named to the peer.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_add1_to_CA_list(ssl: Mut<SSL>, x: In<X509>) -> c_int {
    entry(0, || {
        let x = x.get()?;
        ssl.get()?.ca_lists.with(|c| add(&mut c.ca_list, x))?;
        Ok(1)
    })
}

/// Lends the authorities named to the peer; NULL if none were set.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_get0_CA_list(ctx: In<SSL_CTX>) -> LendConst<OPENSSL_STACK> {
    quiet(LendConst::null(), || {
        let names = ctx.get()?.ca_lists.with(|c| c.ca_list.clone());
        Ok(LendConst::opt(names.as_ref().map(|n| n.stack())))
    })
}

/// Lends the authorities that clients are named; NULL if none were set.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_CTX_get_client_CA_list(s: In<SSL_CTX>) -> Lend<OPENSSL_STACK> {
    quiet(Lend::null(), || {
        let names = s.get()?.ca_lists.with(|c| c.client_ca_list.clone());
        Ok(Lend::opt(names.as_ref().map(|n| n.stack())))
    })
}

/// Lends the authorities named to the peer; NULL if none were set.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_get0_CA_list(s: In<SSL>) -> LendConst<OPENSSL_STACK> {
    quiet(LendConst::null(), || {
        let names = s.get()?.ca_names(false);
        Ok(LendConst::opt(names.as_ref().map(|n| n.stack())))
    })
}

/// Lends, on a server, the authorities it names to clients; on a client those
/// that the server named.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_get_client_CA_list(s: In<SSL>) -> Lend<OPENSSL_STACK> {
    quiet(Lend::null(), || {
        let ssl = s.get()?;
        let names = if ssl.is_server() { ssl.ca_names(true) } else { ssl.peer_ca_names() };
        Ok(Lend::opt(names.as_ref().map(|n| n.stack())))
    })
}

/// Lends the authorities that the peer named; NULL if it named none.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_get0_peer_CA_list(s: In<SSL>) -> LendConst<OPENSSL_STACK> {
    quiet(LendConst::null(), || {
        let names = s.get()?.peer_ca_names();
        Ok(LendConst::opt(names.as_ref().map(|n| n.stack())))
    })
}

/// Reads the subjects of a PEM file's certificates, each once.
///
/// Returns: a stack of them; NULL if there is none.
/// Ownership: freed with its elements by the caller.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_load_client_CA_file(file: Str) -> Give<OPENSSL_STACK> {
    entry(Give::null(), || Ok(Give::new(files::names(file.get()?)?.into_stack())))
}

/// The same; library context and property query make no difference.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_load_client_CA_file_ex(
    file: Str,
    libctx: Mut<OSSL_LIB_CTX>,
    propq: Str,
) -> Give<OPENSSL_STACK> {
    entry(Give::null(), || {
        let _ = (libctx, propq);
        Ok(Give::new(files::names(file.get()?)?.into_stack()))
    })
}

/// Adds the subjects of a PEM file's certificates that `names` does not have.
///
/// Returns: 1; 0 if it cannot be read.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_add_file_cert_subjects_to_stack(
    names: Mut<OPENSSL_STACK>,
    file: Str,
) -> c_int {
    entry(0, || {
        files::add_names(names.get()?, file.get()?)?;
        Ok(1)
    })
}

/// The same for every file of a folder.
///
/// Returns: 1; 0 if one cannot be read.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_add_dir_cert_subjects_to_stack(names: Mut<OPENSSL_STACK>, dir: Str) -> c_int {
    entry(0, || {
        files::add_names_of_folder(names.get()?, dir.get()?)?;
        Ok(1)
    })
}

/// The same for what a URI, or a path, holds: of a directory, every file.
///
/// Returns: 1; 0 if it cannot be opened.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_add_store_cert_subjects_to_stack(
    names: Mut<OPENSSL_STACK>,
    store: Str,
) -> c_int {
    entry(0, || {
        files::add_names_of_store(names.get()?, store.get()?, 1)?;
        Ok(1)
    })
}

/// Copies a list of names.
///
/// Returns: the copy; NULL on error.
/// Ownership: freed with its elements by the caller.
#[unsafe(no_mangle)]
pub extern "C" fn SSL_dup_CA_list(sk: In<OPENSSL_STACK>) -> Give<OPENSSL_STACK> {
    entry(Give::null(), || {
        let copy = OPENSSL_STACK::new(None);
        for name in sk.get()?.objects::<X509_NAME>() {
            copy.push_owner::<X509_NAME>(X509_NAME::from_der(&name.der())?);
        }
        Ok(Give::new(copy))
    })
}
