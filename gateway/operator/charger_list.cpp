#include "gateway/operator/charger_list.h"

#include <algorithm>
#include <array>

namespace gateway {

namespace {

using Line = std::array<std::string, 6>;

std::string printable(const std::string& text) {
    std::string result;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        result += byte < 0x20 || byte >= 0x7f ? '?' : c;
    }
    return result.empty() ? "-" : result;
}

Line line_of(const ChargerRow& row) {
    const auto& record = row.record;
    const std::string security = record.password_hash.empty() ? "none" : "password";
    return {printable(record.id), row.state, std::string(canonical::to_text(record.environment)), security,
            printable(record.vendor + (record.vendor.empty() ? "" : " ") + record.model), canonical::to_text(record.last_seen)};
}

}  // namespace

std::string charger_list(const std::vector<ChargerRow>& rows) {
    std::vector<Line> lines{{"ID", "STATE", "ENVIRONMENT", "SECURITY", "MODEL", "LAST SEEN"}};
    for (const auto& row : rows) lines.push_back(line_of(row));
    std::array<std::size_t, 6> widths{};
    for (const auto& line : lines) {
        for (std::size_t i = 0; i < line.size(); ++i) widths[i] = std::max(widths[i], line[i].size());
    }
    std::string table;
    for (const auto& line : lines) {
        for (std::size_t i = 0; i < line.size(); ++i) {
            table += line[i];
            if (i + 1 < line.size()) table.append(widths[i] - line[i].size() + 2, ' ');
        }
        table += "\n";
    }
    return table;
}

}  // namespace gateway
