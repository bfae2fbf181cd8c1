#include "tests/hostile/figures.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <sstream>

namespace hostile {

using Clock = std::chrono::steady_clock;

Figures::Figures(Scene& scene)
    : scene_(scene), processor_before_(processor_time()), kb_before_(scene.memory_kb()), most_kb_(kb_before_) {}

void Figures::sample() {
    most_kb_ = std::max(most_kb_, scene_.memory_kb());
    const auto asked = Clock::now();
    scene_.healthy().call("Heartbeat", "{}");
    slowest_ = std::max(slowest_, std::chrono::duration_cast<milliseconds>(Clock::now() - asked));
}

std::size_t Figures::grown_kb() const { return most_kb_ - kb_before_; }

std::size_t Figures::log_lines() const { return scene_.log_lines(); }

/// utime and stime are the 14th and 15th field; the program's name, the second, may hold blanks.
milliseconds Figures::processor_time() const {
    std::ifstream file("/proc/" + std::to_string(scene_.gateway().pid()) + "/stat");
    std::string text;
    std::getline(file, text);
    std::istringstream fields(text.substr(text.rfind(')') + 1));
    std::string skipped;
    for (int field = 3; field < 14; ++field) fields >> skipped;
    long user = 0, system = 0;
    fields >> user >> system;
    return milliseconds((user + system) * 1000 / ::sysconf(_SC_CLK_TCK));
}

void Figures::show(const std::string& what) const {
    const auto spent = processor_time() - processor_before_;
    const auto lasted = std::chrono::duration_cast<milliseconds>(Clock::now() - began_);
    std::printf("%-44s  +%6zu kB  %6lld ms of processor in %6lld ms  %3zu log lines  slowest heartbeat %4lld ms\n",
                what.c_str(), grown_kb(), static_cast<long long>(spent.count()), static_cast<long long>(lasted.count()),
                log_lines(), static_cast<long long>(slowest_.count()));
}

}  // namespace hostile
