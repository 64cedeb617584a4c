//! Connections over memory BIOs.

use crate::{
    Bio, EVP_PKEY_free, Handle, X509_free, clear, d2i_AutoPrivateKey, d2i_X509, decode, file,
};
use std::ffi::{c_char, c_int, c_long, c_uint, c_ulong, c_void};
use std::ptr::null_mut;
use std::sync::OnceLock;

unsafe extern "C" {
    fn TLS_method() -> Handle;
    fn DTLS_method() -> Handle;
    fn SSL_CTX_new(method: Handle) -> Handle;
    fn SSL_CTX_use_certificate(ctx: Handle, x: Handle) -> c_int;
    fn SSL_CTX_use_PrivateKey(ctx: Handle, key: Handle) -> c_int;
    fn SSL_CTX_ctrl(ctx: Handle, cmd: c_int, larg: c_long, parg: *mut c_void) -> c_long;
    fn SSL_CTX_set_options(ctx: Handle, options: u64) -> u64;
    pub(crate) fn SSL_new(ctx: Handle) -> Handle;
    pub(crate) fn SSL_free(ssl: Handle);
    fn SSL_clear(ssl: Handle) -> c_int;
    fn SSL_dup(ssl: Handle) -> Handle;
    pub(crate) fn SSL_set_bio(ssl: Handle, read: Handle, write: Handle);
    pub(crate) fn SSL_set_accept_state(ssl: Handle);
    pub(crate) fn SSL_set_connect_state(ssl: Handle);
    pub(crate) fn SSL_do_handshake(ssl: Handle) -> c_int;
    fn SSL_accept(ssl: Handle) -> c_int;
    fn SSL_connect(ssl: Handle) -> c_int;
    pub(crate) fn SSL_read(ssl: Handle, to: *mut c_void, len: c_int) -> c_int;
    pub(crate) fn SSL_peek(ssl: Handle, to: *mut c_void, len: c_int) -> c_int;
    pub(crate) fn SSL_write(ssl: Handle, from: *const c_void, len: c_int) -> c_int;
    pub(crate) fn SSL_shutdown(ssl: Handle) -> c_int;
    fn SSL_pending(ssl: Handle) -> c_int;
    fn SSL_has_pending(ssl: Handle) -> c_int;
    pub(crate) fn SSL_get_error(ssl: Handle, result: c_int) -> c_int;
    pub(crate) fn SSL_key_update(ssl: Handle, kind: c_int) -> c_int;
    fn SSL_renegotiate(ssl: Handle) -> c_int;
    pub(crate) fn SSL_get1_session(ssl: Handle) -> Handle;
    pub(crate) fn SSL_set_session(ssl: Handle, session: Handle) -> c_int;
    fn SSL_SESSION_free(session: Handle);
    fn SSL_CTX_add_session(ctx: Handle, session: Handle) -> c_int;
    fn SSL_CTX_remove_session(ctx: Handle, session: Handle) -> c_int;
    fn SSL_get1_peer_certificate(ssl: Handle) -> Handle;
    fn SSL_get_peer_cert_chain(ssl: Handle) -> Handle;
    fn SSL_set_verify(ssl: Handle, mode: c_int, callback: *mut c_void);
    pub(crate) fn SSL_set_options(ssl: Handle, options: u64) -> u64;
    pub(crate) fn SSL_ctrl(ssl: Handle, cmd: c_int, larg: c_long, parg: *mut c_void) -> c_long;
    fn SSL_set_shutdown(ssl: Handle, mode: c_int);
    fn SSL_set_SSL_CTX(ssl: Handle, ctx: Handle) -> Handle;
    fn SSL_state_string_long(ssl: Handle) -> *const c_char;
    fn SSL_version(ssl: Handle) -> c_int;
    fn SSL_get_verify_result(ssl: Handle) -> c_long;
    pub(crate) fn SSL_set_read_ahead(ssl: Handle, on: c_int);
    fn SSL_set_cipher_list(ssl: Handle, list: *const c_char) -> c_int;
    pub(crate) fn SSL_get_finished(ssl: Handle, to: *mut c_void, len: usize) -> usize;
    pub(crate) fn SSL_export_keying_material(
        ssl: Handle,
        out: *mut c_void,
        len: usize,
        label: *const c_char,
        label_len: usize,
        context: *const c_void,
        context_len: usize,
        use_context: c_int,
    ) -> c_int;
    fn SSL_CTX_add_custom_ext(
        ctx: Handle,
        number: c_uint,
        context: c_uint,
        add: AddExtension,
        free: *mut c_void,
        add_arg: *mut c_void,
        parse: ParseExtension,
        parse_arg: *mut c_void,
    ) -> c_int;
    fn ERR_get_error() -> c_ulong;
    fn BIO_new_bio_pair(a: *mut Handle, a_size: usize, b: *mut Handle, b_size: usize) -> c_int;
    pub(crate) fn BIO_up_ref(bio: Handle) -> c_int;
}

