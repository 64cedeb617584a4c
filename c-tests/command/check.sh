#!/bin/sh
# `tlsrs check`: what it says of programs, libraries, plugins, and of what is neither.
set -u
. "$(dirname "$0")/_expect.sh"
check="$tlsrs check"

program() { # NAME FUNCTION [FLAG ...]: a C program that uses one function
    name=$1 function=$2
    shift 2
    printf 'void %s(void); int main(void) { %s(); return 0; }\n' "$function" "$function" >"$name.c"
    cc -Wno-builtin-declaration-mismatch -o "$name" "$name.c" "$@" -lssl -lcrypto || exit 1
}
library() { # NAME FUNCTION [FLAG ...]: a library that uses one function
    name=$1 function=$2
    shift 2
    printf 'void %s(void); void use_%s(void) { %s(); }\n' "$function" "$name" "$function" >"$name.c"
    cc -shared -fPIC -o "lib$name.so" "$name.c" "$@" || exit 1
}

program good SSL_read
expect "a program" 0 '^\./good: 1 function of OpenSSL, implemented$' $check ./good
expect "its functions" 0 '^    ok    SSL_read$' $check ./good
expect_not "its functions, in brief" 0 SSL_read $check --brief ./good
printf 'int main(void) { return 0; }\n' >none.c
cc -o none none.c
expect "a program without OpenSSL" 0 'uses no function of OpenSSL' $check ./none

# A stub, as long as there is one.
stub=$(nm -D --defined-only "$TLSRS_BUILD/lib/libtlsrs.so.0" | sed -n 's/^[0-9a-f]* W \([A-Za-z0-9_]*\)@.*/\1/p' | head -1)
if [ -n "$stub" ]; then
    program lacking "$stub"
    expect "a program that needs a stub" 1 '^\./lacking: 1 functions\? of OpenSSL, 0 implemented, 1 not' $check ./lacking
    expect "the stub" 1 "^    stub  $stub\$" $check -b ./lacking
    expect "of several files" 1 '^1 of 2 files run fully over tlsrs$' $check ./lacking ./good
fi

# What a library uses counts for the program; the loader's rules find it.
mkdir deps
library inner SSL_write -lssl -lcrypto
mv libinner.so deps/
printf 'void use_inner(void); int main(void) { use_inner(); return 0; }\n' >outer.c
cc -o outer outer.c -Ldeps -linner -Wl,-rpath,'$ORIGIN/deps'
expect "a library's use, found by \$ORIGIN" 0 '^  libinner.so (1)$' $check ./outer
cc -o lost outer.c -Ldeps -linner
expect "a library that is not found" 2 '^  libinner.so was not found' $check ./lost
expect "one in LD_LIBRARY_PATH" 0 '^    ok    SSL_write$' env LD_LIBRARY_PATH="$PWD/deps" $check ./lost

# A plugin that leaves OpenSSL to the program: the symbols have no version.
library plugin SSL_shutdown
expect "a plugin" 0 '^    ok    SSL_shutdown$' $check ./libplugin.so
# Its own function of OpenSSL's name is not OpenSSL's.
printf 'void SSL_peek(void) {} void use(void) { SSL_peek(); }\n' >own.c
cc -shared -fPIC -o libown.so own.c
expect "a function of the same name" 0 'uses no function' $check ./libown.so

# Another OpenSSL, and a function that tlsrs has never heard of.
printf 'void SSL_future(void) {}\n' >future.c
printf 'OPENSSL_3.9.0 { global: SSL_*; };\n' >future.map
cc -shared -fPIC -o libssl.so.3 future.c -Wl,-soname,libssl.so.3 -Wl,--version-script=future.map
printf 'void SSL_future(void); int main(void) { SSL_future(); return 0; }\n' >usefuture.c
cc -o usefuture usefuture.c ./libssl.so.3
expect "an unknown function" 1 '^    none  SSL_future$' $check ./usefuture
cc -shared -fPIC -o libssl.so.1.1 future.c -Wl,-soname,libssl.so.1.1
cc -o old usefuture.c ./libssl.so.1.1
expect "another OpenSSL" 1 'wants libssl.so.1.1: tlsrs takes the place of OpenSSL 3 only' $check ./old

# What cannot be checked.
expect "no file" 2 'check needs a file' $check
expect "an option it has not" 2 'has no option --frob' $check --frob ./good
expect "a missing file" 2 'no-such: No such file' $check ./no-such
expect "a folder" 2 'not a file' $check .
expect "text" 2 'not an ELF file' $check "$0"
echo '#!/usr/bin/env perl' >script
expect "a script" 2 'a script, not an ELF file: check what runs it, /usr/bin/env perl' $check ./script
: >empty
expect "an empty file" 2 'not an ELF file' $check ./empty
cc -c -o good.o good.c -Wno-builtin-declaration-mismatch
expect "an object file" 2 'no program or shared library' $check ./good.o
cc -static -o static none.c
expect "a static program" 2 'linked statically' $check ./static
{ printf '\177ELF\001'; tail -c +6 good; } >other
expect "another machine" 2 'for another machine' $check ./other
size=$(wc -c <good)
for part in 5 20 64 1000 $((size / 2)) $((size - 64)); do
    head -c "$part" good >cut
    expect "a file cut to $part bytes" 2 'ELF file' $check ./cut
done
expect "what can be checked, besides" 2 '^1 of 2 files' $check ./empty ./good
cp "$tlsrs" ./tlsrs
expect "no library beside it" 2 'libtlsrs.so.0: No such file' ./tlsrs check ./good

finish
