#include <catch2/catch.hpp>

#include "gateway/access/charger_registration.h"
#include "tests/support/manual_time.h"

using namespace gateway;

namespace {

/// A charger's registration and what it made of its boots, in order.
struct Boots {
    ManualTime time;
    ControlTimings timings;
    storage::ChargePointRecord record;
    std::string told;
    std::string answer;
    std::function<void()> stored;
    std::unique_ptr<ChargerRegistration> registration;

    explicit Boots(storage::Registration state = storage::Registration::accepted) {
        record.registration = state;
        ChargerRegistration::Ports ports;
        ports.store_record = [this](auto done) { stored = std::move(done); };
        ports.kind_changed = [this] { told += "kind "; };
        ports.booted = [this] { told += "booted "; };
        ports.restarted = [this](bool same_kind) { told += same_kind ? "restarted " : "restarted-as-another "; };
        ports.taken_in = [this](bool) { told += "in "; };
        ports.note_security = [this](const std::string&, const std::string&) { told += "security "; };
        registration = std::make_unique<ChargerRegistration>(time, timings, record, std::move(ports));
        registration->link_opened("10.0.0.1", 0, time.now());
    }
    /// The process anew, with what is on disk; the record is shared, as with the ChargePoint.
    void restart(int security_profile = 0) {
        ChargerRegistration::Ports ports;
        ports.store_record = [](auto) {};
        ports.kind_changed = ports.booted = [] {};
        ports.restarted = ports.taken_in = [](bool) {};
        ports.note_security = [](const std::string&, const std::string&) {};
        registration = std::make_unique<ChargerRegistration>(time, timings, record, std::move(ports));
        registration->link_opened("10.0.0.1", security_profile, time.now());
    }
    void boot_as(const std::string& serial, const std::string& box = {}) {
        ocpp::BootNotification::Request request;
        request.chargePointVendor = std::string("Vendor");
        request.chargePointModel = std::string("Box");
        if (!serial.empty()) request.chargePointSerialNumber = ocpp::Text<25>(serial);
        if (!box.empty()) request.chargeBoxSerialNumber = ocpp::Text<25>(box);
        ocpp::Call call;
        call.id = "1";
        call.action = "BootNotification";
        registration->boot(request, ocpp::Reply(call, [](const std::string&) {}));
    }
    bool is_stranger() { return registration->identity().is_stranger(time.now()); }
    void boot(const std::string& model = "Box") {
        ocpp::BootNotification::Request request;
        request.chargePointVendor = std::string("Vendor");
        request.chargePointModel = model;
        ocpp::Call call;
        call.id = "1";
        call.action = "BootNotification";
        registration->boot(request, ocpp::Reply(call, [this](std::string text) { answer = std::move(text); }));
    }
};

}  // namespace

TEST_CASE("a boot is answered once it is stored, and not before") {
    Boots play;
    play.boot();
    CHECK(play.answer.empty());
    CHECK(play.record.model == "Box");
    play.stored();
    CHECK(play.answer.find("\"Accepted\"") != std::string::npos);
}

TEST_CASE("the first boot is of a new kind, the next of the same is a restart alone") {
    Boots play;
    play.boot();
    CHECK(play.told == "kind booted restarted-as-another in ");
    play.told.clear();
    play.boot();
    CHECK(play.told == "booted restarted in ");
}

TEST_CASE("who is pending is not taken in, and hears so; once the operator lets it in its next boot is") {
    Boots play(storage::Registration::pending);
    play.boot();
    play.stored();
    CHECK(play.told == "kind booted ");
    CHECK(play.answer.find("\"Pending\"") != std::string::npos);
    CHECK_FALSE(play.registration->is_open(play.time.now() + std::chrono::hours(1)));
    play.record.registration = storage::Registration::accepted;
    play.registration->changed(storage::Registration::pending, true);
    play.told.clear();
    play.boot();
    CHECK(play.told == "booted restarted in ");
}

TEST_CASE("without a key another serial number does not take the place of the one before, over any restart") {
    Boots play;
    play.boot_as("SN-1");
    play.restart();
    play.boot_as("SN-9");
    CHECK(play.record.serial_number == "SN-1");
    CHECK(play.is_stranger());
    play.restart();
    CHECK_FALSE(play.is_stranger());
    play.boot_as("SN-9");
    CHECK(play.is_stranger());
    play.restart(1);
    play.boot_as("SN-9");
    CHECK(play.record.serial_number == "SN-9");
    CHECK_FALSE(play.is_stranger());
}

TEST_CASE("another board is the charger after a day") {
    Boots play;
    play.boot_as("SN-1");
    play.restart();
    play.boot_as("SN-2");
    CHECK_FALSE(play.time.ring_next(play.time.now() + std::chrono::hours(24)));
    play.registration->link_closed("10.0.0.1", play.time.now());
    CHECK(play.record.serial_number == "SN-2");
}

TEST_CASE("a charger that tells only the serial number of its box is known by that") {
    Boots play;
    play.boot_as("", "BOX-1");
    CHECK(play.record.serial_number == "BOX-1");
    play.restart();
    play.boot_as("", "BOX-2");
    CHECK(play.is_stranger());
}
