#pragma once

#include <functional>
#include <memory>
#include <utility>

#include "storage/records.h"

namespace storage {

/// One request that may change things.
struct Request {
    Author author;
    std::string charge_point_id{};  ///< that it names; empty: none
    bool is_recorded = false;       ///< a batch that says what it changes is on its way or written
};
using RequestPtr = std::shared_ptr<Request>;

/// On whose word the batches of this moment are written: what is written while somebody is at work is theirs, and so
/// is what follows from it when the write is answered. Io thread; part of a Storage.
class Authorship {
  public:
    /// For as long as this lives.
    class AtWork {
      public:
        AtWork(const Authorship& authorship, RequestPtr request)
            : current_(authorship.current_), before_(std::exchange(*current_, std::move(request))) {}
        ~AtWork() { *current_ = std::move(before_); }
        AtWork(const AtWork&) = delete;
        AtWork& operator=(const AtWork&) = delete;

      private:
        std::shared_ptr<RequestPtr> current_;
        RequestPtr before_;
    };

    bool is_somebody_at_work() const { return *current_ != nullptr; }

    /// What comes later, such as a charger's answer, goes on in the name of who is at work now.
    template <typename Work>
    auto carried(Work work) const {
        return [authorship = *this, request = *current_, work = std::move(work)](auto&&... given) mutable {
            const AtWork at_work(authorship, request);
            return work(std::forward<decltype(given)>(given)...);
        };
    }

    /// The batch with its author, where it has one and changes what is kept on record.
    Batch signed_by_author(Batch batch) const;

  private:
    std::shared_ptr<RequestPtr> current_ = std::make_shared<RequestPtr>();
};

/// How the request ended, where its batches have not said so already: "done", or why not.
Batch record_of(const RequestPtr& request, const std::string& outcome);

}  // namespace storage
