// What every kernel of this folder stands on: TensorFlow's C interface in a form that fits on a screen.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <vector>

#include "tensorflow/c/ops.h"
#include "tensorflow/c/tf_tensor.h"

// Of tensorflow/c/kernels.h, which is stable but draws in headers of devices that are not set up here.
extern "C" {
struct TF_KernelBuilder;
struct TF_OpKernelConstruction;
struct TF_OpKernelContext;
TF_KernelBuilder* TF_NewKernelBuilder(const char* op, const char* device, void* (*create)(TF_OpKernelConstruction*),
                                      void (*compute)(void*, TF_OpKernelContext*), void (*destroy)(void*));
void TF_RegisterKernelBuilder(const char* name, TF_KernelBuilder* builder, TF_Status* status);
int TF_NumInputs(TF_OpKernelContext* context);
void TF_GetInput(TF_OpKernelContext* context, int index, TF_Tensor** tensor, TF_Status* status);
TF_Tensor* TF_AllocateOutput(TF_OpKernelContext* context, int index, TF_DataType type, const int64_t* sides, int rank,
                             size_t bytes, TF_Status* status);
void TF_OpKernelContext_Failure(TF_OpKernelContext* context, TF_Status* status);
}

namespace stars {

/** One call of a kernel. The first failure is reported to TensorFlow; what follows it is discarded. */
class Call {
 public:
  explicit Call(TF_OpKernelContext* context);
  ~Call();
  Call(const Call&) = delete;

  int inputs() const { return static_cast<int>(inputs_.size()); }
  int64_t dimension(int input, int axis) const;
  /** Numbers of the input. */
  int64_t size(int input) const;
  const float* floats(int input) const;
  const int32_t* ints(int input) const;
  /** The input's own memory, to be changed in place: only for tensors that nobody else holds. */
  float* inPlace(int input) const;
  /** Memory of an output, not initialised. */
  float* output(int index, std::initializer_list<int64_t> shape);
  float* outputLike(int index, int input);
  /** False, and the call has failed, where the condition does not hold. */
  bool require(bool condition, const char* message);

 private:
  TF_OpKernelContext* context_;
  TF_Status* status_;
  std::vector<TF_Tensor*> inputs_;
  std::vector<TF_Tensor*> outputs_;
};

/** Computes; an exception fails the call. */
void runCall(TF_OpKernelContext* context, void (*compute)(Call&));

void registerCompute(const char* name, std::initializer_list<const char*> inputs,
                     std::initializer_list<const char*> outputs, std::initializer_list<const char*> attributes,
                     void (*compute)(void*, TF_OpKernelContext*));

/** Tells TensorFlow of an op and its CPU kernel, in the syntax of its op definitions ("x: float"). */
template <void (*Compute)(Call&)>
void registerKernel(const char* name, std::initializer_list<const char*> inputs,
                    std::initializer_list<const char*> outputs, std::initializer_list<const char*> attributes = {}) {
  registerCompute(name, inputs, outputs, attributes,
                  [](void*, TF_OpKernelContext* context) { runCall(context, Compute); });
}

void registerLayerNorm();
void registerAttention();
void registerDense();
void registerItemContent();
void registerRowDots();
void registerSoftmaxCrossEntropy();
void registerAdamW();
void registerTimeGap();

}  // namespace stars
