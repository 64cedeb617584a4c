#!/bin/sh
# PKCS#12 files, OCSP responses and keys with random changes: nothing may be
# accepted that OpenSSL refuses. The last line is "N passed, N failed".
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"${CC:-cc}" -O1 -w "$here/_mutate.c" -o "$work/mutate" -lcrypto
"$work/mutate" "$1" "$work/verdicts" w >/dev/null
if LD_LIBRARY_PATH="$TLSRS_BUILD/lib/tlsrs" "$work/mutate" "$1" "$work/verdicts" r; then
    echo "1 passed, 0 failed"
else
    echo "0 passed, 1 failed"
    exit 1
fi