type AddExtension = extern "C" fn(
    Handle,
    c_uint,
    c_uint,
    *mut *const u8,
    *mut usize,
    Handle,
    usize,
    *mut c_int,
    *mut c_void,
) -> c_int;
type ParseExtension = extern "C" fn(
    Handle,
    c_uint,
    c_uint,
    *const u8,
    usize,
    Handle,
    usize,
    *mut c_int,
    *mut c_void,
) -> c_int;

/// Sends a word.
extern "C" fn add_extension(
    _ssl: Handle,
    _number: c_uint,
    _context: c_uint,
    out: *mut *const u8,
    len: *mut usize,
    _x: Handle,
    _index: usize,
    _alert: *mut c_int,
    _arg: *mut c_void,
) -> c_int {
    // SAFETY: the library gives places for both.
    unsafe { (*out, *len) = (b"word".as_ptr(), 4) };
    1
}

/// Reads what came.
extern "C" fn parse_extension(
    _ssl: Handle,
    _number: c_uint,
    _context: c_uint,
    from: *const u8,
    len: usize,
    _x: Handle,
    _index: usize,
    _alert: *mut c_int,
    _arg: *mut c_void,
) -> c_int {
    // SAFETY: the library gives that many bytes.
    let bytes = if len == 0 { &[][..] } else { unsafe { std::slice::from_raw_parts(from, len) } };
    c_int::from(bytes.first() != Some(&0))
}

/// Which end of a connection.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Role {
    Client,
    Server,
}

/// A context with a certificate, made once.
pub(crate) fn context() -> Handle {
    static MADE: OnceLock<usize> = OnceLock::new();
    *MADE.get_or_init(|| make() as usize) as Handle
}

/// The same for DTLS.
pub(crate) fn datagram_context() -> Handle {
    static MADE: OnceLock<usize> = OnceLock::new();
    // SAFETY: it takes nothing.
    *MADE.get_or_init(|| make_of(unsafe { DTLS_method() }) as usize) as Handle
}

/// The same with an extension of the program's in every message.
fn extended() -> Handle {
    static MADE: OnceLock<usize> = OnceLock::new();
    *MADE.get_or_init(|| {
        let ctx = make();
        let everywhere = 0x7f80;
        // SAFETY: each value is used as what it is.
        let done = unsafe {
            SSL_CTX_add_custom_ext(
                ctx,
                0xff10,
                everywhere,
                add_extension,
                null_mut(),
                null_mut(),
                parse_extension,
                null_mut(),
            )
        };
        assert_eq!(done, 1);
        ctx as usize
    }) as Handle
}

fn make() -> Handle {
    // SAFETY: it takes nothing.
    make_of(unsafe { TLS_method() })
}

