#pragma once

#include <functional>
#include <optional>

#include "canonical/push.h"
#include "gateway/site/device_directory.h"

namespace gateway {

/// What REST asks of a device: settings and commands. Only desired state changes here; the charger's control loop does
/// the rest. Owned by the Site; io thread.
class DeviceCommands {
  public:
    /// `start_anew`: what the charger taught is forgotten, for one of the sandbox that behaves as ordered.
    DeviceCommands(Time& time, storage::Storage& storage, const DeviceDirectory& devices,
                   std::function<void(const std::string& charge_point_id)> start_anew)
        : time_(time), storage_(storage), devices_(devices), start_anew_(std::move(start_anew)) {}

    /// Further changes of the same batch as a wish, made from the action, e.g. the answer of an Idempotency-Key.
    using Alongside = std::function<storage::Batch(const canonical::Action&)>;
    /// Changes the desired state; `done(false)` when it could not be made durable, and then nothing changed.
    void write_settings(const DeviceRef& device, const canonical::SettingsPatch& patch, std::function<void(bool)> done,
                        storage::Batch alongside = {});
    /// Begins a command, or stores one that has a start. Throws ApiError: CONFLICT while another is in flight and no
    /// strategy was given, COMMAND_NOT_SUPPORTED where nothing could come of it.
    void push(const DeviceRef& device, const canonical::PushRequest& request,
              std::function<void(std::optional<canonical::Action>)> done, Alongside alongside = nullptr);
    /// Of one that waits for its start. Throws ApiError ACTION_NOT_CANCELLABLE. Empty: it could not be stored.
    void cancel(const canonical::Action& action, std::function<void(std::optional<canonical::Action>)> done,
                Alongside alongside = nullptr);

  private:
    canonical::Action cancelled(canonical::Action action, const std::string& why) const;
    canonical::Action new_action(const DeviceRef& device, const canonical::PushRequest& request) const;
    static bool changes_scene(const DeviceRef& device, const canonical::SandboxControls& controls);
    void set_the_scene(const DeviceRef& device, const canonical::SandboxControls& controls);
    void push_was_not_stored(const DeviceRef& device, const canonical::Action& action,
                             const std::optional<DesiredState::Replaced>& replaced);

    Time& time_;
    storage::Storage& storage_;
    const DeviceDirectory& devices_;
    std::function<void(const std::string&)> start_anew_;
};

}  // namespace gateway
