#!/bin/sh
# Makes the certificates, keys and other files that the tests read.
# Usage: fixtures.sh DIRECTORY
#
# X-cert.pem is a certificate and X-key.pem its private key (PKCS#8). Every
# passphrase and password is "secret". CAs: ca-rsa, ca-p256, ca-p384, ca-p521,
# ca-ed25519; each has issued server-TYPE and client-TYPE. Servers are valid
# for localhost and 127.0.0.1.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1"
cd "$1"
exec 2>fixtures.log

# Chains of certificates for path validation, and names to match.
python3 "$here/chains.py" chains.txt hosts.txt &
chains=$!

key() { # NAME TYPE
    case $2 in
        rsa) set -- "$1" -algorithm RSA -pkeyopt rsa_keygen_bits:2048 ;;
        p256 | p384 | p521) set -- "$1" -algorithm EC -pkeyopt "ec_paramgen_curve:P-${2#p}" ;;
        ed25519) set -- "$1" -algorithm ED25519 ;;
    esac
    name=$1
    shift
    openssl genpkey "$@" -out "$name-key.pem"
}

request() { # NAME SUBJECT
    openssl req -new -key "$1-key.pem" -subj "$2" -out "$1.csr"
}

# Issues from $1.csr by CA $2 with the extensions on stdin; more arguments go to x509.
issue() { # NAME CA ...
    name=$1 ca=$2
    shift 2
    cat >"$name.ext"
    openssl x509 -req -in "$name.csr" -CA "$ca-cert.pem" -CAkey "$ca-key.pem" \
        -extfile "$name.ext" -days 3650 -out "$name-cert.pem" "$@"
}

leaf_extensions() { # USAGE SAN
    echo "basicConstraints=critical,CA:FALSE"
    echo "keyUsage=critical,digitalSignature,keyEncipherment"
    echo "extendedKeyUsage=$1"
    echo "subjectKeyIdentifier=hash"
    echo "authorityKeyIdentifier=keyid"
    [ -z "$2" ] || echo "subjectAltName=$2"
}
local_names="DNS:localhost,IP:127.0.0.1,IP:::1"

# One CA, server and client for each key type.
for type in rsa p256 p384 p521 ed25519; do
    key "ca-$type" $type
    openssl req -x509 -new -key "ca-$type-key.pem" -subj "/C=XX/O=tlsrs tests/CN=Test CA $type" \
        -days 3650 -addext "basicConstraints=critical,CA:TRUE" \
        -addext "keyUsage=critical,keyCertSign,cRLSign" -out "ca-$type-cert.pem"
    key "server-$type" $type
    request "server-$type" "/C=XX/O=tlsrs tests/CN=localhost"
    leaf_extensions serverAuth "$local_names" | issue "server-$type" "ca-$type"
    key "client-$type" $type
    request "client-$type" "/C=XX/O=tlsrs tests/CN=Client $type/emailAddress=client@example.com"
    leaf_extensions clientAuth "email:client@example.com" | issue "client-$type" "ca-$type"
done
cat ca-*-cert.pem >ca-bundle.pem

# DSA, which signs certificates but takes no part in TLS: dsa-BITS-ORDER.
for lengths in 1024-160 2048-224 2048-256; do
    openssl genpkey -genparam -algorithm DSA -pkeyopt "dsa_paramgen_bits:${lengths%-*}" \
        -pkeyopt "dsa_paramgen_q_bits:${lengths#*-}" -out "dsa-$lengths-parameters.pem"
    openssl genpkey -paramfile "dsa-$lengths-parameters.pem" -out "dsa-$lengths-key.pem"
    openssl req -x509 -new -key "dsa-$lengths-key.pem" -subj "/C=XX/O=tlsrs tests/CN=Test CA DSA $lengths" \
        -days 3650 -addext "basicConstraints=critical,CA:TRUE" -out "dsa-$lengths-cert.pem"
done
key dsa-issued p256
request dsa-issued "/C=XX/O=tlsrs tests/CN=localhost"
leaf_extensions serverAuth "$local_names" | issue dsa-issued dsa-2048-256
leaf_extensions serverAuth "$local_names" >dsa-issued-weakly.ext
openssl x509 -req -in dsa-issued.csr -CA dsa-1024-160-cert.pem -CAkey dsa-1024-160-key.pem -sha1 \
    -extfile dsa-issued-weakly.ext -days 3650 -out dsa-issued-weakly-cert.pem

