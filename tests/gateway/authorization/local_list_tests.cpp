#include "gateway/authorization/local_list.h"

#include <catch2/catch.hpp>

#include "tests/support/manual_time.h"

using namespace gateway;
using namespace std::chrono_literals;

namespace {

/// The local list of one charger, with what it was asked and sent.
struct Listing {
    ManualTime time;
    std::string why_not;
    bool may_send_unasked = true;
    int asked = 0;
    std::vector<ocpp::SendLocalList::Request> sent;
    std::vector<ocpp::AuthorizationData> wanted;
    std::vector<std::string> errors;
    ocpp::Outcome<ocpp::SendLocalList> answer = ocpp::SendLocalList::Response{ocpp::UpdateStatus::Accepted};
    LocalList list{time, "CP-1", ports()};

    LocalList::Ports ports() {
        LocalList::Ports ports;
        ports.why_not_now = [this] { return why_not; };
        ports.may_send_unasked = [this] { return may_send_unasked; };
        ports.ask = [this](const auto&, const auto& answered) {
            ++asked;
            answered(ocpp::GetConfiguration::Response{});
        };
        ports.send = [this](const auto& request, const auto& answered) {
            sent.push_back(request);
            answered(answer);
        };
        ports.store = [](const storage::LocalListRecord&) {};
        ports.wanted = [this] { return wanted; };
        return ports;
    }
    void want(int tags) {
        wanted.clear();
        for (int i = 0; i < tags; ++i) {
            ocpp::AuthorizationData tag;
            tag.idTag = ocpp::IdToken("CARD" + std::to_string(i));
            tag.idTagInfo = ocpp::IdTagInfo{};
            wanted.push_back(tag);
        }
    }
    void sync() {
        list.sync([this](const LocalListResult& result) { errors.push_back(result.error); });
    }
    void wait(std::chrono::seconds duration) {
        const SteadyTime end = time.now() + duration;
        while (time.ring_next(end)) {
        }
    }
};

}  // namespace

TEST_CASE("a long list goes in parts, and what the charger has is not sent again") {
    Listing desk;
    desk.want(45);
    desk.sync();
    CHECK(desk.sent.size() == 3);
    CHECK(desk.errors == std::vector<std::string>{""});
    desk.sync();
    CHECK(desk.sent.size() == 3);
    desk.list.was_sent_by_others(std::nullopt);
    desk.sync();
    CHECK(desk.sent.size() == 6);
}

TEST_CASE("several changes of the tags are one run, and none goes out unasked where it may not") {
    Listing desk;
    desk.want(1);
    desk.list.sync_soon();
    desk.wait(3s);
    desk.list.sync_soon();
    desk.wait(1min);
    CHECK(desk.asked == 1);
    desk.may_send_unasked = false;
    desk.want(2);
    desk.list.sync_soon();
    desk.wait(1min);
    CHECK(desk.asked == 1);
}

TEST_CASE("a charger that keeps no list is asked no more unasked, and the operator hears why") {
    Listing desk;
    desk.want(1);
    desk.answer = ocpp::SendLocalList::Response{ocpp::UpdateStatus::NotSupported};
    desk.sync();
    CHECK_FALSE(desk.errors[0].empty());
    desk.list.sync_soon();
    desk.wait(1min);
    CHECK(desk.asked == 1);
}
