#pragma once

#include <boost/container/deque.hpp>

namespace ocpp {

/// A deque that takes memory once there is something in it. The standard library's takes 576 bytes from the beginning,
/// and a charger has thirty that are nearly always empty.
template <class T>
using LazyDeque = boost::container::deque<T>;

}  // namespace ocpp
