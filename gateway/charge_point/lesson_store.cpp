#include "gateway/charge_point/lesson_store.h"

#include "gateway/log.h"
#include "json/ascii.h"

namespace gateway {

namespace {

using Scope = LessonBook::Scope;

std::string key_of(const std::string& vendor, const std::string& model, const std::string& firmware) {
    return vendor + "\n" + model + "\n" + firmware;
}

storage::ChargerLessonsRecord row_of(const storage::ChargePointRecord& record, const Knowledge& own) {
    return {record.id, record.vendor, record.model, record.firmware_version, to_text(own)};
}

storage::CapabilityRecord model_row_of(const storage::ChargePointRecord& record, const Knowledge& model) {
    return {record.vendor, record.model, record.firmware_version, to_text(model)};
}

}  // namespace

std::string LessonStore::kind_key(const storage::ChargePointRecord& record) {
    return key_of(record.vendor, record.model, record.firmware_version);
}

std::string LessonStore::folded(const std::string& id) { return json::lower_case(id); }

void LessonStore::restore(const storage::Snapshot& snapshot) {
    for (const auto& row : snapshot.capabilities)
        models_[key_of(row.vendor, row.model, row.firmware_version)] = knowledge_from(row.learnt, Scope::model);
    for (const auto& row : snapshot.charger_lessons)
        own_[folded(row.charge_point_id)] = {key_of(row.vendor, row.model, row.firmware_version),
                                             knowledge_from(row.learnt, Scope::charger)};
}

LessonStore::Known LessonStore::known(const storage::ChargePointRecord& record) const {
    Known known{{}, {{}, LessonBook(Scope::model), {}, false}};
    const auto own = own_.find(folded(record.id));
    if (own != own_.end() && own->second.kind == kind_key(record)) known.own = own->second.knowledge;
    const auto model = models_.find(kind_key(record));
    if (model != models_.end()) known.model = model->second;
    return known;
}

void LessonStore::keep(const storage::ChargePointRecord& record, const Knowledge& own) {
    if (!has_kind(record)) return;
    own_[folded(record.id)] = {kind_key(record), own};
    const auto row = row_of(record, own);
    log::info("capabilities.learnt", record.id + " " + row.learnt);
    storage_.write({storage::PutChargerLessons{row}}, [](const storage::Written&) {});
    Knowledge& model =
        models_.try_emplace(kind_key(record), Knowledge{{}, LessonBook(Scope::model), {}, true}).first->second;
    const ReportedFacts& reported = own.capabilities;
    if (model.capabilities.reported() == reported.reported()) return;
    static_cast<ReportedFacts&>(model.capabilities) = reported;
    write_model(record, model);
}

void LessonStore::tell_model(const storage::ChargePointRecord& record, const LessonEvent& events) {
    if (!has_kind(record)) return;
    Knowledge& model =
        models_.try_emplace(kind_key(record), Knowledge{{}, LessonBook(Scope::model), {}, true}).first->second;
    const bool stood = model.lessons.stands(events.name);
    const bool has_changed = events.is_contrary ? model.lessons.saw_contrary(events.name, events.sighting)
                                                : model.lessons.saw(events.name, events.value, events.sighting);
    if (stood != model.lessons.stands(events.name))
        log::info(stood ? "lesson.taken_back" : "lesson.of_model",
                  record.vendor + " " + record.model + " " + events.name);
    if (has_changed) write_model(record, model);
}

void LessonStore::write_model(const storage::ChargePointRecord& record, const Knowledge& model) {
    storage_.write({storage::PutCapabilities{model_row_of(record, model)}}, [](const storage::Written&) {});
}

storage::Batch LessonStore::forget(const storage::ChargePointRecord& record, const std::string& name) {
    const std::string kind = kind_key(record);
    if (name.empty()) {
        own_.erase(folded(record.id));
        models_.erase(kind);
        return {storage::RemoveChargerLessons{record.id},
                storage::RemoveCapabilities{record.vendor, record.model, record.firmware_version}};
    }
    storage::Batch batch;
    const auto own = own_.find(folded(record.id));
    if (own != own_.end() && own->second.kind == kind && gateway::forget(own->second.knowledge, name))
        batch.push_back(storage::PutChargerLessons{row_of(record, own->second.knowledge)});
    const auto model = models_.find(kind);
    if (model != models_.end() && gateway::forget(model->second, name))
        batch.push_back(storage::PutCapabilities{model_row_of(record, model->second)});
    return batch;
}

}  // namespace gateway
