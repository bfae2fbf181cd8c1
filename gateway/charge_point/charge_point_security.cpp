#include "gateway/charge_point/charge_point.h"

/// What ChargerSecurity reaches the rest through.
namespace gateway {

ChargerSecurity::Outlets ChargePoint::security_outlets() {
    ChargerSecurity::Outlets outlets;
    outlets.write = [this](storage::Batch batch, auto done) { write(std::move(batch), std::move(done)); };
    outlets.store_until_durable = [this] {
        password_ = Provisional(password_of(record_));
        write({storage::PutChargePoint{record_}}, [this](const storage::Written& written) {
            if (written.durable) return;
            store_again_later();
            decide_soon();
        });
    };
    outlets.login_profile = [this] { return link_ ? link_->security_profile() : 0; };
    outlets.change_configuration = [this](const auto& request, auto on_outcome) {
        if (!may_be_called()) return on_outcome(ocpp::Disconnected{});
        call<ocpp::ChangeConfiguration>(request, std::move(on_outcome));
    };
    outlets.certificate_signed = [this](const auto& request, auto on_outcome) {
        if (!link_) return on_outcome(ocpp::Disconnected{});
        call<ocpp::CertificateSigned>(request, std::move(on_outcome));
    };
    outlets.sign = services_.sign_certificate;
    outlets.log = services_.security_log;
    outlets.time = &services_.time;
    return outlets;
}

}  // namespace gateway
