//! `BIO_f_base64`: encodes what is written and decodes what is read.

use super::buffer::Waiting;
use super::command::*;
use super::null::{forward, next_callback_ctrl};
use super::{BIO, BIO_METHOD, Own};
use crate::abi::{Arg, InBuf, Mut, OutBuf, Str, entry, quiet};
use std::ffi::{c_char, c_int, c_long, c_void};
use std::sync::{Arc, LazyLock};

static BASE64: LazyLock<Arc<BIO_METHOD>> = LazyLock::new(|| {
    let functions = Own {
        write: Some(b64_write),
        read: Some(b64_read),
        puts: Some(b64_puts),
        ctrl: Some(b64_ctrl),
        create: Some(b64_new),
        destroy: Some(b64_free),
        callback_ctrl: Some(next_callback_ctrl),
        ..Own::default()
    };
    BIO_METHOD::own(TYPE_BASE64, c"base64 encoding", functions)
});

/// `BIO_f_base64`.
pub fn base64_method() -> &'static Arc<BIO_METHOD> {
    &BASE64
}

/// Bytes in a full line of 64 characters.
const LINE: usize = 48;
/// How much is asked of the next link at a time.
const CHUNK: usize = 1024;
/// A line longer than this is not waited for.
const LINE_LIMIT: usize = 8 * 1024;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    None,
    Encode,
    Decode,
}

struct Coder {
    way: Way,
    /// Not encoded yet: less than a line; or characters not decoded yet.
    input: Vec<u8>,
    /// Coded and waiting.
    output: Waiting,
    /// Still before the first line of base64.
    start: bool,
    /// The end of the base64 was seen.
    ended: bool,
}

impl Coder {
    fn new() -> Self {
        Coder {
            way: Way::None,
            input: Vec::new(),
            output: Waiting::default(),
            start: true,
            ended: false,
        }
    }

    /// Encodes whole lines, or with `last` all there is.
    fn encode(&mut self, bytes: &[u8], lines: bool, last: bool) {
        self.input.extend_from_slice(bytes);
        let unit = if lines { LINE } else { 3 };
        let whole = if last { self.input.len() } else { self.input.len() / unit * unit };
        let rest = self.input.split_off(whole);
        let input = std::mem::replace(&mut self.input, rest);
        for line in input.chunks(if lines { LINE } else { usize::MAX }) {
            let text = encode(line);
            self.output.add(&text);
            if lines {
                self.output.add(b"\n");
            }
        }
    }

    /// Decodes the lines that are whole, or with `last` all there is.
    fn decode(&mut self, lines: bool, last: bool) {
        while !self.ended && !self.input.is_empty() {
            let end = self.input.iter().position(|b| *b == b'\n').map(|end| end + 1);
            let end = match end {
                Some(end) if lines => end,
                // A first line has to end, or to be long.
                None if lines && last && self.start && self.input.len() < CHUNK => {
                    self.ended = true;
                    return;
                }
                None if lines && !last && self.input.len() < LINE_LIMIT => return,
                _ => self.input.len(),
            };
            let rest = self.input.split_off(end);
            let mut line = std::mem::replace(&mut self.input, rest);
            line.retain(|b| !b.is_ascii_whitespace());
            if lines && self.start {
                // Lines before the first that is base64 are skipped.
                if line.is_empty() || decode(&line).is_none_or(|(_, used)| used != line.len()) {
                    continue;
                }
            }
            self.start = false;
            let Some((bytes, used)) = decode(&line) else {
                self.ended = true;
                return;
            };
            self.output.add(&bytes);
            let left = line.get(used..).unwrap_or_default();
            self.ended = line.get(..used).is_some_and(|l| l.ends_with(b"="))
                || left.first() == Some(&b'-')
                || (last && !left.is_empty());
            if !left.is_empty() && !self.ended {
                let mut left = left.to_vec();
                left.append(&mut self.input);
                self.input = left;
                if !lines || !last {
                    return;
                }
            }
        }
    }
}

/// The base64 text of `bytes`, padded.
fn encode(bytes: &[u8]) -> Vec<u8> {
    use base64ct::{Base64, Encoding};
    Base64::encode_string(bytes).into_bytes()
}

/// Decodes whole groups of four characters from the start of `text`: the
/// bytes, and how many characters were used. `None` for a character that is
/// none of base64's, up to a `-`, which ends it.
fn decode(text: &[u8]) -> Option<(Vec<u8>, usize)> {
    use base64ct::{Base64, Encoding};
    let text = text.split(|b| *b == b'-').next().unwrap_or_default();
    let end = text.iter().position(|b| *b == b'=').map_or(text.len(), |at| {
        at + text.iter().skip(at).take(2).take_while(|b| **b == b'=').count()
    });
    let whole = end / 4 * 4;
    let groups = std::str::from_utf8(text.get(..whole)?).ok()?;
    text.get(whole..end)?
        .iter()
        .all(|b| b.is_ascii_alphanumeric() || b"+/=".contains(b))
        .then_some(())?;
    Some((Base64::decode_vec(groups).ok()?, whole))
}

extern "C" fn b64_new(bio: Mut<BIO>) -> c_int {
    quiet(0, || {
        let bio = bio.get()?;
        bio.set_state(Coder::new());
        bio.set_init(1);
        Ok(1)
    })
}

