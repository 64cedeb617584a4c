//! What types of time-stamping have in common: making, DER, and lists of
//! extensions. Each type names its own functions.

/// Defines how values of a type are made, freed, copied, and read and written
/// in DER.
macro_rules! values {
    ($type:ident: $new:ident $free:ident $dup:ident $d2i:ident $i2d:ident) => {
        #[doc = concat!("A new, empty `", stringify!($type), "`; NULL on failure.")]
        ///
        /// Ownership: C frees it.
        #[unsafe(no_mangle)]
        pub extern "C" fn $new() -> Give<$type> {
            entry(Give::null(), || Ok(Give::new($type::blank())))
        }

        #[doc = concat!("Frees a `", stringify!($type), "` with all that belongs to it; NULL is nothing.")]
        #[unsafe(no_mangle)]
        pub extern "C" fn $free(a: Take<$type>) {
            quiet((), || {
                a.opt().into_iter().for_each($type::release);
                Ok(())
            });
        }

        #[doc = concat!("A copy of a `", stringify!($type), "`; NULL for NULL, or on failure.")]
        ///
        /// Ownership: C frees it.
        #[unsafe(no_mangle)]
        pub extern "C" fn $dup(a: In<$type>) -> Give<$type> {
            entry(Give::null(), || io::dup_complete::<$type>(a.opt()))
        }

        #[doc = concat!("Reads a `", stringify!($type), "` from `len` bytes of DER at `*in`, which then points behind it.")]
        ///
        /// Returns: NULL on failure. Ownership: replaces what is in `*a`.
        /// See: d2i_X509(3).
        #[unsafe(no_mangle)]
        pub extern "C" fn $d2i(a: InOut<$type>, in_: DerIn, len: c_long) -> Give<$type> {
            entry(Give::null(), || io::d2i::<$type>(&a, &in_, len))
        }

        #[doc = concat!("Writes the DER of a `", stringify!($type), "`, as `d2i_X509`(3) says.")]
        ///
        /// Returns: its length in bytes; a negative number on failure.
        #[unsafe(no_mangle)]
        pub extern "C" fn $i2d(a: In<$type>, out: DerOut) -> c_int {
            entry(-1, || io::i2d::<$type>(a.opt(), &out))
        }
    };
}
pub(super) use values;

/// Defines how values of a type are read from and written to BIOs and streams.
macro_rules! files {
    ($type:ident: $read_bio:ident $read_fp:ident $write_bio:ident $write_fp:ident) => {
        #[doc = concat!("Reads a `", stringify!($type), "` in DER from a BIO.")]
        ///
        /// Returns: NULL on failure. Ownership: replaces what is in `*a`.
        #[unsafe(no_mangle)]
        pub extern "C" fn $read_bio(bio: Mut<BIO>, a: InOut<$type>) -> Give<$type> {
            entry(Give::null(), || {
                io::from_der::<$type>(&a, &Channel::Bio(bio.get()?).read_der()?)
            })
        }

        #[doc = concat!("Reads a `", stringify!($type), "` in DER from a C stream.")]
        ///
        /// Returns: NULL on failure. Ownership: replaces what is in `*a`.
        #[unsafe(no_mangle)]
        pub extern "C" fn $read_fp(fp: Mut<FILE>, a: InOut<$type>) -> Give<$type> {
            entry(Give::null(), || io::from_der::<$type>(&a, &Channel::file(&fp)?.read_der()?))
        }

        #[doc = concat!("Writes a `", stringify!($type), "` in DER to a BIO. Returns: 1; 0 on failure.")]
        #[unsafe(no_mangle)]
        pub extern "C" fn $write_bio(bio: Mut<BIO>, a: In<$type>) -> c_int {
            entry(0, || {
                let der = encode_complete::<$type>(a.get()?)?;
                Ok(Channel::Bio(bio.get()?).write(&der).into())
            })
        }

        #[doc = concat!("Writes a `", stringify!($type), "` in DER to a C stream. Returns: 1; 0 on failure.")]
        #[unsafe(no_mangle)]
        pub extern "C" fn $write_fp(fp: Mut<FILE>, a: In<$type>) -> c_int {
            entry(0, || {
                let der = encode_complete::<$type>(a.get()?)?;
                Ok(Channel::file(&fp)?.write(&der).into())
            })
        }
    };
}
pub(super) use files;

