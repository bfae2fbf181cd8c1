#include <dlfcn.h>
#include <netdb.h>
#include <unistd.h>

#include <cstring>

/// Put before the C library (LD_PRELOAD): a name server that does not answer for one name.
extern "C" int getaddrinfo(const char* node, const char* service, const addrinfo* hints, addrinfo** results) {
    const bool hangs = node != nullptr && std::strcmp(node, "hangs.example") == 0;
    while (hangs) ::pause();
    using Original = int (*)(const char*, const char*, const addrinfo*, addrinfo**);
    static const auto original = reinterpret_cast<Original>(::dlsym(RTLD_NEXT, "getaddrinfo"));
    return original(node, service, hints, results);
}
