#include "gateway/decision/vendor_limit.h"

#include <cmath>

namespace gateway {

std::string vendor_limit_text(const VendorLimit& vendor, const ChargingLimit& limit) {
    constexpr double kRounding = 1e-9;  // 6.3 A times 10 is 63, whatever binary makes of it
    const double value = static_cast<double>(limit.value.tenths) / 10 * vendor.scale;
    const std::string number = std::to_string(static_cast<long long>(std::floor(value + kRounding)));
    const auto place = vendor.text.find("{}");
    if (place == std::string::npos) return number;
    return vendor.text.substr(0, place) + number + vendor.text.substr(place + 2);
}

}  // namespace gateway
