#include "gateway/backup/archive.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <memory>
#include <sstream>

#include "gateway/random.h"
#include "gateway/sha256.h"
#include "storage/storage.h"

namespace gateway {

namespace {

constexpr const char* kManifest = "MANIFEST";
constexpr const char* kFirstLine = "# ocpp-gateway backup, format 1";
constexpr const char* kLastLine = "# sum of the lines above: ";
constexpr std::int64_t kLongestManifest = 64 << 10;
constexpr std::size_t kSumLength = 64, kPieceOfFile = 1 << 16;

using Sums = std::map<std::string, std::string>;  // name, SHA-256

void require_going_on(const storage::GoesOn& goes_on) {
    if (!goes_on()) throw ArchiveError("given up, because the gateway ends");
}

std::string to_text(const Manifest& manifest, const Sums& sums) {
    std::ostringstream out;
    out << kFirstLine << "\n# made " << canonical::to_text(manifest.made_at) << "\n# made_at "
        << manifest.made_at.time_since_epoch().count() << "\n# schema " << manifest.schema_version << "\n# secrets "
        << (manifest.has_secrets ? 1 : 0) << "\n# charge_points " << manifest.charge_points << "\n# transactions "
        << manifest.transactions << "\n";
    for (const auto& [name, sum] : sums) out << sum << "  " << name << "\n";
    const std::string lines = out.str();
    return lines + kLastLine + sha256_hex(lines) + "\n";
}

std::int64_t number_of(const std::string& lines, const std::string& key) {
    const std::string begin = "\n# " + key + " ";
    const auto at = lines.find(begin);
    std::int64_t number = -1;
    if (at != std::string::npos) std::from_chars(lines.data() + at + begin.size(), lines.data() + lines.size(), number);
    if (number < 0) throw ArchiveError("its manifest does not tell " + key);
    return number;
}

Manifest manifest_from(const std::string& lines) {
    Manifest manifest;
    manifest.made_at = UtcTime(std::chrono::milliseconds(number_of(lines, "made_at")));
    manifest.schema_version = number_of(lines, "schema");
    manifest.has_secrets = number_of(lines, "secrets") != 0;
    manifest.charge_points = number_of(lines, "charge_points");
    manifest.transactions = number_of(lines, "transactions");
    return manifest;
}

/// Throws unless the manifest is whole and names the files that came, each with its sum.
Manifest checked(const std::string& text, const Sums& found) {
    const auto end = text.rfind(kLastLine);
    if (text.rfind(kFirstLine, 0) != 0 || end == std::string::npos) throw ArchiveError("its manifest is damaged");
    const std::string lines = text.substr(0, end);
    if (text.substr(end) != kLastLine + sha256_hex(lines) + "\n") throw ArchiveError("its manifest is damaged");
    Sums promised;
    std::istringstream in(lines);
    for (std::string line; std::getline(in, line);) {
        if (line[0] == '#' || line.size() < kSumLength + 3) continue;
        promised[line.substr(kSumLength + 2)] = line.substr(0, kSumLength);
    }
    for (const auto& [name, sum] : promised) {
        const auto came = found.find(name);
        if (came == found.end()) throw ArchiveError(name + " is missing in it");
        if (came->second != sum) throw ArchiveError(name + " in it is damaged");
    }
    if (found.size() != promised.size()) throw ArchiveError("it holds a file that its manifest does not name");
    if (found.count(kDatabase) == 0) throw ArchiveError("it holds no database");
    Manifest manifest = manifest_from(lines);
    for (const auto& [name, sum] : found) manifest.names.push_back(name);
    return manifest;
}

bool may_be_in_archive(const std::string& name) {
    const auto& kept = kept_files();
    return name == kDatabase ||
           std::any_of(kept.begin(), kept.end(), [&](const KeptFile& file) { return name == file.name; });
}

/// Puts an entry where it is wanted and tells its sum.
std::string take_out(TarReader& reader, const TarReader::Entry& entry, const std::string& into,
                     const storage::GoesOn& goes_on) {
    std::unique_ptr<storage::File> file;
    if (!into.empty()) {
        const std::string path = into + "/" + entry.name;
        ::mkdir(storage::directory_of(path).c_str(), 0700);
        file = std::make_unique<storage::File>(path, O_WRONLY | O_CREAT | O_EXCL);
    }
    Sha256 sum;
    reader.read(entry, [&](std::string_view bytes) {
        require_going_on(goes_on);
        sum.add(bytes);
        if (file) file->write(bytes);
    });
    if (file) file->flush();
    return sum.hex();
}

Manifest read_all(TarReader& reader, const std::string& into, const storage::GoesOn& goes_on) {
    Sums found;
    std::string manifest;
    while (const auto entry = reader.next()) {
        if (!manifest.empty()) throw ArchiveError("something follows its manifest");
        if (entry->name == kManifest && entry->size <= kLongestManifest) {
            reader.read(*entry, [&](std::string_view bytes) { manifest += bytes; });
        } else if (!may_be_in_archive(entry->name) || found.count(entry->name) > 0) {
            throw ArchiveError("it holds a file that belongs to no backup");
        } else {
            found[entry->name] = take_out(reader, *entry, into, goes_on);
        }
    }
    return checked(manifest, found);
}

}  // namespace

const std::vector<KeptFile>& kept_files() {
    static const std::vector<KeptFile> files = {
        {"pepper", true}, {"ca/ca.pem", false}, {"ca/ca.key", true}, {"charger-kinds.json", false}};
    return files;
}

void write_archive(const std::string& path, Manifest manifest, const std::vector<ArchivedFile>& files,
                   const storage::GoesOn& goes_on) {
    TarWriter archive(path,
                      std::chrono::duration_cast<std::chrono::seconds>(manifest.made_at.time_since_epoch()).count());
    Sums sums;
    for (const ArchivedFile& each : files) {
        const storage::File file(each.path, O_RDONLY);
        Sha256 sum;
        archive.add(each.name, file.size(), [&](const TarWriter::Take& take) {
            for (auto bytes = file.read(kPieceOfFile); !bytes.empty(); bytes = file.read(kPieceOfFile)) {
                require_going_on(goes_on);
                sum.add(bytes);
                take(bytes);
            }
        });
        sums[each.name] = sum.hex();
    }
    archive.add(kManifest, to_text(manifest, sums));
    archive.finish();
}

Manifest read_archive(const std::string& path, const std::string& into, const storage::GoesOn& goes_on) {
    try {
        TarReader reader(path);
        return read_all(reader, into, goes_on);
    } catch (const ArchiveError& error) {
        throw ArchiveError(path + " is no backup that can be used: " + error.what());
    }
}

}  // namespace gateway
