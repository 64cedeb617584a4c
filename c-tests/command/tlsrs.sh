#!/bin/sh
# The tlsrs command: what it prints and how it ends.
. "$(dirname "$0")/_expect.sh"

expect "help" 0 '^Usage: tlsrs' "$tlsrs" --help
for command in run check info; do
    expect "help for $command" 0 "^Usage: tlsrs" "$tlsrs" $command --help
done
expect "version" 0 '^tlsrs [0-9]' "$tlsrs" --version
expect "no command" 2 '^Usage: tlsrs' "$tlsrs"
expect "unknown command" 2 'no such command: frob' "$tlsrs" frob
expect "info" 0 '^groups .*X25519MLKEM768' "$tlsrs" info
expect "info names rustls" 0 '^rustls  *0\.23' "$tlsrs" info
expect "info names a suite" 0 'TLS_AES_256_GCM_SHA384' "$tlsrs" info
expect "info counts the trust file" 0 "^trust  *file $TLSRS_FIXTURES/ca-bundle.pem: 5 certificates\$" \
    env SSL_CERT_FILE="$TLSRS_FIXTURES/ca-bundle.pem" "$tlsrs" info
expect "info counts hashed names" 0 "^trust  *directory $TLSRS_FIXTURES/hashed: 5 hashed names\$" \
    env SSL_CERT_DIR="$TLSRS_FIXTURES/hashed" "$tlsrs" info
expect "info says what is missing" 0 "^trust  *file /nowhere/ca.pem: missing\$" env SSL_CERT_FILE=/nowhere/ca.pem "$tlsrs" info
expect "run without command" 2 'needs a command' "$tlsrs" run
expect "run with an option" 2 'has no option --foo' "$tlsrs" run --foo
expect "run of what is not there" 127 'cannot run no-such-program' "$tlsrs" run no-such-program
expect "run of what is no program" 126 'cannot run /' "$tlsrs" run -- /
expect "run keeps the status" 7 '' "$tlsrs" run -- sh -c 'exit 7'
expect "run preloads the pair" 0 'tlsrs/libssl.so.3:.*tlsrs/libcrypto.so.3$' \
    "$tlsrs" run sh -c 'echo $LD_PRELOAD'
expect "run keeps a preload" 0 'libcrypto.so.3:libm.so.6$' \
    env LD_PRELOAD=libm.so.6 "$tlsrs" run sh -c 'echo $LD_PRELOAD'
expect "run maps the library" 0 'lib/libtlsrs.so.0' "$tlsrs" run cat /proc/self/maps
# Moved elsewhere without its libraries.
cp "$tlsrs" ./tlsrs
expect "run without the pair" 125 'libssl.so.3 is missing' ./tlsrs run true

finish
