//! Waiting for a BIO, with a limit.

use super::BIO;
use super::command::{C_DO_STATE_MACHINE, C_SET_NBIO, CTRL_RESET};
use crate::abi::{Arg, net};
use crate::err::bio::{R_CONNECT_ERROR, R_CONNECT_TIMEOUT};
use crate::err::{self, Error, Lib, Result, queue};
use libc::time_t;
use std::ffi::{c_int, c_uint};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Seconds since 1970.
pub fn now() -> time_t {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    since.as_secs().try_into().unwrap_or(time_t::MAX)
}

/// When `timeout` seconds will be over; 0, which is never, for 0 or less.
pub fn deadline(timeout: c_int) -> time_t {
    if timeout > 0 { now() + time_t::from(timeout) } else { 0 }
}

/// Waits until a descriptor can be read or written: 1; 0 after `max_time`, -1
/// on an error. A `max_time` of 0 waits not at all, and gives 1.
pub fn descriptor(fd: c_int, for_read: bool, max_time: time_t) -> c_int {
    if !(0..1024).contains(&fd) {
        return -1;
    }
    if max_time == 0 {
        return 1;
    }
    let left = max_time - now();
    if left < 0 {
        return 0;
    }
    let milliseconds = left.saturating_mul(1000).try_into().unwrap_or(c_int::MAX);
    net::wait(fd, for_read, milliseconds).clamp(-1, 1)
}

/// Waits as the BIO's retry flags ask: 1; 0 after `max_time`, -1 on an error.
/// A `max_time` of 0 waits not at all, and gives 1.
pub fn until_ready(bio: &BIO, max_time: time_t, nap_milliseconds: c_uint) -> c_int {
    if max_time == 0 {
        return 1;
    }
    if let Some(fd) = bio.fd() {
        let result = descriptor(fd, bio.should_read(), max_time);
        if result != -1 {
            return result;
        }
    }
    sleep(max_time, nap_milliseconds)
}

/// Sleeps, not beyond `max_time` (0: no limit): 1; 0 if that has passed.
pub fn sleep(max_time: time_t, nap_milliseconds: c_uint) -> c_int {
    let left = if max_time == 0 { 1 } else { max_time - now() };
    if left < 0 {
        return 0;
    }
    let nap = u64::from(nap_milliseconds.max(10));
    let nap = if left == 0 { nap.min(1000) } else { nap.min(left.unsigned_abs() * 1000) };
    std::thread::sleep(Duration::from_millis(nap));
    1
}

/// Connects a BIO, trying again for `timeout` seconds whatever the failure was
/// (0: for ever; negative: one try), `nap` milliseconds apart.
///
/// Returns: 1; 0 with `BIO_R_CONNECT_TIMEOUT` after the time; -1 on an error.
pub fn connect(bio: &BIO, timeout: c_int, nap: c_uint) -> Result<c_int> {
    let max_time = deadline(timeout);
    if timeout > 0 {
        bio.ctrl(C_SET_NBIO, 1, Arg::NULL);
    }
    queue::set_mark();
    loop {
        if bio.ctrl(C_DO_STATE_MACHINE, 0, Arg::NULL) > 0 {
            queue::pop_to_mark();
            return Ok(1);
        }
        if timeout < 0 {
            queue::clear_last_mark();
            return Ok(-1);
        }
        let waited = if bio.should_retry() {
            until_ready(bio, max_time, nap)
        } else {
            // Start anew: the state machine stays at the failure otherwise.
            bio.ctrl(CTRL_RESET, 0, Arg::NULL);
            sleep(max_time, nap)
        };
        match waited {
            0 => {
                queue::pop_to_mark();
                err::push(&Error::new(Lib::Bio, R_CONNECT_TIMEOUT), "BIO_do_connect_retry");
                return Ok(0);
            }
            1.. => {}
            _ => {
                queue::clear_last_mark();
                return Err(Error::new(Lib::Bio, R_CONNECT_ERROR));
            }
        }
    }
}
