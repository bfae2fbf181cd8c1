#include "gateway/backup/exchange.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <algorithm>

#include <cerrno>
#include <cstring>
#include <sstream>

#include "storage/files.h"
#include "storage/restored.h"
#include "storage/storage.h"

namespace gateway {

namespace {

constexpr std::size_t kLongestExchange = 64 << 10;

std::string list_path(const std::string& data_dir) { return data_dir + "/" + storage::kUnfinishedRestore; }

void move_file(const std::string& from, const std::string& to) {
    const std::string directory = storage::directory_of(to);
    if (::mkdir(directory.c_str(), 0700) != 0 && errno != EEXIST)
        throw storage::StorageError("cannot make " + directory + ": " + std::strerror(errno));
    storage::rename_file(from, to);
    storage::flush_directory(directory);
    storage::flush_directory(storage::directory_of(from));
}

void put_aside(const std::string& data_dir, const Exchange& exchange, const std::string& name) {
    const std::string here = data_dir + "/" + name;
    if (storage::file_exists(here)) move_file(here, data_dir + "/" + exchange.aside + "/" + name);
}

/// Every step that was made already is seen by what is no longer in its place.
void carry_out(const std::string& data_dir, const Exchange& exchange) {
    const std::string aside = data_dir + "/" + exchange.aside;
    if (::mkdir(aside.c_str(), 0700) != 0 && errno != EEXIST)
        throw storage::StorageError("cannot make " + aside + ": " + std::strerror(errno));
    for (const auto& name : exchange.leave) {
        // What is brought is put aside in its turn: done a second time here, it would take the place of what was.
        const bool is_brought = std::count(exchange.bring.begin(), exchange.bring.end(), name) > 0;
        if (!is_brought) put_aside(data_dir, exchange, name);
    }
    for (const auto& name : exchange.bring) {
        const std::string from = data_dir + "/" + exchange.from + "/" + name;
        if (!storage::file_exists(from)) continue;
        put_aside(data_dir, exchange, name);
        move_file(from, data_dir + "/" + name);
    }
    storage::remove_file(list_path(data_dir));
    storage::flush_directory(data_dir);
}

void write_list(const std::string& data_dir, const Exchange& exchange) {
    std::string text = "from " + exchange.from + "\naside " + exchange.aside + "\n";
    for (const auto& name : exchange.leave) text += "leave " + name + "\n";
    for (const auto& name : exchange.bring) text += "bring " + name + "\n";
    const std::string path = list_path(data_dir), draft = path + ".new";
    storage::remove_file(draft);
    const storage::File file(draft, O_WRONLY | O_CREAT | O_EXCL);
    file.write(text);
    file.flush();
    storage::rename_file(draft, path);
    storage::flush_directory(data_dir);
}

Exchange read_list(const std::string& path) {
    Exchange exchange;
    std::istringstream in(storage::File(path, O_RDONLY).read(kLongestExchange));
    for (std::string word, name; in >> word >> name;) {
        if (word == "from") exchange.from = name;
        if (word == "aside") exchange.aside = name;
        if (word == "leave") exchange.leave.push_back(name);
        if (word == "bring") exchange.bring.push_back(name);
    }
    return exchange;
}

}  // namespace

void exchange_files(const std::string& data_dir, const Exchange& exchange) {
    write_list(data_dir, exchange);
    carry_out(data_dir, exchange);
}

bool finish_exchange(const std::string& data_dir) {
    const std::string path = list_path(data_dir);
    if (!storage::file_exists(path)) return false;
    carry_out(data_dir, read_list(path));
    return true;
}

}  // namespace gateway
