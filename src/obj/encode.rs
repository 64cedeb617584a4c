//! `EVP_ENCODE_CTX`: base64 at work, in either direction.
#![allow(non_camel_case_types, reason = "OpenSSL's typedef names")]

use super::cell::Guarded;
use crate::der::base64::{self, Decoder, Encoder, Progress};

/// Base64 at work.
#[derive(Default)]
pub struct EVP_ENCODE_CTX {
    state: Guarded<State>,
}

#[derive(Clone, Default)]
enum State {
    #[default]
    Idle,
    Encoding(Encoder),
    Decoding(Decoder),
}

impl EVP_ENCODE_CTX {
    /// Starts encoding.
    pub fn start_encoding(&self) {
        self.state.set(State::Encoding(Encoder::default()));
    }

    /// Starts decoding.
    pub fn start_decoding(&self) {
        self.state.set(State::Decoding(Decoder::default()));
    }

    /// How much input is kept back.
    pub fn held(&self) -> usize {
        self.state.with(|state| match state {
            State::Idle => 0,
            State::Encoding(encoder) => encoder.held(),
            State::Decoding(decoder) => decoder.held(),
        })
    }

    /// Takes the state of `from`.
    pub fn copy_from(&self, from: &EVP_ENCODE_CTX) {
        if !std::ptr::eq(self, from) {
            self.state.set(from.state.get());
        }
    }

    /// Adds input to encode; `None` unless encoding was started.
    pub fn encode(&self, input: &[u8]) -> Option<Vec<u8>> {
        self.state.with(|state| match state {
            State::Encoding(encoder) => {
                let mut out = Vec::new();
                encoder.update(input, &mut out);
                Some(out)
            }
            _ => None,
        })
    }

    /// The last line.
    pub fn finish_encoding(&self) -> Vec<u8> {
        let mut out = Vec::new();
        self.state.with(|state| {
            if let State::Encoding(encoder) = state {
                encoder.finish(&mut out);
            }
        });
        out
    }

    /// Adds input to decode; 1 more may come, 0 the end, -1 it is malformed.
    pub fn decode(&self, input: &[u8]) -> (i32, Vec<u8>) {
        let mut out = Vec::new();
        let result = self.state.with(|state| match state {
            State::Decoding(decoder) => match decoder.update(input, &mut out) {
                Ok(Progress::More) => 1,
                Ok(Progress::Ended) => 0,
                Err(base64::Malformed) => -1,
            },
            _ => -1,
        });
        (result, out)
    }

    /// The end; `None` if something incomplete is left.
    pub fn finish_decoding(&self) -> Option<Vec<u8>> {
        let mut out = Vec::new();
        self.state.with(|state| match state {
            State::Decoding(decoder) => decoder.finish(&mut out).is_ok().then_some(out),
            _ => None,
        })
    }
}

/// Base64 without line ends.
pub fn encode_block(input: &[u8]) -> Vec<u8> {
    base64::encode_block(input)
}

/// Decodes one block; `None` if it is malformed.
pub fn decode_block(input: &[u8]) -> Option<Vec<u8>> {
    base64::decode_block(input).ok()
}
