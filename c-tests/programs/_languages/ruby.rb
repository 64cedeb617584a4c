# For languages.py: a server and a client with Ruby's openssl.
#
# usage: ruby.rb serve PORT CA CERT KEY | connect PORT CA CERT KEY OTHER-CA

require "openssl"
require "socket"

role, port, ca, cert, key, other_ca = ARGV

def context(ca, cert, key, verify)
  made = OpenSSL::SSL::SSLContext.new
  made.ca_file = ca
  made.verify_mode = verify
  if cert
    made.cert = OpenSSL::X509::Certificate.new(File.read(cert))
    made.key = OpenSSL::PKey.read(File.read(key))
  end
  made
end

def common_name(certificate)
  certificate.subject.to_a.assoc("CN")[1]
end

if role == "serve"
  made = context(ca, cert, key, OpenSSL::SSL::VERIFY_PEER | OpenSSL::SSL::VERIFY_FAIL_IF_NO_PEER_CERT)
  made.session_id_context = "languages"
  listener = TCPServer.new("127.0.0.1", port.to_i)
  loop do
    plain = listener.accept
    begin
      tls = OpenSSL::SSL::SSLSocket.new(plain, made)
      tls.accept
      tls.puts("#{tls.ssl_version} #{common_name(tls.peer_cert)}: #{tls.gets}")
      tls.close
    rescue OpenSSL::SSL::SSLError, SystemCallError => error
      warn error.message
    ensure
      plain.close
    end
  end
end

# What the server answers, and how.
def ask(port, made, name, session = nil)
  plain = TCPSocket.new("127.0.0.1", port.to_i)
  tls = OpenSSL::SSL::SSLSocket.new(plain, made)
  tls.hostname = name
  tls.session = session if session
  tls.connect
  tls.post_connection_check(name)
  tls.puts("hello")
  answer = tls.gets
  raise OpenSSL::SSL::SSLError, "no answer" unless answer
  [answer.chomp, tls.session_reused?, common_name(tls.peer_cert)]
ensure
  plain.close if plain
end

def refusal
  yield
  "accepted"
rescue OpenSSL::SSL::SSLError, SystemCallError => error
  "refused: #{error.message}"
end

sessions = []
mine = context(ca, cert, key, OpenSSL::SSL::VERIFY_PEER)
mine.session_cache_mode = OpenSSL::SSL::SSLContext::SESSION_CACHE_CLIENT
mine.session_new_cb = ->((_, session)) { sessions << session }
first = ask(port, mine, "localhost")
puts "good: #{first.inspect}"
puts "again: #{ask(port, mine, "localhost", sessions.last)[1] ? "resumed" : "anew"}"
without = context(ca, nil, nil, OpenSSL::SSL::VERIFY_PEER)
puts "no certificate: #{refusal { ask(port, without, "localhost") }}"
puts "another name: #{refusal { ask(port, mine, "other.example") }}"
puts "another CA: #{refusal { ask(port, context(other_ca, cert, key, OpenSSL::SSL::VERIFY_PEER), "localhost") }}"
