#include "gateway/charge_point/connectors.h"

namespace gateway {

Connector* Connectors::find(int connector_id) const {
    const auto found = all_.find(connector_id);
    return found == all_.end() ? nullptr : found->second.get();
}

Connector* Connectors::get(std::int64_t connector_id) {
    if (connector_id < 1 || connector_id > kMost) return nullptr;
    const int id = static_cast<int>(connector_id);
    if (Connector* known = find(id)) return known;
    storage::ConnectorRecord row;
    row.device_id = charger_.services.new_device_id();
    row.charge_point_id = charger_.record.id;
    row.connector_id = id;
    restore(row);
    Connector* created = find(id);
    ports_.appeared(*created);
    return created;
}

void Connectors::restore(storage::ConnectorRecord row) {
    const int id = row.connector_id;
    all_[id] = std::make_unique<Connector>(std::move(row), charger_.record, charger_.services.timings);
    views_[id] = &all_[id]->view;
    // Until a restarted gateway has given it time to come back, it is not away.
    all_[id]->view.connected_changed_at = charger_.now();
    ports_.changed();
}

Connector* Connectors::of_meter(std::int64_t connector_id) {
    if (connector_id >= 1) return get(connector_id);
    if (all_.size() != 1) return nullptr;
    Connector* only = all_.begin()->second.get();
    return only->accepts_station_meter(charger_.now()) ? only : nullptr;
}

void Connectors::start_over() {
    for (auto& [id, connector] : all_) connector->limits.start_over();
}

}  // namespace gateway
