#include "lesson_judge.h"

#include <algorithm>

#include "truth.h"

namespace days {

void LessonJudge::time_passed() {
    if (world_.now() - looked_at_ < kEvery) return;
    looked_at_ = world_.now();
    if (const auto* view = world_.view(1)) look_at(view->capabilities);
}

void LessonJudge::look_at(const gateway::Capabilities& learnt) {
    const auto& truth = behaviour();
    if (!is_plain(truth)) return;
    const bool loses_steps = !truth.ampere_steps.empty();
    expect(learnt.zero_ends_transaction, truth.zero_ends_transaction, "zero ends a transaction");
    expect(learnt.zero_ignored, truth.ignores_zero || truth.rejects_zero || loses_steps, "zero is ignored");
    expect(learnt.needs_tx_profile, truth.rejects_tx_default_on_connectors || truth.rejects_connector_zero,
           "a TxProfile is needed");
    expect(learnt.whole_amperes, truth.rejects_fractions || truth.error_on_fractions, "whole amperes only");
    expect(learnt.start_without_connector, truth.ignores_remote_start || truth.authorizes_before_answering_start,
           "RemoteStart without its connector");
}

void LessonJudge::expect(bool lesson, bool truth, const char* name) {
    if (!lesson || truth || std::find(told_.begin(), told_.end(), name) != told_.end()) return;
    told_.push_back(name);
    broke("learnt, and not true: " + std::string(name));
}

}  // namespace days
