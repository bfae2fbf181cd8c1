#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "gateway/decision/configuration_keys.h"
#include "gateway/decision/setup_lessons.h"
#include "gateway/decision/traits.h"
#include "ocpp/lazy_deque.h"

namespace gateway {

enum class NoConfiguration { refused, unanswered, link_lost };

/// Which keys GetConfiguration asks for next: all of them; where that is refused,
/// unanswered or breaks the link, a few at once; at last one by one. One question at a time. Pure; owned by Setup.
class ConfigurationQuestions {
  public:
    static constexpr int kMostQuestions = 9;

    void begin(const Traits& traits, const SetupLessons& lessons);
    /// The keys of the question that is open or due; an empty list asks for all. Nothing: all was asked.
    std::optional<std::vector<std::string>> next() const;
    /// `keys` has taken the answer already.
    void answered(const ConfigurationKeys& keys, SetupLessons& lessons);
    void failed(NoConfiguration why, SetupLessons& lessons);

    /// The link went, or the charger booted, while a single key was asked for or just after it was told.
    void key_lost_link(const std::string& key, SetupLessons& lessons);

  private:
    void gather(const Traits& traits, const SetupLessons& lessons);
    void finish(const std::vector<std::string>& asked);
    void split(const std::vector<std::string>& asked);

    bool ask_for_all_ = false;
    int at_once_ = 1;
    ocpp::LazyDeque<std::string> keys_;
    ocpp::LazyDeque<std::string> singles_;  ///< of a list that was not answered; they come first
    int links_lost_over_all_ = 0;
    std::map<std::string, int> links_lost_;  ///< over a single key, in all dialogues
    int questions_ = 0;
    int unanswered_ = 0;
};

}  // namespace gateway
