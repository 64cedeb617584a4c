//! Two connected ends, and a network between them that does what it likes.

use crate::tls::{
    BIO_up_ref, SSL_ctrl, SSL_do_handshake, SSL_free, SSL_get_error, SSL_key_update, SSL_new,
    SSL_peek, SSL_read, SSL_set_accept_state, SSL_set_bio, SSL_set_connect_state,
    SSL_set_read_ahead, SSL_shutdown, SSL_write, context,
};
use crate::{Bio, Handle, clear};
use std::collections::VecDeque;
use std::ffi::c_int;
use std::ptr::null_mut;

/// One end: what it wrote, and how much of the other's data it got.
struct End {
    ssl: Handle,
    input: Bio,
    output: Bio,
    sent: Vec<u8>,
    got: usize,
    /// Its records on the way to the other end.
    flying: VecDeque<Vec<u8>>,
}

impl End {
    fn new(client: bool, version: i64) -> End {
        let (input, output) = (Bio::empty(), Bio::empty());
        // SAFETY: each value is used as what it is.
        unsafe {
            let ssl = SSL_new(context());
            BIO_up_ref(input.0);
            BIO_up_ref(output.0);
            SSL_set_bio(ssl, input.0, output.0);
            // The least and the greatest version.
            SSL_ctrl(ssl, 123, version, null_mut());
            SSL_ctrl(ssl, 124, version, null_mut());
            if client {
                SSL_set_connect_state(ssl);
            } else {
                SSL_set_accept_state(ssl);
            }
            End { ssl, input, output, sent: Vec::new(), got: 0, flying: VecDeque::new() }
        }
    }

    /// Puts what it wrote on the way, record by record.
    fn launch(&mut self) {
        let all = self.output.take();
        let mut rest = &all[..];
        while let [_, _, _, high, low, ..] = *rest {
            let len = 5 + usize::from(u16::from_be_bytes([high, low]));
            let (record, next) = rest.split_at(len);
            self.flying.push_back(record.to_vec());
            rest = next;
        }
        assert!(rest.is_empty());
    }

    /// A result of a call, as far as one can tell.
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

/// Has two ends talk as `data` says, two bytes a step: which of them does
/// what, or what becomes of its records; an argument. Whatever happens, each
/// gets what the other wrote and nothing else, from its start.
pub fn carry(data: &[u8]) {
    let [how, data @ ..] = data else { return };
    let version = if how & 1 == 0 { 0x304 } else { 0x303 };
    let mut ends = [End::new(true, version), End::new(false, version)];
    let mut buffer = [0_u8; 300];
    for turn in 0..8 {
        let (from, to) = (turn % 2, 1 - turn % 2);
        // SAFETY: it is a connection.
        unsafe { SSL_do_handshake(ends[from].ssl) };
        let said = ends[from].output.take();
        ends[to].input.write(&said);
    }
    for end in &ends {
        // SAFETY: it is a connection.
        unsafe {
            assert_eq!(SSL_do_handshake(end.ssl), 1);
            SSL_set_read_ahead(end.ssl, c_int::from(how >> 1 & 1));
        }
    }
    clear();
    for step in data.chunks_exact(2).take(200) {
        let (one, other) = (usize::from(step[0] >> 7), usize::from(step[0] >> 7 ^ 1));
        let (ssl, arg, len) = (ends[one].ssl, usize::from(step[1]), c_int::from(step[1]));
        // SAFETY: no call gets a length beyond its buffer.
        unsafe {
            match step[0] & 15 {
                0 | 1 => {
                    let start = ends[one].sent.len();
                    let text: Vec<u8> = (0..=arg).map(|i| (start + i) as u8 ^ step[0]).collect();
                    let n = SSL_write(ssl, text.as_ptr().cast(), 1 + len);
                    if n > 0 {
                        assert_eq!(n, 1 + len);
                        ends[one].sent.extend_from_slice(&text);
                    }
                    ends[one].check(n);
                }
                2 | 3 => {
                    let peek = step[0] & 15 == 3;
                    let place = buffer.as_mut_ptr().cast();
                    let n = match peek {
                        true => SSL_peek(ssl, place, 1 + len),
                        false => SSL_read(ssl, place, 1 + len),
                    };
                    ends[one].check(n);
                    if let Ok(n) = usize::try_from(n) {
                        let got = ends[one].got;
                        assert_eq!(ends[other].sent.get(got..got + n), Some(&buffer[..n]));
                        ends[one].got += if peek { 0 } else { n };
                    }
                }
                4 => {
                    ends[one].check(SSL_key_update(ssl, len & 1));
                    ends[one].check(SSL_do_handshake(ssl));
                }
                5 => {
                    SSL_shutdown(ssl);
                    clear();
                }
                // What becomes of its records.
                6 | 7 => {
                    let record = ends[one].flying.pop_front();
                    ends[other].input.write(&record.unwrap_or_default());
                }
                8 => {
                    ends[one].flying.pop_front();
                }
                9 => {
                    if let Some(record) = ends[one].flying.front().cloned() {
                        ends[one].flying.push_front(record);
                    }
                }
                10 => {
                    let last = ends[one].flying.len().saturating_sub(1);
                    if last > 0 {
                        ends[one].flying.swap(0, arg % (last + 1));
                    }
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
                    let kind = 19 + (step[0] >> 4 & 7);
                    let body = vec![step[1]; arg >> 2];
                    let record = [&[kind, 3, 3, 0, step[1] >> 2], &body[..]].concat();
                    ends[one].flying.push_front(record);
                }
                _ => {
                    if let Some(record) = ends[one].flying.front_mut() {
                        let rest = record.split_off(arg.min(record.len()));
                        let part = std::mem::replace(record, rest);
                        ends[other].input.write(&part);
                    }
                }
            }
        }
        ends[one].launch();
    }
    clear();
}
