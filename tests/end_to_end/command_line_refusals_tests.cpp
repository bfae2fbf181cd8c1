#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <catch2/catch.hpp>
#include <filesystem>

#include "tests/end_to_end/gateway_process.h"

/// What the command line does not do, and how it says so.
using namespace end_to_end;

namespace {

/// One line without anything that moves a terminal's cursor, and not what was typed all over again.
void expect_short_refusal(const Finished& refused) {
    INFO(refused.err);
    CHECK(refused.exit != 0);
    CHECK(refused.out.empty());
    CHECK_FALSE(refused.err.empty());
    CHECK(refused.err.find('\n') == refused.err.size() - 1);
    CHECK(refused.err.find('\x1b') == std::string::npos);
    CHECK(refused.err.find(std::string(201, 'x')) == std::string::npos);
}

}  // namespace

TEST_CASE("a mistyped data directory is refused and none is made") {
    Stage stage;
    const TemporaryDirectory directory;
    const std::string existing = directory.path(), missing = existing + "/dtaa";
    for (const std::string& data_dir : {existing, missing}) {
        for (const std::vector<std::string>& words :
             std::vector<std::vector<std::string>>{{"keys", "create", "--environment", "live"},
                                                   {"keys", "list"},
                                                   {"chargers", "list"},
                                                   {"chargers", "approve", "--create", "CP1"},
                                                   {"certificates", "list"},
                                                   {"webhooks", "list"}}) {
            std::vector<std::string> command{gateway_program()};
            command.insert(command.end(), words.begin(), words.end());
            command.insert(command.end(), {"--data-dir", data_dir});
            const Finished refused = run_command(stage, command);
            expect_short_refusal(refused);
            CHECK(refused.err.find("is --data-dir right?") != std::string::npos);
        }
    }
    CHECK(run_command(stage, {gateway_program(), "ca", "create", "--data-dir", missing}).exit == 1);
    CHECK_FALSE(std::filesystem::exists(missing));
    CHECK(std::filesystem::is_empty(existing));
}

TEST_CASE("ids that are none are refused with and without a running gateway") {
    Stage stage;
    GatewayProcess gateway(stage);
    const auto play = [&] {
        for (const std::string& id :
             {std::string(), std::string("A/B"), std::string("/"), std::string("\x1b[2J"), std::string("A\nB"),
              std::string("\x7f"), std::string("\xff"), std::string(".."), std::string(49, 'A'), std::string(5000, 'x'),
              std::string("\xe2\x80\xae") + "1PC"}) {
            for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{
                     {"approve", "--create"}, {"show"}, {"remove"}, {"set-password"}, {"forget"}, {"rotate-key"}}) {
                std::vector<std::string> command{"chargers"};
                command.insert(command.end(), words.begin(), words.end());
                command.push_back(id);
                const Finished refused = gateway.command(command);
                expect_short_refusal(refused);
                CHECK(refused.err.find("the id of a charger has 1 to 48 characters") != std::string::npos);
            }
        }
        CHECK(gateway.command({"chargers", "list"}).out.find('\n') + 1 ==
              gateway.command({"chargers", "list"}).out.size());
    };
    play();
    REQUIRE(gateway.terminate() == 0);
    play();
    gateway.restart();
}

TEST_CASE("what is typed at length is not repeated at length") {
    Stage stage;
    GatewayProcess gateway(stage);
    const std::string longest(5000, 'x');
    for (const std::vector<std::string>& command :
         std::vector<std::vector<std::string>>{{"keys", "revoke", longest},
                                               {"keys", "create", "--environment", longest},
                                               {"keys", "create", "--environment", "live", "--scopes", longest},
                                               {"webhooks", "remove", longest},
                                               {"certificates", "revoke", longest},
                                               {longest}}) {
        expect_short_refusal(gateway.command(command));
    }
}

TEST_CASE(
    "a change whose outcome nobody knows has an exit code of its own, and says to look again; a question has not") {
    Stage stage;
    GatewayProcess gateway(stage);
    REQUIRE(gateway.terminate() == 0);
    // One that listens and never answers stands in its place.
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const std::string path = gateway.data_dir() + "/admin.sock";
    REQUIRE(path.size() < sizeof address.sun_path);
    std::copy(path.begin(), path.end(), address.sun_path);
    const int silent = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    REQUIRE(::bind(silent, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
    REQUIRE(::listen(silent, 5) == 0);
    const Finished change = gateway.command({"chargers", "approve", "--create", "CP1", "--timeout", "1"});
    CHECK(change.exit == 3);
    CHECK(change.err.find("did not answer within 1 s") != std::string::npos);
    CHECK(gateway.command({"chargers", "list", "--timeout", "1"}).exit == 1);
    ::close(silent);
    ::unlink(path.c_str());
    gateway.restart();
}

TEST_CASE("an error repeats letters of every language as they were typed, and none that moves a terminal") {
    Stage stage;
    GatewayProcess gateway(stage);
    CHECK(gateway.command({"chargers", "show", "Ladesäule-充電"}).err == "no charger Ladesäule-充電 is known\n");
    const Finished refused = gateway.command({"keys", "create", "--environment", "ä\x1b[2J"});
    CHECK(refused.err.find("ä") != std::string::npos);
    CHECK(refused.err.find('\x1b') == std::string::npos);
}
