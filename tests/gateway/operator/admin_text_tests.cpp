#include <catch2/catch.hpp>

#include "gateway/admin/admin_commands.h"

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
