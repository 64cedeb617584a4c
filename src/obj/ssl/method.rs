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

/// What `TLS_method` and its kin give.
#[allow(non_camel_case_types)]
#[derive(Debug, PartialEq, Eq)]
pub struct SSL_METHOD {
    /// The only version, or `None` for the range.
    pub version: Option<u16>,
    /// The only end, or `None` for both.
    pub role: Option<Role>,
}

impl SSL_METHOD {
    const fn new(version: Option<u16>, role: Option<Role>) -> SSL_METHOD {
        SSL_METHOD { version, role }
    }

    /// The version that an SSL of this method shows before its handshake.
    pub fn first_version(&self) -> u16 {
        self.version.unwrap_or(TLS1_3)
    }

    /// Whether it may act as `role`.
    pub fn allows(&self, role: Role) -> bool {
        self.role.is_none_or(|only| only == role)
    }
}

macro_rules! methods {
    ($($any:ident $client:ident $server:ident = $version:expr;)*) => {$(
        /// Both ends.
        pub static $any: SSL_METHOD = SSL_METHOD::new($version, None);
        /// The client's end.
        pub static $client: SSL_METHOD = SSL_METHOD::new($version, Some(Role::Client));
        /// The server's end.
        pub static $server: SSL_METHOD = SSL_METHOD::new($version, Some(Role::Server));
    )*};
}

methods! {
    TLS TLS_CLIENT TLS_SERVER = None;
    TLSV1_2 TLSV1_2_CLIENT TLSV1_2_SERVER = Some(TLS1_2);
    TLSV1_1 TLSV1_1_CLIENT TLSV1_1_SERVER = Some(TLS1_1);
    TLSV1 TLSV1_CLIENT TLSV1_SERVER = Some(TLS1);
}

/// Every method.
pub static ALL: [&SSL_METHOD; 12] = [
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
