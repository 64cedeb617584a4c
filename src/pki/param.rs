//! Verification parameters and how one set inherits from another
//! (X509_VERIFY_PARAM_set_flags(3)).

use crate::pki::{purpose, trust};

/// `X509_V_FLAG_…`.
#[allow(missing_docs, reason = "the names are OpenSSL's own")]
pub mod flag {
    pub const USE_CHECK_TIME: u64 = 0x2;
    pub const CRL_CHECK: u64 = 0x4;
    pub const CRL_CHECK_ALL: u64 = 0x8;
    pub const IGNORE_CRITICAL: u64 = 0x10;
    pub const X509_STRICT: u64 = 0x20;
    pub const ALLOW_PROXY_CERTS: u64 = 0x40;
    pub const POLICY_CHECK: u64 = 0x80;
    pub const EXPLICIT_POLICY: u64 = 0x100;
    pub const INHIBIT_ANY: u64 = 0x200;
    pub const INHIBIT_MAP: u64 = 0x400;
    pub const NOTIFY_POLICY: u64 = 0x800;
    pub const EXTENDED_CRL_SUPPORT: u64 = 0x1000;
    pub const USE_DELTAS: u64 = 0x2000;
    pub const CHECK_SS_SIGNATURE: u64 = 0x4000;
    pub const TRUSTED_FIRST: u64 = 0x8000;
    pub const SUITEB_128_LOS_ONLY: u64 = 0x10000;
    pub const SUITEB_192_LOS: u64 = 0x20000;
    pub const SUITEB_128_LOS: u64 = 0x30000;
    pub const PARTIAL_CHAIN: u64 = 0x80000;
    pub const NO_ALT_CHAINS: u64 = 0x100000;
    pub const NO_CHECK_TIME: u64 = 0x200000;
    pub const POLICY_MASK: u64 = POLICY_CHECK | EXPLICIT_POLICY | INHIBIT_ANY | INHIBIT_MAP;
}

/// `X509_VP_FLAG_…`.
#[allow(missing_docs, reason = "the names are OpenSSL's own")]
pub mod inherit {
    pub const DEFAULT: u32 = 0x1;
    pub const OVERWRITE: u32 = 0x2;
    pub const RESET_FLAGS: u32 = 0x4;
    pub const LOCKED: u32 = 0x8;
    pub const ONCE: u32 = 0x10;
}

/// A set of verification parameters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Param {
    /// `X509_V_FLAG_…`.
    pub flags: u64,
    /// `X509_VP_FLAG_…`.
    pub inherit_flags: u32,
    /// The time that counts as now, with `USE_CHECK_TIME`.
    pub check_time: i64,
    /// `X509_PURPOSE_…`; 0 for none.
    pub purpose: i32,
    /// `X509_TRUST_…`.
    pub trust: i32,
    /// How many certificates may stand between leaf and anchor; -1: not set.
    pub depth: i32,
    /// The security level; -1: not set.
    pub auth_level: i32,
    /// Acceptable policies: OBJECT IDENTIFIER contents.
    pub policies: Option<Vec<Vec<u8>>>,
    /// Host names of which the certificate must have one.
    pub hosts: Option<Vec<Vec<u8>>>,
    /// `X509_CHECK_FLAG_…`.
    pub host_flags: u32,
    /// An e-mail address that it must have.
    pub email: Option<Vec<u8>>,
    /// An IP address that it must have.
    pub ip: Option<Vec<u8>>,
}

impl Default for Param {
    fn default() -> Self {
        Param::new()
    }
}

impl Param {
    /// Parameters of which none is set.
    pub const fn new() -> Param {
        Param {
            flags: 0,
            inherit_flags: 0,
            check_time: 0,
            purpose: 0,
            trust: trust::DEFAULT,
            depth: -1,
            auth_level: -1,
            policies: None,
            hosts: None,
            host_flags: 0,
            email: None,
            ip: None,
        }
    }

