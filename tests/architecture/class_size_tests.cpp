#include <algorithm>

#include <catch2/catch.hpp>

#include "class_size.h"

namespace {

std::string repeated(const std::string& text, int times) {
    std::string all;
    for (int i = 0; i < times; ++i) all += text + std::to_string(i) + "();\n";
    return all;
}

ClassSize size_of(const SourceTree& tree, const std::string& name) {
    const auto sizes = class_sizes(tree);
    const auto found = std::find_if(sizes.begin(), sizes.end(), [&](const auto& size) { return size.name == name; });
    return found == sizes.end() ? ClassSize{} : *found;
}

}  // namespace

TEST_CASE("no class of the product is too large") {
    const SourceTree tree = read_sources(REPOSITORY_ROOT);
    REQUIRE(class_sizes(tree).size() > 300);
    for (const std::string& violation : too_large_classes(tree)) {
        UNSCOPED_INFO(violation);
        CHECK(violation.empty());
    }
}

TEST_CASE("the class that is a whole charger is wiring: at most 300 lines over all its files") {
    const ClassSize size = size_of(read_sources(REPOSITORY_ROOT), "gateway::ChargePoint");
    CHECK(size.methods > 0);
    CHECK(size.lines <= 300);
}

TEST_CASE("a class with 41 methods is found, one with 40 is not") {
    const auto with = [](int methods) {
        return too_large_classes(
            {source_file("gateway/site/a.h", "#pragma once\nclass Big {\n  public:\n    Big();\n    ~Big();\n" +
                                                 repeated("    void method", methods) + "};\n")});
    };
    CHECK(with(40).empty());
    REQUIRE(with(41).size() == 1);
    CHECK(with(41)[0].find("gateway::Big has 41 methods") != std::string::npos);
}

TEST_CASE("the bodies of a class count over all its files") {
    const SourceFile header =
        source_file("gateway/site/a.h", "#pragma once\nclass Far {\n    void f();\n    void g();\n};\n");
    const std::string long_body = "void Far::f() {\n" + std::string(300, '\n') + "}\n";
    CHECK(too_large_classes({header, source_file("gateway/site/a.cpp", long_body)}).empty());
    const SourceTree both{header, source_file("gateway/site/a.cpp", long_body),
                          source_file("gateway/site/b.cpp", "void Far::g() {\n" + std::string(250, '\n') + "}\n")};
    CHECK(too_large_classes(both).size() == 1);
}

TEST_CASE("constructors, operators, data and nested classes are no methods of a class") {
    const SourceTree tree{
        source_file("gateway/site/a.h",
                    "#pragma once\n"
                    "class Small : public Other {\n"
                    "  public:\n"
                    "    explicit Small(int a) : a_(a), b_{1} {}\n"
                    "    bool operator==(const Small& other) const;\n"
                    "    int inlined() const { return a_ + f(b_); }\n"
                    "    std::function<void(int)> told;\n"
                    "    struct Inner {\n"
                    "        void one();\n"
                    "        void two();\n"
                    "    };\n"
                    "    using Done = std::function<void(bool)>;\n"
                    "    void declared(std::function<void(bool)> done, int b = kNone);  // not(this)\n"
                    "  private:\n"
                    "    int a_, b_;\n"
                    "};\n")};
    CHECK(size_of(tree, "gateway::Small").methods == 2);
    CHECK(size_of(tree, "gateway::Inner").methods == 2);
}

TEST_CASE("classes of tests may be as large as they like") {
    CHECK(too_large_classes(
              {source_file("tests/a.h", "#pragma once\nclass Big {\n" + repeated("    void method", 60) + "};\n")})
              .empty());
}
