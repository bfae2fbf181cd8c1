#include <catch2/catch.hpp>

#include "tests/gateway/link/site.h"
#include "tests/support/fake_link.h"

using namespace gateway;

TEST_CASE("a fake link behaves like a real one at its end") {
    testing::RecordingListener listener;
    FakeLink link("CP1", 7);
    link.send("one");
    link.close(CloseCode::going_away, "stopping");
    link.send("two");
    link.end(listener);
    link.end(listener);
    CHECK(link.sent == std::vector<std::string>{"one"});
    CHECK(listener.ended == std::vector<std::pair<std::uint64_t, std::string>>{{7, "stopping"}});
}

TEST_CASE("a fake link answers a probe once, also after its end") {
    FakeLink link("CP1");
    std::vector<bool> answers;
    const auto note = [&](bool alive) { answers.push_back(alive); };
    link.probe(std::chrono::milliseconds(1), note);
    link.hold_probes = true;
    link.probe(std::chrono::milliseconds(1), note);
    link.answer_probes(false);
    link.answer_probes(true);
    link.abort("gone");
    link.probe(std::chrono::milliseconds(1), note);
    CHECK(answers == std::vector<bool>{true, false, false});
}
