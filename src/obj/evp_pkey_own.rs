//! What an `EVP_PKEY_CTX` does by a method of the program's own, or of an
//! engine; and, without one, as usual.

use super::engine::table::{self, Ability};
use super::engine::{ENGINE, Working};
use super::evp_md::{EVP_MD, Md, digest};
use super::evp_pkey::{Contents, EVP_PKEY, Object};
use super::evp_pkey_ctx::{EVP_PKEY_CTX, operation, padding};
use super::evp_pkey_meth::{self, EVP_PKEY_METHOD, Functions, PkeyCompute, PkeyStep};
use crate::abi::{Arg, In, InBuf, Mut, Out, OutBuf};
use crate::crypto::sig::SignatureAlgorithm;
use crate::err::{self, Error, Lib, Result, evp};
use std::ffi::{c_int, c_void};
use std::sync::Arc;
use zeroize::Zeroizing;

/// The longest result of a program's function.
const LONGEST: usize = 1 << 16;

/// A method, and the engine it is of.
#[derive(Clone)]
pub struct Own {
    method: Arc<EVP_PKEY_METHOD>,
    _engine: Option<Working>,
}

impl Own {
    /// That for a type of keys: of the engine that is named, or that is the
    /// default; or one that the program added.
    ///
    /// Errors: `ERR_R_ENGINE_LIB`, `EVP_R_UNSUPPORTED_ALGORITHM`.
    #[track_caller]
    pub(super) fn of(nid: c_int, engine: Option<Arc<ENGINE>>) -> Result<Option<Own>> {
        let named = engine.is_some();
        let engine = match engine {
            Some(engine) => {
                let failed = |_| Error::new(Lib::Evp, err::lib_failed(Lib::Engine));
                Some(engine.work().map_err(failed)?)
            }
            None => table::find(Ability::PkeyMeths, Some(nid)),
        };
        let Some(engine) = engine else {
            let added = evp_pkey_meth::added(nid);
            return Ok(added.map(|method| Own { method, _engine: None }));
        };
        match engine.pkey_meth(nid) {
            Ok(method) => Ok(Some(Own { method, _engine: Some(engine) })),
            Err(cause) if named => {
                err::push(&cause, "ENGINE_get_pkey_meth");
                Err(Error::new(Lib::Evp, evp::R_UNSUPPORTED_ALGORITHM))
            }
            Err(_) => Ok(None),
        }
    }
}

#[track_caller]
fn unsupported() -> Error {
    Error::new(Lib::Evp, evp::R_OPERATION_NOT_SUPPORTED_FOR_THIS_KEYTYPE)
}

/// A program's function failed, and has queued why.
fn failed() -> Error {
    Error::quiet()
}

impl EVP_PKEY_CTX {
    /// The functions of its own method, if it has one.
    pub fn own(&self) -> Option<Functions> {
        Some(self.own_method()?.method.get())
    }

    /// The flags of its own method.
    pub fn own_flags(&self) -> c_int {
        self.own_method().map_or(0, |own| own.method.flags)
    }

    /// Tells its own method that it begins.
    pub(super) fn begin_own(&self) -> Result<()> {
        match self.own().and_then(|own| own.init) {
            Some(init) if init(Mut::lend(self)) <= 0 => Err(failed()),
            _ => Ok(()),
        }
    }

    /// Tells its own method that it is a copy.
    pub(super) fn copy_own(&self, from: &EVP_PKEY_CTX) -> Result<()> {
        match self.own().map(|own| own.copy) {
            None => Ok(()),
            Some(Some(copy)) if copy(Mut::lend(self), In::lend(from)) > 0 => Ok(()),
            Some(_) => Err(failed()),
        }
    }

    /// Whether its own method can do an operation.
    pub(super) fn can_own(&self, wanted: c_int) -> bool {
        let Some(own) = self.own() else { return false };
        match wanted {
            operation::SIGN => own.sign.is_some(),
            operation::VERIFY => own.verify.is_some(),
            // Methods that take whole messages, or digest their own way, are
            // not served.
            operation::SIGNCTX => {
                own.sign.is_some()
                    && own.signctx.is_none()
                    && own.digestsign.is_none()
                    && own.digest_custom.is_none()
            }
            operation::VERIFYCTX => {
                own.verify.is_some()
                    && own.verifyctx.is_none()
                    && own.digestverify.is_none()
                    && own.digest_custom.is_none()
            }
            operation::VERIFYRECOVER => own.verify_recover.is_some(),
            operation::ENCRYPT => own.encrypt.is_some(),
            operation::DECRYPT => own.decrypt.is_some(),
            operation::DERIVE => own.derive.is_some(),
            operation::PARAMGEN => own.paramgen.is_some(),
            operation::KEYGEN => own.keygen.is_some(),
            _ => false,
        }
    }

