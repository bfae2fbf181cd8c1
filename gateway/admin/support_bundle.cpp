#include "gateway/admin/support_bundle.h"

#include <fcntl.h>
#include <sys/utsname.h>

#include <algorithm>
#include <deque>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "gateway/admin/support_text.h"
#include "gateway/backup/tar.h"
#include "storage/schema_report.h"

namespace gateway {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLogLines = 1000;
constexpr std::size_t kLongestConfig = 1 << 20;

AdminRequest command(const std::string& words, const std::string& charger = {}) {
    AdminRequest request;
    request.command = words;
    request.charger_id = charger;
    return request;
}

std::string answer_to(const AskGateway& ask, const AdminRequest& request) {
    try {
        const AdminAnswer answer = ask(request);
        return answer.output + (answer.ok ? "" : "\n");
    } catch (const std::exception& error) {
        return std::string("cannot be told: ") + error.what() + "\n";
    }
}

std::string about(const SupportOrder& order) {
    utsname system{};
    ::uname(&system);
    std::ostringstream out;
    out << "ocpp-gateway " << GATEWAY_VERSION << "\nmade " << canonical::to_text(order.at) << "\nsystem "
        << system.sysname << " " << system.release << " " << system.machine << "\n";
    std::error_code error;
    const auto space = fs::space(order.data_dir, error);
    if (!error) out << "disk " << space.available / (1 << 20) << " MB free of " << space.capacity / (1 << 20) << "\n";
    return out.str();
}

std::string data_directory(const std::string& data_dir) {
    std::ostringstream out;
    std::error_code error;
    std::vector<std::string> lines;
    for (const auto& entry : fs::recursive_directory_iterator(data_dir, error)) {
        std::ostringstream line;
        const auto mode = static_cast<unsigned>(entry.symlink_status(error).permissions());
        line << fs::relative(entry.path(), data_dir, error).string() << "  " << std::oct << mode << std::dec;
        if (entry.is_regular_file(error)) line << "  " << entry.file_size(error) << " bytes";
        lines.push_back(line.str());
    }
    std::sort(lines.begin(), lines.end());
    for (const auto& line : lines) out << line << "\n";
    return out.str();
}

std::string text_of_config(const std::string& path) {
    try {
        return storage::File(path, O_RDONLY).read(kLongestConfig);
    } catch (const std::exception& error) {
        return std::string(error.what()) + "\n";
    }
}

std::string end_of_log(const std::string& path) {
    std::ifstream file(path);
    if (!file) return "cannot read " + path + "\n";
    std::deque<std::string> lines;
    for (std::string line; std::getline(file, line);) {
        lines.push_back(line);
        if (lines.size() > kLogLines) lines.pop_front();
    }
    std::string text;
    for (const auto& line : lines) text += line + "\n";
    return text;
}

std::string database(const std::string& data_dir) {
    try {
        return storage::schema_report(data_dir + "/gateway.db");
    } catch (const std::exception& error) {
        return std::string("cannot be read: ") + error.what() + "\n";
    }
}

}  // namespace

std::vector<SupportFile> support_files(const SupportOrder& order, const AskGateway& ask) {
    std::vector<SupportFile> files;
    std::vector<std::string> tag_keys;
    const auto add = [&](const std::string& name, const std::string& text) {
        for (const auto& key : tag_keys_in(text)) tag_keys.push_back(key);
        files.push_back({name, masked_for_support(text, tag_keys)});
    };
    add("about.txt", about(order));
    add("doctor.txt", order.doctor);
    // Before those that open and close the database where no gateway runs: they leave it tidy.
    add("database.txt", database(order.data_dir));
    add("data-directory.txt", data_directory(order.data_dir));
    for (const auto& [name, words] : {std::pair{"counters.json", "counters"},
                                      {"chargers.txt", "chargers list"},
                                      {"webhooks.txt", "webhooks list"},
                                      {"backup.txt", "backup status"}})
        add(name, answer_to(ask, command(words)));
    for (std::size_t i = 0; i < order.chargers.size(); ++i) {
        const std::string name = "charger-" + std::to_string(i + 1);
        add(name + ".json", answer_to(ask, command("chargers show", order.chargers[i])));
        add(name + "-frames.txt", answer_to(ask, command("chargers frames", order.chargers[i])));
    }
    if (!order.config_file.empty()) add("configuration.toml", text_of_config(order.config_file));
    if (!order.log_file.empty()) add("log.txt", end_of_log(order.log_file));
    return files;
}

std::string list_of(const std::vector<SupportFile>& files) {
    std::string text;
    for (const auto& file : files) text += "  " + file.name + "  " + std::to_string(file.text.size()) + " bytes\n";
    return text;
}

void write_support_bundle(const SupportOrder& order, const std::vector<SupportFile>& files) {
    TarWriter archive(order.file,
                      std::chrono::duration_cast<std::chrono::seconds>(order.at.time_since_epoch()).count());
    for (const auto& file : files) archive.add(file.name, file.text);
    archive.finish();
    storage::flush_directory(storage::directory_of(order.file));
}

}  // namespace gateway
