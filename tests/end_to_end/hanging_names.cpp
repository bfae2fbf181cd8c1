#include <dlfcn.h>
#include <netdb.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <cstring>

namespace {

std::atomic<bool> is_hanging{false};

/// What a thread still uses must not be torn down: says so where it is.
struct TornDown {
    ~TornDown() {
        constexpr const char* kWords = "torn down under a look-up\n";
        if (is_hanging && ::write(STDERR_FILENO, kWords, std::strlen(kWords)) < 0) ::abort();
    }
} torn_down;

}  // namespace

/// Put before the C library (LD_PRELOAD): a name server that does not answer for one name.
extern "C" int getaddrinfo(const char* node, const char* service, const addrinfo* hints, addrinfo** results) {
    const bool hangs = node != nullptr && std::strcmp(node, "hangs.example") == 0;
    is_hanging = is_hanging || hangs;
    while (hangs) ::pause();
    using Original = int (*)(const char*, const char*, const addrinfo*, addrinfo**);
    static const auto original = reinterpret_cast<Original>(::dlsym(RTLD_NEXT, "getaddrinfo"));
    return original(node, service, hints, results);
}