/// Defines what there is for the extensions of a type.
macro_rules! extensions {
    (
        $type:ident: $get_all:ident $free_all:ident $count:ident
        $by_nid:ident $by_object:ident $by_critical:ident
        $get:ident $delete:ident $add:ident $decoded:ident
    ) => {
        /// The list of extensions; NULL if there is none.
        ///
        /// Ownership: it belongs to `a`.
        #[unsafe(no_mangle)]
        pub extern "C" fn $get_all(a: Mut<$type>) -> Lend<OPENSSL_STACK> {
            quiet(Lend::null(), || Ok(Lend::opt(a.get()?.extensions.stack())))
        }

        /// Frees the extensions.
        #[unsafe(no_mangle)]
        pub extern "C" fn $free_all(a: Mut<$type>) {
            quiet((), || {
                if let Some(a) = a.opt() {
                    a.extensions.set(None);
                }
                Ok(())
            });
        }

        /// The number of extensions.
        #[unsafe(no_mangle)]
        pub extern "C" fn $count(a: Mut<$type>) -> c_int {
            quiet(0, || {
                let count = a.get()?.extensions.stack().map_or(0, OPENSSL_STACK::len);
                Ok(c_int::try_from(count).unwrap_or(c_int::MAX))
            })
        }

        /// The index of the next extension of the type with a NID behind `lastpos`
        /// (-1: from the first); -1 if there is none.
        #[unsafe(no_mangle)]
        pub extern "C" fn $by_nid(a: Mut<$type>, nid: c_int, lastpos: c_int) -> c_int {
            quiet(-1, || lists::by_nid(a.get()?.extensions.stack(), nid, lastpos))
        }

        /// The index of the next extension of a type behind `lastpos` (-1: from the
        /// first); -1 if there is none.
        #[unsafe(no_mangle)]
        pub extern "C" fn $by_object(a: Mut<$type>, obj: In<ASN1_OBJECT>, lastpos: c_int) -> c_int {
            quiet(-1, || Ok(lists::by_object(a.get()?.extensions.stack(), obj.get()?, lastpos)))
        }

        /// The index of the next extension behind `lastpos` (-1: from the first) that
        /// is critical, or for 0 is not; -1 if there is none.
        #[unsafe(no_mangle)]
        pub extern "C" fn $by_critical(a: Mut<$type>, crit: c_int, lastpos: c_int) -> c_int {
            quiet(-1, || Ok(lists::by_critical(a.get()?.extensions.stack(), crit, lastpos)))
        }

        /// The extension at an index; NULL if there is none.
        ///
        /// Ownership: it belongs to `a`.
        #[unsafe(no_mangle)]
        pub extern "C" fn $get(a: Mut<$type>, loc: c_int) -> Lend<X509_EXTENSION> {
            quiet(Lend::null(), || Ok(Lend::opt(extension::at(a.get()?.extensions.stack(), loc))))
        }

        /// Takes the extension at an index out; NULL if there is none.
        ///
        /// Ownership: C frees it.
        #[unsafe(no_mangle)]
        pub extern "C" fn $delete(a: Mut<$type>, loc: c_int) -> Give<X509_EXTENSION> {
            quiet(Give::null(), || {
                let gone = extension::delete(a.get()?.extensions.stack(), loc);
                Ok(Give::opt(stack::take::<X509_EXTENSION>(gone)))
            })
        }

        /// Inserts a copy of `ex` before index `loc` (-1: at the end).
        ///
        /// Returns: 1; 0 on failure.
        #[unsafe(no_mangle)]
        pub extern "C" fn $add(a: Mut<$type>, ex: Mut<X509_EXTENSION>, loc: c_int) -> c_int {
            entry(0, || {
                extension::insert(a.get()?.extensions.made()?, ex.get()?, loc)?;
                Ok(1)
            })
        }

        /// Decodes the extension of the type with a NID.
        ///
        /// Returns: the value; NULL if there is none, or on failure. Ownership: C
        /// frees it. See: X509V3_get_d2i(3).
        #[unsafe(no_mangle)]
        pub extern "C" fn $decoded(
            a: Mut<$type>,
            nid: c_int,
            crit: Out<c_int>,
            idx: Out<c_int>,
        ) -> *mut c_void {
            entry(std::ptr::null_mut(), || {
                lists::decoded(a.get()?.extensions.stack(), nid, &crit, &idx).map(|value| value.0)
            })
        }
    };
}
pub(super) use extensions;
