#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <csignal>
#include <iostream>
#include <websocketpp/config/asio_no_tls.hpp>
#include <websocketpp/server.hpp>

/// What websocketpp and RapidJSON cost by themselves: every CALL is parsed and answered with a well-formed
/// confirmation; nothing is checked, kept or stored. The yardstick of scripts/bench.
namespace {

using Server = websocketpp::server<websocketpp::config::asio>;

int transaction_id = 0;

void write_confirmation(rapidjson::Writer<rapidjson::StringBuffer>& out, std::string_view action) {
    const char* const now = "2026-01-01T00:00:00Z";
    out.StartObject();
    if (action == "BootNotification") {
        out.Key("status"), out.String("Accepted");
        out.Key("currentTime"), out.String(now);
        out.Key("interval"), out.Int(60);
    } else if (action == "Heartbeat") {
        out.Key("currentTime"), out.String(now);
    } else if (action == "StartTransaction") {
        out.Key("transactionId"), out.Int(++transaction_id);
    }
    if (action == "StartTransaction" || action == "StopTransaction" || action == "Authorize") {
        out.Key("idTagInfo"), out.StartObject(), out.Key("status"), out.String("Accepted"), out.EndObject();
    }
    out.EndObject();
}

std::string confirmation(const rapidjson::Document& call) {
    rapidjson::StringBuffer text;
    rapidjson::Writer<rapidjson::StringBuffer> out(text);
    out.StartArray();
    out.Int(3);
    out.String(call[1].GetString(), call[1].GetStringLength());
    write_confirmation(out, {call[2].GetString(), call[2].GetStringLength()});
    out.EndArray();
    return {text.GetString(), text.GetSize()};
}

}  // namespace

int main() {
    Server server;
    server.clear_access_channels(websocketpp::log::alevel::all);
    server.clear_error_channels(websocketpp::log::elevel::all);
    server.init_asio();
    server.set_validate_handler([&](websocketpp::connection_hdl socket) {
        server.get_con_from_hdl(socket)->select_subprotocol("ocpp1.6");
        return true;
    });
    server.set_message_handler([&](websocketpp::connection_hdl socket, const Server::message_ptr& message) {
        rapidjson::Document call;
        call.Parse(message->get_payload().data(), message->get_payload().size());
        if (call.HasParseError() || !call.IsArray() || call.Size() != 4 || call[0] != 2) return;
        server.send(socket, confirmation(call), websocketpp::frame::opcode::text);
    });
    server.set_listen_backlog(4096);
    server.listen(boost::asio::ip::tcp::endpoint(boost::asio::ip::address_v4::loopback(), 0));
    server.start_accept();
    boost::asio::signal_set signals(server.get_io_service(), SIGTERM, SIGINT);
    signals.async_wait([&](const boost::system::error_code&, int) { server.get_io_service().stop(); });
    websocketpp::lib::asio::error_code ignored;
    std::cout << "ready ocpp=127.0.0.1:" << server.get_local_endpoint(ignored).port() << std::endl;
    server.run();
}
