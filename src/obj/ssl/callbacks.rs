//! The types of the callbacks that programs set. Those with a typedef in
//! OpenSSL's headers have its name.
#![allow(non_camel_case_types, reason = "OpenSSL's typedef names")]

use super::{SSL, SSL_CTX, SSL_SESSION};
use crate::abi::{In, Mut, Opaque, Out};
use crate::obj::evp_cipher::EVP_CIPHER_CTX;
use crate::obj::evp_mac::EVP_MAC_CTX;
use crate::obj::evp_md::EVP_MD;
use crate::obj::evp_pkey::EVP_PKEY;
use crate::obj::hmac::HMAC_CTX;
use crate::obj::ssl::cipher::SSL_CIPHER;
use crate::obj::stack::OPENSSL_STACK;
use crate::obj::x509::X509;
use crate::obj::x509_vfy::X509_STORE_CTX;
use std::ffi::{c_char, c_int, c_uchar, c_uint, c_void};

/// Sees each step of a verification and may override it.
pub type SSL_verify_cb = Option<extern "C" fn(c_int, Mut<X509_STORE_CTX>) -> c_int>;
pub use crate::obj::passphrase::pem_password_cb;
/// Sees a ClientHello before anything is decided.
pub type SSL_client_hello_cb_fn = Option<extern "C" fn(Mut<SSL>, Out<c_int>, *mut c_void) -> c_int>;
/// Makes a cookie for a client of DTLS.
pub type CookieGenerateCb = extern "C" fn(Mut<SSL>, *mut c_uchar, Out<c_uint>) -> c_int;
/// Checks one.
pub type CookieVerifyCb = extern "C" fn(Mut<SSL>, *const c_uchar, c_uint) -> c_int;
/// Says how many microseconds to wait, after a wait of so many.
pub type DTLS_timer_cb = Option<extern "C" fn(Mut<SSL>, c_uint) -> c_uint>;
/// Makes a session ID.
pub type GEN_SESSION_CB = Option<extern "C" fn(Mut<SSL>, *mut c_uchar, Out<c_uint>) -> c_int>;
/// Makes the program's part of a cookie of TLS 1.3.
pub type GenerateCookie = extern "C" fn(Mut<SSL>, *mut c_uchar, Out<usize>) -> c_int;
/// The same, or NULL.
pub type SSL_CTX_stateless_cookie_generate_fn = Option<GenerateCookie>;
/// Judges that part.
pub type VerifyCookie = extern "C" fn(Mut<SSL>, *const c_uchar, usize) -> c_int;
/// The same, or NULL.
pub type SSL_CTX_stateless_cookie_verify_fn = Option<VerifyCookie>;
/// Chooses an ALPN protocol.
pub type SSL_CTX_alpn_select_cb_func = Option<
    extern "C" fn(
        Mut<SSL>,
        Out<*const c_uchar>,
        Out<c_uchar>,
        *const c_uchar,
        c_uint,
        *mut c_void,
    ) -> c_int,
>;
/// Would choose a protocol by NPN.
pub type SSL_CTX_npn_select_cb_func = Option<
    extern "C" fn(
        Mut<SSL>,
        Out<*mut c_uchar>,
        Out<c_uchar>,
        *const c_uchar,
        c_uint,
        *mut c_void,
    ) -> c_int,
>;
/// Would offer protocols by NPN.
pub type SSL_CTX_npn_advertised_cb_func =
    Option<extern "C" fn(Mut<SSL>, Out<*const c_uchar>, Out<c_uint>, *mut c_void) -> c_int>;
/// Says what an extension of the program's is to say.
pub type SSL_custom_ext_add_cb_ex = Option<
    extern "C" fn(
        Mut<SSL>,
        c_uint,
        c_uint,
        Out<*const c_uchar>,
        Out<usize>,
        Mut<X509>,
        usize,
        Out<c_int>,
        *mut c_void,
    ) -> c_int,
