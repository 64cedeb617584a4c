//! The objects of libssl, on top of the engine in `crate::tls`.
//!
//! | module        | holds |
//! |---------------|-------|
//! | `ctx`         | `SSL_CTX` |
//! | `connection`  | `SSL`: what it knows |
//! | `io`          | `SSL`: handshake, reading, writing, shutdown |
//! | `host`        | `SSL`: what the engine asks, the program's callbacks |
//! | `datagram`, `srtp` | `SSL` over datagrams, keys for SRTP |
//! | `settings`    | `SSL`: the snapshot the engine works with |
//! | `verify`      | `SSL`: the peer's chain |
//! | `check_chain` | whether a certificate suits the peer |
//! | `ct`          | certificate transparency |
//! | `trust`       | filling a store with what is trusted |
//! | `config`      | what `SSL_CTX` and `SSL` are told alike |
//! | `certs`       | their certificates and keys |
//! | `files`       | reading those from files |
//! | `session`, `session_der`, `session_text` | `SSL_SESSION`, its encoding, its printed form |
//! | `psk`         | `SSL`: external pre-shared keys |
//! | `resume`      | `SSL`: which sessions it makes and resumes |
//! | `cache`, `tickets` | a context's sessions and ticket keys |
//! | `conf`        | `SSL_CONF_CTX`: configuration by words |
//! | `cipher`, `cipher_list` | `SSL_CIPHER`, the language of cipher strings |
//! | `custom_ext`, `serverinfo` | extensions of the program's own |
//! | `post_auth`   | `SSL`: authentication of clients after the handshake |
//! | `security`    | what the security level or the program's callback allows |
//! | `groups`, `sigalgs` | groups and signature schemes by name and NID |
//! | `method`      | `SSL_METHOD` |
//! | `trace`, `trace_names`, `trace_suites` | messages in words |
//! | `texts`       | names of alerts, states and versions |
//! | `chain`, `names` | lists that C may hold as stacks |
//! | `callbacks`   | the types of the program's functions |

pub mod async_mode;
pub mod cache;
pub mod callbacks;
pub mod certs;
pub mod chain;
mod check_chain;
pub mod cipher;
pub mod cipher_list;
mod cipher_table;
pub mod conf;
pub mod config;
pub mod connection;
pub mod ct;
pub mod ctx;
pub mod custom_ext;
pub mod datagram;
mod early;
pub mod files;
mod foreign;
pub mod groups;
mod host;
pub mod io;
pub mod method;
pub mod names;
pub mod own_chain;
mod post_auth;
pub mod psk;
mod resume;
pub mod secret;
pub mod security;
pub mod serverinfo;
pub mod session;
mod session_der;
mod session_text;
pub mod settings;
pub mod sigalgs;
pub mod srtp;
pub mod stateless;
pub mod texts;
pub mod tickets;
pub mod tmp_dh;
pub mod trace;
mod trace_names;
mod trace_suites;
pub mod trust;
pub mod verify;

pub use connection::SSL;
pub use ctx::SSL_CTX;
pub use session::SSL_SESSION;

use crate::obj::cell::Tracked;
use crate::obj::x509_vfy::X509_VERIFY_PARAM;
use config::{Config, op};
use std::sync::Arc;

/// `SSL_CTX` and `SSL`, as far as they are configured alike.
pub trait Configured {
    /// The configuration.
    fn config(&self) -> &Tracked<Config>;
    /// How chains are verified.
    fn param(&self) -> &Arc<X509_VERIFY_PARAM>;
    /// Who judges what may be used.
    fn security(&self) -> security::Judge<'_>;
}

impl Configured for SSL_CTX {
    fn config(&self) -> &Tracked<Config> {
        &self.config
    }
    fn param(&self) -> &Arc<X509_VERIFY_PARAM> {
        SSL_CTX::param(self)
    }
    fn security(&self) -> security::Judge<'_> {
        security::Judge::of_ctx(self)
    }
}

impl Configured for SSL {
    fn config(&self) -> &Tracked<Config> {
        &self.config
    }
    fn param(&self) -> &Arc<X509_VERIFY_PARAM> {
        SSL::param(self)
    }
    fn security(&self) -> security::Judge<'_> {
        security::Judge::of_ssl(self)
    }
}
