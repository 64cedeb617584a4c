//! Asking the person at the terminal for a passphrase.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::fd::AsRawFd;

/// Switches the echo of a terminal off until it is dropped.
struct Silence<'a> {
    terminal: &'a File,
    before: libc::termios,
}

impl<'a> Silence<'a> {
    fn new(terminal: &'a File) -> Option<Self> {
        // SAFETY: termios is plain data, which tcgetattr fills.
        let mut before: libc::termios = unsafe { std::mem::zeroed() };
        // SAFETY: the descriptor is open and the place writable.
        if unsafe { libc::tcgetattr(terminal.as_raw_fd(), &mut before) } != 0 {
            return None;
        }
        let mut quiet = before;
        quiet.c_lflag &= !libc::ECHO;
        // SAFETY: as above.
        (unsafe { libc::tcsetattr(terminal.as_raw_fd(), libc::TCSANOW, &quiet) } == 0)
            .then_some(Silence { terminal, before })
    }
}

impl Drop for Silence<'_> {
    fn drop(&mut self) {
        // SAFETY: the descriptor is open and the settings were read from it.
        unsafe { libc::tcsetattr(self.terminal.as_raw_fd(), libc::TCSANOW, &self.before) };
    }
}

/// Prints `prompt` on the controlling terminal and reads a line into `line`
/// without echo, at most as long as `line`; gives its length without the end.
/// Fails if the process has no terminal, or at the end of input.
pub fn ask(prompt: &[u8], line: &mut [u8]) -> io::Result<usize> {
    let mut terminal = OpenOptions::new().read(true).write(true).open("/dev/tty")?;
    terminal.write_all(prompt)?;
    let quiet =
        Silence::new(&terminal).ok_or_else(|| io::Error::from(io::ErrorKind::Unsupported))?;
    let (mut len, mut byte) = (0, [0]);
    loop {
        match (&terminal).read(&mut byte)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            _ if byte[0] == b'\n' => break,
            _ => {
                // What does not fit is read and dropped, as fgets leaves it.
                if let Some(place) = line.get_mut(len) {
                    *place = byte[0];
                    len += 1;
                }
            }
        }
    }
    drop(quiet);
    terminal.write_all(b"\n")?;
    Ok(len)
}
