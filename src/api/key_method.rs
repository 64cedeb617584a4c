//! What the functions for methods of RSA, DSA and Diffie-Hellman keys have in
//! common (`RSA_meth_new` and its kin): each type of keys names its own.

/// Defines the functions for the methods of a type of keys.
///
/// First the type of methods, that of what is in them, the type of keys, and
/// the library of its errors; then names, as OpenSSL has them; then for each
/// function of a method the two that tell and set it.
macro_rules! key_method {
    (
        $method:ident, $functions:ty, $key:ident, $lib:ident;
        made by $new:ident, $dup:ident, $free:ident;
        usual $usual:ident, of new keys $get_default:ident, $set_default:ident;
        of a key $new_key:ident, $set_method:ident;
        name $get_name:ident, $set_name:ident;
        flags $get_flags:ident, $set_flags:ident;
        app_data $get_data:ident, $set_data:ident;
        $($get:ident $set:ident $field:ident: $type:ty, $what:literal;)*
    ) => {
        crate::arc_handle!($method);

        /// Makes a method of the program's own, which does nothing unusual yet.
        ///
        /// Returns: NULL on error. Ownership: C frees it.
        #[doc = concat!("See: ", stringify!($new), "(3).")]
        #[unsafe(no_mangle)]
        pub extern "C" fn $new(name: Str, flags: c_int) -> Give<$method> {
            entry(Give::null(), || Ok(Give::new($method::new(name.get()?.to_owned(), flags))))
        }

        /// Frees a method; keys that have it keep it. NULL is nothing.
        #[unsafe(no_mangle)]
        pub extern "C" fn $free(meth: Take<$method>) {
            quiet((), || {
                drop(meth.opt());
                Ok(())
            });
        }

        /// Copies a method.
        ///
        /// Returns: NULL on error. Ownership: C frees it.
        #[unsafe(no_mangle)]
        pub extern "C" fn $dup(meth: In<$method>) -> Give<$method> {
            entry(Give::null(), || Ok(Give::new(meth.get()?.duplicate())))
        }

        /// Lends the usual method.
        #[unsafe(no_mangle)]
        pub extern "C" fn $usual() -> LendConst<$method> {
            LendConst::new(&**$method::usual())
        }

        /// Lends the method of new keys that no engine makes.
        #[unsafe(no_mangle)]
        pub extern "C" fn $get_default() -> LendConst<$method> {
            LendConst::new(&*key_method::default::<$method>())
        }

        /// Chooses the method of new keys that no engine makes.
        ///
        /// Ownership: the method is shared with the program.
        #[unsafe(no_mangle)]
        pub extern "C" fn $set_default(meth: In<$method>) {
            quiet((), || {
                key_method::set_default(meth.share()?);
                Ok(())
            });
        }

        /// Makes a key that computes by the method of an engine, or, without one, by
        /// that of new keys.
        ///
        /// Returns: NULL on error. Ownership: C frees it.
        /// Errors: `ERR_R_ENGINE_LIB`, `ERR_R_INIT_FAIL`.
        #[unsafe(no_mangle)]
        pub extern "C" fn $new_key(engine: Mut<ENGINE>) -> Give<$key> {
            entry(Give::null(), || {
                let origin = Origin::new(engine.share_opt().as_ref())?;
                match $key::by(origin) {
                    (key, true) => Ok(Give::new(key)),
                    _ => Err(Error::new(Lib::$lib, err::R_INIT_FAIL)),
                }
            })
        }

        /// Sets the method of a key, which then computes with it, in TLS too if
        /// that takes such keys.
        ///
        /// Returns: 1; 0 on error.
        /// Ownership: the method is shared with the program.
        #[unsafe(no_mangle)]
        pub extern "C" fn $set_method(key: Mut<$key>, meth: In<$method>) -> c_int {
            entry(0, || {
                let (key, method) = (key.share()?, meth.share()?);
                let init = method.get().init;
                let old = key.computing.set_method(method);
                if let Some(finish) = old.and_then(|old| old.get().finish) {
                    finish(Mut::lend(&*key));
                }
                if let Some(init) = init {
                    init(Mut::lend(&*key));
                }
                Ok(1)
            })
        }

        fn get<R>(meth: &In<$method>, failure: R, read: impl FnOnce(&$functions) -> R) -> R {
            quiet(Err(failure), || Ok(Ok(read(&meth.get()?.get()))))
                .unwrap_or_else(|failure| failure)
        }

        fn set(meth: &Mut<$method>, write: impl FnOnce(&mut $functions)) -> c_int {
            entry(0, || {
                meth.get()?.change(write);
                Ok(1)
            })
        }

        /// Lends the name of a method; NULL without one.
        ///
        /// Ownership: it stays until the name is set anew.
        #[unsafe(no_mangle)]
        pub extern "C" fn $get_name(meth: In<$method>) -> LendConst<c_char> {
            quiet(LendConst::null(), || Ok(LendConst::from_ptr(meth.get()?.name_ptr())))
        }

        /// Sets the name of a method, which is copied.
        ///
        /// Returns: 1; 0 on error.
        #[unsafe(no_mangle)]
        pub extern "C" fn $set_name(meth: Mut<$method>, name: Str) -> c_int {
            entry(0, || {
                let name: CString = name.get()?.to_owned();
                meth.get()?.change(|functions| functions.name = name);
                Ok(1)
            })
        }

        /// The flags of a method.
        #[unsafe(no_mangle)]
        pub extern "C" fn $get_flags(meth: In<$method>) -> c_int {
            get(&meth, 0, |functions| functions.flags)
        }

        /// Sets the flags of a method.
        ///
        /// Returns: 1; 0 on error.
        #[unsafe(no_mangle)]
        pub extern "C" fn $set_flags(meth: Mut<$method>, flags: c_int) -> c_int {
            set(&meth, |functions| functions.flags = flags)
        }

        /// The program's own pointer; NULL if none was set.
        #[unsafe(no_mangle)]
        pub extern "C" fn $get_data(meth: In<$method>) -> Opaque {
            get(&meth, Opaque::NULL, |functions| functions.app_data)
        }

        /// Sets the program's own pointer, which is never followed.
        ///
        /// Returns: 1; 0 on error.
        #[unsafe(no_mangle)]
        pub extern "C" fn $set_data(meth: Mut<$method>, app_data: Opaque) -> c_int {
            set(&meth, |functions| functions.app_data = app_data)
        }

        $(
            #[doc = concat!("The function that ", $what, "; NULL if it is done as usual.")]
            #[unsafe(no_mangle)]
            pub extern "C" fn $get(meth: In<$method>) -> Option<$type> {
                get(&meth, None, |functions| functions.$field)
            }

            #[doc = concat!("Sets the function that ", $what, "; NULL to do it as usual.")]
            ///
            /// Returns: 1; 0 on error.
            #[unsafe(no_mangle)]
            pub extern "C" fn $set(meth: Mut<$method>, function: Option<$type>) -> c_int {
                set(&meth, |functions| functions.$field = function)
            }
        )*
    };
}
pub(super) use key_method;