    /// Takes over what `from` has, as the inheritance flags of both say.
    /// OpenSSL: `X509_VERIFY_PARAM_inherit`.
    pub fn inherit(&mut self, from: &Param) {
        let how = self.inherit_flags | from.inherit_flags;
        if how & inherit::ONCE != 0 {
            self.inherit_flags = 0;
        }
        if how & inherit::LOCKED != 0 {
            return;
        }
        let to_default = how & inherit::DEFAULT != 0;
        let overwrite = how & inherit::OVERWRITE != 0;
        fn take<T: PartialEq + Clone>(
            to: &mut T,
            from: &T,
            unset: &T,
            to_default: bool,
            overwrite: bool,
        ) {
            if overwrite || (from != unset && (to_default || to == unset)) {
                to.clone_from(from);
            }
        }
        take(&mut self.purpose, &from.purpose, &0, to_default, overwrite);
        take(&mut self.trust, &from.trust, &trust::DEFAULT, to_default, overwrite);
        take(&mut self.depth, &from.depth, &-1, to_default, overwrite);
        take(&mut self.auth_level, &from.auth_level, &-1, to_default, overwrite);
        if overwrite || self.flags & flag::USE_CHECK_TIME == 0 {
            self.check_time = from.check_time;
            // Set again below if `from` has it.
            self.flags &= !flag::USE_CHECK_TIME;
        }
        if how & inherit::RESET_FLAGS != 0 {
            self.flags = 0;
        }
        self.flags |= from.flags;
        take(&mut self.policies, &from.policies, &None, to_default, overwrite);
        take(&mut self.host_flags, &from.host_flags, &0, to_default, overwrite);
        take(&mut self.hosts, &from.hosts, &None, to_default, overwrite);
        take(&mut self.email, &from.email, &None, to_default, overwrite);
        take(&mut self.ip, &from.ip, &None, to_default, overwrite);
    }

    /// Takes over whatever `from` has set. OpenSSL: `X509_VERIFY_PARAM_set1`.
    pub fn assign(&mut self, from: &Param) {
        let kept = self.inherit_flags;
        self.inherit_flags |= inherit::DEFAULT;
        self.inherit(from);
        self.inherit_flags = kept;
    }

    /// Adds flags; any about policies turns policy checking on.
    pub fn set_flags(&mut self, flags: u64) {
        self.flags |= flags;
        if flags & flag::POLICY_MASK != 0 {
            self.flags |= flag::POLICY_CHECK;
        }
    }

    /// Sets the time that counts as now.
    pub fn set_time(&mut self, time: i64) {
        self.check_time = time;
        self.flags |= flag::USE_CHECK_TIME;
    }

    /// Sets purpose and trust if they are not set, from the first that is
    /// known of `purpose` and `default_purpose`. Gives whether they are known.
    /// OpenSSL: `X509_STORE_CTX_purpose_inherit`.
    pub fn inherit_purpose(
        &mut self,
        default_purpose: i32,
        purpose: i32,
        trust: i32,
    ) -> Result<(), UnknownSetting> {
        let (mut default_purpose, mut purpose, mut trust) = (default_purpose, purpose, trust);
        if purpose == 0 {
            purpose = default_purpose;
        } else if default_purpose == 0 {
            default_purpose = purpose;
        }
        if purpose != 0 {
            let unknown = UnknownSetting::Purpose;
            let mut its_trust = purpose::trust_of(purpose).ok_or(unknown)?;
            if its_trust == trust::DEFAULT {
                its_trust = purpose::trust_of(default_purpose).ok_or(unknown)?;
            }
            if trust == 0 {
                trust = its_trust;
            }
        }
        if trust != 0 && !trust::exists(trust) {
            return Err(UnknownSetting::Trust);
        }
        if self.purpose == 0 && purpose != 0 {
            self.purpose = purpose;
        }
        if self.trust == 0 && trust != 0 {
            self.trust = trust;
        }
        Ok(())
    }

    /// What is checked with: this over the defaults, the trust inferred from
    /// the purpose where none is set. OpenSSL: `X509_STORE_CTX_init`.
    pub fn for_verification(store: Option<&Param>) -> Param {
        let mut param = Param::new();
        match store {
            Some(store) => param.inherit(store),
            None => param.inherit_flags |= inherit::DEFAULT | inherit::ONCE,
        }
        param.inherit(&DEFAULT);
        if param.trust == trust::DEFAULT
            && let Some(trust) = purpose::trust_of(param.purpose)
        {
            param.trust = trust;
        }
        param
    }
}

/// Which setting is unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnknownSetting {
    /// The purpose.
    Purpose,
    /// The trust.
    Trust,
}

const fn preset(flags: u64, purpose: i32, trust: i32, depth: i32) -> Param {
    let mut param = Param::new();
    param.flags = flags;
    param.purpose = purpose;
    param.trust = trust;
    param.depth = depth;
    param
}

/// The parameters that apply where nothing else is set.
pub static DEFAULT: Param = preset(flag::TRUSTED_FIRST, 0, trust::DEFAULT, 100);
/// For S/MIME.
pub static SMIME: Param = preset(0, purpose::id::SMIME_SIGN, trust::EMAIL, -1);
/// For a server that checks its clients.
pub static SSL_CLIENT: Param = preset(0, purpose::id::SSL_CLIENT, trust::SSL_CLIENT, -1);
/// For a client that checks its server.
pub static SSL_SERVER: Param = preset(0, purpose::id::SSL_SERVER, trust::SSL_SERVER, -1);
