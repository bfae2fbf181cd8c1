#pragma once

#include <string>
#include <string_view>

/// Log lines on stderr through spdlog: JSON-escaped foreign text, bounded, rate-limited per kind, and a blocked stderr
/// drops lines, never the io thread. Any thread.
namespace gateway::log {

enum class Level { debug, info, warning, error };

/// Once at start; lines below `threshold` cost one comparison.
void start(Level threshold);
bool enabled(Level level);

/// `kind` is a constant name of the event ("link.closed"); at most a few lines a second of one kind are written,
/// the rest is counted and reported with the next line of that kind. `text` may hold foreign bytes.
void write(Level level, std::string_view kind, std::string_view text);

/// Waits for the lines on their way, but not for a blocked stderr. The end of the process does so by itself, `_Exit`
/// does not.
void drain();

inline void debug(std::string_view kind, std::string_view text) {
    if (enabled(Level::debug)) write(Level::debug, kind, text);
}
inline void info(std::string_view kind, std::string_view text) { write(Level::info, kind, text); }
inline void warning(std::string_view kind, std::string_view text) { write(Level::warning, kind, text); }
inline void error(std::string_view kind, std::string_view text) { write(Level::error, kind, text); }

}  // namespace gateway::log
