#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

/// The specification's field list and enumerations as files: the source that structs and mutants are compared with.
/// Independent of the codec.
namespace ocpp_test {

enum class Shape { text, uri, token, integer, decimal, date_time, boolean, object, list, empty };

/// One line of the list.
struct ListedField {
    std::string action;
    bool is_request = false;
    std::string path;  ///< "a/b[]/c"
    Shape shape = Shape::empty;
    bool is_required = false;
    std::size_t longest = 0;  ///< of a text; 0: no limit
    std::string enumeration;  ///< name, of a token
    bool is_list_of_texts = false;
    bool needs_an_element = false;
    std::int64_t least = 0, most = 0;  ///< of an integer

    /// The last part of the path, without brackets.
    std::string name() const;
    /// The path of what holds it, without brackets at its end; empty at the top.
    std::string parent() const;
};

/// In the list's order. Fails the test for a line that is not understood.
const std::vector<ListedField>& listed_fields();
/// Values by the name of the enumeration.
const std::map<std::string, std::vector<std::string>>& listed_enumerations();

/// What the specification lets a charger send, DataTransfer included.
const std::set<std::string>& actions_of_chargers();

}  // namespace ocpp_test
