#!/bin/sh
# Installs the Debian packages that `make`, `make check` and `make demo` need,
# and those its arguments name; only what is missing. Rust comes from rustup.rs
# or the distribution.
set -eu
wanted="gcc g++ make pkg-config libc6-dev libssl-dev openssl curl python3 python3-venv nginx abigail-tools binutils valgrind
    libnginx-mod-stream libnginx-mod-mail haproxy postgresql redis-server socat stunnel4 lighttpd lighttpd-mod-openssl mosquitto
    mosquitto-clients openvpn openssh-server postfix dovecot-imapd dovecot-pop3d apache2 softhsm2 libengine-pkcs11-openssl
    hostapd eapoltest coturn osslsigncode ruby php-cli libio-socket-ssl-perl lua5.4 lua-sec python3-openssl $*"
missing=
for package in $wanted; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q '^install ok' || missing="$missing $package"
done
# The tests compare with OpenSSL 3.0 as Debian's security updates have it:
# what earlier patch releases answer differs in places.
oldest=3.0.22
for package in openssl libssl3 libssl-dev; do
    version=$(dpkg-query -W -f '${Version}' "$package" 2>/dev/null) || continue
    if dpkg --compare-versions "$version" lt "$oldest"; then missing="$missing $package"; fi
done
if [ -n "$missing" ]; then
    if ! command -v apt-get >/dev/null; then
        echo "this is no Debian: please install the counterparts of:$missing" >&2
        exit 1
    fi
    root=
    if [ "$(id -u)" != 0 ]; then
        command -v sudo >/dev/null || { echo "run as root, or install sudo:$missing" >&2; exit 1; }
        root=sudo
    fi
    echo "installing$missing"
    log=$(mktemp)
    # The servers among them are for the tests to start, not for the system.
    policy=/usr/sbin/policy-rc.d
    if [ ! -e $policy ]; then
        printf '#!/bin/sh\nexit 101\n' | $root tee $policy >/dev/null
        $root chmod 755 $policy
        trap '$root rm -f $policy' EXIT
    fi
    # shellcheck disable=SC2086 # a list of names
    if ! { $root apt-get update -q &&
        $root env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -q -y --no-install-recommends $missing; } >"$log" 2>&1; then
        tail -20 "$log" >&2
        exit 1
    fi
    rm -f "$log"
fi
if ! command -v cargo >/dev/null; then
    echo "cargo is missing: install Rust 1.88 or later from https://rustup.rs" >&2
    exit 1
fi
# Public test vectors of PyPI, only to be read: too large for the repository.
vectors=50.0.2
build=$(cd "$(dirname "$0")/.." && pwd)/build
if ! [ -e "$build/vectors/cryptography_vectors-$vectors.dist-info" ]; then
    echo "installing cryptography-vectors $vectors in build/vectors"
    rm -rf "$build/vectors" "$build/python"
    log=$(mktemp)
    if ! { python3 -m venv "$build/python" &&
        "$build/python/bin/pip" install --quiet --disable-pip-version-check --no-deps --no-compile \
            --target "$build/vectors" "cryptography-vectors==$vectors"; } >"$log" 2>&1; then
        tail -20 "$log" >&2
        exit 1
    fi
    rm -f "$log"
fi
