#include "gateway/site/tag_desk.h"

namespace gateway {

void TagDesk::changed() {
    if (!keeps_local_lists_) return;
    for (const auto& [id, charge_point] : registry_.all()) charge_point->local_list().sync_soon();
}

void TagDesk::put(const storage::TagRecord& tag, std::function<void(std::string)> done) {
    try {
        authorisation_.check(tag);
    } catch (const TagError& error) {
        return done(error.what());
    }
    storage_.write({storage::PutTag{tag}}, [this, tag, done = std::move(done)](const storage::Written& written) {
        if (!written.durable) return done("it could not be stored, so nothing has changed");
        authorisation_.put(tag);
        changed();
        done("");
    });
}

void TagDesk::remove(const std::string& id_tag, std::function<void(Removal)> done) {
    const auto* known = authorisation_.find(id_tag);
    if (known == nullptr) return done(Removal::unknown);
    storage_.write({storage::RemoveTag{known->id_tag}},
                   [this, id_tag, done = std::move(done)](const storage::Written& written) {
                       if (!written.durable) return done(Removal::failed);
                       authorisation_.remove(id_tag);
                       changed();
                       done(Removal::done);
                   });
}

}  // namespace gateway