    /// Tells its own method that an operation begins.
    pub(super) fn start_own(&self, wanted: c_int) -> Result<()> {
        let Some(own) = self.own() else { return Ok(()) };
        let step: Option<PkeyStep> = match wanted {
            operation::SIGN | operation::SIGNCTX => own.sign_init,
            operation::VERIFY | operation::VERIFYCTX => own.verify_init,
            operation::VERIFYRECOVER => own.verify_recover_init,
            operation::ENCRYPT => own.encrypt_init,
            operation::DECRYPT => own.decrypt_init,
            operation::DERIVE => own.derive_init,
            operation::PARAMGEN => own.paramgen_init,
            operation::KEYGEN => own.keygen_init,
            _ => None,
        };
        if step.is_some_and(|step| step(Mut::lend(self)) <= 0) {
            self.change(|settings| settings.operation = operation::NONE);
            return Err(failed());
        }
        Ok(())
    }

    /// Calls a function that gives bytes for bytes.
    fn compute(&self, function: PkeyCompute, input: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
        let place = InBuf::lend(input.as_ptr());
        let mut len = self.settings().key.map_or(0, |key| key.size());
        if len == 0 {
            let nowhere = OutBuf::lend(std::ptr::null_mut());
            let done = function(Mut::lend(self), nowhere, Out::lend(&mut len), place, input.len());
            if done <= 0 || len > LONGEST {
                return Err(failed());
            }
        }
        let mut out = Zeroizing::new(vec![0; len]);
        let (place, size) = (InBuf::lend(input.as_ptr()), input.len());
        let to = OutBuf::lend(out.as_mut_ptr());
        let done = function(Mut::lend(self), to, Out::lend(&mut len), place, size);
        if done <= 0 || len > out.len() {
            return Err(failed());
        }
        out.truncate(len);
        Ok(out)
    }

    /// Signs a digest, as [`EVP_PKEY_CTX::usual_sign`].
    #[track_caller]
    pub fn sign(&self, tbs: &[u8]) -> Result<Vec<u8>> {
        let Some(own) = self.own() else { return self.usual_sign(tbs) };
        self.expect(operation::SIGN | operation::SIGNCTX)?;
        Ok(self.compute(own.sign.ok_or_else(unsupported)?, tbs)?.to_vec())
    }

    /// Checks a signature, as [`EVP_PKEY_CTX::usual_verify`].
    #[track_caller]
    pub fn verify(&self, tbs: &[u8], signature: &[u8]) -> Result<bool> {
        let Some(own) = self.own() else { return self.usual_verify(tbs, signature) };
        self.expect(operation::VERIFY | operation::VERIFYCTX)?;
        let verify = own.verify.ok_or_else(unsupported)?;
        let (sig, text) = (InBuf::lend(signature.as_ptr()), InBuf::lend(tbs.as_ptr()));
        match verify(Mut::lend(self), sig, signature.len(), text, tbs.len()) {
            1 => Ok(true),
            0 => Ok(false),
            _ => Err(failed()),
        }
    }

    /// What a signature was made of, as [`EVP_PKEY_CTX::usual_recover`].
    #[track_caller]
    pub fn recover(&self, signature: &[u8]) -> Result<Vec<u8>> {
        let Some(own) = self.own() else { return self.usual_recover(signature) };
        self.expect(operation::VERIFYRECOVER)?;
        Ok(self.compute(own.verify_recover.ok_or_else(unsupported)?, signature)?.to_vec())
    }

    /// Encrypts, as [`EVP_PKEY_CTX::usual_encrypt`].
    #[track_caller]
    pub fn encrypt(&self, text: &[u8]) -> Result<Vec<u8>> {
        let Some(own) = self.own() else { return self.usual_encrypt(text) };
        self.expect(operation::ENCRYPT)?;
        Ok(self.compute(own.encrypt.ok_or_else(unsupported)?, text)?.to_vec())
    }

    /// Decrypts, as [`EVP_PKEY_CTX::usual_decrypt`].
    #[track_caller]
    pub fn decrypt(&self, text: &[u8], room: usize) -> Result<Zeroizing<Vec<u8>>> {
        let Some(own) = self.own() else { return self.usual_decrypt(text, room) };
        self.expect(operation::DECRYPT)?;
        self.compute(own.decrypt.ok_or_else(unsupported)?, text)
    }

    /// Derives a secret, as [`EVP_PKEY_CTX::usual_derive`].
    #[track_caller]
    pub fn derive(&self, mut len: usize) -> Result<Zeroizing<Vec<u8>>> {
        let Some(own) = self.own() else { return self.usual_derive(len) };
        self.expect(operation::DERIVE)?;
        let derive = own.derive.ok_or_else(unsupported)?;
        let mut out = Zeroizing::new(vec![0; len]);
        let place = OutBuf::lend(out.as_mut_ptr());
        if derive(Mut::lend(self), place, Out::lend(&mut len)) <= 0 || len > out.len() {
            return Err(failed());
        }
        out.truncate(len);
        Ok(out)
    }

