#include "gateway/backup/backup.h"

#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <random>

#include "storage/schema.h"
#include "storage/storage.h"
#include "tests/gateway/backup/data_directory.h"

using namespace backup_test;
using namespace gateway;
using Catch::Contains;

namespace {

int mode_of_file(const std::string& path) {
    struct stat status {};
    return stat(path.c_str(), &status) == 0 ? static_cast<int>(status.st_mode & 07777) : -1;
}

const std::vector<std::string> kEverything = {"ca/ca.key", "ca/ca.pem", "charger-kinds.json", "gateway.db", "pepper"};

}  // namespace

TEST_CASE("a backup holds the database and all that belongs to it, and every tar can unpack it") {
    const DataDirectory data;
    const auto file = data.back_up("all.tar");
    CHECK(mode_of_file(file) == 0600);

    const auto manifest = read_archive(file, "", goes_on);
    CHECK(manifest.names == kEverything);
    CHECK(manifest.made_at == at_second(1'700'000'000));
    CHECK(manifest.schema_version == storage::newest_schema_version());
    CHECK(manifest.has_secrets);
    CHECK(manifest.charge_points == 1);
    CHECK(manifest.transactions == 1);

    const std::string unpacked = data.beside("unpacked");
    std::filesystem::create_directory(unpacked);
    REQUIRE(std::system(("tar -xf " + file + " -C " + unpacked).c_str()) == 0);
    CHECK(std::system(("cd " + unpacked + " && sha256sum --quiet -c MANIFEST").c_str()) == 0);
    CHECK(text_of_file(unpacked + "/pepper") == text_of_file(data.file("pepper")));
    CHECK(storage::Connection(unpacked + "/gateway.db", storage::Connection::Mode::read)
              .text("SELECT id FROM charge_points") == "CP-1");
    // Nothing of the work is left, neither beside the backup nor in the data.
    CHECK(names_below(data.path()).size() == kEverything.size() + 1);  // and the lock
    CHECK_FALSE(storage::file_exists(file + ".unfinished"));
    CHECK_FALSE(storage::file_exists(file + ".db.unfinished"));
}

TEST_CASE("a backup without secrets holds none") {
    const DataDirectory data;
    const auto all = text_of_file(data.back_up("all.tar"));
    const auto file = data.back_up("some.tar", false);
    const auto some = text_of_file(file);
    for (const std::string secret :
         {"the_secret_of_the_webhook", "the secret key of the authority", "pppppppppppppppppppppppppppppppp"}) {
        CAPTURE(secret);
        CHECK(all.find(secret) != std::string::npos);
        CHECK(some.find(secret) == std::string::npos);
    }
    const auto manifest = read_archive(file, "", goes_on);
    CHECK_FALSE(manifest.has_secrets);
    CHECK(manifest.names == std::vector<std::string>{"ca/ca.pem", "charger-kinds.json", "gateway.db"});
    CHECK(data.load().webhook_endpoints.at(0).secret == "whsec_the_secret_of_the_webhook");
}

TEST_CASE("a backup is never written over a file, and leaves nothing when it fails") {
    const DataDirectory data;
    write_file(data.beside("there.tar"), "mine");
    CHECK_THAT(refusal_of([&] { data.back_up("there.tar"); }), Contains("there.tar is there already"));
    CHECK(text_of_file(data.beside("there.tar")) == "mine");
    CHECK_THAT(refusal_of([&] { data.back_up("no/such/place.tar"); }), Contains("no/such"));
    const storage::DirectStorage open(data.path());
    const auto before = names_below(data.beside(""));
    const BackupOrder order{data.path(), data.beside("new.tar"), true, at_second(1)};
    CHECK_THAT(refusal_of([&] { make_backup(order, [] { return false; }); }), Contains("given up"));
    CHECK(names_below(data.beside("")) == before);
}

TEST_CASE("one byte that is changed at 200 places of a backup is always noticed") {
    const DataDirectory data;
    const auto whole = text_of_file(data.back_up("all.tar"));
    std::mt19937 random(22);
    std::vector<std::size_t> places;
    for (int i = 0; i < 150; ++i) places.push_back(random() % whole.size());
    // The headers, the padding and the manifest are small against the database.
    for (int i = 0; i < 25; ++i) places.push_back(random() % 512);
    for (int i = 0; i < 25; ++i) places.push_back(whole.size() - 1 - random() % 4096);
    for (const auto place : places) {
        auto bytes = whole;
        bytes[place] = static_cast<char>(bytes[place] ^ (1 << random() % 8));
        write_file(data.beside("bad.tar"), bytes);
        CAPTURE(place);
        CHECK_THAT(refusal_of([&] { read_archive(data.beside("bad.tar"), "", goes_on); }),
                   Contains("bad.tar is no backup that can be used"));
    }
}

TEST_CASE("a backup that is cut off, or longer than it was, is noticed") {
    const DataDirectory data;
    const auto whole = text_of_file(data.back_up("all.tar"));
    std::vector<std::string> wrong{whole + "x", whole + std::string(512, '\0'), "", "text"};
    for (const std::size_t missing : {1u, 512u, 1024u, 5000u}) wrong.push_back(whole.substr(0, whole.size() - missing));
    for (const auto& bytes : wrong) {
        write_file(data.beside("bad.tar"), bytes);
        CAPTURE(bytes.size());
        CHECK_FALSE(refusal_of([&] { read_archive(data.beside("bad.tar"), "", goes_on); }).empty());
    }
}

TEST_CASE("an archive with a file that no backup has is refused") {
    const DataDirectory data;
    for (const std::string name : {"../outside", "/etc/passwd", "gateway.db-wal", "lock"}) {
        const auto path = data.beside("evil.tar");
        std::filesystem::remove(path);
        TarWriter archive(path, 1);
        archive.add(name, "x");
        archive.finish();
        CAPTURE(name);
        CHECK_THAT(refusal_of([&] { read_archive(path, data.beside("into"), goes_on); }),
                   Contains("a file that belongs to no backup"));
    }
}

TEST_CASE("a backup that was just made stays, whatever a wrong clock has called those before") {
    const DataDirectory data;
    const std::string directory = backup_directory(data.path());
    prepare_backup_directory(data.path());
    for (int day = 0; day < 3; ++day)
        write_file(directory + "/" + backup_name(kScheduled, at_second(2'200'000'000 + day * 86'400)), "x");
    const std::string newest = backup_name(kScheduled, at_second(1'700'000'000));
    write_file(directory + "/" + newest, "x");
    remove_old_backups(data.path(), newest, 2);
    const auto left = names_below(directory);
    CHECK(left.size() == 2);
    CHECK(std::find(left.begin(), left.end(), newest) != left.end());
}

TEST_CASE("of scheduled backups the newest stay, of others all") {
    const DataDirectory data;
    const std::string directory = backup_directory(data.path());
    prepare_backup_directory(data.path());
    CHECK(mode_of_file(directory) == 0700);
    for (int day = 0; day < 4; ++day) {
        write_file(directory + "/" + backup_name(kScheduled, at_second(1'700'000'000 + day * 86'400)), "x");
    }
    write_file(directory + "/" + backup_name(kByHand, at_second(1'600'000'000)), "x");
    write_file(directory + "/scheduled-notes.txt", "x");
    write_file(directory + "/scheduled-20200101T000000Z.tar.unfinished", "left by a kill");
    prepare_backup_directory(data.path());
    remove_old_backups(data.path(), backup_name(kScheduled, at_second(1'700'000'000 + 3 * 86'400)), 2);
    CHECK(names_below(directory) == std::vector<std::string>{"backup-20200913T122640Z.tar",
                                                             "scheduled-20231116T221320Z.tar",
                                                             "scheduled-20231117T221320Z.tar", "scheduled-notes.txt"});
}
