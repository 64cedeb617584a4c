//! `SSL_METHOD`: which versions and which end.

use crate::err::{self, Error, Lib, Result};
use crate::tls::Role;

/// The protocol's name on the wire for each version number.
pub const TLS1: u16 = 0x0301;
/// TLS 1.1.
pub const TLS1_1: u16 = 0x0302;
/// TLS 1.2.
pub const TLS1_2: u16 = 0x0303;
/// TLS 1.3.
pub const TLS1_3: u16 = 0x0304;
/// DTLS 1.0; its numbers go down.
pub const DTLS1: u16 = 0xfeff;
/// DTLS 1.2.
pub const DTLS1_2: u16 = 0xfefd;

/// What `TLS_method` and its kin give.
#[allow(non_camel_case_types)]
#[derive(Debug, PartialEq, Eq)]
pub struct SSL_METHOD {
    /// The only version, or `None` for the range.
    pub version: Option<u16>,
    /// The only end, or `None` for both.
    pub role: Option<Role>,
    /// It is DTLS.
    pub datagrams: bool,
}

impl SSL_METHOD {
    const fn new(version: Option<u16>, role: Option<Role>, datagrams: bool) -> SSL_METHOD {
        SSL_METHOD { version, role, datagrams }
    }

    /// The version that an SSL of this method shows before its handshake.
    pub fn first_version(&self) -> u16 {
        self.version.unwrap_or(if self.datagrams { DTLS1_2 } else { TLS1_3 })
    }

    /// Whether it may act as `role`.
    pub fn allows(&self, role: Role) -> bool {
        self.role.is_none_or(|only| only == role)
    }
}

macro_rules! methods {
    ($($any:ident $client:ident $server:ident = $version:expr, $datagrams:expr;)*) => {$(
        /// Both ends.
        pub static $any: SSL_METHOD = SSL_METHOD::new($version, None, $datagrams);
        /// The client's end.
        pub static $client: SSL_METHOD = SSL_METHOD::new($version, Some(Role::Client), $datagrams);
        /// The server's end.
        pub static $server: SSL_METHOD = SSL_METHOD::new($version, Some(Role::Server), $datagrams);
    )*};
}

methods! {
    TLS TLS_CLIENT TLS_SERVER = None, false;
    TLSV1_2 TLSV1_2_CLIENT TLSV1_2_SERVER = Some(TLS1_2), false;
    TLSV1_1 TLSV1_1_CLIENT TLSV1_1_SERVER = Some(TLS1_1), false;
    TLSV1 TLSV1_CLIENT TLSV1_SERVER = Some(TLS1), false;
    DTLS DTLS_CLIENT DTLS_SERVER = None, true;
    DTLSV1_2 DTLSV1_2_CLIENT DTLSV1_2_SERVER = Some(DTLS1_2), true;
    DTLSV1 DTLSV1_CLIENT DTLSV1_SERVER = Some(DTLS1), true;
}

/// Every method.
pub static ALL: [&SSL_METHOD; 21] = [
    &TLS,
    &TLS_CLIENT,
    &TLS_SERVER,
    &TLSV1_2,
    &TLSV1_2_CLIENT,
    &TLSV1_2_SERVER,
    &TLSV1_1,
    &TLSV1_1_CLIENT,
    &TLSV1_1_SERVER,
    &TLSV1,
    &TLSV1_CLIENT,
    &TLSV1_SERVER,
    &DTLS,
    &DTLS_CLIENT,
    &DTLS_SERVER,
    &DTLSV1_2,
    &DTLSV1_2_CLIENT,
    &DTLSV1_2_SERVER,
    &DTLSV1,
    &DTLSV1_CLIENT,
    &DTLSV1_SERVER,
];

/// The library's own method that `method` is.
///
/// Errors: `SSL_R_NULL_SSL_METHOD_PASSED` if it is none.
pub fn known(method: Option<&SSL_METHOD>) -> Result<&'static SSL_METHOD> {
    let found = method.and_then(|method| ALL.iter().find(|own| ***own == *method));
    match found {
        Some(own) => Ok(own),
        None => Err(Error::new(Lib::Ssl, err::ssl::R_NULL_SSL_METHOD_PASSED)),
    }
}