extern "C" fn b64_free(bio: Mut<BIO>) -> c_int {
    quiet(0, || {
        let bio = bio.get()?;
        drop(bio.take_state::<Coder>());
        bio.set_init(0);
        bio.clear_flags(!0);
        Ok(1)
    })
}

fn in_lines(bio: &BIO) -> bool {
    bio.flags() & FLAGS_BASE64_NO_NL == 0
}

/// Turns to `way`, forgetting what was under way the other way.
fn turn(bio: &BIO, way: Way) {
    bio.state(|coder: &mut Coder| {
        if coder.way != way {
            *coder = Coder { way, ..Coder::new() };
        }
    });
}

extern "C" fn b64_read(bio: Mut<BIO>, mut out: OutBuf<c_char>, len: c_int) -> c_int {
    quiet(0, || {
        let bio = bio.get()?;
        let (Some(next), false) = (bio.next(), out.is_null()) else { return Ok(0) };
        let place = out.slice(len)?;
        bio.clear_retry();
        turn(bio, Way::Decode);
        let (mut done, mut result) = (0, 0);
        let mut finished = false;
        while done < place.len() {
            let Some(rest) = place.get_mut(done..) else { break };
            let taken = bio.state(|c: &mut Coder| (c.output.take(rest), c.ended));
            let Some((n, ended)) = taken else { return Ok(0) };
            done += n;
            if n > 0 {
                continue;
            }
            if ended || finished {
                break;
            }
            let mut chunk = [0; CHUNK];
            result = next.read(&mut chunk);
            if result <= 0 {
                bio.copy_next_retry();
                if next.should_retry() {
                    break;
                }
                finished = true;
            }
            let piece = chunk.get(..usize::try_from(result).unwrap_or(0)).unwrap_or_default();
            bio.state(|c: &mut Coder| {
                c.input.extend_from_slice(piece);
                c.decode(in_lines(bio), finished);
            });
        }
        Ok(if done > 0 { done.try_into().unwrap_or(-1) } else { result.min(0) })
    })
}

/// Sends on what is encoded; 1 when nothing waits.
fn drain(bio: &BIO) -> c_int {
    let Some(next) = bio.next() else { return 0 };
    loop {
        let waiting = bio.state(|c: &mut Coder| c.output.bytes().to_vec()).unwrap_or_default();
        if waiting.is_empty() {
            return 1;
        }
        let n = next.write(&waiting);
        bio.clear_retry();
        match usize::try_from(n) {
            Ok(n) if n > 0 => bio.state(|c: &mut Coder| c.output.consume(n)),
            _ => {
                bio.copy_next_retry();
                return n;
            }
        };
    }
}

fn write(bio: &BIO, bytes: &[u8]) -> c_int {
    bio.clear_retry();
    turn(bio, Way::Encode);
    let drained = drain(bio);
    if drained <= 0 {
        return drained;
    }
    if bytes.is_empty() {
        return 0;
    }
    bio.state(|c: &mut Coder| c.encode(bytes, in_lines(bio), false));
    // What cannot go now goes with the next write or flush.
    drain(bio);
    bytes.len().try_into().unwrap_or(-1)
}

extern "C" fn b64_write(bio: Mut<BIO>, data: InBuf<c_char>, len: c_int) -> c_int {
    quiet(0, || {
        let bio = bio.get()?;
        if bio.next().is_none() {
            return Ok(0);
        }
        Ok(write(bio, data.slice(len.max(0))?))
    })
}

extern "C" fn b64_puts(bio: Mut<BIO>, text: Str) -> c_int {
    quiet(0, || Ok(write(bio.get()?, text.bytes()?)))
}

extern "C" fn b64_ctrl(bio: Mut<BIO>, cmd: c_int, num: c_long, ptr: *mut c_void) -> c_long {
    entry(0, || {
        let bio = bio.get()?;
        if bio.next().is_none() {
            return Ok(0);
        }
        let long = |n: usize| c_long::try_from(n).unwrap_or(0);
        let waiting = bio.state(|c: &mut Coder| c.output.len()).unwrap_or(0);
        let encoding = |c: &mut Coder| c.way == Way::Encode && !c.input.is_empty();
        Ok(match cmd {
            CTRL_RESET => {
                bio.state(|c: &mut Coder| *c = Coder::new());
                forward(bio, cmd, num, Arg(ptr))
            }
            CTRL_EOF if bio.state(|c: &mut Coder| c.ended).unwrap_or(false) => 1,
            CTRL_WPENDING if waiting > 0 => long(waiting),
            CTRL_WPENDING if bio.state(encoding).unwrap_or(false) => 1,
            CTRL_PENDING if waiting > 0 => long(waiting),
            CTRL_FLUSH => {
                if bio.state(encoding).unwrap_or(false) {
                    bio.state(|c: &mut Coder| c.encode(&[], in_lines(bio), true));
                }
                match bio.state(|c: &mut Coder| c.way == Way::Encode) {
                    Some(true) => match drain(bio) {
                        1 => forward(bio, cmd, num, Arg(ptr)),
                        result => result.into(),
                    },
                    _ => forward(bio, cmd, num, Arg(ptr)),
                }
            }
            CTRL_DUP => 1,
            _ => forward(bio, cmd, num, Arg(ptr)),
        })
    })
}