>;
/// Frees that.
pub type SSL_custom_ext_free_cb_ex =
    Option<extern "C" fn(Mut<SSL>, c_uint, c_uint, *const c_uchar, *mut c_void)>;
/// Gets what such an extension of the peer's says.
pub type SSL_custom_ext_parse_cb_ex = Option<
    extern "C" fn(
        Mut<SSL>,
        c_uint,
        c_uint,
        *const c_uchar,
        usize,
        Mut<X509>,
        usize,
        Out<c_int>,
        *mut c_void,
    ) -> c_int,
>;
/// Says what an extension of the program's is to say, in TLS 1.2.
pub type custom_ext_add_cb = Option<
    extern "C" fn(
        Mut<SSL>,
        c_uint,
        Out<*const c_uchar>,
        Out<usize>,
        Out<c_int>,
        *mut c_void,
    ) -> c_int,
>;
/// Frees that.
pub type custom_ext_free_cb = Option<extern "C" fn(Mut<SSL>, c_uint, *const c_uchar, *mut c_void)>;
/// Gets what such an extension of the peer's says, in TLS 1.2.
pub type custom_ext_parse_cb = Option<
    extern "C" fn(Mut<SSL>, c_uint, *const c_uchar, usize, Out<c_int>, *mut c_void) -> c_int,
>;
/// Gets a line of key log.
pub type SSL_CTX_keylog_cb_func = Option<extern "C" fn(In<SSL>, *const c_char)>;
/// Asked before early data is taken.
pub type SSL_allow_early_data_cb_fn = Option<extern "C" fn(Mut<SSL>, *mut c_void) -> c_int>;

/// The same, set.
pub type EarlyDataCb = extern "C" fn(Mut<SSL>, *mut c_void) -> c_int;

/// Client: gives its identity and key; asked with a hint of the server's, and
/// the room for each.
pub type SSL_psk_client_cb_func = Option<
    extern "C" fn(Mut<SSL>, *const c_char, *mut c_char, c_uint, *mut c_uchar, c_uint) -> c_uint,
>;
/// Server: gives the key of an identity.
pub type SSL_psk_server_cb_func =
    Option<extern "C" fn(Mut<SSL>, *const c_char, *mut c_uchar, c_uint) -> c_uint>;
/// Client: gives its identity and a session that holds the key.
pub type SSL_psk_use_session_cb_func = Option<
    extern "C" fn(
        Mut<SSL>,
        In<EVP_MD>,
        Out<*const c_uchar>,
        Out<usize>,
        Out<*mut SSL_SESSION>,
    ) -> c_int,
>;
/// Server: gives such a session for an identity.
pub type SSL_psk_find_session_cb_func =
    Option<extern "C" fn(Mut<SSL>, *const c_uchar, usize, Out<*mut SSL_SESSION>) -> c_int>;

/// Told of the progress of a handshake.
pub type InfoCb = extern "C" fn(In<SSL>, c_int, c_int);
/// Told of each protocol message.
pub type MsgCb = extern "C" fn(c_int, c_int, c_int, *const c_void, usize, Mut<SSL>, *mut c_void);
/// Chooses a certificate when one is needed.
pub type CertCb = extern "C" fn(Mut<SSL>, *mut c_void) -> c_int;
/// Gives a client certificate.
pub type ClientCertCb = extern "C" fn(Mut<SSL>, Out<*mut X509>, Out<*mut EVP_PKEY>) -> c_int;
/// Replaces the verification of a chain.
pub type CertVerifyCb = extern "C" fn(Mut<X509_STORE_CTX>, *mut c_void) -> c_int;
/// Told the server name a client asks for.
pub type ServernameCb = extern "C" fn(Mut<SSL>, Out<c_int>, *mut c_void) -> c_int;
/// Gives or judges a stapled OCSP response.
pub type StatusCb = extern "C" fn(Mut<SSL>, *mut c_void) -> c_int;
/// Told of a new session.
pub type NewSessionCb = extern "C" fn(Mut<SSL>, Mut<SSL_SESSION>) -> c_int;
/// Told of a session that goes.
pub type RemoveSessionCb = extern "C" fn(Mut<SSL_CTX>, Mut<SSL_SESSION>);
/// Finds a session in the program's own cache.
pub type GetSessionCb =
    extern "C" fn(Mut<SSL>, *const c_uchar, c_int, Out<c_int>) -> *mut SSL_SESSION;
