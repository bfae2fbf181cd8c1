#include "gateway/app/charger_kinds_file.h"

#include <filesystem>
#include <fstream>
#include <optional>

#include "gateway/app/config.h"
#include "gateway/decision/traits.h"
#include "gateway/log.h"

namespace gateway {

namespace {

constexpr std::size_t kLargestFile = 1 << 20;

/// Nothing when there is no such file.
std::optional<std::string> text_of(const std::filesystem::path& path) {
    std::error_code error;
    const auto kind = std::filesystem::status(path, error).type();
    if (kind == std::filesystem::file_type::not_found) return std::nullopt;
    if (kind != std::filesystem::file_type::regular) throw ConfigError(path.string() + ": is no file that can be read");
    std::ifstream in(path, std::ios::binary);
    std::string text(kLargestFile + 1, '\0');
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (in.bad() || !in.is_open()) throw ConfigError(path.string() + ": cannot be read");
    text.resize(static_cast<std::size_t>(in.gcount()));
    if (text.size() > kLargestFile) throw ConfigError(path.string() + ": is larger than 1 MiB");
    return text;
}

void extend_from(ocpp::ChargerKinds& kinds, const std::filesystem::path& path, const std::string& text) {
    try {
        kinds.extend(text);
    } catch (const ocpp::ChargerKindError& error) {
        throw ConfigError(path.string() + ": " + error.what());
    }
}

void log_unreadable_traits(const ocpp::ChargerKinds& kinds) {
    for (const auto& kind : kinds.all()) {
        try {
            Traits traits;
            overlay(traits, kind.traits);
        } catch (const TraitError& error) {
            log::error("charger_kinds.unreadable_traits", kind.name + ": " + error.what());
        }
    }
}

}  // namespace

std::shared_ptr<const ocpp::ChargerKinds> charger_kinds(const std::string& data_dir) {
    auto kinds = std::make_shared<ocpp::ChargerKinds>(ocpp::ChargerKinds::built_in());
    const auto path = std::filesystem::path(data_dir) / kChargerKindsFile;
    const auto text = text_of(path);
    if (text) extend_from(*kinds, path, *text);
    log_unreadable_traits(*kinds);
    log::info("charger_kinds.loaded",
              std::to_string(kinds->all().size()) + " kinds of chargers" + (text ? ", with " + path.string() : ""));
    return kinds;
}

}  // namespace gateway