fn make_of(method: Handle) -> Handle {
    let fixture = |name| file("TLSRS_FIXTURES", name);
    // SAFETY: each value is used as what it is.
    unsafe {
        let ctx = SSL_CTX_new(method);
        let (x, _) = decode(d2i_X509, &fixture("server-p256-cert.der")).expect("a certificate");
        let (key, _) = decode(d2i_AutoPrivateKey, &fixture("server-p256-key.der")).expect("a key");
        assert!(SSL_CTX_use_certificate(ctx, x) == 1 && SSL_CTX_use_PrivateKey(ctx, key) == 1);
        X509_free(x);
        EVP_PKEY_free(key);
        SSL_CTX_set_options(ctx, 1 << 20);
        // Both partial writes and moving buffers.
        SSL_CTX_ctrl(ctx, 33, 3, null_mut());
        ctx
    }
}

/// Asks a connection whatever can be asked at any time.
fn ask(ssl: Handle, result: c_int) {
    // SAFETY: `ssl` is one.
    unsafe {
        let error = SSL_get_error(ssl, result);
        assert!(result <= 0 || error == 0);
        assert!((0..=12).contains(&error));
        crate::read(SSL_state_string_long(ssl));
        assert!(SSL_pending(ssl) >= 0);
        SSL_has_pending(ssl);
        SSL_version(ssl);
        SSL_get_verify_result(ssl);
        X509_free(SSL_get1_peer_certificate(ssl));
        SSL_get_peer_cert_chain(ssl);
        while ERR_get_error() != 0 {}
    }
}

/// Has an end read `data`, first all at once, then in pieces.
pub fn listen(role: Role, data: &[u8]) {
    let [how, data @ ..] = data else { return };
    let size = if how & 1 == 0 { data.len().max(1) } else { 1 + usize::from(how >> 1) };
    let (input, output) = (Bio::empty(), Bio::empty());
    // SAFETY: each value is used as what it is, and freed once.
    unsafe {
        let ssl = SSL_new(if how & 0x80 == 0 { context() } else { extended() });
        BIO_up_ref(input.0);
        BIO_up_ref(output.0);
        SSL_set_bio(ssl, input.0, output.0);
        match role {
            Role::Server => SSL_set_accept_state(ssl),
            Role::Client => SSL_set_connect_state(ssl),
        }
        let mut buffer = [0u8; 256];
        for piece in data.chunks(size) {
            input.write(piece);
            ask(ssl, SSL_do_handshake(ssl));
            let got = SSL_read(ssl, buffer.as_mut_ptr().cast(), 256);
            // Nothing that was not sealed with keys of this connection is data.
            assert!(got <= 0);
            ask(ssl, got);
            output.take();
        }
        ask(ssl, SSL_shutdown(ssl));
        SSL_free(ssl);
    }
    clear();
}

/// The two ends, joined.
struct Pair([Handle; 2]);

impl Pair {
    fn new() -> Pair {
        // SAFETY: each value is used as what it is.
        unsafe {
            let ends = [SSL_new(context()), SSL_new(context())];
            let (mut a, mut b) = (null_mut(), null_mut());
            BIO_new_bio_pair(&mut a, 0, &mut b, 0);
            SSL_set_bio(ends[0], a, a);
            SSL_set_bio(ends[1], b, b);
            SSL_set_connect_state(ends[0]);
            SSL_set_accept_state(ends[1]);
            Pair(ends)
        }
    }
}

impl Drop for Pair {
    fn drop(&mut self) {
        for ssl in self.0 {
            // SAFETY: it is this one's own.
            unsafe { SSL_free(ssl) };
        }
    }
}

/// Has a client offer `session` to a server that knows it.
pub fn resume(session: Handle) {
    let pair = Pair::new();
    // SAFETY: each value is used as what it is.
    unsafe {
        SSL_CTX_add_session(context(), session);
        SSL_set_session(pair.0[0], session);
        let mut buffer = [0u8; 16];
        for _ in 0..3 {
            for ssl in pair.0 {
                ask(ssl, SSL_do_handshake(ssl));
                let got = SSL_read(ssl, buffer.as_mut_ptr().cast(), 16);
                ask(ssl, got);
            }
        }
        SSL_CTX_remove_session(context(), session);
    }
    drop(pair);
    clear();
}