/// Judges the strength of what is used.
pub type SecurityCb =
    extern "C" fn(In<SSL>, In<SSL_CTX>, c_int, c_int, c_int, *mut c_void, *mut c_void) -> c_int;
/// Says how much a record is padded.
pub type RecordPaddingCb = extern "C" fn(Mut<SSL>, c_int, usize, *mut c_void) -> usize;
/// Says whether a session may be resumed.
pub type NotResumableCb = extern "C" fn(Mut<SSL>, c_int) -> c_int;

/// Gets what a client sent in the place of a session ticket; 0 ends the
/// handshake.
pub type tls_session_ticket_ext_cb_fn = Option<TicketExtCb>;
/// The same, set.
pub type TicketExtCb = extern "C" fn(Mut<SSL>, *const c_uchar, c_int, *mut c_void) -> c_int;
/// Gives the master secret of a handshake, and of a server's its suite.
pub type tls_session_secret_cb_fn = Option<SessionSecretCb>;
/// The same, set.
pub type SessionSecretCb = extern "C" fn(
    Mut<SSL>,
    *mut c_void,
    Out<c_int>,
    In<OPENSSL_STACK>,
    Out<*const SSL_CIPHER>,
    *mut c_void,
) -> c_int;

/// Prepares the keys of a ticket: name, vector, cipher and HMAC.
pub type TicketKeyCb = extern "C" fn(
    Mut<SSL>,
    *mut c_uchar,
    *mut c_uchar,
    Mut<EVP_CIPHER_CTX>,
    Mut<HMAC_CTX>,
    c_int,
) -> c_int;
/// Prepares the keys of a ticket: name, vector, cipher and MAC.
pub type TicketKeyEvpCb = extern "C" fn(
    Mut<SSL>,
    *mut c_uchar,
    *mut c_uchar,
    Mut<EVP_CIPHER_CTX>,
    Mut<EVP_MAC_CTX>,
    c_int,
) -> c_int;
/// The one or the other.
#[derive(Debug, Clone, Copy)]
pub enum TicketKeys {
    /// `SSL_CTX_set_tlsext_ticket_key_cb`.
    Hmac(TicketKeyCb),
    /// `SSL_CTX_set_tlsext_ticket_key_evp_cb`.
    Evp(TicketKeyEvpCb),
}
/// Told that a ticket is made.
pub type SSL_CTX_generate_session_ticket_fn = Option<extern "C" fn(Mut<SSL>, *mut c_void) -> c_int>;
/// Decides about a ticket.
pub type SSL_CTX_decrypt_session_ticket_fn = Option<
    extern "C" fn(Mut<SSL>, Mut<SSL_SESSION>, *const c_uchar, usize, c_int, *mut c_void) -> c_int,
>;

/// A callback with its argument.
#[derive(Debug, Clone, Copy)]
pub struct With<F> {
    /// The function.
    pub call: F,
    /// Its last argument.
    pub arg: Opaque,
}

/// A callback and its argument that are set apart.
#[derive(Debug, Clone, Copy)]
pub struct Hook<F> {
    /// The function, if set.
    pub call: Option<F>,
    /// Its last argument.
    pub arg: Opaque,
}

impl<F> Default for Hook<F> {
    fn default() -> Self {
        Hook { call: None, arg: Opaque::NULL }
    }
}

impl<F: Copy> Hook<F> {
    /// Both, if the function is set.
    pub fn get(&self) -> Option<With<F>> {
        self.call.map(|call| With { call, arg: self.arg })
    }

    /// Replaces both.
    pub fn set(&mut self, call: Option<F>, arg: *mut c_void) {
        *self = Hook { call, arg: Opaque(arg) };
    }
}
