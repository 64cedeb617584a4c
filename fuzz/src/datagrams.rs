//! Two ends of DTLS, and a network between them that does what it likes; or one
//! end alone, and datagrams that anybody sent.

use crate::tls::{
    BIO_up_ref, Role, SSL_ctrl, SSL_do_handshake, SSL_export_keying_material, SSL_free,
    SSL_get_error, SSL_get_finished, SSL_get1_session, SSL_new, SSL_read, SSL_set_accept_state,
    SSL_set_bio, SSL_set_connect_state, SSL_set_options, SSL_set_session, SSL_shutdown, SSL_write,
    datagram_context,
};
use crate::{Bio, Handle, clear};
use std::cell::Cell;
use std::collections::VecDeque;
use std::ffi::{c_int, c_uint, c_void};
use std::ptr::{null, null_mut};
use std::sync::OnceLock;

unsafe extern "C" {
    fn DTLS_set_timer_cb(ssl: Handle, callback: extern "C" fn(Handle, c_uint) -> c_uint);
    fn SSL_CTX_set_cookie_generate_cb(ctx: Handle, callback: MakeCookie);
    fn SSL_CTX_set_cookie_verify_cb(ctx: Handle, callback: CheckCookie);
    fn SSL_get_peer_finished(ssl: Handle, to: *mut c_void, len: usize) -> usize;
    fn SSL_is_init_finished(ssl: Handle) -> c_int;
}

type MakeCookie = extern "C" fn(Handle, *mut u8, *mut c_uint) -> c_int;
type CheckCookie = extern "C" fn(Handle, *const u8, c_uint) -> c_int;

/// A record's header.
const HEADER: usize = 13;
/// `SSL_CTRL_SET_MTU`, `DTLS_CTRL_HANDLE_TIMEOUT`, `SSL_OP_COOKIE_EXCHANGE`.
const SET_MTU: c_int = 17;
const HANDLE_TIMEOUT: c_int = 74;
const COOKIE_EXCHANGE: u64 = 1 << 13;
const COOKIE: [u8; 16] = *b"a cookie's bytes";
/// An alert without protection.
const ALERT: usize = HEADER + 2;

thread_local! {
    /// The next wait is over at once.
    static HURRY: Cell<bool> = const { Cell::new(false) };
    /// A client has shown the cookie.
    static PROVEN: Cell<bool> = const { Cell::new(false) };
}

extern "C" fn wait(_ssl: Handle, _last: c_uint) -> c_uint {
    if HURRY.replace(false) { 0 } else { 60_000_000 }
}

extern "C" fn make_cookie(_ssl: Handle, out: *mut u8, len: *mut c_uint) -> c_int {
    // SAFETY: the library gives room for 255 bytes, and for their number.
    unsafe {
        out.copy_from_nonoverlapping(COOKIE.as_ptr(), COOKIE.len());
        *len = 16;
    }
    1
}

extern "C" fn check_cookie(_ssl: Handle, cookie: *const u8, len: c_uint) -> c_int {
    let len = usize::try_from(len).expect("small");
    // SAFETY: the library gives that many bytes.
    let good = unsafe { std::slice::from_raw_parts(cookie, len) } == COOKIE;
    PROVEN.set(PROVEN.get() || good);
    c_int::from(good)
}

/// The context of all, and a session made with it.
fn made() -> (Handle, Handle) {
    static MADE: OnceLock<(usize, usize)> = OnceLock::new();
    let &(ctx, session) = MADE.get_or_init(|| {
        let ctx = datagram_context();
        // SAFETY: each value is used as what it is.
        unsafe {
            SSL_CTX_set_cookie_generate_cb(ctx, make_cookie);
            SSL_CTX_set_cookie_verify_cb(ctx, check_cookie);
            let mut ends = [End::new(ctx, true, 1400), End::new(ctx, false, 1400)];
            for _ in 0..3 {
                for one in 0..2 {
                    SSL_do_handshake(ends[one].ssl);
                    ends[one].launch();
                    while let Some(record) = ends[one].flying.pop_front() {
                        ends[1 - one].input.write(&record);
                    }
                }
            }
            agree(&ends);
            assert!(finished(&ends[0]) && finished(&ends[1]));
            (ctx as usize, SSL_get1_session(ends[0].ssl) as usize)
        }
    });
    (ctx as Handle, session as Handle)
}