/// Makes the calls that `data` names: of each pair of bytes the first says
/// which, and of which end; the second is an argument.
pub fn call(data: &[u8]) {
    let mut pair = Pair::new();
    let mut session: Handle = null_mut();
    let mut buffer = [0u8; 300];
    for step in data.chunks_exact(2).take(200) {
        let (ssl, arg) = (pair.0[usize::from(step[0] >> 7)], step[1]);
        let len = c_int::from(arg);
        let long = c_long::from(arg);
        // SAFETY: each value is used as what it is, and freed once; no call
        // gets a length beyond its buffer.
        unsafe {
            let result = match step[0] & 0x1f {
                0 => SSL_do_handshake(ssl),
                1 => SSL_read(ssl, buffer.as_mut_ptr().cast(), len),
                2 => SSL_write(ssl, buffer.as_ptr().cast(), len),
                3 => SSL_shutdown(ssl),
                4 => SSL_peek(ssl, buffer.as_mut_ptr().cast(), len),
                5 => SSL_clear(ssl),
                6 => SSL_key_update(ssl, c_int::from(arg & 1)),
                7 => SSL_renegotiate(ssl),
                8 => {
                    SSL_SESSION_free(session);
                    session = SSL_get1_session(ssl);
                    0
                }
                9 => SSL_set_session(ssl, session),
                10 => {
                    SSL_set_verify(ssl, c_int::from(arg & 7), null_mut());
                    0
                }
                11 => {
                    SSL_set_options(ssl, 1 << (arg & 31));
                    0
                }
                12 => {
                    SSL_set_shutdown(ssl, c_int::from(arg & 3));
                    0
                }
                13 => {
                    SSL_set_SSL_CTX(ssl, context());
                    0
                }
                14 => SSL_accept(ssl),
                15 => SSL_connect(ssl),
                16 => {
                    SSL_free(SSL_dup(ssl));
                    0
                }
                17 => {
                    SSL_set_read_ahead(ssl, c_int::from(arg & 1));
                    0
                }
                18 => {
                    let lists = [c"ALL", c"AESGCM", c"@SECLEVEL=0:ALL", c"none", c"DHE"];
                    SSL_set_cipher_list(ssl, lists[usize::from(arg) % lists.len()].as_ptr())
                }
                19 => {
                    SSL_get_finished(ssl, buffer.as_mut_ptr().cast(), usize::from(arg));
                    0
                }
                20 => SSL_export_keying_material(
                    ssl,
                    buffer.as_mut_ptr().cast(),
                    usize::from(arg),
                    c"label".as_ptr(),
                    5,
                    null_mut(),
                    0,
                    0,
                ),
                21 => {
                    // Versions: least, greatest.
                    SSL_ctrl(ssl, 123 + c_int::from(arg & 1), 0x0300 + (long >> 1 & 7), null_mut());
                    0
                }
                22 => {
                    // Where a name is set, and fragments are limited.
                    SSL_ctrl(ssl, 55, 0, c"localhost".as_ptr().cast_mut().cast());
                    SSL_ctrl(ssl, 52, 512 + long, null_mut());
                    0
                }
                23 => {
                    pair = Pair::new();
                    0
                }
                24 => {
                    if arg & 1 == 0 {
                        SSL_set_accept_state(ssl);
                    } else {
                        SSL_set_connect_state(ssl);
                    }
                    0
                }
                _ => {
                    // Both shake hands, as far as they get.
                    for _ in 0..4 {
                        SSL_do_handshake(pair.0[0]);
                        SSL_do_handshake(pair.0[1]);
                    }
                    0
                }
            };
            let ssl = pair.0[usize::from(step[0] >> 7)];
            if result < 0 || matches!(step[0] & 0x1f, 0..=4) {
                ask(ssl, result);
            }
        }
    }
    // SAFETY: it is NULL or a session, and no longer used.
    unsafe { SSL_SESSION_free(session) };
    clear();
}
