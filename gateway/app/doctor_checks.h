#pragma once

#include "gateway/app/config.h"
#include "gateway/app/doctor.h"
#include "storage/database_report.h"

namespace gateway {

/// What the checks of `doctor` look at, found out once.
struct Patient {
    UtcTime now{};
    bool is_deep = false;
    Config config;
    std::string config_file, config_fault;  ///< the latter empty: it can be read
    bool is_running = false;                ///< a process has the data directory
    bool is_answering = false;              ///< and answers
    std::string gateway_fault;              ///< of one that runs and does not answer
    storage::DatabaseReport database;

    std::string file(const std::string& name) const { return config.data_dir + "/" + name; }
};

/// A row of the table: one question, asked alone.
struct DoctorCheck {
    const char* name;
    Finding (*look)(const Patient& patient);
};

Finding check_configuration(const Patient& patient);
Finding check_gateway(const Patient& patient);
Finding check_data_directory(const Patient& patient);
Finding check_disk_space(const Patient& patient);
Finding check_disk_speed(const Patient& patient);
Finding check_database(const Patient& patient);
Finding check_page_sums(const Patient& patient);
Finding check_log(const Patient& patient);
Finding check_pepper(const Patient& patient);
Finding check_backup(const Patient& patient);
Finding check_clock(const Patient& patient);
Finding check_open_files(const Patient& patient);
Finding check_certificates(const Patient& patient);

}  // namespace gateway
