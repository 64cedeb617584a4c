# For languages.py: a server and a client with Perl's IO::Socket::SSL.
#
# usage: perl.pl serve PORT CA CERT KEY | connect PORT CA CERT KEY OTHER-CA

use strict;
use warnings;
use IO::Socket::INET;
use IO::Socket::SSL;

my ($role, $port, $ca, $cert, $key, $other_ca) = @ARGV;
$SIG{PIPE} = 'IGNORE';
my @certificate = (SSL_cert_file => $cert, SSL_key_file => $key);

if ($role eq 'serve') {
    my $listener = IO::Socket::INET->new(LocalAddr => '127.0.0.1', LocalPort => $port, Listen => 20, ReuseAddr => 1)
        or die "no listener: $!";
    my $context = IO::Socket::SSL::SSL_Context->new(@certificate, SSL_server => 1, SSL_ca_file => $ca,
        SSL_verify_mode => SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, SSL_session_id_context => 'languages')
        or die "no context: $SSL_ERROR";
    while (my $plain = $listener->accept) {
        my $tls = IO::Socket::SSL->start_SSL($plain, SSL_server => 1, SSL_reuse_ctx => $context) or next;
        my $line = <$tls>;
        print $tls $tls->get_sslversion, ' ', $tls->peer_certificate('commonName'), ": $line" if defined $line;
        $tls->close;
    }
}

# What the server answers, and how; or why there is no answer.
sub ask {
    my ($name, @options) = @_;
    my $tls = IO::Socket::SSL->new(PeerAddr => '127.0.0.1', PeerPort => $port, SSL_verify_mode => SSL_VERIFY_PEER,
        SSL_verifycn_scheme => 'http', SSL_verifycn_name => $name, SSL_hostname => $name, @options)
        or return (undef, "refused: $SSL_ERROR");
    print $tls "hello\n";
    my $answer = <$tls>;
    return (undef, 'refused: ' . ($SSL_ERROR || 'no answer')) unless defined $answer;
    chomp $answer;
    my $about = "[\"$answer\" " . $tls->peer_certificate('commonName') . ']';
    my $how = $tls->get_session_reused ? 'resumed' : 'anew';
    $tls->close;
    return ($about, 'accepted', $how);
}

# One context for both: its sessions go with it.
my $context = IO::Socket::SSL::SSL_Context->new(@certificate, SSL_ca_file => $ca, SSL_verify_mode => SSL_VERIFY_PEER,
    SSL_session_cache_size => 8);
my @resuming = (SSL_reuse_ctx => $context);
print 'good: ', (ask('localhost', @resuming))[0] // 'none', "\n";
print 'again: ', (ask('localhost', @resuming))[2] // 'none', "\n";
print 'no certificate: ', (ask('localhost', SSL_ca_file => $ca))[1], "\n";
print 'another name: ', (ask('other.example', SSL_ca_file => $ca, @certificate))[1], "\n";
print 'another CA: ', (ask('localhost', SSL_ca_file => $other_ca, @certificate))[1], "\n";
