#include <catch2/catch.hpp>

#include "scenario.h"

namespace days {

namespace {

/// All scenarios of one persona.
class PersonaTest : public Catch::ITestInvoker {
  public:
    explicit PersonaTest(const Persona& persona) : persona_(persona) {}

    void invoke() const override {
        for (const Scenario scenario : kScenarios) {
            const Cell cell = play(persona_, scenario);
            INFO(persona_.name << ", " << to_text(scenario) << "; every frame: build/dev/tests/days/persona_table "
                               << persona_.name << " \"" << to_text(scenario) << "\"");
            CHECK(cell.failure == "");
        }
    }

  private:
    const Persona& persona_;
};

/// Personas are data, so their tests are made at start.
bool register_all() {
    for (const Persona& persona : personas()) {
        const std::string name = "persona " + persona.name + " keeps the ceiling through every scenario";
        Catch::AutoReg(new PersonaTest(persona), CATCH_INTERNAL_LINEINFO, "", Catch::NameAndTags(name, "[personas]"));
    }
    return true;
}

const bool registered = register_all();

}  // namespace

TEST_CASE("there is a test for every persona", "[personas]") {
    REQUIRE(registered);
    REQUIRE(personas().size() >= 17);
}

}  // namespace days
