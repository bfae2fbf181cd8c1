#pragma once

#include <string>

#include "gateway/app/sandbox.h"
#include "tests/gateway/charge_point/bench.h"
#include "tests/gateway/door.h"
#include "tests/gateway/link/tls_charger.h"

namespace gateway {

/// The whole engine behind the three ports for chargers: plain, TLS, TLS with client certificates. Passwords are kept
/// as they are, so that a test can read them.
class SecureBench : public SocketBench {
  public:
    explicit SecureBench(SiteOptions options = Bench::automatic()) : SocketBench(std::move(options)) { open(); }

    std::uint16_t plain() const { return plain_->port(); }
    std::uint16_t tls() const { return tls_->port(); }
    std::uint16_t mutual() const { return mutual_->port(); }

    /// Kill -9 and start again from what is on disk.
    void restart() {
        close();
        bench.restart();
        open();
    }

    static std::string upgrade(const std::string& id, const std::string& password = "", std::string user = "") {
        if (user.empty()) user = id;
        const std::string credentials = password.empty() ? "" : basic(user, password);
        return testing::upgrade("/ocpp/" + id, {{"Authorization", credentials}});
    }
    int ask_plain(const std::string& id, const std::string& password = "", const std::string& user = "") {
        testing::RawCharger charger(plain());
        return request(charger, upgrade(id, password, user));
    }
    int ask_tls(const std::string& id, const std::string& password = "") {
        testing::TlsCharger charger(tls());
        return request(charger, upgrade(id, password));
    }
    int ask_mutual(const std::string& id, const tls::Issued* own) {
        testing::TlsOffer offer;
        offer.own = own;
        testing::TlsCharger charger(mutual(), offer);
        return request(charger, upgrade(id));
    }
    void write(testing::RawCharger& charger, std::string_view bytes) {
        until([&] {
            bytes.remove_prefix(charger.write_some(bytes));
            return bytes.empty() || charger.ended;
        });
    }

    void set_password(const std::string& id, const std::string& password) {
        approve(id);
        bench.site->chargers().set_password(id, "salt", password, [](bool) {});
        bench.settle();
    }
    const storage::ChargePointRecord& record(const std::string& id) { return bench.site->charge_point(id)->record(); }
    /// Types of the security events of that charger, oldest first, separated by "; ".
    std::string events(const std::string& id) {
        std::string types;
        storage::SecurityEventQuery query;
        query.charge_point_id = id;
        bench.storage.list_security_events(query, [&](const storage::SecurityEventPage& page, const std::string&) {
            for (const auto& event : page.items) types = event.type + (types.empty() ? "" : "; ") + types;
        });
        bench.settle();
        return types;
    }

    testing::TlsSetting setting;

  private:
    void open() {
        bench.site->admission().verify_password = [](const auto& sent, const auto&, const auto& kept) {
            return sent == kept;
        };
        door_ = std::make_unique<Door>(*bench.site, canonical::Environment::live);
        const auto listen = [&](ListenerSecurity security) {
            return listen_for_chargers(io_, "127.0.0.1", 0, LinkLimits{}, *door_, std::move(security));
        };
        plain_ = listen({});
        tls_ = listen(setting.profile_2());
        mutual_ = listen(setting.profile_3());
    }
    void close() {
        plain_.reset();
        tls_.reset();
        mutual_.reset();
        door_.reset();
    }

    std::unique_ptr<Door> door_;
    std::unique_ptr<ChargerServer> plain_, tls_, mutual_;
};

}  // namespace gateway