# root <- intermediate <- server-chain; chain.pem is what a server sends.
key intermediate rsa
request intermediate "/C=XX/O=tlsrs tests/CN=Test intermediate"
issue intermediate ca-rsa <<EOF
basicConstraints=critical,CA:TRUE,pathlen:0
keyUsage=critical,keyCertSign,cRLSign
subjectKeyIdentifier=hash
authorityKeyIdentifier=keyid
EOF
key server-chain p256
request server-chain "/C=XX/O=tlsrs tests/CN=localhost"
leaf_extensions serverAuth "$local_names" | issue server-chain intermediate
cat server-chain-cert.pem intermediate-cert.pem >chain.pem

# root <- intermediate <- tsa, who may only stamp times.
key tsa p256
request tsa "/C=XX/O=tlsrs tests/CN=Time stamps"
issue tsa intermediate <<EOF
basicConstraints=critical,CA:FALSE
keyUsage=critical,digitalSignature
extendedKeyUsage=critical,timeStamping
subjectAltName=DNS:stamps.example,email:stamps@example.com
EOF
cat >tsa.cnf <<EOF
[tsa]
default_tsa = main
[main]
serial = tsa-serial.txt
signer_cert = tsa-cert.pem
signer_key = tsa-key.pem
certs = intermediate-cert.pem
signer_digest = sha256
default_policy = 1.2.3.4.1
other_policies = 1.2.3.4.5
digests = sha1, sha256, sha512
accuracy = secs:1, millisecs:500, microsecs:100
ordering = yes
tsa_name = yes
ess_cert_id_chain = no
ess_cert_id_alg = sha256
EOF
cat tsa-cert.pem intermediate-cert.pem >tsa-chain.pem
printf "To be stamped." >stamped.txt
openssl ts -query -data stamped.txt -sha256 -tspolicy 1.2.3.4.5 -no_nonce -out stamp-query.tsq
openssl ts -reply -config tsa.cnf -queryfile stamp-query.tsq -out stamp.tsr
cat chain.pem ca-rsa-cert.pem >full-chain.pem

# Certificates that must be refused.
for name in wrong-name expired future revoked no-name wrong-usage; do
    key $name p256
    request $name "/C=XX/O=tlsrs tests/CN=$name"
done
leaf_extensions serverAuth "DNS:other.example,DNS:*.wild.example" | issue wrong-name ca-rsa
leaf_extensions serverAuth "$local_names" | issue revoked ca-rsa -set_serial 4096
leaf_extensions serverAuth "" | issue no-name ca-rsa
leaf_extensions clientAuth "$local_names" | issue wrong-usage ca-rsa
key self-signed p256
openssl req -x509 -new -key self-signed-key.pem -subj "/CN=localhost" -days 3650 \
    -addext "subjectAltName=$local_names" -out self-signed-cert.pem
openssl x509 -req -in server-rsa.csr -signkey server-rsa-key.pem -days 3650 -out version1-cert.pem

# `openssl ca` alone can set both dates and make CRLs.
: >index.txt
echo 2000 >serial.txt
echo 01 >crlnumber.txt
cat >ca.cnf <<EOF
[ca]
default_ca = main
[main]
database = index.txt
serial = serial.txt
crlnumber = crlnumber.txt
new_certs_dir = .
default_md = sha256
policy = any
certificate = ca-rsa-cert.pem
private_key = ca-rsa-key.pem
unique_subject = no
[any]
commonName = supplied
EOF
dated() { # NAME START END
    leaf_extensions serverAuth "$local_names" >"$1.ext"
    openssl ca -batch -notext -config ca.cnf -in "$1.csr" -extfile "$1.ext" \
        -startdate "$2" -enddate "$3" -out "$1-cert.pem"
}
dated expired 20200101000000Z 20210101000000Z
dated future 20900101000000Z 20910101000000Z
openssl ca -config ca.cnf -revoke revoked-cert.pem -crl_reason keyCompromise
openssl ca -config ca.cnf -gencrl -crldays 3650 -out crl.pem
openssl crl -in crl.pem -outform DER -out crl.der
rm -f 2000.pem 2001.pem

