#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "gateway/inspection/frame_log.h"
#include "ocpp/messages/core.h"

namespace gateway {

/// A configuration key as last read; secrets are masked before they are kept.
struct ReadKey {
    std::string name, value;
    bool has_value = false, is_read_only = false;
    UtcTime read_at{};
};

/// The state of an upload or an update, as last told by the charger.
struct JobStatus {
    std::string status;
    std::optional<std::int64_t> request_id;  ///< of the security white paper's jobs
    UtcTime at{};
};

struct LinkTally {
    std::uint64_t connections = 0, disconnections = 0, raw_calls = 0, raw_time_outs = 0;
};

/// What the operator may want to look up about one charger and the controller does not decide by. In memory only and
/// bounded. Io thread; owned by the charge point.
class ChargerJournal {
  public:
    static constexpr std::size_t kMostKeys = 500;
    static constexpr std::size_t kLongestValue = 1000;
    static constexpr std::size_t kLongestName = 50, kLongestStatus = 50;

    explicit ChargerJournal(std::shared_ptr<FrameBudget> budget) : frames(std::move(budget)) {}

    FrameLog frames;
    LinkTally link;
    struct Start {
        std::int64_t transaction_id = 0;
        SteadyTime at{};
    };
    bool operators_profile_stands = false;  ///< it was accepted, and nothing of ours took its place yet
    struct OperatorStart {
        std::string id_tag;
        SteadyTime at{};
    };
    static constexpr std::size_t kMostStarts = 32;
    std::vector<OperatorStart> operators_starts;  ///< that were sent and not refused, the newest last
    std::map<int, Start> last_starts;             ///< the newest transaction of each connector
    std::optional<JobStatus> diagnostics, firmware, log, signed_firmware;

    void configuration_read(const ocpp::GetConfiguration::Response& response, UtcTime at);
    const std::map<std::string, ReadKey>& configuration() const { return keys_; }  ///< by lower-case name
    /// The number of a key, where it was read and is one.
    std::optional<int> number_of(const std::string& key) const;
    static JobStatus job(const std::string& status, std::optional<std::int64_t> request_id, UtcTime at);

  private:
    std::map<std::string, ReadKey> keys_;
};

}  // namespace gateway