/// One end, and its records on the way to the other.
struct End {
    ssl: Handle,
    input: Bio,
    output: Bio,
    flying: VecDeque<Vec<u8>>,
    /// Bytes that it sent, and that came.
    sent: usize,
    heard: usize,
}

impl End {
    fn new(ctx: Handle, client: bool, mtu: i64) -> End {
        let (input, output) = (Bio::empty(), Bio::empty());
        // SAFETY: each value is used as what it is.
        unsafe {
            let ssl = SSL_new(ctx);
            BIO_up_ref(input.0);
            BIO_up_ref(output.0);
            SSL_set_bio(ssl, input.0, output.0);
            SSL_ctrl(ssl, SET_MTU, mtu, null_mut());
            DTLS_set_timer_cb(ssl, wait);
            if client {
                SSL_set_connect_state(ssl);
            } else {
                SSL_set_accept_state(ssl);
            }
            End { ssl, input, output, flying: VecDeque::new(), sent: 0, heard: 0 }
        }
    }

    /// Puts what it wrote on the way, record by record.
    fn launch(&mut self) {
        let all = self.output.take();
        self.sent += all.len();
        let mut rest = &all[..];
        while rest.len() >= HEADER {
            let len = HEADER + usize::from(u16::from_be_bytes([rest[11], rest[12]]));
            let (record, next) = rest.split_at(len);
            self.flying.push_back(record.to_vec());
            rest = next;
        }
        assert!(rest.is_empty());
    }

    fn hear(&mut self, datagram: &[u8]) {
        self.heard += datagram.len();
        self.input.write(datagram);
    }

    fn check(&self, result: c_int) {
        // SAFETY: it is a connection.
        let error = unsafe { SSL_get_error(self.ssl, result) };
        assert!(if result > 0 { error == 0 } else { (1..=6).contains(&error) });
        clear();
    }
}

impl Drop for End {
    fn drop(&mut self) {
        // SAFETY: it is this one's own.
        unsafe { SSL_free(self.ssl) };
    }
}

fn finished(end: &End) -> bool {
    // SAFETY: it is a connection.
    unsafe { SSL_is_init_finished(end.ssl) == 1 }
}

/// Who is through has heard the Finished that the other has sent; two who are
/// through have the same keys.
fn agree(ends: &[End; 2]) {
    let mut keys = Vec::new();
    for (one, other) in [(&ends[0], &ends[1]), (&ends[1], &ends[0])] {
        if !finished(one) {
            continue;
        }
        let (mut heard, mut said, mut key) = ([0_u8; 64], [0_u8; 64], [0_u8; 32]);
        // SAFETY: each buffer has the length that is told.
        let done = unsafe {
            let lens = [
                SSL_get_peer_finished(one.ssl, heard.as_mut_ptr().cast(), 64),
                SSL_get_finished(other.ssl, said.as_mut_ptr().cast(), 64),
            ];
            assert!(lens == [12, 12] && heard == said);
            let (out, label) = (key.as_mut_ptr().cast(), c"label".as_ptr());
            SSL_export_keying_material(one.ssl, out, 32, label, 5, null(), 0, 0)
        };
        assert_eq!(done, 1);
        keys.push(key);
    }
    assert!(keys.windows(2).all(|pair| pair[0] == pair[1]));
}

/// One end hears datagrams, each behind its length.
fn hear(role: Role, cookies: bool, mut data: &[u8]) {
    let mut end = End::new(made().0, role == Role::Client, 1400);
    let mut buffer = [0_u8; 300];
    // SAFETY: each value is used as what it is.
    unsafe {
        if cookies {
            SSL_set_options(end.ssl, COOKIE_EXCHANGE);
        }
        end.check(SSL_do_handshake(end.ssl));
        while let &[high, low, ref rest @ ..] = data {
            let len = usize::from(u16::from_be_bytes([high, low])).min(rest.len());
            let (datagram, next) = rest.split_at(len);
            end.hear(datagram);
            data = next;
            end.check(SSL_do_handshake(end.ssl));
            let got = SSL_read(end.ssl, buffer.as_mut_ptr().cast(), 300);
            end.check(got);
            // Nobody else has a part in its keys.
            assert!(got <= 0 && !finished(&end));
            end.launch();
        }
        if cookies && role == Role::Server && !PROVEN.get() {
            assert!(end.sent <= end.heard + ALERT);
        }
    }
}

