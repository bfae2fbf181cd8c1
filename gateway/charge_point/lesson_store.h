#pragma once

#include <map>
#include <string>
#include <vector>

#include "gateway/charge_point/charger_lessons.h"
#include "storage/storage.h"

namespace gateway {

/// What is known of each charger and of each model, on disk and in memory. Owned by the Site, outlives the charge
/// points; io thread.
class LessonStore {
  public:
    explicit LessonStore(storage::Storage& storage) : storage_(storage) {}
    void restore(const storage::Snapshot& snapshot);

    struct Known {
        Knowledge own, model;
    };
    /// Of a charger, as long as it is of the kind that it was when it was learnt.
    Known known(const storage::ChargePointRecord& record) const;
    /// One that never told what it is would teach every other such charger.
    void keep(const storage::ChargePointRecord& record, const Knowledge& own);
    void tell_model(const storage::ChargePointRecord& record, const LessonEvent& events);

    /// What the charger taught, and what its model hints at: one lesson, or all for an empty name.
    storage::Batch forget(const storage::ChargePointRecord& record, const std::string& name);
    void removed(const std::string& charge_point_id) { own_.erase(folded(charge_point_id)); }
    static bool has_kind(const storage::ChargePointRecord& record) {
        return !record.vendor.empty() || !record.model.empty();
    }
    static bool same_kind(const storage::ChargePointRecord& a, const storage::ChargePointRecord& b) {
        return kind_key(a) == kind_key(b);
    }

  private:
    struct OwnRow {
        std::string kind;
        Knowledge knowledge;
    };
    static std::string kind_key(const storage::ChargePointRecord& record);
    static std::string folded(const std::string& id);
    void write_model(const storage::ChargePointRecord& record, const Knowledge& model);

    storage::Storage& storage_;
    std::map<std::string, OwnRow> own_;        ///< by folded id
    std::map<std::string, Knowledge> models_;  ///< by vendor, model and firmware
};

}  // namespace gateway
