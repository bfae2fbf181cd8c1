#pragma once

#include <string>
#include <vector>

#include "bench.h"

/// Plays single frames of a charger against the whole engine.
namespace gateway {

/// What the gateway sent in answer to these bytes.
std::vector<std::string> answers_to(Bench& bench, const std::string& frame);

/// A CALL with the id "7".
std::string call_text(const std::string& action, const std::string& payload);
std::string call_with_id(const std::string& id, const std::string& action, const std::string& payload);
/// A text of that length, in its quotes.
std::string text_of(std::size_t length);
std::string status_text(const std::string& members);
/// Of a StartTransaction at the time of the bench's start.
extern const std::string kTime;
std::string start_payload(int meter_start);

/// Nothing is sent, one is counted, the link stays, and the next CALL is answered. Lenient.
void check_ignored(const std::string& frame);
/// Exactly one CALLERROR of five elements with that id as it stands in the frame. Lenient.
void check_refused(const std::string& frame, const std::string& code, const std::string& id = "\"7\"");
/// Exactly one CALLRESULT with that id as it stands in the frame; returns its payload. Lenient.
std::string check_taken(const std::string& frame, const std::string& id = "\"7\"");

/// Taken, and the deviation counted; returns the answer. Lenient.
std::string check_quirk(const std::string& frame, ocpp::Quirk quirk);

/// The same at a charger that is held to the letter.
void check_ignored_strictly(const std::string& frame);
void check_refused_strictly(const std::string& frame, const std::string& code, const std::string& id = "\"7\"");
/// Ignored by both.
void check_no_message(const std::string& frame);

/// A charger with a SetChargingProfile of ours open that it does not answer.
class OpenCall {
  public:
    OpenCall();
    Bench bench;
    std::string id;  ///< of the open CALL

    /// The charger sends this in place of its answer.
    std::vector<std::string> receive(const std::string& frame) { return answers_to(bench, frame); }
    /// The CALL still waits: its true answer is taken when it comes at last.
    void check_waits();
    /// With this frame the CALL fails at once, without a time-out: another one follows and is answered.
    void check_fails_with(const std::string& frame);
};

}  // namespace gateway
