#include "gateway/transactions/transactions.h"

/// Transactions: whether a start is authorised, and what its row keeps of it.
namespace gateway {

namespace {

using ocpp::AuthorizationStatus;

}  // namespace

/// The same tag charges elsewhere, where that matters; or, to the letter, another tag's session is on the connector. In
/// lenient reading the latter has ended and its stop got lost (quirk 55).
bool Transactions::is_concurrent(const StoredStart& start, const ConnectorView& where) const {
    const std::string& tag = start.row.id_tag;
    const SessionLedger& ledger = parts_.book.ledger();
    const bool is_busy = where.observed.transaction.has_value();
    if (is_busy && ports_.strictness() == ocpp::Strictness::strict && !ledger.runs_on(where.connector_id, tag))
        return true;
    if (!parts_.tags.of_site().forbids_concurrent()) return false;
    return ledger.runs_elsewhere(tag, where.connector_id) || ports_.charges_elsewhere(tag);
}

ocpp::IdTagInfo Transactions::authorise(const StoredStart& start, const ConnectorView* where, bool is_late) const {
    ocpp::IdTagInfo info = parts_.tags.authorise(start.row.id_tag);
    if (info.status != AuthorizationStatus::Accepted || start.row.started_by_us) return info;
    const bool is_nowhere = where == nullptr && parts_.tags.of_site().policy() != AuthorisationPolicy::accept_all;
    if (is_nowhere) info.status = AuthorizationStatus::Invalid;
    else if (where != nullptr && !is_late && is_concurrent(start, *where))
        info.status = AuthorizationStatus::ConcurrentTx;
    return info;
}

/// What the row keeps of it beside its facts: the status as answered, and what is odd.
void Transactions::judge(const ocpp::StartTransaction::Request& request, const ConnectorView* where,
                         StoredStart& start) const {
    const bool late = is_late(start.began, start.row.received_at);
    const bool is_unknown = !parts_.tags.is_known(start.row.id_tag);
    const bool is_tolerated =
        late && is_unknown && parts_.tags.of_site().policy() == AuthorisationPolicy::reject_unknown;
    start.info = authorise(start, where, late);
    if (is_tolerated) start.info.status = AuthorizationStatus::Accepted;
    start.stands_beside = start.info.status == AuthorizationStatus::ConcurrentTx && where != nullptr &&
                          where->observed.transaction.has_value();
    Flags flags = start_flags(request, where != nullptr, start.row.received_at);
    flags.add_if(late, "offline").add_if(is_tolerated, "unknown_tag");
    flags.add_if(start.info.status != AuthorizationStatus::Accepted, "deauthorised");
    start.row.flags = flags.text();
    start.row.id_tag_status = start.info.status.text();
    if (start.info.parentIdTag) start.row.parent_id_tag = start.info.parentIdTag->value;
}

}  // namespace gateway
