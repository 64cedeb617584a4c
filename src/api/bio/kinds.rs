//! The kinds of BIO the library brings, and short ways to make them.

use crate::abi::{Arg, Give, In, InBuf, LendConst, Mut, Out, Str, entry};
use crate::api::evp::evp_cipher::known;
use crate::err::{self, Error, Lib};
use crate::obj::bio::command::{C_SET_ACCEPT, C_SET_CONNECT, C_SET_FD, C_SET_FILE_PTR};
use crate::obj::bio::{self, BIO, BIO_METHOD};
use crate::obj::evp_cipher::{Direction, EVP_CIPHER};
use libc::FILE;
use std::ffi::{c_int, c_uchar, c_void};

/// The method for memory.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_s_mem() -> LendConst<BIO_METHOD> {
    entry(LendConst::null(), || Ok(LendConst::new(&**bio::mem_method())))
}

/// The method for memory that is cleared when it is freed.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_s_secmem() -> LendConst<BIO_METHOD> {
    entry(LendConst::null(), || Ok(LendConst::new(&**bio::secmem_method())))
}

/// The method for C streams.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_s_file() -> LendConst<BIO_METHOD> {
    entry(LendConst::null(), || Ok(LendConst::new(&**bio::file_method())))
}

/// The method for file descriptors.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_s_fd() -> LendConst<BIO_METHOD> {
    entry(LendConst::null(), || Ok(LendConst::new(&**bio::fd_method())))
}

/// The method for sockets.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_s_socket() -> LendConst<BIO_METHOD> {
    entry(LendConst::null(), || Ok(LendConst::new(&**bio::socket_method())))
}

/// The method for datagram sockets, of which each write is one datagram and
/// each read one, or its beginning. See: BIO_s_datagram(3).
#[unsafe(no_mangle)]
pub extern "C" fn BIO_s_datagram() -> LendConst<BIO_METHOD> {
    entry(LendConst::null(), || Ok(LendConst::new(&**bio::datagram_method())))
}

/// The method for nothing: writes vanish, reads find the end.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_s_null() -> LendConst<BIO_METHOD> {
    entry(LendConst::null(), || Ok(LendConst::new(&**bio::null_method())))
}

/// The method for pairs, of which each half reads what the other writes.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_s_bio() -> LendConst<BIO_METHOD> {
    entry(LendConst::null(), || Ok(LendConst::new(&**bio::pair_method())))
}

/// The filter for no change.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_f_null() -> LendConst<BIO_METHOD> {
    entry(LendConst::null(), || Ok(LendConst::new(&**bio::null_filter_method())))
}

/// The filter for gathering small reads and writes.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_f_buffer() -> LendConst<BIO_METHOD> {
    entry(LendConst::null(), || Ok(LendConst::new(&**bio::buffer_method())))
}

/// The filter for sending whole lines.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_f_linebuffer() -> LendConst<BIO_METHOD> {
    entry(LendConst::null(), || Ok(LendConst::new(&**bio::linebuffer_method())))
}

/// The filter for reading again what was read.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_f_readbuffer() -> LendConst<BIO_METHOD> {
    entry(LendConst::null(), || Ok(LendConst::new(&**bio::readbuffer_method())))
}

/// The filter for a prefix before each line.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_f_prefix() -> LendConst<BIO_METHOD> {
    entry(LendConst::null(), || Ok(LendConst::new(&**bio::prefix_method())))
}

/// The filter that makes reads and writes stop short now and then, for tests.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_f_nbio_test() -> LendConst<BIO_METHOD> {
    entry(LendConst::null(), || Ok(LendConst::new(&**bio::nbio_test_method())))
}

/// The method for the system's log. What is written may begin with a word for
/// its priority, such as `WARNING `; else it is an error.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_s_log() -> LendConst<BIO_METHOD> {
    entry(LendConst::null(), || Ok(LendConst::new(&**bio::log_method())))
}

/// The filter for base64.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_f_base64() -> LendConst<BIO_METHOD> {
    entry(LendConst::null(), || Ok(LendConst::new(&**bio::base64_method())))
}

/// The filter that digests what passes.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_f_md() -> LendConst<BIO_METHOD> {
    entry(LendConst::null(), || Ok(LendConst::new(&**bio::md_method())))
}

/// The filter that encrypts or decrypts what passes.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_f_cipher() -> LendConst<BIO_METHOD> {
    entry(LendConst::null(), || Ok(LendConst::new(&**bio::cipher_method())))
}

/// Sets cipher, key and vector of such a filter; it encrypts for `e` 1, else
/// decrypts.
///
/// Returns: 1; 0 on error.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_set_cipher(
    b: Mut<BIO>,
    c: In<EVP_CIPHER>,
    k: InBuf<c_uchar>,
    i: InBuf<c_uchar>,
    e: c_int,
) -> c_int {
    entry(0, || {
        let cipher = known(&c).ok_or_else(Error::quiet)?;
        let direction = if e != 0 { Direction::Encrypt } else { Direction::Decrypt };
        let part = |bytes: &InBuf<c_uchar>| !bytes.is_null();
        bio::set_cipher(
            b.get()?,
            cipher,
            direction,
            |len| if part(&k) { k.slice(len).map(Some) } else { Ok(None) },
            |len| if part(&i) { i.slice(len).map(Some) } else { Ok(None) },
        )?;
        Ok(1)
    })
}

