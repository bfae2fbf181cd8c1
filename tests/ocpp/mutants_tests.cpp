#include <catch2/catch.hpp>
#include <iostream>

#include "json/parse.h"
#include "mutants.h"
#include "ocpp/all_messages.h"
#include "ocpp/call_table.h"

/// Every rule of every field that a charger sends, broken once: one answer each, and the right one. What is right is
/// said here a second time, from the catalogues, and not by asking the codec.
using namespace ocpp;
using ocpp_test::Fault;
using ocpp_test::Mutant;
using ocpp_test::Shape;

namespace {

/// A central system that takes every request it can read.
class Desk {
  public:
    explicit Desk(Strictness strictness) : strictness_(strictness) { add_all(static_cast<AllMessages*>(nullptr)); }

    Strictness strictness() const { return strictness_; }
    QuirkCounters& quirks() { return quirks_; }

    /// "OK" or the code of the CALLERROR; anything but exactly one frame fails the test.
    std::string answer(const std::string& action, const std::string& payload) {
        sent_.clear();
        quirks_ = {};
        const std::string text = R"([2,"id-1",")" + action + "\"," + payload + "]";
        const Frame frame = read_frame(text, strictness_, quirks_);
        if (const auto* broken = std::get_if<BrokenCall>(&frame.content)) {
            sent_.push_back(write_call_error(broken->id, broken->id_is_number, broken->code, broken->reason));
        } else if (const auto* call = std::get_if<Call>(&frame.content)) {
            table_.dispatch(*this, *call,
                            Reply(*call, [this](std::string reply) { sent_.push_back(std::move(reply)); }));
        }
        REQUIRE(sent_.size() == 1);
        return described(sent_[0]);
    }
    bool raised_a_quirk() const {
        return std::any_of(quirks_.counts.begin(), quirks_.counts.end(), [](auto count) { return count > 0; });
    }

  private:
    template <class... Messages>
    void add_all(std::tuple<Messages...>*) {
        (add<Messages>(), ...);
    }
    template <class Message>
    void add() {
        table_.on<Message>(
            [](Desk&, const auto&, const Call&, const Reply& reply) { reply.with(typename Message::Response{}); });
    }
    static std::string described(const std::string& frame) {
        const auto document = json::parse(frame);
        std::vector<json::Value> parts;
        for (const auto part : document.root().elements()) parts.push_back(part);
        CHECK(parts.at(1).text() == "id-1");
        if (parts.at(0).integer() == 3) return "OK";
        CHECK(parts.at(4).is_object());
        return std::string(parts.at(2).text());
    }

    Strictness strictness_;
    QuirkCounters quirks_;
    CallTable<Desk> table_;
    std::vector<std::string> sent_;
};

/// The table of section 1.9 of the messages catalogue.
std::string strictly(const Mutant& mutant) {
    switch (mutant.fault) {
        case Fault::nothing:
        case Fault::plain_fraction:
            return "OK";  // 5.9: 1.0 and 1e0 are integers, with a quirk
        case Fault::missing:
        case Fault::too_few:
            return "OccurenceConstraintViolation";
        case Fault::null:
        case Fault::wrong_type:
        case Fault::other_scalar:
        case Fault::fraction:
            return "TypeConstraintViolation";
        case Fault::out_of_bounds:
        case Fault::too_long:
        case Fault::far_too_long:
        case Fault::unknown_name:
        case Fault::odd_time:
        case Fault::no_time:
        case Fault::beyond_64_bits:
        case Fault::nul:
            return "PropertyConstraintViolation";
        case Fault::unknown_field:
            return "FormationViolation";
    }
    return {};
}

/// What lenient reading takes although the specification does not, and who says so.
struct Acceptance {
    const char* reason;
    bool (*applies)(const Mutant&);
};

bool is_of_a_transaction(const Mutant& mutant) {
    const auto& action = mutant.field.action;
    return action == "StartTransaction" || action == "StopTransaction" || action == "MeterValues";
}

bool is_one_of(Fault fault, std::initializer_list<Fault> faults) {
    return std::find(faults.begin(), faults.end(), fault) != faults.end();
}

