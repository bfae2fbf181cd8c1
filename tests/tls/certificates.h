#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "gateway/security/openssl_objects.h"

/// Keys and certificates that tests make while they run; none is ever kept.
namespace tls {

using SharedKey = std::shared_ptr<EVP_PKEY>;

enum class KeyKind { rsa2048, rsa1024, p256, p192 };
/// RSA keys take long: one of each kind and number is made per process.
SharedKey key_of(KeyKind kind, int number = 0);
std::string pem_of(const SharedKey& key);

struct Wanted {
    std::string common_name = "localhost";
    std::string organization;
    std::vector<std::string> dns_names;
    std::chrono::hours begins{-1};  ///< from now
    std::chrono::hours ends{24 * 365};
    KeyKind kind = KeyKind::p256;
    int key_number = 1;
    bool is_authority = false;
};

struct Issued {
    std::shared_ptr<X509> certificate;
    SharedKey key;
    std::string pem() const;
    std::string key_pem() const { return pem_of(key); }
};

/// A certificate authority that lives as long as the test.
class Authority {
  public:
    explicit Authority(const std::string& name = "Test Root", KeyKind kind = KeyKind::p256, int key_number = 0);
    Issued issue(const Wanted& wanted) const;
    std::string pem() const { return root_.pem(); }
    std::string key_pem() const { return root_.key_pem(); }
    /// A revocation list with these certificates in it.
    std::string revocation_list(const std::vector<Issued>& revoked) const;

  private:
    Issued root_;
};

/// A certificate request as a charger makes it. `forged`: signed by another key than its own.
std::string request_for(const std::string& common_name, KeyKind kind = KeyKind::p256, bool forged = false);

/// A directory for one test's files; keys are written so that only the owner may read them.
class Files {
  public:
    Files();
    ~Files();
    Files(const Files&) = delete;
    Files& operator=(const Files&) = delete;
    /// Writes the text and returns the path.
    std::string put(const std::string& name, const std::string& text) const;
    std::string path() const { return directory_.string(); }

  private:
    std::filesystem::path directory_;
};

}  // namespace tls
