#!/bin/sh
# PKCS#12 files, OCSP responses and keys with random changes: nothing may be
# accepted that OpenSSL refuses. The last line is "N passed, N failed".
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"${CC:-cc}" -O1 -w "$here/_mutate.c" -o "$work/mutate" -lcrypto
cp "$1"/*.p12 "$1"/*.der "$1"/*.pem "$work"
# One round each: a thousand changes are tried in the time of one file.
for kind in "" "-3des -keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-3DES -macalg sha1"; do
    name=one-round${kind%% *}.p12
    options=${kind#* }
    # shellcheck disable=SC2086
    openssl pkcs12 -export -in "$1/server-p256-cert.pem" -inkey "$1/server-p256-key.pem" -name one -passout pass:secret \
        -iter 1 -nomaciter ${kind:+$options} -out "$work/$name"
done
"$work/mutate" "$work" "$work/verdicts" w >/dev/null
if LD_LIBRARY_PATH="$TLSRS_BUILD/lib/tlsrs" "$work/mutate" "$work" "$work/verdicts" r; then
    echo "1 passed, 0 failed"
else
    echo "0 passed, 1 failed"
    exit 1
fi
