#include "disk_steps.h"

#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <csignal>

namespace {

/// In memory that a child shares with its parent; null: nobody counts.
int* steps_made = nullptr;
int killed_at = 0;

}  // namespace

namespace storage_test {

void before_disk_step() {
    if (steps_made == nullptr) return;
    if (++*steps_made == killed_at) raise(SIGKILL);
}

}  // namespace storage_test

extern "C" ssize_t pwrite64(int file, const void* bytes, size_t length, off64_t at) {
    storage_test::before_disk_step();
    return syscall(SYS_pwrite64, file, bytes, length, at);
}

extern "C" int rename(const char* from, const char* to) noexcept {
    storage_test::before_disk_step();
    return static_cast<int>(syscall(SYS_rename, from, to));
}

extern "C" int unlink(const char* path) noexcept {
    storage_test::before_disk_step();
    return static_cast<int>(syscall(SYS_unlink, path));
}

namespace storage_test {

int steps_until_killed(int at_step, const std::function<void()>& work) {
    void* const shared = mmap(nullptr, sizeof(int), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    REQUIRE(shared != MAP_FAILED);
    const pid_t child = fork();
    if (child == 0) {
        steps_made = static_cast<int*>(shared);
        killed_at = at_step;
        try {
            work();
        } catch (...) {
            _exit(1);
        }
        _exit(0);
    }
    int status = 0;
    REQUIRE(waitpid(child, &status, 0) == child);
    const int made = *static_cast<int*>(shared);
    munmap(shared, sizeof(int));
    CHECK((at_step > 0 && made >= at_step ? WIFSIGNALED(status) : status == 0));
    return made;
}

}  // namespace storage_test
