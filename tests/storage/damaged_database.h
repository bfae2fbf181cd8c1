#pragma once

#include <catch2/catch.hpp>
#include <fstream>
#include <iterator>
#include <string>

#include "fixture.h"
#include "storage/data_dir.h"
#include "storage/writer.h"

/// A database full of what is worth money, and what a disk can do to it.
namespace storage_test {

using namespace storage;

constexpr int page_bytes = 4096;

inline std::string bytes_in(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

inline void write_bytes(const std::string& path, const std::string& bytes) {
    std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

inline void flip_bit(const std::string& path, std::size_t at, int bit) {
    std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
    file.seekg(static_cast<std::streamoff>(at));
    const char changed = static_cast<char>(file.get() ^ (1 << bit));
    file.seekp(static_cast<std::streamoff>(at));
    file.put(changed);
}

/// A database with all that is worth money: sessions and their values, limits, settings; and pages that are free.
inline void fill_with_everything(const std::string& data_dir) {
    DirectStorage direct(data_dir);
    for (int i = 1; i <= 30; ++i) {
        const std::string id = "CP-" + std::to_string(i), device = "device_" + std::to_string(i);
        ConnectorRecord wish = connector(device, id);
        wish.desired.max_charge_rate_kw = 7.4 + i;
        REQUIRE(direct.write({PutChargePoint{charge_point(id)}, PutConnector{wish}}).durable);
        REQUIRE(direct.write({PutSetting{"setting" + std::to_string(i), std::string(900, 'v')}}).durable);
        REQUIRE(direct.write({OpenTransaction{transaction(1000 + i, id)}}).durable);
        REQUIRE(direct.write({AppendMeterValues{values(id, 1000 + i, std::string(6000, 'm'))}}).durable);
        REQUIRE(direct.write({PutSetting{"gone", std::string(500u * static_cast<unsigned>(i), 'g')}}).durable);
    }
    REQUIRE(direct.write({PutSetting{"gone", ""}}).durable);
}

/// A gateway on data that it is given, as far as it looks at them by itself.
inline void serve_once(const std::string& data_dir) {
    const DataDir held(data_dir);
    DatabaseFile file = held.prepare_database_file();
    file.gets_sums = true;
    Writer writer(std::move(file));
    held.note_database(writer.database_id());
    writer.load();
}

/// Why it does not start; empty: it does.
inline std::string refusal_of(const std::string& data_dir) {
    try {
        serve_once(data_dir);
    } catch (const StorageError& error) {
        return error.what();
    }
    return {};
}

inline bool has_sums(const std::string& database) {
    Connection connection(database, Connection::Mode::read);
    return connection.has_sums();
}

}  // namespace storage_test
