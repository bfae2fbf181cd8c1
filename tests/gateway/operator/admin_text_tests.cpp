#include <catch2/catch.hpp>

#include "gateway/admin/admin_commands.h"
#include "gateway/reports/printable.h"

using namespace gateway;

TEST_CASE("a request keeps every word on its way to the running gateway") {
    AdminRequest request;
    request.command = "chargers set";
    request.charger_id = "CP-1";
    request.assignments = {"unit=W", "id_tag_key=a \"b\"\n\\", "max_phases="};
    request.creates = true;
    request.file = "/backups/a b.tar";
    request.without_secrets = true;
    const std::string line = to_text(request);
    CHECK(line.find('\n') == std::string::npos);
    const AdminRequest read = admin_request_from(line);
    CHECK(read.command == request.command);
    CHECK(read.charger_id == request.charger_id);
    CHECK(read.assignments == request.assignments);
    CHECK(read.creates);
    CHECK(read.file == request.file);
    CHECK(read.without_secrets);
}

TEST_CASE("a request of an older command line has no assignments") {
    CHECK(admin_request_from(R"({"command":"chargers list"})").assignments.empty());
    CHECK(admin_request_from(R"({"command":"chargers set","assignments":"unit=W"})").assignments.empty());
}

TEST_CASE("forgetting says how many chargers it concerns") {
    CHECK(learnt_forgotten({"A"}) == "forgotten; this concerns 1 charger: A\n");
    CHECK(learnt_forgotten({"A", "B"}) == "forgotten; this concerns 2 chargers: A, B\n");
}

TEST_CASE("an answer keeps every word on its way to the command line, however long it is") {
    const AdminAnswer answer{false, std::string(3 << 20, '"'), true, "17/900"};
    const AdminAnswer read = admin_answer_from(to_text(answer));
    CHECK_FALSE(read.ok);
    CHECK(read.output == answer.output);
    CHECK(read.is_unknown);
    CHECK(read.next == answer.next);
    CHECK_FALSE(admin_answer_from(R"({"ok":true,"output":"of an older gateway"})").is_unknown);
}

TEST_CASE("letters of every language are printed, what moves a terminal is not") {
    CHECK(printable("Ladesäule Löwenstraße 3, 充電") == "Ladesäule Löwenstraße 3, 充電");
    CHECK(printable("a\x1b[2Jb\nc\x7f") == "a?[2Jb?c?");
    CHECK(printable("\xc2\x9b"
                    "31m\xe2\x80\xae"
                    "1PC") == "?31m?1PC");
    CHECK(printable("\xff\xc3") == "??");
    CHECK(printable("") == "-");
    CHECK(printable("aää", 4) == "aä");
}

TEST_CASE("on a closed database, too, a write of which nobody knows whether it was made is told as that") {
    storage::Written written;
    written.error = "disk I/O error";
    CHECK(when_stored(written, "done").output == "could not be stored: disk I/O error");
    written.is_unknown = true;
    CHECK(when_stored(written, "done").is_unknown);
    CHECK(when_stored(written, "done").output.find("look again") != std::string::npos);
}
