#pragma once

#include <openssl/evp.h>

#include <string>

namespace end_to_end {

/// The value of an Authorization header (RFC 7617).
inline std::string basic_authorization(const std::string& username, const std::string& password) {
    const std::string text = username + ":" + password;
    std::string encoded(4 * ((text.size() + 2) / 3) + 1, '\0');
    const int length =
        ::EVP_EncodeBlock(reinterpret_cast<unsigned char*>(encoded.data()),
                          reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
    encoded.resize(static_cast<std::size_t>(length));
    return "Basic " + encoded;
}

}  // namespace end_to_end
