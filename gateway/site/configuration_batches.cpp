#include "gateway/site/configuration_batches.h"

#include <utility>
#include <vector>

#include "json/parse.h"
#include "json/writer.h"

namespace gateway {

namespace {

std::vector<std::string> keys_in(const std::string& payload) {
    std::vector<std::string> keys;
    const auto document = json::parse(payload);
    const auto list = document.root().find("key");
    if (!list) return keys;
    for (const json::Value key : list->elements()) keys.emplace_back(key.text());
    return keys;
}

class Batches : public std::enable_shared_from_this<Batches> {
  public:
    Batches(const std::shared_ptr<ChargePoint>& charge_point, RawCall call, std::size_t at_once)
        : charge_point_(charge_point), call_(std::move(call)), keys_(keys_in(call_.payload)), at_once_(at_once) {}

    void send_next() {
        const auto charge_point = charge_point_.lock();
        if (!charge_point) return call_.done({RawOutcome::Status::disconnected, {}, {}, {}, {}});
        charge_point->call_raw({call_.action, next_payload(), call_.timeout,
                                [self = shared_from_this()](const RawOutcome& outcome) { self->ended(outcome); },
                                std::exchange(call_.sent, nullptr)});
    }

  private:
    std::string next_payload() {
        json::Writer out;
        out.begin_object().key("key").begin_array();
        for (std::size_t i = 0; i < at_once_ && sent_ < keys_.size(); ++i) out.string(keys_[sent_++]);
        out.end_array().end_object();
        return out.take();
    }

    void ended(const RawOutcome& outcome) {
        if (outcome.status != RawOutcome::Status::answered) return call_.done(outcome);
        const auto document = json::parse(outcome.response, json::Reading::tolerant);
        take(document.root().find("configurationKey"), told_);
        take(document.root().find("unknownKey"), unknown_);
        if (sent_ < keys_.size()) return send_next();
        call_.done({RawOutcome::Status::answered, merged(), {}, {}, {}});
    }

    static void take(const std::optional<json::Value>& list, std::vector<std::string>& all) {
        if (!list) return;
        for (const json::Value element : list->elements()) all.push_back(element.to_json());
    }

    std::string merged() const {
        json::Writer out;
        out.begin_object();
        write_list(out, "configurationKey", told_);
        if (!unknown_.empty()) write_list(out, "unknownKey", unknown_);
        out.end_object();
        return out.take();
    }

    static void write_list(json::Writer& out, const char* name, const std::vector<std::string>& elements) {
        out.key(name).begin_array();
        for (const auto& element : elements) out.raw(element);
        out.end_array();
    }

    std::weak_ptr<ChargePoint> charge_point_;
    RawCall call_;
    std::vector<std::string> keys_;
    std::size_t at_once_, sent_ = 0;
    std::vector<std::string> told_, unknown_;  ///< as JSON
};

}  // namespace

void call_in_batches(const std::shared_ptr<ChargePoint>& charge_point, RawCall call) {
    const auto most = charge_point->journal().number_of("GetConfigurationMaxKeys");
    const bool is_question = call.action == ocpp::GetConfiguration::action && most && *most > 0;
    if (!is_question || keys_in(call.payload).size() <= static_cast<std::size_t>(*most))
        return charge_point->call_raw(std::move(call));
    std::make_shared<Batches>(charge_point, std::move(call), static_cast<std::size_t>(*most))->send_next();
}

}  // namespace gateway
