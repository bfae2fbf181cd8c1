#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

/// What is known of kinds of chargers, by brand, model and firmware: one reviewed data file (ocpp/charger_kinds.json),
/// embedded at build time and extendable by the operator. The gateway takes a row's traits, the simulator its persona.
namespace ocpp {

/// One row. `traits` and `persona` are JSON objects whose members this folder does not know.
struct ChargerKind {
    std::string name;                  ///< "huawei-scharger": lower case, digits and hyphens; unique
    std::string title;                 ///< "Huawei SCharger"
    std::string note;                  ///< one line: how it departs from the specification
    std::vector<std::string> sources;  ///< where that was seen, at least one
    /// Patterns over the texts of BootNotification (OCPP 1.6, 6.3): `*` stands for anything, letter case does not
    /// count, an empty one matches all. All three empty: the row matches no charger and is a persona only.
    std::string vendor, model, firmware;
    std::string traits = "{}";   ///< gateway/decision/traits.h
    std::string persona = "{}";  ///< simulators/persona.h

    bool has_pattern() const { return !vendor.empty() || !model.empty() || !firmware.empty(); }
};

/// The text holds no charger kinds; what() names the row and what is wrong with it.
struct ChargerKindError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// The rows in the order in which they are matched. A plain value; any thread that owns it.
class ChargerKinds {
  public:
    static constexpr std::size_t kMostKinds = 1000;  ///< of one text
    static constexpr std::size_t kLongestName = 48;
    static constexpr std::size_t kLongestText = 400;  ///< of a title, a note, a source or a pattern, bytes

    /// The rows of ocpp/charger_kinds.json as this program was built with them; there until it ends.
    static const ChargerKinds& built_in();

    /// Adds the rows of `json_text`, which is written like ocpp/charger_kinds.json: a name that is there already is
    /// replaced where it stands, new ones are matched before all others. Throws ChargerKindError, and then nothing
    /// has changed.
    void extend(const std::string& json_text);

    const std::vector<ChargerKind>& all() const { return kinds_; }
    /// Nothing if there is none of that name.
    const ChargerKind* find(std::string_view name) const;
    /// The first row with a pattern that fits; nothing if there is none.
    const ChargerKind* match(std::string_view vendor, std::string_view model, std::string_view firmware) const;

  private:
    std::vector<ChargerKind> kinds_;
};

}  // namespace ocpp
