#pragma once

#include <string>
#include <string_view>

/// Small pieces of HTML. Everything that comes in is text and is escaped. Pure; any thread.
namespace gateway::html {

std::string escaped(std::string_view text);
/// <name>text</name>
std::string element(std::string_view name, std::string_view text);
/// <a href="#id">text</a>
std::string link_to(std::string_view id, std::string_view text);
/// Paragraphs at blank lines, `code` between backticks.
std::string paragraphs(std::string_view text);
/// The same for one line.
std::string line(std::string_view text);

}  // namespace gateway::html
