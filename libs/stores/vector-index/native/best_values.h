#pragma once

#include <cstddef>
#include <vector>

namespace stars {

/** The k highest numbers so far: a heap whose root is the lowest kept. */
class BestValues {
 public:
  void start(size_t limit) {
    limit_ = limit;
    values_.clear();
  }

  /** The k-th highest; below everything until there are k. */
  double threshold() const { return values_.empty() || values_.size() < limit_ ? -__builtin_inf() : values_[0]; }

  void offer(double value) {
    if (values_.size() < limit_) {
      size_t at = values_.size();
      values_.push_back(value);
      for (; at > 0 && !(value >= values_[(at - 1) / 2]); at = (at - 1) / 2) values_[at] = values_[(at - 1) / 2];
      values_[at] = value;
    } else if (value > values_[0]) {
      size_t at = 0;
      for (size_t child = 1; child < limit_; child = 2 * at + 1) {
        if (child + 1 < limit_ && values_[child + 1] < values_[child]) child++;
        if (values_[child] >= value) break;
        values_[at] = values_[child];
        at = child;
      }
      values_[at] = value;
    }
  }

 private:
  size_t limit_ = 0;
  std::vector<double> values_;
};

}  // namespace stars
