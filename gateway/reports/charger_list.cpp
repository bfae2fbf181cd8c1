#include "gateway/reports/charger_list.h"

#include <algorithm>
#include <array>

#include "gateway/reports/printable.h"

namespace gateway {

namespace {

using Line = std::array<std::string, 6>;

Line line_of(const ChargerRow& row) {
    const auto& record = row.record;
    const std::string security = record.password_hash.empty() ? "none" : "password";
    return {printable(record.id),
            row.state,
            std::string(canonical::to_text(record.environment)),
            security,
            printable(record.vendor + (record.vendor.empty() ? "" : " ") + record.model),
            record.last_seen == canonical::UtcTime{} ? "never" : canonical::to_text(record.last_seen)};
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
