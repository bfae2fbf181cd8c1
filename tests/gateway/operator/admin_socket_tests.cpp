#include "gateway/admin/admin_socket.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <cstdlib>
#include <stdexcept>

using namespace gateway;

namespace {

/// Asks once and takes in all that comes until the gateway ends the connection.
class AdminClient {
  public:
    explicit AdminClient(AdminSocket::Run run) : socket_(io_, directory_, std::move(run)) {}
    ~AdminClient() {
        if (descriptor_ >= 0) ::close(descriptor_);
        ::rmdir(directory_.c_str());
    }
    AdminClient(const AdminClient&) = delete;
    AdminClient& operator=(const AdminClient&) = delete;

    std::string ask(const std::string& line) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        const std::string path = directory_ + "/admin.sock";
        std::copy(path.begin(), path.end(), address.sun_path);
        descriptor_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        REQUIRE(::connect(descriptor_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
        ::fcntl(descriptor_, F_SETFL, O_NONBLOCK);
        REQUIRE(::send(descriptor_, line.data(), line.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(line.size()));
        std::string answer;
        const auto latest = std::chrono::steady_clock::now() + std::chrono::seconds(20);
        for (ssize_t got = -1; got != 0 && std::chrono::steady_clock::now() < latest;) {
            io_.run_one_for(std::chrono::milliseconds(2));
            char buffer[4096];
            got = ::recv(descriptor_, buffer, sizeof buffer, 0);
            if (got > 0) answer.append(buffer, static_cast<std::size_t>(got));
        }
        return answer;
    }

  private:
    static std::string new_directory() {
        char path[] = "/tmp/admin_socket_XXXXXX";
        if (::mkdtemp(path) == nullptr) throw std::runtime_error("no directory for the test");
        return path;
    }

    boost::asio::io_context io_{1};
    std::string directory_ = new_directory();
    AdminSocket socket_;
    int descriptor_ = -1;
};

}  // namespace

TEST_CASE(
    "a question over the admin socket gets one line, also when its command answers twice or throws after it answered") {
    const bool throws = GENERATE(false, true);
    AdminClient client([throws](const AdminRequest&, const AdminAnswered& answered) {
        answered({true, "the first"});
        if (throws) throw std::runtime_error("too late");
        answered({false, "the second"});
    });
    CHECK(client.ask("{\"command\":\"chargers list\"}\n") == to_text(AdminAnswer{true, "the first"}) + "\n");
}

TEST_CASE("a command that throws is answered with what it threw") {
    AdminClient client([](const AdminRequest&, const AdminAnswered&) { throw std::runtime_error("no such thing"); });
    CHECK(client.ask("{\"command\":\"chargers list\"}\n") ==
          to_text(AdminAnswer{false, "not understood: no such thing"}) + "\n");
}

TEST_CASE("a gateway that does not answer is waited for only so long") {
    char directory[] = "/tmp/admin_silent_XXXXXX";
    REQUIRE(::mkdtemp(directory) != nullptr);
    const std::string path = std::string(directory) + "/admin.sock";
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::copy(path.begin(), path.end(), address.sun_path);
    const int listening = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    REQUIRE(::bind(listening, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
    AdminRequest request;
    request.command = "chargers list";
    CHECK_FALSE(ask_running_gateway(directory, request));  // a socket of a gateway that is no more
    REQUIRE(::listen(listening, 5) == 0);
    const auto answer = ask_running_gateway(directory, request, std::chrono::milliseconds(50));
    REQUIRE(answer);
    CHECK_FALSE(answer->ok);
    CHECK(answer->output.find("did not answer within 1 s") != std::string::npos);
    CHECK_FALSE(answer->is_unknown);
    request.command = "chargers remove";
    CHECK(ask_running_gateway(directory, request, std::chrono::milliseconds(50))->is_unknown);
    ::close(listening);
    ::unlink(path.c_str());
    ::rmdir(directory);
}
