#include "gateway/app/doctor_command.h"

#include <iostream>

#include "gateway/app/config.h"
#include "storage/page_sums_renewal.h"

namespace gateway {

DoctorCommand::DoctorCommand(CLI::App& app)
    : doctor_(app.add_subcommand("doctor", "look at the installation, and tell what is wrong and what to do")) {
    doctor_->add_option("--config", order_.config_file, "the configuration file of the gateway");
    doctor_->add_option("--data-dir", order_.data_dir, "data directory of the gateway; else the configuration's");
    doctor_->add_flag("--deep", order_.is_deep, "read every page of the database, too");
    doctor_->add_flag("--json", as_json_, "one JSON object");
    doctor_->add_flag("--renew-sums", renews_sums_,
                      "make the sums of all pages anew, after only another program has written into the database of a "
                      "stopped gateway");
}

std::optional<int> DoctorCommand::run() {
    if (!doctor_->parsed()) return std::nullopt;
    if (renews_sums_) {
        Config config;
        if (!order_.config_file.empty()) read_config_file(order_.config_file, config);
        const std::string data_dir = order_.data_dir.empty() ? config.data_dir : order_.data_dir;
        const std::string kept = storage::renew_page_sums(data_dir, [](const std::string& wrong) {
            std::cout << wrong << "\n" << std::flush;
        });
        std::cout << "every row is sound, and each page has a sum; the file as it was is " << kept << "\n"
                  << std::flush;
        return 0;
    }
    order_.now = std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
    const auto points = examine(order_);
    std::cout << (as_json_ ? as_json(points) : shown(points)) << std::flush;
    return static_cast<int>(worst_of(points));
}

}  // namespace gateway