    /// Makes parameters or a key, as [`EVP_PKEY_CTX::usual_generate`].
    #[track_caller]
    pub fn generate(self: &Arc<Self>) -> Result<Contents> {
        let Some(own) = self.own() else { return self.usual_generate() };
        let settings = self.expect(operation::KEYGEN | operation::PARAMGEN)?;
        let params = settings.operation == operation::PARAMGEN;
        let make = if params { own.paramgen } else { own.keygen }.ok_or_else(unsupported)?;
        let key = EVP_PKEY::new(Contents::Empty);
        if make(Mut::lend(&**self), Mut::lend(&*key)) <= 0 {
            return Err(failed());
        }
        Ok(key.contents())
    }

    /// Sets the digest of a signature, of which its own method is told.
    pub fn change_md(&self, md: Md) -> Result<()> {
        const MD: c_int = 1;
        self.change(|settings| settings.md = Some(md));
        let shown = Arg::object_of(EVP_MD::of(md)).0;
        self.tell_own(MD, 0, shown)
    }

    /// Sets the padding of an RSA signature and the salt of PSS, of which its
    /// own method is told.
    pub fn change_padding(&self, padding: c_int, salt: c_int) -> Result<()> {
        const PADDING: c_int = 0x1001;
        const SALT: c_int = 0x1002;
        self.change(|settings| (settings.padding, settings.salt) = (padding, salt));
        self.tell_own(PADDING, padding, std::ptr::null_mut())?;
        self.tell_own(SALT, salt, std::ptr::null_mut())
    }

    /// Sets the digest of the mask of PSS, of which its own method is told.
    pub fn change_mgf(&self, md: Md) -> Result<()> {
        const MGF1_MD: c_int = 0x1005;
        self.change(|settings| settings.mgf = Some(md));
        self.tell_own(MGF1_MD, 0, Arg::object_of(EVP_MD::of(md)).0)
    }

    /// Tells its own method of the digest of a signature.
    pub fn tell_md(&self) -> Result<()> {
        match self.settings().md {
            Some(md) if self.own().is_some() => self.change_md(md),
            _ => Ok(()),
        }
    }

    /// Calls its own method, which may then change settings itself.
    pub fn inside<R>(&self, call: impl FnOnce() -> R) -> R {
        self.inside.with(|depth| *depth += 1);
        let result = call();
        self.inside.with(|depth| *depth -= 1);
        result
    }

    /// Whether its own method is being called.
    pub fn is_inside(&self) -> bool {
        self.inside.get() > 0
    }

    fn tell_own(&self, cmd: c_int, p1: c_int, p2: *mut c_void) -> Result<()> {
        let Some(own) = self.own() else { return Ok(()) };
        match own.ctrl {
            Some(ctrl) if self.inside(|| ctrl(Mut::lend(self), cmd, p1, p2)) <= 0 => Err(failed()),
            _ => Ok(()),
        }
    }
}

impl EVP_PKEY {
    /// Whether contexts for it have a method of its engine's, or of the
    /// program's own.
    pub fn has_own_method(&self) -> bool {
        !matches!(Own::of(self.type_nid(), self.engine()), Ok(None))
    }

    /// Whether the program's functions compute with it.
    pub fn is_foreign(&self) -> bool {
        self.has_own_method()
            || match self.computing() {
                Some(Object::Rsa(rsa)) => rsa.foreign().is_some(),
                Some(Object::Ec(ec)) => ec.foreign().is_some(),
                Some(Object::Dsa(dsa)) => dsa.is_foreign(),
                Some(Object::Dh(_)) | None => false,
            }
    }

    /// Signs a message by the program's functions.
    #[track_caller]
    pub fn sign_foreign(
        self: &Arc<Self>,
        algorithm: &SignatureAlgorithm,
        message: &[u8],
    ) -> Result<Vec<u8>> {
        let ctx = EVP_PKEY_CTX::for_key(Arc::clone(self))?;
        ctx.begin(operation::SIGN)?;
        let md = match algorithm {
            SignatureAlgorithm::RsaPkcs1(md)
            | SignatureAlgorithm::Ecdsa(md)
            | SignatureAlgorithm::Dsa(md) => *md,
            SignatureAlgorithm::RsaPss { md, mgf, salt } => {
                ctx.change_padding(padding::PSS, c_int::try_from(*salt).unwrap_or(c_int::MAX))?;
                ctx.change_mgf(*mgf)?;
                *md
            }
            SignatureAlgorithm::Ed25519 => return Err(unsupported()),
        };
        ctx.change_md(md)?;
        ctx.sign(&digest(md, message)?)
    }
}

impl Drop for EVP_PKEY_CTX {
    fn drop(&mut self) {
        if let Some(cleanup) = self.own().and_then(|own| own.cleanup) {
            cleanup(Mut::lend(self));
        }
    }
}
