#include "gateway/admin/admin_socket.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/streambuf.hpp>
#include <boost/asio/write.hpp>
#include <stdexcept>
#include <utility>

#include "gateway/log.h"

namespace gateway {

namespace {

using boost::asio::local::stream_protocol;
using boost::system::error_code;

constexpr std::size_t kLongestRequest = 64 << 10;  // traits may be long
constexpr std::chrono::seconds kPatience{10};

/// A socket's path may have 108 bytes and a data directory any length: it is reached through its open descriptor.
class ShortPath {
  public:
    explicit ShortPath(const std::string& data_dir)
        : directory_(::open(data_dir.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {}
    ~ShortPath() {
        if (directory_ >= 0) ::close(directory_);
    }
    ShortPath(const ShortPath&) = delete;
    ShortPath& operator=(const ShortPath&) = delete;
    bool exists() const { return directory_ >= 0; }
    std::string socket() const { return "/proc/self/fd/" + std::to_string(directory_) + "/admin.sock"; }

  private:
    int directory_;
};

/// One question and its answer; lives by its own handlers.
struct Exchange : std::enable_shared_from_this<Exchange> {
    Exchange(stream_protocol::socket accepted, AdminSocket::Run run_)
        : socket(std::move(accepted)), timer(socket.get_executor()), buffer(kLongestRequest), run(std::move(run_)) {}

    void start() {
        timer.expires_after(kPatience);
        timer.async_wait([self = shared_from_this()](error_code error) {
            error_code ignored;
            if (!error) self->socket.close(ignored);
        });
        boost::asio::async_read_until(
            socket, buffer, '\n', [self = shared_from_this()](error_code error, std::size_t length) {
                if (error) return self->end();
                const auto bytes = self->buffer.data();
                self->question({boost::asio::buffers_begin(bytes),
                                boost::asio::buffers_begin(bytes) + static_cast<std::ptrdiff_t>(length)});
            });
    }

    void question(const std::string& line) {
        timer.cancel();  // an answer may have to wait for a charger
        try {
            AdminRequest request = admin_request_from(line);
            request.who = peer();
            run(request, [self = shared_from_this()](const AdminAnswer& answer) { self->answer(answer); });
        } catch (const std::exception& error) {
            answer({false, std::string("not understood: ") + error.what()});
        }
    }

    /// Whoever may open the socket is known to the system.
    std::string peer() {
        ucred credentials{};
        socklen_t size = sizeof credentials;
        const int error = ::getsockopt(socket.native_handle(), SOL_SOCKET, SO_PEERCRED, &credentials, &size);
        return "admin socket (uid " + (error == 0 ? std::to_string(credentials.uid) : "unknown") + ")";
    }

    /// The first counts: a command that answers and then throws, or answers twice, must not write into its own answer.
    void answer(const AdminAnswer& given) {
        if (std::exchange(is_answered, true)) return log::error("admin.answered_twice", given.output);
        auto text = std::make_shared<std::string>(to_text(given) + "\n");
        boost::asio::async_write(socket, boost::asio::buffer(*text),
                                 [self = shared_from_this(), text](error_code, std::size_t) { self->end(); });
    }

    void end() {
        error_code ignored;
        timer.cancel();
        socket.close(ignored);
    }

    stream_protocol::socket socket;
    boost::asio::steady_timer timer;
    boost::asio::streambuf buffer;
    AdminSocket::Run run;
    bool is_answered = false;
};

}  // namespace

struct AdminSocket::Parts : std::enable_shared_from_this<AdminSocket::Parts> {
    Parts(boost::asio::io_context& io, std::string path, Run run_)
        : acceptor(io), retry(io), file(std::move(path)), run(std::move(run_)) {}

    void accept() {
        acceptor.async_accept([self = shared_from_this()](error_code error, stream_protocol::socket socket) {
            if (!self->acceptor.is_open()) return;
            if (error) return self->accept_later();
            std::make_shared<Exchange>(std::move(socket), self->run)->start();
            self->accept();
        });
    }

    void accept_later() {
        constexpr std::chrono::milliseconds kPause{100};
        retry.expires_after(kPause);
        retry.async_wait([self = shared_from_this()](error_code error) {
            if (!error) self->accept();
        });
    }

    stream_protocol::acceptor acceptor;
    boost::asio::steady_timer retry;
    std::string file;
    Run run;
};

AdminSocket::AdminSocket(boost::asio::io_context& io, const std::string& data_dir, Run run) {
    const ShortPath path(data_dir);
    parts_ = std::make_shared<Parts>(io, data_dir + "/admin.sock", std::move(run));
    // The lock on the data directory is ours, so a socket that lies here is a dead gateway's.
    ::unlink(parts_->file.c_str());
    const mode_t before = ::umask(0177);
    error_code error;
    parts_->acceptor.open(stream_protocol(), error);
    if (!error) parts_->acceptor.bind(stream_protocol::endpoint(path.socket()), error);
    ::umask(before);
    if (!error) parts_->acceptor.listen(boost::asio::socket_base::max_listen_connections, error);
    if (error) throw std::runtime_error(parts_->file + " cannot be made: " + error.message());
    parts_->accept();
}

AdminSocket::~AdminSocket() {
    error_code ignored;
    parts_->acceptor.close(ignored);
    parts_->retry.cancel();
    ::unlink(parts_->file.c_str());
}

namespace {

/// One question to a running gateway, from connecting to its answer.
struct Question {
    Question(boost::asio::io_context& io, std::string line) : socket(io), text(std::move(line)) {}

    void ask(const std::string& path) {
        socket.async_connect(stream_protocol::endpoint(path), [this](error_code error) {
            is_connected = !error;
            if (error) return end(error);
            boost::asio::async_write(socket, boost::asio::buffer(text), [this](error_code failed, std::size_t) {
                if (failed) return end(failed);
                boost::asio::async_read_until(socket, buffer, '\n',
                                              [this](error_code last, std::size_t) { end(last); });
            });
        });
    }

    void end(error_code with) {
        is_over = true;
        outcome = with;
    }

    stream_protocol::socket socket;
    std::string text;
    boost::asio::streambuf buffer{kLongestAdminAnswer};
    bool is_connected = false, is_over = false;
    error_code outcome;
};

}  // namespace

std::optional<AdminAnswer> ask_running_gateway(const std::string& data_dir, const AdminRequest& request,
                                               std::chrono::milliseconds patience) {
    const ShortPath path(data_dir);
    if (!path.exists()) return std::nullopt;
    boost::asio::io_context io;
    Question question(io, to_text(request) + "\n");
    question.ask(path.socket());
    io.run_for(patience);
    if (!question.is_over)
        return AdminAnswer{false,
                           "the running gateway did not answer within " +
                               std::to_string(std::chrono::ceil<std::chrono::seconds>(patience).count()) +
                               " s; whether it did what was asked, it can say later",
                           !only_reads(request)};
    if (!question.is_connected) return std::nullopt;
    if (question.outcome)
        return AdminAnswer{false, "the running gateway did not answer: " + question.outcome.message(),
                           !only_reads(request)};
    const auto bytes = question.buffer.data();
    return admin_answer_from({boost::asio::buffers_begin(bytes), boost::asio::buffers_end(bytes)});
}

}  // namespace gateway