# OCSP responses of the CA itself, of a delegate, and of someone who may not.
key ocsp-signer p256
request ocsp-signer "/C=XX/O=tlsrs tests/CN=OCSP signer"
issue ocsp-signer ca-rsa <<EOF
basicConstraints=critical,CA:FALSE
keyUsage=critical,digitalSignature
extendedKeyUsage=OCSPSigning
noCheck=ignored
EOF
for signer in ca-rsa ocsp-signer server-rsa; do
    openssl ocsp -index index.txt -CA ca-rsa-cert.pem -rsigner $signer-cert.pem -rkey $signer-key.pem \
        -issuer ca-rsa-cert.pem -cert expired-cert.pem -cert revoked-cert.pem -cert server-rsa-cert.pem \
        -ndays 3650 -respout ocsp-by-$signer.der
done
openssl ocsp -issuer ca-rsa-cert.pem -cert revoked-cert.pem -no_nonce -reqout ocsp-request.der

# The other forms of keys.

# Encrypts a key with the command given, whose last word is the file, until the
# tests' wrong passwords give a wrong padding: one in 256 of them does not, and
# the rubbish that comes out then fails in a way that depends on chance.
encrypted() { # FORM COMMAND ...
    form=$1
    shift
    for file; do :; done
    while :; do
        "$@"
        lucky=no
        for password in wrong "not it" ""; do
            openssl pkey -inform "$form" -in "$file" -noout -passin "pass:$password" 2>&1 |
                grep -q "bad decrypt" || lucky=yes
        done
        [ $lucky = yes ] || break
    done
}
for type in rsa p256 p384 p521; do
    openssl pkey -in server-$type-key.pem -traditional -out server-$type-key-traditional.pem
    openssl asn1parse -in server-$type-key-traditional.pem -noout -out server-$type-key-traditional.der
    encrypted PEM openssl pkey -in server-$type-key.pem -traditional -aes128 -passout pass:secret \
        -out server-$type-key-legacy-aes128.pem
done
encrypted PEM openssl pkey -in server-rsa-key.pem -traditional -des3 -passout pass:secret \
    -out server-rsa-key-legacy-des3.pem
for type in rsa p256 p384 p521 ed25519; do
    openssl pkey -in server-$type-key.pem -outform DER -out server-$type-key.der
    openssl pkey -in server-$type-key.pem -pubout -out server-$type-public.pem
    openssl pkey -in server-$type-key.pem -pubout -outform DER -out server-$type-public.der
    encrypted PEM openssl pkcs8 -topk8 -in server-$type-key.pem -v2 aes-256-cbc -passout pass:secret \
        -out server-$type-key-encrypted.pem
    encrypted DER openssl pkcs8 -topk8 -in server-$type-key.pem -v2 aes-256-cbc -passout pass:secret \
        -outform DER -out server-$type-key-encrypted.der
    openssl x509 -in server-$type-cert.pem -outform DER -out server-$type-cert.der
done
sealed() { # NAME TYPE ...: PKCS#8 under other algorithms
    name=$1 type=$2
    shift 2
    encrypted PEM openssl pkcs8 -topk8 -in "server-$type-key.pem" -passout pass:secret "$@" -out "$name.pem"
}
sealed key-rsa-pkcs8-des3 rsa -v2 des3 -v2prf hmacWithSHA1
sealed key-p256-pkcs8-sha512 p256 -v2 aes-192-cbc -v2prf hmacWithSHA512
sealed key-rsa-pkcs8-scrypt rsa -scrypt
sealed key-rsa-pkcs8-pbe1 rsa -v1 PBE-SHA1-3DES
openssl rsa -in server-rsa-key.pem -RSAPublicKey_out -out server-rsa-public-pkcs1.pem
openssl ecparam -name prime256v1 -out p256-parameters.pem
cat server-rsa-key.pem server-rsa-cert.pem >server-rsa-key-and-cert.pem