/// A BIO that reads the `len` bytes at `buf`, or the string there if `len` is
/// negative.
///
/// Ownership: `buf` stays the program's, and must outlive the BIO.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_new_mem_buf(buf: *const c_void, len: c_int) -> Give<BIO> {
    entry(Give::null(), || {
        if buf.is_null() {
            return Err(Error::new(Lib::Bio, err::R_PASSED_NULL_PARAMETER));
        }
        let len = match usize::try_from(len) {
            Ok(len) => len,
            Err(_) => Arg(buf.cast_mut()).str().map_or(0, std::ffi::CStr::count_bytes),
        };
        Ok(Give::new(bio::new_mem_buf(buf, len)?))
    })
}

/// Opens a file as `fopen` does.
///
/// Errors: the system's, then `BIO_R_NO_SUCH_FILE` or `ERR_R_SYS_LIB`.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_new_file(filename: Str, mode: Str) -> Give<BIO> {
    entry(Give::null(), || Ok(Give::new(bio::open_file(filename.get()?, mode.get()?)?)))
}

/// A BIO on a C stream, which is closed with it if `close_flag` is `BIO_CLOSE`.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_new_fp(stream: Mut<FILE>, close_flag: c_int) -> Give<BIO> {
    entry(Give::null(), || {
        let bio = BIO::new(bio::file_method().clone())?;
        bio.ctrl(C_SET_FILE_PTR, close_flag.into(), Arg(stream.as_ptr().cast()));
        Ok(Give::new(bio))
    })
}

/// A BIO on a socket, which is closed with it if `close_flag` is `BIO_CLOSE`.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_new_socket(mut sock: c_int, close_flag: c_int) -> Give<BIO> {
    entry(Give::null(), || {
        let bio = BIO::new(bio::socket_method().clone())?;
        bio.ctrl(C_SET_FD, close_flag.into(), Arg::to(&mut sock));
        Ok(Give::new(bio))
    })
}

/// A BIO on a descriptor, which is closed with it if `close_flag` is `BIO_CLOSE`.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_new_fd(mut fd: c_int, close_flag: c_int) -> Give<BIO> {
    entry(Give::null(), || {
        let bio = BIO::new(bio::fd_method().clone())?;
        bio.ctrl(C_SET_FD, close_flag.into(), Arg::to(&mut fd));
        Ok(Give::new(bio))
    })
}

/// A BIO on a datagram socket, which is closed with it if `close_flag` is
/// `BIO_CLOSE`.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_new_dgram(mut fd: c_int, close_flag: c_int) -> Give<BIO> {
    entry(Give::null(), || {
        let bio = BIO::new(bio::datagram_method().clone())?;
        bio.ctrl(C_SET_FD, close_flag.into(), Arg::to(&mut fd));
        Ok(Give::new(bio))
    })
}

/// Makes a pair; a size of 0 is 17 KiB.
///
/// Ownership: C frees both halves.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_new_bio_pair(
    bio1: Out<Give<BIO>>,
    writebuf1: usize,
    bio2: Out<Give<BIO>>,
    writebuf2: usize,
) -> c_int {
    entry(0, || {
        if bio1.is_null() || bio2.is_null() {
            return Err(Error::new(Lib::Bio, err::R_PASSED_NULL_PARAMETER));
        }
        let made = bio::new_pair(writebuf1, writebuf2);
        let (one, two) = match made {
            Ok((one, two)) => (Give::new(one), Give::new(two)),
            Err(error) => {
                bio1.write_opt(Give::null());
                bio2.write_opt(Give::null());
                return Err(error);
            }
        };
        bio1.write_opt(one);
        bio2.write_opt(two);
        Ok(1)
    })
}

/// The method for sockets that connect themselves.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_s_connect() -> LendConst<BIO_METHOD> {
    entry(LendConst::null(), || Ok(LendConst::new(&**bio::connect_method())))
}

/// The method for listening and accepting.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_s_accept() -> LendConst<BIO_METHOD> {
    entry(LendConst::null(), || Ok(LendConst::new(&**bio::accept_method())))
}

/// A BIO that connects to `host_port`, such as `example.org:443`, at its
/// first use.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_new_connect(host_port: Str) -> Give<BIO> {
    entry(Give::null(), || {
        let bio = BIO::new(bio::connect_method().clone())?;
        match bio.ctrl(C_SET_CONNECT, 0, host_port.opt().map_or(Arg::NULL, Arg::text)) {
            0 => Err(Error::quiet()),
            _ => Ok(Give::new(bio)),
        }
    })
}

/// A BIO that listens at `host_port`, such as `*:443`, and accepts.
#[unsafe(no_mangle)]
pub extern "C" fn BIO_new_accept(host_port: Str) -> Give<BIO> {
    entry(Give::null(), || {
        let bio = BIO::new(bio::accept_method().clone())?;
        match bio.ctrl(C_SET_ACCEPT, 0, host_port.opt().map_or(Arg::NULL, Arg::text)) {
            0 => Err(Error::quiet()),
            _ => Ok(Give::new(bio)),
        }
    })
}
