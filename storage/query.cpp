#include <SQLiteCpp/SQLiteCpp.h>

#include "storage/sql.h"
#include "storage/storage.h"

namespace storage {
namespace {

template <typename Value>
Value known(const std::optional<Value>& value, const std::string& word) {
    if (!value)
        throw StorageError("gateway.db holds a word that this gateway does not know, \"" + word.substr(0, 32) +
                           "\": a newer gateway wrote it, or it is damaged; install that one, or restore a backup");
    return *value;
}

}  // namespace

Query::Query(Connection& connection, const char* statement) : statement_(connection.prepared(statement)) {}

Query::~Query() {
    statement_.tryReset();  // its error, if any, was thrown by the step already
    statement_.clearBindings();
}

Query& Query::put(const std::string& value) {
    translated([&] { statement_.bindNoCopy(next_parameter_++, value); });
    return *this;
}

Query& Query::put(std::int64_t value) {
    translated([&] { statement_.bind(next_parameter_++, value); });
    return *this;
}

Query& Query::put(double value) {
    translated([&] { statement_.bind(next_parameter_++, value); });
    return *this;
}

Query& Query::put_null() {
    translated([&] { statement_.bind(next_parameter_++); });
    return *this;
}

Query& Query::put_word(std::string_view word) {
    translated([&] { statement_.bind(next_parameter_++, std::string(word)); });
    return *this;
}

Query& Query::put(canonical::Environment value) { return put_word(canonical::to_text(value)); }
Query& Query::put(canonical::Command value) { return put_word(canonical::to_text(value)); }
Query& Query::put(canonical::ActionState value) { return put_word(canonical::to_text(value)); }
Query& Query::put(canonical::Evidence value) { return put_word(canonical::to_text(value)); }
Query& Query::put(canonical::Intent value) { return put_word(canonical::to_text(value)); }

Query& Query::put(Registration value) { return put_word(to_text(value)); }
Query& Query::put(ReservationState value) { return put_word(to_text(value)); }

Query& Query::put(canonical::ScheduleState value) { return put_word(canonical::to_text(value)); }
Query& Query::put(DeliveryState value) { return put_word(to_text(value)); }

bool Query::step() {
    next_column_ = 0;
    return translated([&] { return statement_.executeStep(); });
}

int Query::run() {
    return translated([&] { return statement_.exec(); });
}

bool Query::next_is_null() const {
    return translated([&] { return statement_.getColumn(next_column_).isNull(); });
}

// By length: the plain text of a column would end at its first NUL.
void Query::take(std::string& value) {
    value = translated([&] { return statement_.getColumn(next_column_++).getString(); });
}

void Query::take(std::int64_t& value) {
    value = translated([&] { return statement_.getColumn(next_column_++).getInt64(); });
}

void Query::take(int& value) { value = static_cast<int>(taken<std::int64_t>()); }
void Query::take(bool& value) { value = taken<std::int64_t>() != 0; }
void Query::take(UtcTime& value) { value = UtcTime(std::chrono::milliseconds(taken<std::int64_t>())); }

void Query::take(double& value) {
    value = translated([&] { return statement_.getColumn(next_column_++).getDouble(); });
}

void Query::take(canonical::Environment& value) {
    const auto word = taken<std::string>();
    value = known(canonical::environment_from(word), word);
}

void Query::take(canonical::Command& value) {
    const auto word = taken<std::string>();
    value = known(canonical::command_from(word), word);
}

void Query::take(canonical::ActionState& value) {
    const auto word = taken<std::string>();
    value = known(canonical::action_state_from(word), word);
}

void Query::take(canonical::Evidence& value) {
    const auto word = taken<std::string>();
    value = known(canonical::evidence_from(word), word);
}

void Query::take(canonical::Intent& value) {
    const auto word = taken<std::string>();
    value = known(canonical::intent_from(word), word);
}

void Query::take(Registration& value) {
    const auto word = taken<std::string>();
    value = known(registration_from(word), word);
}

void Query::take(ReservationState& value) {
    const auto word = taken<std::string>();
    value = known(reservation_state_from(word), word);
}

void Query::take(canonical::ScheduleState& value) {
    const auto word = taken<std::string>();
    value = known(canonical::schedule_state_from(word), word);
}

void Query::take(DeliveryState& value) {
    const auto word = taken<std::string>();
    value = known(delivery_state_from(word), word);
}

}  // namespace storage
