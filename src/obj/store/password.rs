//! The passphrase that a store asks its user for, once.
#![forbid(unsafe_code)]

use crate::abi::{In, Opaque};
use crate::err::{self, Error, Lib, Result};
use crate::obj::cell::Guarded;
use crate::obj::ui::{self, Kind, UI, UI_METHOD, UI_STRING};
use std::ffi::{CStr, c_char};
use std::sync::Arc;
use zeroize::Zeroizing;

/// The longest passphrase.
const MAX: usize = 1024;

/// Whom to ask, and the answer so far.
#[derive(Debug)]
pub struct Asker {
    method: Option<Arc<UI_METHOD>>,
    data: Opaque,
    answer: Guarded<Option<Zeroizing<Vec<u8>>>>,
}

impl Asker {
    /// Asks by `method`, whose user data is `data`; without a method nobody.
    pub fn new(method: Option<Arc<UI_METHOD>>, data: Opaque) -> Self {
        Asker { method, data, answer: Guarded::new(None) }
    }

    /// The method.
    pub fn method(&self) -> Option<&Arc<UI_METHOD>> {
        self.method.as_ref()
    }

    /// The user data of the method.
    pub fn data(&self) -> Opaque {
        self.data
    }

    /// The passphrase for `what`. Calls the program.
    ///
    /// Errors: `ERR_R_UI_LIB` after those of the conversation.
    #[track_caller]
    pub fn get(&self, what: Option<&'static CStr>) -> Result<Zeroizing<Vec<u8>>> {
        if let Some(answer) = self.answer.get() {
            return Ok(answer);
        }
        let method = self
            .method
            .clone()
            .ok_or_else(|| Error::new(Lib::Crypto, err::R_PASSED_INVALID_ARGUMENT))?;
        let conversation = UI::new(method);
        conversation.set_data(self.data.0);
        let name = In::<c_char>::text(what);
        let words = ui::construct(&conversation, In::text(Some(c"pass phrase")), name)?;
        let prompt = crate::abi::Arg(words.cast()).str().unwrap_or_default().to_owned();
        crate::abi::mem::free_c(words.cast());
        let mut place = Zeroizing::new(vec![0_u8; MAX + 1]);
        let mut question =
            UI_STRING::new(Kind::Prompt, &prompt, KEEP_PROMPT, place.as_mut_ptr().cast());
        question.max = 1024;
        conversation.add(question);
        if conversation.process() < 0 {
            return Err(Error::new(Lib::Crypto, err::lib_failed(Lib::Ui)));
        }
        let length = conversation.string(0)?.result_len().unwrap_or(0).min(MAX);
        place.truncate(length);
        self.answer.set(Some(place.clone()));
        Ok(place)
    }
}

/// `UI_INPUT_FLAG_DEFAULT_PWD`: it may come from the method's own defaults.
const KEEP_PROMPT: std::ffi::c_int = 0x02;
