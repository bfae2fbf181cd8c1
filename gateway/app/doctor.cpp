#include "gateway/app/doctor.h"

#include <algorithm>
#include <array>

#include "gateway/admin/admin_socket.h"
#include "gateway/app/doctor_checks.h"
#include "json/writer.h"
#include "storage/data_dir.h"

namespace gateway {

namespace {

constexpr std::array kChecks = {DoctorCheck{"configuration", check_configuration},
                                DoctorCheck{"gateway", check_gateway},
                                DoctorCheck{"data-directory", check_data_directory},
                                DoctorCheck{"disk-space", check_disk_space},
                                DoctorCheck{"disk-speed", check_disk_speed},
                                DoctorCheck{"database", check_database},
                                DoctorCheck{"page-sums", check_page_sums},
                                DoctorCheck{"log", check_log},
                                DoctorCheck{"pepper", check_pepper},
                                DoctorCheck{"backup", check_backup},
                                DoctorCheck{"clock", check_clock},
                                DoctorCheck{"open-files", check_open_files},
                                DoctorCheck{"certificates", check_certificates}};

void read_configuration(const DoctorOrder& order, Patient& patient) {
    patient.config_file = order.config_file;
    try {
        if (!order.config_file.empty()) read_config_file(order.config_file, patient.config);
    } catch (const std::exception& error) {
        patient.config_fault = error.what();
    }
    if (!order.data_dir.empty()) patient.config.data_dir = order.data_dir;
}

void ask_gateway(Patient& patient) {
    constexpr std::chrono::seconds patience{10};
    AdminRequest question;
    question.command = "backup status";
    try {
        const auto answer = ask_running_gateway(patient.config.data_dir, question, patience);
        patient.is_answering = answer.has_value();
        if (answer && !answer->ok) patient.gateway_fault = answer->output;
    } catch (const std::exception& error) {
        patient.gateway_fault = error.what();
    }
}

/// A gateway that comes while it is looked at writes into what is taken for still.
void look_at_database(Patient& patient) {
    const std::string& data_dir = patient.config.data_dir;
    const auto look = [&] {
        return storage::look_at_database(patient.file("gateway.db"), patient.is_deep, patient.is_running);
    };
    patient.is_running = patient.is_answering || storage::is_in_use(data_dir);
    patient.database = look();
    if (patient.is_running || !storage::is_in_use(data_dir)) return;
    patient.is_running = true;
    patient.database = look();
}

Finding finding_of(const DoctorCheck& check, const Patient& patient) {
    try {
        return check.look(patient);
    } catch (const std::exception& error) {
        return {Grade::fail, std::string("this cannot be looked at: ") + error.what(), {}};
    }
}

}  // namespace

const char* to_text(Grade grade) {
    switch (grade) {
        case Grade::ok:
            return "ok";
        case Grade::warn:
            return "warn";
        case Grade::fail:
            return "fail";
    }
    return "";
}

std::vector<CheckedPoint> examine(const DoctorOrder& order) {
    Patient patient;
    patient.now = order.now;
    patient.is_deep = order.is_deep;
    read_configuration(order, patient);
    ask_gateway(patient);
    look_at_database(patient);
    std::vector<CheckedPoint> points;
    for (const DoctorCheck& check : kChecks) points.push_back({check.name, finding_of(check, patient)});
    return points;
}

Grade worst_of(const std::vector<CheckedPoint>& points) {
    Grade worst = Grade::ok;
    for (const auto& point : points) worst = std::max(worst, point.finding.grade);
    return worst;
}

std::string shown(const std::vector<CheckedPoint>& points) {
    std::string text;
    for (const auto& [name, finding] : points) {
        text += std::string(to_text(finding.grade)) + " " + name + ": " + finding.sentence + ".";
        if (!finding.what_to_do.empty()) text += " What to do: " + finding.what_to_do + ".";
        text += "\n";
    }
    return text;
}

std::string as_json(const std::vector<CheckedPoint>& points) {
    json::Writer out;
    out.begin_object().member("result", to_text(worst_of(points))).key("checks").begin_array();
    for (const auto& [name, finding] : points) {
        out.begin_object().member("name", name).member("result", to_text(finding.grade));
        out.member("sentence", finding.sentence);
        if (!finding.what_to_do.empty()) out.member("whatToDo", finding.what_to_do);
        out.end_object();
    }
    out.end_array().end_object();
    return out.take() + "\n";
}

}  // namespace gateway