# PKCS#12, PKCS#7, DH, requests.
openssl pkcs12 -export -in server-rsa-cert.pem -inkey server-rsa-key.pem -certfile ca-rsa-cert.pem \
    -name "server rsa" -passout pass:secret -out server-rsa.p12
openssl pkcs12 -export -in server-chain-cert.pem -inkey server-chain-key.pem \
    -certfile intermediate-cert.pem -passout pass:secret -out server-chain.p12
openssl pkcs12 -export -in server-rsa-cert.pem -inkey server-rsa-key.pem -certfile ca-rsa-cert.pem \
    -keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-3DES -macalg sha1 -passout pass:secret -out server-rsa-3des.p12
openssl pkcs12 -export -in server-p256-cert.pem -inkey server-p256-key.pem -passout pass: \
    -out server-p256-no-password.p12
openssl pkcs12 -export -in server-p256-cert.pem -inkey server-p256-key.pem -keypbe NONE -certpbe NONE \
    -nomac -passout pass: -out server-p256-plain.p12
openssl pkcs12 -export -nokeys -in ca-bundle.pem -passout pass:secret -out ca-bundle.p12
openssl crl2pkcs7 -nocrl -certfile full-chain.pem -out full-chain.p7b
openssl dhparam -dsaparam -out dh-x942.pem 2048
# Safe primes take long to find; these have no name and are no secret.
cat >dh-custom.pem <<EOF
-----BEGIN DH PARAMETERS-----
MIIBCAKCAQEA2ooNWHm94R1Ij4tCNfWOoLAFdLYyNrw9ZB5OmJNKa0MvjgWcdBAC
jufjNA3VvaC7giemn5+4/nlL7a4jyo1RO6xzdTyUKDwhVRM1aQV0P+ZeZtO9NCI+
1ZsgcSp/U5UpQX/WFY8y0mrITRRo53f+21ycepFkm0gJuUp0ZFUh0bGZ+mknhD0O
SwJAP5KCHnir7XZ5NX6fgNjDTCdIOEHwdi+xTOfDVLNQIUUKSrUOp8D+YvBE6Q0f
zQkseipl97tN//DYFP6DXdXBmURWXml6niMlmgyfXZvovQNddrVggS1XE9lvJVSR
iEZo8YbvRDquDiPzYfSC/0mKhpIhd9YN7wIBAg==
-----END DH PARAMETERS-----
EOF
cat >dh-weak.pem <<EOF
-----BEGIN DH PARAMETERS-----
MIGHAoGBAOaetrLhJXHmOlFcwk9aMbEa2LE+XLoTX2UAYnO5WrtPWX48I/7zNFZ7
ncAZINDcJn5O/Qt6NqQ8Qqs1R36nmA3SF8aweHh9fmt66CDsG8/g8oe7HW7kBpRW
872BiukSmAgUTMwKhdrRp48UaMtJdP98AdLPFn/HT0XRrcxvcwf/AgEC
-----END DH PARAMETERS-----
EOF
openssl genpkey -genparam -algorithm DH -pkeyopt group:ffdhe2048 -out dh2048.pem

# Engines, which do not say that they need libcrypto: they call the library
# that loads them.
for engine in engine empty old; do
    ${CC:-cc} -w -shared -fPIC -o "engine_$engine.so" "$here/engine/_${engine}_so.c"
done
cp engine_old.so engine_twin.so

# Messages of CMS: signed, for an RSA key with and without authentication.
echo "A message." >message.txt
openssl cms -sign -binary -nodetach -nocerts -nosmimecap -md sha256 -outform DER -in message.txt \
    -signer client-p256-cert.pem -inkey client-p256-key.pem -certfile client-p256-cert.pem -out signed.cms
openssl cms -encrypt -binary -aes-128-cbc -outform DER -in message.txt -out enveloped.cms client-rsa-cert.pem
openssl cms -encrypt -binary -aes-256-gcm -outform DER -in message.txt -out sealed.cms client-rsa-cert.pem

# A CA directory as c_rehash makes it.
mkdir -p hashed
cp ca-*-cert.pem hashed/
openssl rehash hashed
rm -f ./*.ext index.txt* serial.txt* crlnumber.txt* ca.cnf
wait $chains
