#include "canonical/settings.h"

#include "refusal.h"

using canonical::SettingsBounds;

namespace {

constexpr SettingsBounds kBounds{{0, 50}};

canonical::SettingsPatch patch_of(const std::string& body, const SettingsBounds& bounds = kBounds) {
    const json::Document document = json::parse(body);
    return canonical::parse_settings_patch(document.root(), bounds);
}

Refusal refused_patch(const std::string& body, const SettingsBounds& bounds = kBounds) {
    INFO(body);
    return refusal_of([&] { patch_of(body, bounds); });
}

std::string rate(const std::string& value) { return R"({"max_charge_rate":{"value":)" + value + R"(,"unit":"kw"}})"; }

}  // namespace

TEST_CASE("a settings patch yields the written rate and the names it wrote") {
    const auto patch = patch_of(rate("7.4"));
    CHECK(patch.max_charge_rate_kw == 7.4);
    CHECK(patch.updated == std::vector<std::string>{"max_charge_rate"});
}

TEST_CASE("the order of value and unit does not matter") {
    CHECK(patch_of(R"({"max_charge_rate":{"unit":"kw","value":11}})").max_charge_rate_kw == 11.0);
}

TEST_CASE("the bounds themselves are allowed, also where the device narrows them") {
    CHECK(patch_of(rate("0")).max_charge_rate_kw == 0.0);
    CHECK(patch_of(rate("-0.0")).max_charge_rate_kw == 0.0);
    CHECK(patch_of(rate("50")).max_charge_rate_kw == 50.0);
    CHECK(patch_of(rate("5e1")).max_charge_rate_kw == 50.0);
    CHECK(patch_of(rate("22"), {{1, 22}}).max_charge_rate_kw == 22.0);
    CHECK(patch_of(rate("1"), {{1, 22}}).max_charge_rate_kw == 1.0);
}

TEST_CASE("a rate outside the bounds is refused with value, bounds and unit") {
    const Refusal above = refused_patch(rate("50.1"));
    CHECK(above.status == 422);
    CHECK(above.code == "SETTING_OUT_OF_RANGE");
    CHECK(above.details == R"({"parameter":"max_charge_rate","value":50.1,"min":0,"max":50,"unit":"kw"})");
    CHECK(refused_patch(rate("-0.01")).code == "SETTING_OUT_OF_RANGE");
    const Refusal narrowed = refused_patch(rate("22.5"), {{0, 22}});
    CHECK(narrowed.details == R"({"parameter":"max_charge_rate","value":22.5,"min":0,"max":22,"unit":"kw"})");
}

TEST_CASE("another unit is refused with the one that is supported, before the range is looked at") {
    for (const std::string unit : {"amps", "watts", "kW", "KW", "kw ", ""}) {
        const Refusal refusal = refused_patch(R"({"max_charge_rate":{"value":7400,"unit":")" + unit + "\"}}");
        CHECK(refusal.status == 422);
        CHECK(refusal.code == "UNSUPPORTED_UNIT");
        CHECK(refusal.details ==
              R"({"parameter":"max_charge_rate","providedUnit":")" + unit + R"(","supportedUnits":["kw"]})");
    }
}

TEST_CASE("an unknown setting is refused and the known ones are named") {
    for (const std::string name : {"safety_reserve", "max_charge_rate ", "MAX_CHARGE_RATE", "maxChargeRate", ""}) {
        const Refusal refusal = refused_patch("{\"" + name + R"(":{"value":7,"unit":"kw"}})");
        CHECK(refusal.status == 422);
        CHECK(refusal.code == "UNSUPPORTED_SETTING");
        CHECK(refusal.details == R"({"parameter":")" + name + R"(","supportedSettings":["max_charge_rate"]})");
    }
}

TEST_CASE("what the device read shows as state is read-only") {
    for (const std::string name :
         {"status", "isConnected", "isCharging", "currentPower", "maxCurrent", "powerRateLimit"}) {
        const Refusal refusal = refused_patch("{\"" + name + R"(":{"value":7,"unit":"kw"}})");
        CHECK(refusal.status == 422);
        CHECK(refusal.code == "READ_ONLY_SETTING");
        CHECK(refusal.details == R"({"parameter":")" + name + "\"}");
    }
}

TEST_CASE("a body that is no object is no request at all") {
    for (const std::string body : {"[]", "7.4", "\"max_charge_rate\"", "null", "true"}) {
        const Refusal refusal = refused_patch(body);
        CHECK(refusal.status == 400);
        CHECK(refusal.code == "INVALID_REQUEST");
        CHECK(refusal.details == "{}");
    }
}

TEST_CASE("an empty patch is refused") {
    check_validation_error(refused_patch("{}"), "body", "must name at least one setting");
}

TEST_CASE("an ill-formed quantity is refused by path and reason") {
    for (const std::string quantity : {"7.4", "\"7.4\"", "null", "[7.4,\"kw\"]", "true"}) {
        check_validation_error(refused_patch(R"({"max_charge_rate":)" + quantity + "}"), "max_charge_rate",
                               "must be an object with value and unit");
    }
    const auto quantity = [](const std::string& text) { return refused_patch(R"({"max_charge_rate":)" + text + "}"); };
    check_validation_error(quantity("{}"), "max_charge_rate.value", "is missing");
    check_validation_error(quantity(R"({"unit":"kw"})"), "max_charge_rate.value", "is missing");
    check_validation_error(quantity(R"({"value":7.4})"), "max_charge_rate.unit", "is missing");
    check_validation_error(quantity(R"({"value":"7.4","unit":"kw"})"), "max_charge_rate.value", "must be a number");
    check_validation_error(quantity(R"({"value":null,"unit":"kw"})"), "max_charge_rate.value", "must be a number");
    check_validation_error(quantity(R"({"value":7.4,"unit":1})"), "max_charge_rate.unit", "must be a string");
    check_validation_error(quantity(R"({"value":7.4,"unit":null})"), "max_charge_rate.unit", "must be a string");
    check_validation_error(quantity(R"({"value":7.4,"unit":"kw","min":0})"), "max_charge_rate.min",
                           "is not known here");
}

TEST_CASE("one bad key refuses the good ones beside it, in either order") {
    const std::string good = R"("max_charge_rate":{"value":7.4,"unit":"kw"})";
    const std::string bad = R"("volume":{"value":1,"unit":"percent"})";
    CHECK(refused_patch("{" + good + "," + bad + "}").code == "UNSUPPORTED_SETTING");
    CHECK(refused_patch("{" + bad + "," + good + "}").code == "UNSUPPORTED_SETTING");
}
