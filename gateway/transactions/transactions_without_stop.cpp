#include "gateway/transactions/transactions.h"
#include "gateway/translate/connector_status.h"

/// Transactions: those whose end, or whose begin, no message tells: given up, gone on with, adopted.
namespace gateway {

void Transactions::close(ConnectorView& connector, std::optional<ocpp::Reason> reason,
                         std::optional<std::int64_t> stop_id) {
    const ObservedTransaction closed = *connector.observed.transaction;
    parts_.book.remember_ended(closed.id);
    parts_.book.runs_no_more(connector.connector_id);
    if (closed.stored_id != 0 && closed.stored_id != stop_id) abandon(closed.stored_id);
    ports_.closed(connector.connector_id, reason);
}

/// Its row would come back as an open session after a restart.
void Transactions::abandon(std::int64_t stored_id) {
    parts_.book.remember_ended(stored_id);
    storage::Batch batch{storage::AbandonTransaction{parts_.record.id, stored_id, parts_.time.utc()}};
    parts_.book.ledger().lost(stored_id, parts_.time.utc(), most_possible_kw(parts_.record.rated_kw), batch);
    ports_.write(std::move(batch), [this, stored_id](const storage::Written& written) {
        if (written.durable) energy_from_disk_.complete(stored_id);
    });
}

void Transactions::resume(ConnectorView& connector, std::int64_t id) {
    if (connector.observed.transaction || connector.observed.starts_being_stored > 0) return;
    const auto* session = parts_.book.ledger().resume(id, connector.connector_id);
    if (session == nullptr) return;
    parts_.book.forget_ended(id);
    parts_.book.runs(connector.connector_id, session->began);
    ports_.opened(connector.connector_id, {id, parts_.time.now(), id, {}, true});
    connector.tx_profile_may_be_installed = connector.profile_may_be_installed;
    ports_.write({storage::ResumeTransaction{parts_.record.id, id}}, nullptr);
}

void Transactions::adopt(ConnectorView& connector, std::int64_t id) {
    auto& open = connector.observed.transaction;
    if (!is_sound_transaction_id(id) || (open && open->id == id)) return;
    const auto status = connector.observed.status;
    if (open) {
        open->id = id;
        connector.remote_stop = {};  // one with the other id could not succeed
    } else if (status && means_session(*status)) {
        ports_.opened(connector.connector_id, {id, parts_.time.now(), 0, {}});
        connector.tx_profile_may_be_installed = connector.profile_may_be_installed;
    }
}

}  // namespace gateway
