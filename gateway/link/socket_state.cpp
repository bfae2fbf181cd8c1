#include "gateway/link/socket_state.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

namespace gateway {

void prepare_socket(int socket, std::chrono::milliseconds user_timeout) {
    const int on = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    ::setsockopt(socket, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
    const auto timeout_ms = static_cast<unsigned>(user_timeout.count());
    ::setsockopt(socket, IPPROTO_TCP, TCP_USER_TIMEOUT, &timeout_ms, sizeof timeout_ms);
}

std::size_t waiting_bytes(int socket) {
    int bytes = 0;
    return ::ioctl(socket, FIONREAD, &bytes) == 0 ? static_cast<std::size_t>(bytes) : 0;
}

std::chrono::steady_clock::time_point last_data_at(int socket, std::chrono::steady_clock::time_point now) {
    tcp_info info{};
    socklen_t size = sizeof info;
    if (::getsockopt(socket, IPPROTO_TCP, TCP_INFO, &info, &size) != 0)
        return std::chrono::steady_clock::time_point::min();
    return now - std::chrono::milliseconds(info.tcpi_last_data_recv);
}

}  // namespace gateway
