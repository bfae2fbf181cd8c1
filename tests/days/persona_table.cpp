#include <cstdio>
#include <cstring>
#include <iostream>
#include <string>
#include <vector>

#include "gateway/log.h"
#include "scenario.h"

/// Prints personas x scenarios; exit code 1 if a cell is not as asked for.
///   persona_table                    all of it
///   persona_table NAME               one persona
///   persona_table NAME SCENARIO      one cell with every frame and event ("ceiling down")
namespace {

using namespace days;

struct Row {
    const Persona* persona;
    std::vector<Cell> cells;
};

Row play_all(const Persona& persona) {
    Row row{&persona, {}};
    for (const Scenario scenario : kScenarios) row.cells.push_back(play(persona, scenario));
    return row;
}

std::string in_short(const Cell& cell) {
    if (!cell.failure.empty()) return "FAILED";
    return cell.instead.empty() ? "ok" : cell.instead;
}

void print_head() {
    std::printf("%-28s", "persona");
    for (const Scenario scenario : kScenarios) std::printf("%-14s", std::string(to_text(scenario)).c_str());
    std::printf("\n");
}

int print(const Row& row) {
    std::printf("%-28s", row.persona->name.c_str());
    for (const Cell& cell : row.cells) std::printf("%-14s", in_short(cell).c_str());
    std::printf("\n");
    int failed = 0;
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
        if (row.cells[i].failure.empty()) continue;
        ++failed;
        std::printf("    %s: %s\n", std::string(to_text(kScenarios[i])).c_str(), row.cells[i].failure.c_str());
    }
    if (row.persona->leaves_no_lever) std::printf("    no lever: %s\n", row.persona->note.c_str());
    return failed;
}

int trace(const Persona& persona, const std::string& scenario) {
    for (const Scenario each : kScenarios) {
        if (to_text(each) != scenario) continue;
        const Cell cell = play(persona, each, &std::cout);
        std::printf("%s %s\n", in_short(cell).c_str(), cell.failure.c_str());
        return cell.failure.empty() ? 0 : 1;
    }
    std::fprintf(stderr, "no such scenario\n");
    return 2;
}

}  // namespace

int main(int count, char** arguments) {
    gateway::log::start(gateway::log::Level::error);
    const std::string only = count > 1 ? arguments[1] : "";
    int cells = 0, failed = 0;
    if (count < 3) print_head();
    for (const Persona& persona : personas()) {
        if (!only.empty() && persona.name != only) continue;
        if (count > 2) return trace(persona, arguments[2]);
        const Row row = play_all(persona);
        cells += static_cast<int>(row.cells.size());
        failed += print(row);
    }
    std::printf("%d cells, %d failed. alarm, replug: the charger leaves no lever, and the owner is told.\n", cells,
                failed);
    return failed > 0 || cells == 0 ? 1 : 0;
}
