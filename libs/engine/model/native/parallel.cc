#include "parallel.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstdlib>
#include <mutex>
#include <thread>
#include <vector>

namespace stars {
namespace {

int threadCount() {
  const char* wanted = std::getenv("TF_NUM_INTRAOP_THREADS");
  const int count = wanted ? std::atoi(wanted) : 0;
  return count > 0 ? count : std::max(1u, std::thread::hardware_concurrency());
}

/** Workers that sleep between loops. They live as long as the process: nothing joins them at its end. */
class Pool {
 public:
  explicit Pool(int workers) {
    for (int i = 0; i < workers; i++) std::thread([this] { work(); }).detach();
  }

  void run(int parts, const std::function<void(int)>& body) {
    std::unique_lock<std::mutex> only(running_);
    {
      std::lock_guard<std::mutex> lock(mutex_);
      body_ = &body;
      parts_ = parts;
      next_ = 0;
      left_ = parts;
      generation_++;
    }
    wake_.notify_all();
    take();
    std::unique_lock<std::mutex> lock(mutex_);
    done_.wait(lock, [this] { return left_ == 0; });
    body_ = nullptr;
  }

 private:
  void work() {
    uint64_t seen = 0;
    for (;;) {
      {
        std::unique_lock<std::mutex> lock(mutex_);
        wake_.wait(lock, [&] { return generation_ != seen; });
        seen = generation_;
      }
      take();
    }
  }

  void take() {
    for (;;) {
      const std::function<void(int)>* body;
      int part;
      {
        std::lock_guard<std::mutex> lock(mutex_);
        if (body_ == nullptr || next_ >= parts_) return;
        body = body_;
        part = next_++;
      }
      (*body)(part);
      std::lock_guard<std::mutex> lock(mutex_);
      if (--left_ == 0) done_.notify_all();
    }
  }

  std::mutex running_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::condition_variable done_;
  const std::function<void(int)>* body_ = nullptr;
  int parts_ = 0;
  int next_ = 0;
  int left_ = 0;
  uint64_t generation_ = 0;
};

}  // namespace

void parallelParts(int64_t count, int parts, const std::function<void(int, int64_t, int64_t)>& body) {
  static const int threads = threadCount();
  const std::function<void(int)> one = [&](int part) {
    body(part, count * part / parts, count * (part + 1) / parts);
  };
  if (threads == 1 || parts == 1) {
    for (int part = 0; part < parts; part++) one(part);
    return;
  }
  static Pool* pool = new Pool(threads - 1);
  pool->run(parts, one);
}

}  // namespace stars
