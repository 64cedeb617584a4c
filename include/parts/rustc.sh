#!/bin/sh
# rustc as `make headers` calls it: also writes the crate with its macros
# expanded to $TLSRS_EXPANDED, since cbindgen sees no function that a macro
# makes. The expansion is an unstable feature, allowed for this one call.
case " $* " in
*" --crate-name tlsrs "*" src/lib.rs "*)
    RUSTC_BOOTSTRAP=1 "$@" -Zunpretty=expanded > "$TLSRS_EXPANDED" || exit ;;
esac
exec "$@"
