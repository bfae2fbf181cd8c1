#include <catch2/catch.hpp>

#include <boost/asio/ssl.hpp>

#include "tests/gateway/webhooks/sending.h"
#include "tests/tls/certificates.h"

using namespace gateway;
using namespace gateway::testing;

namespace {

/// A receiver with TLS whose certificate is for these names.
class SecureReceiver {
  public:
    using Stream = asio::ssl::stream<tcp::socket>;

    SecureReceiver(asio::io_context& io, const tls::Files& files, const tls::Authority& authority,
                   const tls::Wanted& wanted)
        : acceptor_(io, tcp::endpoint(asio::ip::address_v4::loopback(), 0)) {
        const tls::Issued own = authority.issue(wanted);
        context_.use_certificate_chain_file(files.put("receiver.pem", own.pem()));
        context_.use_private_key_file(files.put("receiver.key", own.key_pem()), asio::ssl::context::pem);
        accept();
    }
    std::string url(const std::string& host) const {
        return "https://" + host + ":" + std::to_string(acceptor_.local_endpoint().port()) + "/hook";
    }

    std::vector<std::string> requests, names;

  private:
    void accept() {
        acceptor_.async_accept([this](const boost::system::error_code& error, tcp::socket socket) {
            if (error) return;
            auto talk = std::make_shared<Conversation<Stream>>(Stream(std::move(socket), context_),
                                                               [this](const std::string& request) {
                                                                   requests.push_back(request);
                                                                   return answer("200 OK");
                                                               });
            talk->stream().async_handshake(Stream::server, [this, talk](const boost::system::error_code& failed) {
                const char* const name = SSL_get_servername(talk->stream().native_handle(), TLSEXT_NAMETYPE_host_name);
                names.push_back(name == nullptr ? "" : name);
                if (!failed) talk->read();
            });
            accept();
        });
    }

    tcp::acceptor acceptor_;
    asio::ssl::context context_{asio::ssl::context::tls_server};
};

tls::Wanted certificate_for(const std::string& name) {
    tls::Wanted wanted;
    wanted.common_name = name;
    wanted.dns_names = {name};
    return wanted;
}

struct SecureSending {
    explicit SecureSending(const tls::Wanted& wanted, const tls::Authority& trusted, const tls::Authority& issuer)
        : sending(loopback_allowed(), {}, files.put("roots.pem", trusted.pem())),
          receiver(sending.io, files, issuer, wanted) {
        sending.names["hooks.example.com"] = {"127.0.0.1"};
    }
    tls::Files files;
    Sending sending;
    SecureReceiver receiver;
};

}  // namespace

TEST_CASE("a webhook over TLS names its host in SNI and Host and is verified") {
    const tls::Authority authority;
    SecureSending secure(certificate_for("hooks.example.com"), authority, authority);
    const WebhookAnswer got = secure.sending.send(secure.receiver.url("hooks.example.com"), std::string(100'000, 'x'));
    INFO(got.error);
    CHECK(got.status == 200);
    REQUIRE(secure.receiver.requests.size() == 1);
    CHECK(secure.receiver.requests[0].find("Host: hooks.example.com:") != std::string::npos);
    CHECK(secure.receiver.names == std::vector<std::string>{"hooks.example.com"});
}

TEST_CASE("BI-297 a certificate of another name, of a stranger or of yesterday is a failure, and nothing is sent") {
    const tls::Authority authority, stranger("Other Root", tls::KeyKind::p256, 9);
    tls::Wanted expired = certificate_for("hooks.example.com");
    expired.begins = std::chrono::hours(-48);
    expired.ends = std::chrono::hours(-1);
    const auto refusal = [&](const tls::Wanted& wanted, const tls::Authority& issuer, const std::string& host) {
        SecureSending secure(wanted, authority, issuer);
        const WebhookAnswer got = secure.sending.send(secure.receiver.url(host));
        CHECK(got.status == 0);
        CHECK(secure.receiver.requests.empty());
        CHECK(secure.sending.sender.counters().tls_failures == 1);
        return got.error;
    };
    CHECK(refusal(certificate_for("other.example.com"), authority, "hooks.example.com").find("mismatch") !=
          std::string::npos);
    CHECK(refusal(certificate_for("hooks.example.com"), authority, "127.0.0.1").find("mismatch") != std::string::npos);
    CHECK(refusal(certificate_for("hooks.example.com"), stranger, "hooks.example.com").find("verify failed") !=
          std::string::npos);
    CHECK(refusal(expired, authority, "hooks.example.com").find("expired") != std::string::npos);
}

TEST_CASE("a receiver that speaks no TLS on an https URL is a failure without a second try in plain") {
    Sending sending;
    Receiver plain(sending.io);
    const std::string url = "https" + plain.url().substr(4);
    CHECK(sending.send(url).error.find("TLS failed: ") == 0);
    CHECK(plain.connections == 1);
    REQUIRE(plain.requests.size() == 1);
    CHECK(plain.requests[0].find("POST") == std::string::npos);
}

TEST_CASE("authorities that cannot be read are refused with their file") {
    CHECK_THROWS_WITH(TlsClientContext("/nowhere/roots.pem"), Catch::Contains("/nowhere/roots.pem"));
    CHECK_NOTHROW(TlsClientContext(""));
}

TEST_CASE("the system's authorities are read when the first connection is made, and not before") {
    const tls::Files files;
    ::setenv("SSL_CERT_DIR", "/nowhere", 1);
    ::setenv("SSL_CERT_FILE", (files.path() + "/late.pem").c_str(), 1);
    const TlsClientContext context("");
    files.put("late.pem", tls::Authority().pem());
    CHECK(sk_X509_OBJECT_num(X509_STORE_get0_objects(SSL_CTX_get_cert_store(context.get()))) == 1);
    CHECK(sk_X509_OBJECT_num(X509_STORE_get0_objects(SSL_CTX_get_cert_store(context.get()))) == 1);
    ::unsetenv("SSL_CERT_DIR");
    ::unsetenv("SSL_CERT_FILE");
}
