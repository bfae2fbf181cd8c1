#pragma once

#include "ocpp/field.h"
#include "ocpp/security_enums.h"
#include "ocpp/types.h"

/// Certificates (security white paper, edition 2, sections 5.1 to 5.4, 5.7, 5.11, 5.17).
namespace ocpp {

struct SignCertificate {
    static constexpr std::string_view action = "SignCertificate";
    static constexpr Sender sender = Sender::charge_point;
    struct Request {
        Text<5500> csr;
        static constexpr auto fields() { return std::tuple{field("csr", &Request::csr)}; }
    };
    struct Response {
        Token<GenericStatusEnumType> status;
        static constexpr auto fields() { return std::tuple{field("status", &Response::status)}; }
    };
};

struct CertificateSigned {
    static constexpr std::string_view action = "CertificateSigned";
    static constexpr Sender sender = Sender::central_system;
    struct Request {
        Text<10000> certificateChain;
        static constexpr auto fields() { return std::tuple{field("certificateChain", &Request::certificateChain)}; }
    };
    struct Response {
        Token<CertificateSignedStatusEnumType> status;
        static constexpr auto fields() { return std::tuple{field("status", &Response::status)}; }
    };
};

struct InstallCertificate {
    static constexpr std::string_view action = "InstallCertificate";
    static constexpr Sender sender = Sender::central_system;
    struct Request {
        Token<CertificateUseEnumType> certificateType;
        Text<5500> certificate;
        static constexpr auto fields() {
            return std::tuple{field("certificateType", &Request::certificateType),
                              field("certificate", &Request::certificate)};
        }
    };
    struct Response {
        Token<CertificateStatusEnumType> status;
        static constexpr auto fields() { return std::tuple{field("status", &Response::status)}; }
    };
};

struct CertificateHashData {
    Token<HashAlgorithmEnumType> hashAlgorithm;
    Text<128> issuerNameHash;
    Text<128> issuerKeyHash;
    Text<40> serialNumber;
    static constexpr auto fields() {
        return std::tuple{field("hashAlgorithm", &CertificateHashData::hashAlgorithm),
                          field("issuerNameHash", &CertificateHashData::issuerNameHash),
                          field("issuerKeyHash", &CertificateHashData::issuerKeyHash),
                          field("serialNumber", &CertificateHashData::serialNumber)};
    }
};

struct DeleteCertificate {
    static constexpr std::string_view action = "DeleteCertificate";
    static constexpr Sender sender = Sender::central_system;
    struct Request {
        CertificateHashData certificateHashData;
        static constexpr auto fields() {
            return std::tuple{field("certificateHashData", &Request::certificateHashData)};
        }
    };
    struct Response {
        Token<DeleteCertificateStatusEnumType> status;
        static constexpr auto fields() { return std::tuple{field("status", &Response::status)}; }
    };
};

struct GetInstalledCertificateIds {
    static constexpr std::string_view action = "GetInstalledCertificateIds";
    static constexpr Sender sender = Sender::central_system;
    struct Request {
        Token<CertificateUseEnumType> certificateType;
        static constexpr auto fields() { return std::tuple{field("certificateType", &Request::certificateType)}; }
    };
    struct Response {
        std::optional<std::vector<CertificateHashData>> certificateHashData;
        Token<GetInstalledCertificateStatusEnumType> status;
        static constexpr auto fields() {
            return std::tuple{field("certificateHashData", &Response::certificateHashData),
                              field("status", &Response::status)};
        }
    };
};

}  // namespace ocpp
