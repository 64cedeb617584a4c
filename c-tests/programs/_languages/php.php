<?php
// For languages.py: a server and a client with PHP's streams.
//
// usage: php.php serve PORT CA CERT KEY | connect PORT CA CERT KEY OTHER-CA

[, $role, $port, $ca, $cert, $key] = $argv;
$said = [];
set_error_handler(function (int $level, string $message) use (&$said): bool {
    $said[] = strtr($message, "\n", " ");
    return true;
});

if ($role === "serve") {
    $context = stream_context_create(["ssl" => ["local_cert" => $cert, "local_pk" => $key, "cafile" => $ca,
        "verify_peer" => true, "verify_peer_name" => false, "capture_peer_cert" => true]]);
    $listener = stream_socket_server("tcp://127.0.0.1:$port", $code, $text, STREAM_SERVER_BIND | STREAM_SERVER_LISTEN, $context);
    while (true) {
        $tls = stream_socket_accept($listener, 3600);
        if ($tls === false || stream_socket_enable_crypto($tls, true, STREAM_CRYPTO_METHOD_TLS_SERVER) !== true) {
            continue;
        }
        $peer = openssl_x509_parse(stream_context_get_options($tls)["ssl"]["peer_certificate"]);
        $version = stream_get_meta_data($tls)["crypto"]["protocol"];
        fwrite($tls, "$version {$peer['subject']['CN']}: " . fgets($tls));
        fclose($tls);
    }
}

// What the server answers, or why there is no answer.
function ask(string $port, string $name, array $options): array
{
    global $said;
    $said = [];
    $context = stream_context_create(["ssl" => $options + ["verify_peer" => true, "verify_peer_name" => true,
        "peer_name" => $name, "capture_peer_cert" => true]]);
    $tls = stream_socket_client("ssl://127.0.0.1:$port", $code, $text, 60, STREAM_CLIENT_CONNECT, $context);
    if ($tls === false) {
        return [null, "refused: " . implode("; ", $said)];
    }
    fwrite($tls, "hello\n");
    $answer = fgets($tls);
    $peer = openssl_x509_parse(stream_context_get_options($tls)["ssl"]["peer_certificate"]);
    return $answer === false ? [null, "refused: " . (implode("; ", $said) ?: "no answer")]
        : [json_encode([rtrim($answer), $peer["subject"]["CN"]]), "accepted"];
}

$mine = ["local_cert" => $cert, "local_pk" => $key];
echo "good: ", ask($port, "localhost", $mine + ["cafile" => $ca])[0], "\n";
echo "no certificate: ", ask($port, "localhost", ["cafile" => $ca])[1], "\n";
echo "another name: ", ask($port, "other.example", $mine + ["cafile" => $ca])[1], "\n";
echo "another CA: ", ask($port, "localhost", $mine + ["cafile" => $argv[6]])[1], "\n";