/// Has two ends shake hands and talk as `data` says, two bytes a step. Whatever
/// is read was written by the other end, in one piece.
pub fn carry(data: &[u8]) {
    const WORDS: [&[u8]; 2] = [b"of the client", b"of the server"];
    let [how, data @ ..] = data else { return };
    HURRY.set(false);
    PROVEN.set(false);
    let cookies = how & 0x40 != 0;
    if how & 0x80 != 0 {
        hear(if how & 1 == 0 { Role::Server } else { Role::Client }, cookies, data);
        return clear();
    }
    let (ctx, session) = made();
    let mtu = 208 + 32 * i64::from(how & 0x1f);
    let mut ends = [End::new(ctx, true, mtu), End::new(ctx, false, mtu)];
    // SAFETY: each value is used as what it is.
    unsafe {
        if how & 0x20 != 0 {
            SSL_set_session(ends[0].ssl, session);
        }
        if cookies {
            SSL_set_options(ends[1].ssl, COOKIE_EXCHANGE);
        }
    }
    let mut buffer = [0_u8; 300];
    for step in data.chunks_exact(2).take(300) {
        let (one, other) = (usize::from(step[0] >> 7), usize::from(step[0] >> 7 ^ 1));
        let (ssl, arg) = (ends[one].ssl, usize::from(step[1]));
        // SAFETY: no call gets a length beyond its buffer.
        unsafe {
            match step[0] & 15 {
                0 | 1 => ends[one].check(SSL_do_handshake(ssl)),
                2 => {
                    HURRY.set(arg & 1 == 1);
                    SSL_ctrl(ssl, HANDLE_TIMEOUT, 0, null_mut());
                    clear();
                }
                3 => {
                    let word = WORDS[one];
                    let len = c_int::try_from(word.len()).expect("short");
                    ends[one].check(SSL_write(ssl, word.as_ptr().cast(), len));
                }
                4 => {
                    let n = SSL_read(ssl, buffer.as_mut_ptr().cast(), 300);
                    ends[one].check(n);
                    if let Ok(n) = usize::try_from(n) {
                        assert!(n == 0 || buffer[..n] == *WORDS[other]);
                    }
                }
                // Everything, or the next, arrives.
                5 | 6 => {
                    while let Some(record) = ends[one].flying.pop_front() {
                        ends[other].hear(&record);
                    }
                }
                7 => {
                    let record = ends[one].flying.pop_front();
                    ends[other].hear(&record.unwrap_or_default());
                }
                8 => {
                    ends[one].flying.pop_front();
                }
                9 => {
                    if let Some(record) = ends[one].flying.front().cloned() {
                        ends[one].flying.push_back(record);
                    }
                }
                10 => {
                    let by = arg.min(ends[one].flying.len());
                    ends[one].flying.rotate_left(by);
                }
                11 | 12 => {
                    let record = ends[one].flying.front_mut();
                    if let Some(record) = record.filter(|record| !record.is_empty()) {
                        let at = arg % record.len();
                        record[at] ^= 1 << (step[0] >> 4 & 7);
                    }
                }
                13 => {
                    if let Some(record) = ends[one].flying.front_mut() {
                        record.truncate(arg);
                    }
                }
                14 => {
                    let kind = 20 + (step[0] >> 4 & 7);
                    let mut record = vec![kind, 0xfe, 0xfd, 0, step[1] & 1, 0, 0, 0, 0, 0, 9, 0];
                    record.push(step[1] >> 3);
                    record.resize(HEADER + usize::from(step[1] >> 3), step[1]);
                    ends[one].flying.push_front(record);
                }
                _ => {
                    SSL_shutdown(ssl);
                    clear();
                }
            }
        }
        ends[one].launch();
        agree(&ends);
        if cookies && !PROVEN.get() {
            assert!(ends[1].sent <= ends[1].heard + ALERT);
        }
    }
    clear();
}
