//! `BIO_f_prefix`: puts a prefix and an indent before each line written.

use super::command::*;
use super::null::{forward, next_callback_ctrl};
use super::{BIO, BIO_METHOD, Own};
use crate::abi::{Arg, InBuf, Mut, OutBuf, Str, entry, quiet};
use std::ffi::{c_char, c_int, c_long, c_void};
use std::sync::{Arc, LazyLock};

static PREFIX: LazyLock<Arc<BIO_METHOD>> = LazyLock::new(|| {
    let functions = Own {
        write: Some(prefix_write),
        read: Some(prefix_read),
        puts: Some(prefix_puts),
        gets: Some(prefix_gets),
        ctrl: Some(prefix_ctrl),
        create: Some(prefix_new),
        destroy: Some(prefix_free),
        callback_ctrl: Some(next_callback_ctrl),
    };
    BIO_METHOD::own(TYPE_BUFFER, c"prefix", functions)
});

/// `BIO_f_prefix`.
pub fn prefix_method() -> &'static Arc<BIO_METHOD> {
    &PREFIX
}

struct Prefix {
    prefix: Option<Vec<u8>>,
    indent: usize,
    at_line_start: bool,
}

extern "C" fn prefix_new(bio: Mut<BIO>) -> c_int {
    quiet(0, || {
        let bio = bio.get()?;
        bio.set_state(Prefix { prefix: None, indent: 0, at_line_start: true });
        bio.set_init(1);
        Ok(1)
    })
}

extern "C" fn prefix_free(bio: Mut<BIO>) -> c_int {
    quiet(0, || {
        drop(bio.get()?.take_state::<Prefix>());
        Ok(1)
    })
}

extern "C" fn prefix_read(bio: Mut<BIO>, out: OutBuf<c_char>, len: c_int) -> c_int {
    quiet(0, || {
        let Some(next) = bio.get()?.next() else { return Ok(0) };
        let (result, n) = next.read_call(out, usize::try_from(len).unwrap_or(0));
        Ok(if result > 0 { n.try_into().unwrap_or(c_int::MAX) } else { result })
    })
}

fn write(bio: &BIO, bytes: &[u8]) -> c_int {
    let Some(next) = bio.next() else { return 0 };
    let lead = || {
        bio.state(|p: &mut Prefix| {
            let start = std::mem::replace(&mut p.at_line_start, false);
            let mut lead = p.prefix.clone().unwrap_or_default();
            lead.resize(lead.len() + p.indent, b' ');
            if start { lead } else { Vec::new() }
        })
        .unwrap_or_default()
    };
    let mut done = 0_usize;
    for line in bytes.split_inclusive(|b| *b == b'\n') {
        if !next.write_all(&lead()) {
            return 0;
        }
        let n = next.write(line);
        let Ok(n @ 1..) = usize::try_from(n) else { return n };
        done += n;
        if n < line.len() {
            break;
        }
        bio.state(|p: &mut Prefix| p.at_line_start = line.ends_with(b"\n"));
    }
    done.try_into().unwrap_or(-1)
}

extern "C" fn prefix_write(bio: Mut<BIO>, data: InBuf<c_char>, len: c_int) -> c_int {
    quiet(0, || Ok(write(bio.get()?, data.slice(len.max(0))?)))
}

extern "C" fn prefix_puts(bio: Mut<BIO>, text: Str) -> c_int {
    quiet(-1, || Ok(write(bio.get()?, text.bytes()?)))
}

extern "C" fn prefix_gets(bio: Mut<BIO>, out: OutBuf<c_char>, size: c_int) -> c_int {
    quiet(0, || Ok(bio.get()?.next().map_or(0, |next| next.gets_call(out, size))))
}

extern "C" fn prefix_ctrl(bio: Mut<BIO>, cmd: c_int, num: c_long, ptr: *mut c_void) -> c_long {
    entry(0, || {
        let bio = bio.get()?;
        let set = |step: &mut dyn FnMut(&mut Prefix)| {
            c_long::from(bio.state(|p: &mut Prefix| step(p)).is_some())
        };
        Ok(match cmd {
            CTRL_SET_PREFIX => {
                let text = Arg(ptr).str().map(|text| text.to_bytes().to_vec());
                set(&mut |p| p.prefix.clone_from(&text))
            }
            CTRL_SET_INDENT => set(&mut |p| p.indent = usize::try_from(num).unwrap_or(0)),
            CTRL_GET_INDENT => {
                let indent = bio.state(|p: &mut Prefix| p.indent).unwrap_or(0);
                indent.try_into().unwrap_or(0)
            }
            CTRL_EOF | CTRL_RESET => {
                if cmd == CTRL_RESET {
                    set(&mut |p| p.at_line_start = true);
                }
                forward(bio, cmd, num, Arg(ptr))
            }
            _ => forward(bio, cmd, num, Arg(ptr)),
        })
    })
}
