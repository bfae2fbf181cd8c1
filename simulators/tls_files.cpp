#include "simulators/tls_files.h"

#include <stdexcept>

namespace simulators {

namespace ssl = boost::asio::ssl;

namespace {

void require(const boost::system::error_code& error, const std::string& file) {
    if (error) throw std::runtime_error(file + ": " + error.message());
}

}  // namespace

std::shared_ptr<ssl::context> client_context(const TlsFiles& files) {
    auto context = std::make_shared<ssl::context>(ssl::context::tls_client);
    boost::system::error_code error;
    context->set_verify_mode(ssl::verify_peer);
    if (files.ca.empty()) context->set_default_verify_paths(error);
    else context->load_verify_file(files.ca, error);
    require(error, files.ca);
    if (files.certificate.empty()) return context;
    context->use_certificate_chain_file(files.certificate, error);
    require(error, files.certificate);
    context->use_private_key_file(files.key, ssl::context::pem, error);
    require(error, files.key);
    return context;
}

}  // namespace simulators