constexpr Acceptance kAcceptances[] = {
    {"quirk 40: what can be stored of a transaction is answered; without its connector a start cannot",
     [](const Mutant& m) {
         return is_of_a_transaction(m) && !(m.field.action == "StartTransaction" && m.field.path == "connectorId");
     }},
    {"c.8, catalogue 1.4: an optional field that cannot be used counts as absent",
     [](const Mutant& m) { return !m.field.is_required && m.fault != Fault::unknown_field; }},
    {"quirk 35: members that nobody specified are passed over",
     [](const Mutant& m) { return m.fault == Fault::unknown_field; }},
    {"quirk 35: a name that nobody specified keeps its text",
     [](const Mutant& m) { return m.fault == Fault::unknown_name; }},
    {"quirk 31: texts, numbers and booleans stand for one another; fractions are rounded",
     [](const Mutant& m) {
         return is_one_of(m.fault, {Fault::other_scalar, Fault::fraction});
     }},
    {"quirk 50, BI-207: numbers out of bounds are kept",
     [](const Mutant& m) { return m.fault == Fault::out_of_bounds; }},
    {"BI-159, BI-216: texts are kept up to 255 bytes, certificates up to twice their limit",
     [](const Mutant& m) { return m.fault == Fault::too_long; }},
    {"quirk 45: a time that is missing or not understood is the time of receipt",
     [](const Mutant& m) { return m.field.shape == Shape::date_time; }},
};

bool is_accepted_leniently(const Mutant& mutant) {
    return std::any_of(std::begin(kAcceptances), std::end(kAcceptances),
                       [&](const Acceptance& acceptance) { return acceptance.applies(mutant); });
}

std::string leniently(const Mutant& mutant) { return is_accepted_leniently(mutant) ? "OK" : strictly(mutant); }

}  // namespace

TEST_CASE("every rule broken once gets exactly one answer, and strictly the code of its cause") {
    const auto all = ocpp_test::mutants();
    Desk desk(Strictness::strict);
    std::map<std::string, int> answers;
    for (const Mutant& mutant : all) {
        INFO(mutant.what);
        const auto answer = desk.answer(mutant.field.action, mutant.payload);
        CHECK(answer == strictly(mutant));
        ++answers[answer];
    }
    std::cout << all.size() << " mutants, strict:";
    for (const auto& [answer, count] : answers) std::cout << " " << answer << " " << count;
    std::cout << "\n";
    CHECK(all.size() >= 600);
}

TEST_CASE("every rule broken once is refused leniently with the code of its cause, or taken for a reason on record") {
    Desk desk(Strictness::lenient);
    int taken = 0, refused = 0;
    for (const Mutant& mutant : ocpp_test::mutants()) {
        INFO(mutant.what);
        const auto answer = desk.answer(mutant.field.action, mutant.payload);
        CHECK(answer == leniently(mutant));
        const bool is_taken_with_a_quirk = answer == "OK" && strictly(mutant) != "OK";
        if (is_taken_with_a_quirk) CHECK(desk.raised_a_quirk());
        if (mutant.fault == Fault::nothing) CHECK_FALSE(desk.raised_a_quirk());
        taken += is_taken_with_a_quirk;
        refused += answer != "OK";
    }
    std::cout << "lenient: " << taken << " taken with a quirk, " << refused << " refused\n";
    CHECK(refused > 0);
}

TEST_CASE("every reason on record to take what is wrong is needed") {
    const auto all = ocpp_test::mutants();
    for (const Acceptance& acceptance : kAcceptances) {
        INFO(acceptance.reason);
        CHECK(std::any_of(all.begin(), all.end(), [&](const Mutant& mutant) {
            return acceptance.applies(mutant) && strictly(mutant) != "OK";
        }));
    }
}

TEST_CASE("a payload that is no object is refused whatever the action and the mode") {
    for (const auto strictness : {Strictness::strict, Strictness::lenient}) {
        Desk desk(strictness);
        for (const auto* action :
             {"BootNotification", "Heartbeat", "StartTransaction", "StopTransaction", "MeterValues"}) {
            for (const auto* payload : {"[]", "\"\"", "5", "false", "[{}]"}) {
                INFO(action << " " << payload);
                CHECK(desk.answer(action, payload) == "FormationViolation");
            }
        }
    }
}
