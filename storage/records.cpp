#include "storage/records.h"

#include <array>

namespace storage {
namespace {

constexpr std::array kRegistrations = {Registration::accepted, Registration::pending, Registration::rejected};
constexpr std::array kReservationStates = {ReservationState::open, ReservationState::used, ReservationState::cancelled,
                                           ReservationState::expired};

constexpr std::array kDeliveryStates = {DeliveryState::pending, DeliveryState::delivered, DeliveryState::failed};

template <typename Words>
auto word_from(const Words& words, std::string_view text) -> std::optional<typename Words::value_type> {
    for (const auto word : words) {
        if (to_text(word) == text) return word;
    }
    return {};
}

}  // namespace

std::string_view to_text(Registration registration) {
    switch (registration) {
        case Registration::accepted:
            return "accepted";
        case Registration::pending:
            return "pending";
        case Registration::rejected:
            return "rejected";
    }
    return {};
}

std::string_view to_text(ReservationState state) {
    switch (state) {
        case ReservationState::open:
            return "open";
        case ReservationState::used:
            return "used";
        case ReservationState::cancelled:
            return "cancelled";
        case ReservationState::expired:
            return "expired";
    }
    return {};
}

std::string_view to_text(DeliveryState state) {
    switch (state) {
        case DeliveryState::pending:
            return "pending";
        case DeliveryState::delivered:
            return "delivered";
        case DeliveryState::failed:
            return "failed";
    }
    return {};
}

std::optional<Registration> registration_from(std::string_view text) { return word_from(kRegistrations, text); }
std::optional<ReservationState> reservation_state_from(std::string_view text) {
    return word_from(kReservationStates, text);
}
std::optional<DeliveryState> delivery_state_from(std::string_view text) { return word_from(kDeliveryStates, text); }

}  // namespace storage
