#!/bin/sh
# rustc as `make sanitizer` calls it: this project's own crate, and no other,
# with the address sanitizer. That is an unstable option of a stable compiler,
# allowed for these calls. It leaves stacks alone, since a handshake that may
# pause has one of its own. Cargo calls this as RUSTC_WORKSPACE_WRAPPER.
rustc=$1
shift
case " $* " in
*" --crate-name tlsrs "*)
    RUSTC_BOOTSTRAP=1 exec "$rustc" "$@" -Zsanitizer=address -Cllvm-args=-asan-stack=0 ;;
esac
exec "$rustc" "$@"
